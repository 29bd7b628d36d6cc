// Virtual time for a whole world. What is due at the same moment happens in one go, and the waits of
// the products end on a grid, late by as much as a busy event loop makes real timers: replicas whose
// clients tick every 10 ms would otherwise cost a turn of the event loop for each tick of each.

import type { CryptoSource, Environment } from "@respite/resp/base";
import type { Random } from "@respite/resp/testing";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Timers of the products are late by up to this. */
export const gridMs = 25;

const startMs = 1_700_000_000_000;

/** See the file's head. */
export class GridClock {
  /** Exact times, for the network and the schedule. */
  readonly exact: Environment;
  /** For the products. */
  readonly environment: Environment;
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;

  constructor(random: Random) {
    this.exact = {
      now: () => startMs + this.#elapsedMs,
      monotonic: () => this.#elapsedMs,
      setTimer: (callback, delayMs) => this.#add(this.#elapsedMs + Math.ceil(delayMs), callback),
      clearTimer: (timer) => void this.#timers.delete(timer as Timer),
      defer: (callback) => queueMicrotask(callback),
      random,
      crypto: cryptoOf(random),
    };
    this.environment = {
      ...this.exact,
      setTimer: (callback, delayMs) => {
        const atMs = Math.ceil((this.#elapsedMs + delayMs) / gridMs) * gridMs;
        return this.#add(atMs, callback);
      },
    };
  }

  /** Milliseconds since the beginning. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time; between two moments everything settles that can. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    await settle();
    for (let atMs = this.#nextMs(); atMs <= endMs; atMs = this.#nextMs()) {
      this.#elapsedMs = Math.max(this.#elapsedMs, atMs);
      for (const timer of this.#timers) {
        if (timer.atMs > this.#elapsedMs || !this.#timers.delete(timer)) continue;
        timer.callback();
      }
      await settle();
    }
    this.#elapsedMs = endMs;
  }

  #nextMs(): number {
    let nextMs = Infinity;
    for (const { atMs } of this.#timers) if (atMs < nextMs) nextMs = atMs;
    return nextMs;
  }

  #add(atMs: number, callback: () => void): Timer {
    const timer = { atMs, callback };
    this.#timers.add(timer);
    return timer;
  }
}

/** All of it runs on microtasks: one turn of the event loop lets every one of them end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Repeatable, and so good for nothing but a simulation. */
export function cryptoOf(random: Random): CryptoSource {
  return {
    getRandomValues(array) {
      for (let index = 0; index < array.length; index += 1) array[index] = random() * 2 ** 32;
      return array;
    },
  };
}
