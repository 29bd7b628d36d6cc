// From what a user may give to what a breaker works with: checked, complete and frozen.

import { isOwnRefusal } from "./breaker-error.ts";
import { isCancellation } from "./cancel-signal.ts";
import {
  resolveClock,
  resolveTimers,
  type BreakerClock,
  type BreakerEnvironment,
  type BreakerTimers,
} from "./environment.ts";
import { resolveOpenDuration, type OpenBackoffOptions, type OpenDuration } from "./open-backoff.ts";
import { OptionCheck } from "./option-check.ts";
import { resolveWindow } from "./trip/rate-rule.ts";
import { resolveTrip, type TripOptions } from "./trip/resolve-trip.ts";
import type { BreakerSnapshot } from "./breaker-state.ts";
import type { SlowLimit, TripSettings, WindowOptions } from "./trip/trip-rule.ts";

/**
 * What the end of a call says about the backend; `ignore` says nothing and gives the permit back.
 */
export type Outcome = "failure" | "success" | "ignore";

/** How a half-open breaker tries the backend. */
export interface HalfOpenOptions {
  /** Most probes in flight at once; >= 1, default 3. */
  readonly permits?: number | undefined;
  /** Successful probes that close the breaker; >= 1, default the number of permits. */
  readonly successes?: number | undefined;
  /** After so long a probe's permit is free again and its outcome ignored; default 10,000 ms. */
  readonly probeTimeoutMs?: number | undefined;
}

/** Everything is optional; times are milliseconds. */
export interface CircuitBreakerOptions {
  /** When to open; default five failures in a row. */
  readonly trip?: TripOptions | undefined;
  /** How long an opening lasts; > 0, default 60,000. It ends by the clock, without a timer. */
  readonly openMs?: number | undefined;
  /** Lets openings in a row last longer; default off. */
  readonly openBackoff?: OpenBackoffOptions | undefined;
  /**
   * Longest opening that a failure can ask for: a failure with a number `retryAfterMs` opens for
   * just so long, at most this; default 10 times `openMs`. 0 takes no notice of it.
   */
  readonly maxRetryAfterMs?: number | undefined;
  /** How a half-open breaker tries the backend. */
  readonly halfOpen?: HalfOpenOptions | undefined;
  /**
   * Tell listeners that an opening has run out when it does, not when the next call or question
   * notices. The one thing a breaker needs a timer for; it keeps no process alive. Default false.
   */
  readonly announceHalfOpen?: boolean | undefined;
  /**
   * A call that takes at least so many milliseconds is slow: for the event `slow` and `stats()`.
   * Default the `slowMs` of the first trip rule that has one.
   */
  readonly slowMs?: number | undefined;
  /**
   * The calls that `stats().window` speaks of, with their durations, which costs two clock readings
   * a call. Default the window of the first rate rule, with durations only if a rule measures them;
   * without such a rule, or with `false`, there is no window.
   */
  readonly statsWindow?: WindowOptions | false | undefined;
  /**
   * What an error says. The default takes a cancellation (`AbortError`, or code `ABORTED`) and this
   * package's own refusals (an open breaker, a full bulkhead inside) for "ignore" and every other
   * error for "failure". If it throws, the error is a failure.
   */
  readonly classify?: ((error: unknown) => Outcome) | undefined;
  /**
   * A state to begin with, from `toJSON()`; default closed. Openings longer than the options allow
   * are cut.
   */
  readonly initialState?: BreakerSnapshot | undefined;
  /** Record a stack in each {@link BreakerOpenError}, at ten times its cost; default false. */
  readonly errorStacks?: boolean | undefined;
  /** Clocks and randomness; default the platform's. */
  readonly environment?: Partial<BreakerEnvironment> | undefined;
}

/** {@link CircuitBreakerOptions}, checked and complete. */
export interface CircuitBreakerSettings {
  readonly trip: TripSettings;
  readonly openDuration: OpenDuration;
  readonly permits: number;
  readonly successes: number;
  readonly probeTimeoutMs: number;
  readonly classify: (error: unknown) => Outcome;
  readonly initialState: BreakerSnapshot;
  readonly errorStacks: boolean;
  readonly clock: BreakerClock;
  /** Whether every call is timed; else only those that a listener wants to know about. */
  readonly timed: boolean;
  /** Infinity where nothing is slow. */
  readonly slowMs: number;
  readonly slow: SlowLimit | undefined;
  readonly statsWindow: WindowOptions | undefined;
  readonly maxRetryAfterMs: number;
  /** Timers for `announceHalfOpen`; undefined where that is off. */
  readonly timers: BreakerTimers | undefined;
}

