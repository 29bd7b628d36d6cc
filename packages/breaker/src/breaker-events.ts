// What listeners hear: four events of a change of state, four of single calls. An event of a call
// is made only if someone listens to its type.
//
//   call ----> rejected
//     |
//     +------> success | failure [, slow] ----> opened | closed      (in this order)

import type { BreakerState, TransitionReason } from "./breaker-state.ts";

/** A change of state. */
export interface BreakerTransition {
  /** Which event it is, after the state that began. */
  readonly type: "opened" | "half-open" | "closed" | "isolated";
  /** The state that ended. */
  readonly from: BreakerState;
  /** The state that began. */
  readonly to: BreakerState;
  /** The rule that opened it, or `expired`, `probe-failed`, `probes-succeeded`, `requested`. */
  readonly reason: TransitionReason;
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** Number of the new period; outcomes of calls begun in an older one are ignored. */
  readonly generation: number;
  /** When an opening ends by the clock, in milliseconds since 1970; only for `open`. */
  readonly untilMs: number | undefined;
  /** The last counted failure, for `open`. */
  readonly cause: unknown;
}

/** A call that was let through has ended; a slow one is told of twice. */
export interface BreakerOutcomeEvent {
  /** How it counted; `slow` follows on `success` or `failure`. */
  readonly type: "success" | "failure" | "slow";
  /** The state in which it counted. */
  readonly state: "closed" | "half-open";
  /** How long it took; undefined if it began before anyone measured. */
  readonly durationMs: number | undefined;
  /** The error it ended with; also with a success, if `classify` says that it is one. */
  readonly error: unknown;
}

/** A call was not let through. */
export interface BreakerRejectedEvent {
  /** Says which event it is. */
  readonly type: "rejected";
  /** What kept it back. */
  readonly state: "open" | "half-open" | "isolated";
  /** The failure that opened the breaker. */
  readonly cause: unknown;
}

/** What listeners hear. */
export type BreakerEvent = BreakerTransition | BreakerOutcomeEvent | BreakerRejectedEvent;

/** The names of the events. */
export type BreakerEventType = BreakerEvent["type"];

/** The events of some types, as one who listens to those alone gets them. */
export type BreakerEventOf<
  K extends BreakerEventType,
  E extends BreakerEvent = BreakerEvent,
> = E extends { readonly type: infer T }
  ? [T & K] extends [never]
    ? never
    : E & { readonly type: T & K }
  : never;

/** The event that a state's beginning is. */
export function transitionTypeOf(state: BreakerState): BreakerTransition["type"] {
  return state === "open" ? "opened" : state;
}
