// The recent calls for `stats()`: how many failed or were slow, and how long they took. Writing is
// constant work a call; sorting and summing is left to who asks.

import { CallWindow, TimeWindow, type OutcomeWindow } from "../trip/outcome-window.ts";
import type { WindowOptions } from "../trip/trip-rule.ts";
import { DurationRing } from "./duration-ring.ts";
import { DurationHistogram } from "./duration-histogram.ts";

/** How long calls took, in milliseconds, by rank among those that were measured. */
export interface DurationStats {
  /** How many calls were measured. */
  readonly calls: number;
  /** Their average. */
  readonly meanMs: number;
  /** Half took at most so long. */
  readonly p50Ms: number;
  /** 90 % took at most so long. */
  readonly p90Ms: number;
  /** 95 % took at most so long. */
  readonly p95Ms: number;
  /** 99 % took at most so long. */
  readonly p99Ms: number;
  /** The longest. */
  readonly maxMs: number;
}

/** The calls of the window, of all periods, that ended as success or failure. */
export interface WindowStats {
  /** How many. */
  readonly calls: number;
  /** How many of them failed. */
  readonly failures: number;
  /** How many of them were slow. */
  readonly slow: number;
  /** Share of failures, 0 to 1; 0 without calls. */
  readonly failureRate: number;
  /** Share of slow calls, 0 to 1; 0 without calls. */
  readonly slowRate: number;
  /**
   * Percentiles: exact over a window of calls, within 4 % over a window of time. Undefined where no
   * call was measured.
   */
  readonly durations: DurationStats | undefined;
}

/** Durations of recent calls. */
export interface DurationRecord {
  add(durationMs: number, nowMs: number): void;
  summary(nowMs: number): DurationStats | undefined;
}

/** Everything `stats().window` is made from. */
export class CallRecord {
  readonly #window: OutcomeWindow;
  readonly #durations: DurationRecord;

  constructor(window: WindowOptions) {
    const isCalls = "calls" in window;
    this.#window = isCalls ? new CallWindow(window.calls) : new TimeWindow(window.ms);
    this.#durations = isCalls ? new DurationRing(window.calls) : new DurationHistogram(window.ms);
  }

  /** Counts one call; `durationMs` is undefined where it was not measured. */
  add(failed: boolean, slow: boolean, durationMs: number | undefined, nowMs: number): void {
    this.#window.add(failed, slow, nowMs);
    if (durationMs !== undefined) this.#durations.add(durationMs, nowMs);
  }

  summary(nowMs: number): WindowStats {
    const window = this.#window;
    window.expire(nowMs);
    const { calls, failures, slow } = window;
    const share = (count: number): number => (calls === 0 ? 0 : count / calls);
    return {
      calls,
      failures,
      slow,
      failureRate: share(failures),
      slowRate: share(slow),
      durations: this.#durations.summary(nowMs),
    };
  }
}
