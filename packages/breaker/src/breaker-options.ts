// From what a user may give to what a breaker works with: checked, complete and frozen.

import { isCancellation } from "./cancel-signal.ts";
import { resolveEnvironment, type BreakerClock, type BreakerEnvironment } from "./environment.ts";
import { resolveOpenDuration, type OpenBackoffOptions, type OpenDuration } from "./open-backoff.ts";
import { OptionCheck } from "./option-check.ts";
import { resolveTrip, type TripOptions } from "./trip/resolve-trip.ts";
import type { BreakerSnapshot } from "./breaker-state.ts";
import type { TripSettings } from "./trip/trip-rule.ts";

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
  /** How a half-open breaker tries the backend. */
  readonly halfOpen?: HalfOpenOptions | undefined;
  /**
   * What an error says. The default takes a cancellation (`AbortError`, or code `ABORTED`) for
   * "ignore" and every other error for "failure". If it throws, the error is a failure.
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
}

const owner = "CircuitBreaker";

/** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
export function resolveBreakerOptions(options: CircuitBreakerOptions = {}): CircuitBreakerSettings {
  const check = new OptionCheck(owner, options, [
    "trip",
    "openMs",
    "openBackoff",
    "halfOpen",
    "classify",
    "initialState",
    "errorStacks",
    "environment",
  ]);
  const openMs = check.number("openMs", 60_000, { min: 1 });
  const half = new OptionCheck(`${owner}.halfOpen`, options.halfOpen, [
    "permits",
    "successes",
    "probeTimeoutMs",
  ]);
  const permits = half.number("permits", 3, { min: 1 });
  return Object.freeze({
    trip: resolveTrip(`${owner}.trip`, options.trip),
    openDuration: resolveOpenDuration(`${owner}.openBackoff`, openMs, options.openBackoff),
    permits,
    successes: half.number("successes", permits, { min: 1 }),
    probeTimeoutMs: half.number("probeTimeoutMs", 10_000, { min: 1 }),
    classify: check.function("classify", classifyByDefault),
    initialState: resolveInitialState(options.initialState),
    errorStacks: check.boolean("errorStacks", false),
    clock: resolveClock(options.environment),
  });
}

function classifyByDefault(error: unknown): Outcome {
  return isCancellation(error) ? "ignore" : "failure";
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
function resolveClock(given: Partial<BreakerEnvironment> | undefined): BreakerClock {
  const names = given === undefined ? [] : Object.keys(given);
  const check = new OptionCheck(`${owner}.environment`, given, names);
  for (const name of ["now", "monotonic", "random"]) check.function(name, undefined);
  return resolveEnvironment(given);
}