const owner = "CircuitBreaker";

const optionNames = [
  "trip",
  "openMs",
  "openBackoff",
  "maxRetryAfterMs",
  "halfOpen",
  "announceHalfOpen",
  "slowMs",
  "statsWindow",
  "classify",
  "initialState",
  "errorStacks",
  "environment",
];

/** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
export function resolveBreakerOptions(options: CircuitBreakerOptions = {}): CircuitBreakerSettings {
  const check = new OptionCheck(owner, options, optionNames);
  const openMs = check.number("openMs", 60_000, { min: 1 });
  const half = new OptionCheck(`${owner}.halfOpen`, options.halfOpen, [
    "permits",
    "successes",
    "probeTimeoutMs",
  ]);
  const permits = half.number("permits", 3, { min: 1 });
  const trip = resolveTrip(`${owner}.trip`, options.trip);
  const announce = check.boolean("announceHalfOpen", false);
  checkEnvironment(options.environment);
  return Object.freeze({
    trip,
    ...resolveMeasures(check, options.statsWindow, trip),
    openDuration: resolveOpenDuration(`${owner}.openBackoff`, openMs, options.openBackoff),
    maxRetryAfterMs: check.number("maxRetryAfterMs", openMs * 10, { min: 0 }),
    permits,
    successes: half.number("successes", permits, { min: 1 }),
    probeTimeoutMs: half.number("probeTimeoutMs", 10_000, { min: 1 }),
    classify: check.function("classify", classifyByDefault),
    initialState: resolveInitialState(options.initialState),
    errorStacks: check.boolean("errorStacks", false),
    clock: resolveClock(options.environment),
    timers: announce ? resolveTimers(options.environment) : undefined,
  });
}

/** What is measured of each call: nothing that no rule, limit or window needs. */
function resolveMeasures(
  check: OptionCheck,
  given: WindowOptions | false | undefined,
  trip: TripSettings,
): Pick<CircuitBreakerSettings, "timed" | "slowMs" | "slow" | "statsWindow"> {
  const asked = check.number("slowMs", undefined, { min: 1 });
  const own =
    given === undefined || given === false
      ? undefined
      : resolveWindow(`${owner}.statsWindow`, given).given;
  return {
    timed: trip.timed || asked !== undefined || own !== undefined,
    slowMs: asked ?? trip.slow?.slowMs ?? Number.POSITIVE_INFINITY,
    slow: trip.slow,
    statsWindow: given === false ? undefined : (own ?? trip.window),
  };
}

function classifyByDefault(error: unknown): Outcome {
  return isCancellation(error) || isOwnRefusal(error) ? "ignore" : "failure";
}

function resolveInitialState(given: BreakerSnapshot | undefined): BreakerSnapshot {
  if (given === undefined) return { state: "closed" };
  const path = `${owner}.initialState`;
  const state = (given as { state?: unknown } | null)?.state;
  const times = state === "open" ? ["sinceMs", "untilMs"] : [];
  const check = new OptionCheck(path, given, ["state", ...times]);
  switch (state) {
    case "open":
      return {
        state,
        sinceMs: check.number("sinceMs", undefined, { min: 0, fraction: true }),
        untilMs: check.number("untilMs", undefined, { min: 0, fraction: true }),
      };
    case "closed":
    case "half-open":
    case "isolated":
      return { state };
    default:
      throw check.range("state", "one of closed, open, half-open, isolated", state);
  }
}

/** Other members than a breaker's own are welcome: the environment of a whole system is shared. */
function checkEnvironment(given: Partial<BreakerEnvironment> | undefined): void {
  const names = given === undefined ? [] : Object.keys(given);
  const check = new OptionCheck(`${owner}.environment`, given, names);
  for (const name of ["now", "monotonic", "random", "setTimer", "clearTimer"]) {
    check.function(name, undefined);
  }
}
