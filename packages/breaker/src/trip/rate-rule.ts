// Opens when too large a share of recent calls failed, or was slow. "Recent" is a window of calls
// or of time: a lifetime average would hide 99 failures in a row behind a thousand old successes.

import { OptionCheck } from "../option-check.ts";
import { CallWindow, TimeWindow, type OutcomeWindow } from "./outcome-window.ts";
import type { TripReason, TripRule, TripSettings, WindowOptions } from "./trip-rule.ts";

/** Opens by the share of failed or slow calls; at least one of the two rates is needed. */
export interface RateOptions {
  /** Share of failed calls that opens; above 0, up to 1. */
  readonly failureRate?: number | undefined;
  /** Share of slow calls, failed ones included, that opens; above 0, up to 1; needs `slowMs`. */
  readonly slowRate?: number | undefined;
  /** A call that takes at least this long is slow; milliseconds > 0; needs `slowRate`. */
  readonly slowMs?: number | undefined;
  /**
   * The last so many calls (at most 100,000), or the last so many milliseconds (kept as ten
   * buckets).
   */
  readonly window: WindowOptions;
  /**
   * No rate is judged below so many calls in the window; default `window.calls`, or 10 over time.
   */
  readonly minCalls?: number | undefined;
}

/** Validates the rule; `path` names it in errors. */
export function resolveRateRule(path: string, given: unknown): TripSettings {
  const check = new OptionCheck(path, given, [
    "failureRate",
    "slowRate",
    "slowMs",
    "window",
    "minCalls",
  ]);
  const failureRate = check.share("failureRate");
  const slowRate = check.share("slowRate");
  const slowMs = check.number("slowMs", undefined, { min: 1 });
  if ((slowRate === undefined) !== (slowMs === undefined)) {
    throw new TypeError(`${path}: options "slowRate" and "slowMs" need each other.`);
  }
  if (failureRate === undefined && slowRate === undefined) {
    throw new TypeError(`${path}: a rate rule needs "failureRate", or "slowRate" with "slowMs".`);
  }
  const window = resolveWindow(`${path}.window`, (given as { window?: unknown }).window);
  const most = window.calls ?? Number.MAX_SAFE_INTEGER;
  const minCalls = check.number("minCalls", window.calls ?? 10, { min: 1, max: most });
  const limits: RateLimits = {
    failureRate: failureRate ?? Number.POSITIVE_INFINITY,
    slowRate: slowRate ?? Number.POSITIVE_INFINITY,
    slowMs: slowMs ?? Number.POSITIVE_INFINITY,
    minCalls,
  };
  const timed = slowMs !== undefined || window.calls === undefined;
  return Object.freeze({
    timed,
    window: window.given,
    slow: slowMs === undefined ? undefined : { slowMs, slowRate: limits.slowRate },
    create: () => new RateRule(limits, window.create()),
  });
}

interface WindowSettings {
  readonly calls: number | undefined;
  readonly given: WindowOptions;
  create(): OutcomeWindow;
}

/** Validates a window; `path` names it in errors. */
export function resolveWindow(path: string, given: unknown): WindowSettings {
  const check = new OptionCheck(path, given, ["calls", "ms"]);
  const calls = check.number("calls", undefined, { min: 1, max: 100_000 });
  const ms = check.number("ms", undefined, { min: 10 });
  if (calls !== undefined && ms === undefined) {
    return { calls, given: { calls }, create: () => new CallWindow(calls) };
  }
  if (ms !== undefined && calls === undefined) {
    return { calls: undefined, given: { ms }, create: () => new TimeWindow(ms) };
  }
  throw new TypeError(`${path}: must have either "calls" or "ms".`);
}

/** A rule that is not asked for has an infinite limit, so one comparison serves all. */
interface RateLimits {
  readonly failureRate: number;
  readonly slowRate: number;
  readonly slowMs: number;
  readonly minCalls: number;
}

class RateRule implements TripRule {
  readonly #limits: RateLimits;
  readonly #window: OutcomeWindow;

  constructor(limits: RateLimits, window: OutcomeWindow) {
    this.#limits = limits;
    this.#window = window;
  }

  record(failed: boolean, durationMs: number, nowMs: number): TripReason | undefined {
    const { failureRate, slowRate, slowMs, minCalls } = this.#limits;
    const window = this.#window;
    window.add(failed, durationMs >= slowMs, nowMs);
    if (window.calls < minCalls) return undefined;
    if (window.failures >= failureRate * window.calls) return "failure-rate";
    if (window.slow >= slowRate * window.calls) return "slow-rate";
    return undefined;
  }
}
