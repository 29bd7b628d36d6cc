// A clock that stands still until a test moves it, with timers that fire on the way.

import type { Environment } from "@respite/resp/base";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** An environment on virtual time. Its wall clock and its monotonic clock have different origins. */
export class VirtualClock {
  readonly environment: Environment;
  #elapsedMs = 0;
  readonly #timers: Set<Timer> = new Set();

  constructor(startMs: number = 1_700_000_000_000) {
    this.environment = {
      now: () => startMs + this.#elapsedMs,
      monotonic: () => 5000 + this.#elapsedMs,
      setTimer: (callback, delayMs) => this.#add({ atMs: this.#elapsedMs + delayMs, callback }),
      clearTimer: (timer) => this.#timers.delete(timer as Timer),
      defer: (callback) => queueMicrotask(callback),
      random: () => 0.5,
      crypto: undefined,
    };
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time; timers fire in their order, each at its own time. */
  advance(ms: number): void {
    const endMs = this.#elapsedMs + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.atMs <= endMs);
      const next = due.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#elapsedMs = next.atMs;
      next.callback();
    }
    this.#elapsedMs = endMs;
  }

  #add(timer: Timer): Timer {
    this.#timers.add(timer);
    return timer;
  }
}
