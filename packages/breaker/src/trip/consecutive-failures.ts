// The default rule: so many failures in a row. One success starts the count again.

import { OptionCheck } from "../option-check.ts";
import type { TripReason, TripRule, TripSettings } from "./trip-rule.ts";

/** Opens after failures in a row. */
export interface ConsecutiveFailuresOptions {
  /** How many failures in a row open the breaker; >= 1, default 5. */
  readonly failures?: number | undefined;
}

/** Validates the rule; `path` names it in errors. */
export function resolveConsecutiveFailures(path: string, given: unknown): TripSettings {
  const failures = new OptionCheck(path, given, ["failures"]).number("failures", 5, { min: 1 });
  return Object.freeze({
    timed: false,
    window: undefined,
    slow: undefined,
    create: () => new ConsecutiveFailures(failures),
  });
}

class ConsecutiveFailures implements TripRule {
  readonly #limit: number;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  record(failed: boolean): TripReason | undefined {
    if (!failed) {
      this.#count = 0;
      return undefined;
    }
    this.#count += 1;
    return this.#count >= this.#limit ? "failures" : undefined;
  }
}
