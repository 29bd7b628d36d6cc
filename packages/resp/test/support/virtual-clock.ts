// A clock that stands still until a test moves it. Between two timers every promise that can settle
// does, so that what a timer starts is done before the next one fires.

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Environment } from "@respite/resp/base";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Virtual time, with random numbers from a seed. */
export class VirtualClock {
  readonly environment: Environment;
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;

  constructor(seed: number = 1) {
    this.environment = {
      now: () => 1_700_000_000_000 + this.#elapsedMs,
      monotonic: () => this.#elapsedMs,
      setTimer: (callback, delayMs) => {
        const timer = { atMs: this.#elapsedMs + delayMs, callback };
        this.#timers.add(timer);
        return timer;
      },
      clearTimer: (timer) => void this.#timers.delete(timer as Timer),
      defer: (callback) => queueMicrotask(callback),
      random: mulberry32(seed),
      crypto: globalThis.crypto,
    };
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Timers that wait; 0 = nothing would ever happen by itself again. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets everything settle that needs no time. */
  async settle(): Promise<void> {
    await nextTurn();
    await nextTurn();
  }

  /** Moves time; timers fire in order, each at its own time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    await this.settle();
    for (;;) {
      const next = [...this.#timers]
        .filter((timer) => timer.atMs <= endMs)
        .toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.callback();
      await this.settle();
    }
    this.#elapsedMs = endMs;
  }
}

/** A small seeded generator (Tommy Ettinger's mulberry32, public domain algorithm). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
