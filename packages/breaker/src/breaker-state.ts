// The four states as data. Each owns what only it needs, so that a half-open count can't exist
// while closed and an opening without an end can't be written.
//
//              a trip rule is met                 openMs passed, or halfOpen()
//   +--------+ -------------------> +------+ -------------------> +-----------+
//   | closed |                      | open |                      | half-open |
//   +--------+                      +------+ <------------------- +-----------+
//       ^                                         a probe failed        |
//       +---------------------------------------------------------------+
//                             enough probes succeeded
//   any --isolate()--> isolated        any --reset()--> closed

import type { IssuedPermit } from "./permit.ts";
import type { TripReason, TripRule } from "./trip/trip-rule.ts";

/** What a breaker does with calls: lets all through, none, a few as probes, none until told. */
export type BreakerState = "closed" | "open" | "half-open" | "isolated";

/** Why a breaker changed its state. */
export type TransitionReason =
  | TripReason
  | "expired"
  | "probe-failed"
  | "probes-succeeded"
  | "requested";

/** A state that outlives its process: what `toJSON()` gives and `initialState` takes. */
export type BreakerSnapshot =
  | { readonly state: "closed" }
  | {
      readonly state: "open";
      /** Wall-clock milliseconds; default the moment of construction. */
      readonly sinceMs?: number | undefined;
      /** Wall-clock milliseconds; default `openMs` later. */
      readonly untilMs?: number | undefined;
    }
  | { readonly state: "half-open" }
  | { readonly state: "isolated" };

/** All calls pass; the trip rules count. */
export interface ClosedPhase {
  readonly kind: "closed";
  readonly sinceMs: number;
  readonly rule: TripRule;
}

/** No call passes before the clock says so. */
export interface OpenPhase {
  readonly kind: "open";
  readonly sinceMs: number;
  /** End by the wall clock, to show. */
  readonly untilMs: number;
  /** End by the monotonic clock, to act on. */
  readonly endsAtMs: number;
  readonly cause: unknown;
}

/** A few calls pass as probes; the set holds those in flight, oldest deadline first. */
export interface HalfOpenPhase {
  readonly kind: "half-open";
  readonly sinceMs: number;
  readonly probes: Set<IssuedPermit>;
  successes: number;
  /** Those of the successes that took as long as a slow call. */
  slow: number;
  readonly cause: unknown;
}

/** No call passes until `reset()`. */
export interface IsolatedPhase {
  readonly kind: "isolated";
  readonly sinceMs: number;
}

/** Exactly one of these is the breaker's present. */
export type Phase = ClosedPhase | OpenPhase | HalfOpenPhase | IsolatedPhase;
