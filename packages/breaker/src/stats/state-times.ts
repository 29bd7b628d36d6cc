// How often a breaker entered each state and how long it stayed there.

import type { BreakerState } from "../breaker-state.ts";

/** A number for each state. */
export type PerState = Readonly<Record<BreakerState, number>>;

/** Entries and times of one breaker. */
export class StateTimes {
  readonly #entries = perState();
  readonly #spentMs = perState();
  #state: BreakerState;
  #sinceMs: number;

  constructor(state: BreakerState, nowMs: number) {
    this.#state = state;
    this.#sinceMs = nowMs;
  }

  /** A state has begun, by the monotonic clock. */
  enter(state: BreakerState, nowMs: number): void {
    this.#spentMs[this.#state] += nowMs - this.#sinceMs;
    this.#entries[state] += 1;
    this.#state = state;
    this.#sinceMs = nowMs;
  }

  /** How often each state has begun; the one at construction is not counted. */
  entries(): PerState {
    return { ...this.#entries };
  }

  /** Milliseconds spent in each state, the present one included. */
  spentMs(nowMs: number): PerState {
    const spentMs = { ...this.#spentMs };
    spentMs[this.#state] += nowMs - this.#sinceMs;
    return spentMs;
  }
}

function perState(): Record<BreakerState, number> {
  return { closed: 0, open: 0, "half-open": 0, isolated: 0 };
}
