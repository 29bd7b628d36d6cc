// From the `trip` option to the rules of a breaker: one rule, or several of which any may open it.

import { OptionCheck } from "../option-check.ts";
import {
  resolveConsecutiveFailures,
  type ConsecutiveFailuresOptions,
} from "./consecutive-failures.ts";
import { resolveRateRule, type RateOptions } from "./rate-rule.ts";
import type { CustomTripRule, TripReason, TripRule, TripSettings } from "./trip-rule.ts";

/** One rule: failures in a row, the share of failed or slow calls in a window, or your own. */
export type TripRuleOptions = ConsecutiveFailuresOptions | RateOptions | CustomTripRule;

/** When a breaker opens: one rule, or several of which the first to be met opens it. */
export type TripOptions = TripRuleOptions | readonly TripRuleOptions[];

/** @throws {TypeError | RangeError} naming the option that is wrong. */
export function resolveTrip(path: string, given: unknown): TripSettings {
  if (!Array.isArray(given)) return resolveRule(path, given);
  if (given.length === 0) throw new RangeError(`${path}: an array of rules must not be empty.`);
  const rules = given.map((rule, index) => resolveRule(`${path}[${index}]`, rule));
  return Object.freeze({
    timed: rules.some((rule) => rule.timed),
    window: rules.find((rule) => rule.window !== undefined)?.window,
    slow: rules.find((rule) => rule.slow !== undefined)?.slow,
    create: (faulted: () => void) => new AnyRule(rules.map((rule) => rule.create(faulted))),
  });
}

const rateNames = ["failureRate", "slowRate", "slowMs", "window", "minCalls"];

function resolveRule(path: string, given: unknown): TripSettings {
  if (typeof given !== "object" || given === null) return resolveConsecutiveFailures(path, given);
  if ((given as Partial<CustomTripRule>).create !== undefined) return resolveCustom(path, given);
  const isRate = rateNames.some((name) => name in given);
  return isRate ? resolveRateRule(path, given) : resolveConsecutiveFailures(path, given);
}

/** A custom rule may be an instance of a class with more members than these two. */
function resolveCustom(path: string, given: object): TripSettings {
  const check = new OptionCheck(path, given, Object.keys(given));
  check.function("create", undefined);
  const custom = given as CustomTripRule;
  return Object.freeze({
    timed: check.boolean("timed", false),
    window: undefined,
    slow: undefined,
    create: (faulted: () => void) => new GuardedRule(custom, faulted),
  });
}

/** Foreign code: what it throws must not reach whoever ends a call. */
class GuardedRule implements TripRule {
  readonly #faulted: () => void;
  readonly #rule: TripRule | undefined;

  constructor(custom: CustomTripRule, faulted: () => void) {
    this.#faulted = faulted;
    try {
      this.#rule = custom.create();
    } catch {
      faulted();
    }
  }

  record(...outcome: Parameters<TripRule["record"]>): TripReason | undefined {
    try {
      const reason: unknown = this.#rule?.record(...outcome);
      return typeof reason === "string" ? reason : undefined;
    } catch {
      this.#faulted();
      return undefined;
    }
  }
}

/** Several rules; each sees every outcome, until one ends the closed period for all. */
class AnyRule implements TripRule {
  readonly #rules: readonly TripRule[];

  constructor(rules: readonly TripRule[]) {
    this.#rules = rules;
  }

  record(
    failed: boolean,
    durationMs: number,
    nowMs: number,
    error: unknown,
  ): TripReason | undefined {
    for (const rule of this.#rules) {
      const reason = rule.record(failed, durationMs, nowMs, error);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
}
