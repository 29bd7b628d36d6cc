// From the `trip` option to the rules of a breaker: one rule, or several of which any may open it.

import {
  resolveConsecutiveFailures,
  type ConsecutiveFailuresOptions,
} from "./consecutive-failures.ts";
import { resolveRateRule, type RateOptions } from "./rate-rule.ts";
import type { TripReason, TripRule, TripSettings } from "./trip-rule.ts";

/** One rule: failures in a row, or the share of failed or slow calls in a window. */
export type TripRuleOptions = ConsecutiveFailuresOptions | RateOptions;

/** When a breaker opens: one rule, or several of which the first to be met opens it. */
export type TripOptions = TripRuleOptions | readonly TripRuleOptions[];

/** @throws {TypeError | RangeError} naming the option that is wrong. */
export function resolveTrip(path: string, given: unknown): TripSettings {
  if (!Array.isArray(given)) return resolveRule(path, given);
  if (given.length === 0) throw new RangeError(`${path}: an array of rules must not be empty.`);
  const rules = given.map((rule, index) => resolveRule(`${path}[${index}]`, rule));
  return Object.freeze({
    timed: rules.some((rule) => rule.timed),
    create: () => new AnyRule(rules.map((rule) => rule.create())),
  });
}

const rateNames = ["failureRate", "slowRate", "slowMs", "window", "minCalls"];

function resolveRule(path: string, given: unknown): TripSettings {
  const isRate =
    typeof given === "object" && given !== null && rateNames.some((name) => name in given);
  return isRate ? resolveRateRule(path, given) : resolveConsecutiveFailures(path, given);
}

/** Several rules; each sees every outcome, until one ends the closed period for all. */
class AnyRule implements TripRule {
  readonly #rules: readonly TripRule[];

  constructor(rules: readonly TripRule[]) {
    this.#rules = rules;
  }

  record(failed: boolean, durationMs: number, nowMs: number): TripReason | undefined {
    for (const rule of this.#rules) {
      const reason = rule.record(failed, durationMs, nowMs);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
}
