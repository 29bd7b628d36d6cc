// A clock that stands still until a test moves it. Between two timers every promise that can settle
// does, so that what one timer starts is done before the next one fires:
//
//     advance(30):  settle  ──10──► timer, settle  ──25──► timer, settle  ──30──► done

import { type Environment, resolveEnvironment } from "../base/index.ts";
import { seededRandom } from "./fuzz/random.ts";

/** Settings of a {@link VirtualClock}. */
export interface VirtualClockOptions {
  /** Wall-clock milliseconds since 1970 at the beginning; default 1,700,000,000,000. */
  startMs?: number | undefined;
  /** The monotonic clock at the beginning, in milliseconds; default 0. */
  startMonotonicMs?: number | undefined;
  /** Of the random numbers; default 1. */
  seed?: number | undefined;
  /** Numbers in [0, 1) instead of those from the seed. */
  random?: (() => number) | undefined;
  /**
   * Waits until nothing happens any more by itself. Default: turns of the microtask queue until 256 of
   * them have passed without a call of `environment.defer`. Under real sockets or real cryptography,
   * pass what waits for a turn of the platform's event loop.
   */
  settle?: (() => Promise<void>) | undefined;
}

interface Timer {
  readonly atMs: number;
  readonly background: boolean;
  readonly callback: () => void;
}

const quietTurns = 256;

/** Virtual time, timers and random numbers. */
export class VirtualClock {
  /** What to hand to whatever is tested. */
  readonly environment: Environment;
  readonly #timers = new Set<Timer>();
  readonly #settle: (() => Promise<void>) | undefined;
  #elapsedMs = 0;
  #quietTurns = 0;

  constructor(options: VirtualClockOptions = {}) {
    const { startMs = 1_700_000_000_000, startMonotonicMs = 0, seed = 1 } = options;
    const platform = resolveEnvironment();
    this.#settle = options.settle;
    this.environment = {
      now: () => startMs + this.#elapsedMs,
      monotonic: () => startMonotonicMs + this.#elapsedMs,
      setTimer: (callback, delayMs, background = false) => {
        const timer: Timer = { atMs: this.#elapsedMs + delayMs, background, callback };
        this.#timers.add(timer);
        return timer;
      },
      clearTimer: (timer) => void this.#timers.delete(timer as Timer),
      defer: (callback) => {
        this.#quietTurns = 0;
        platform.defer(callback);
      },
      random: options.random ?? seededRandom(seed),
      crypto: platform.crypto,
    };
  }

  /** Milliseconds since the beginning. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Timers that wait; at 0 nothing would ever happen by itself again. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Timers that wait and would keep a process alive. */
  get pendingInForeground(): number {
    return [...this.#timers].filter(({ background }) => !background).length;
  }

  /** Lets everything settle that needs no time. */
  async settle(): Promise<void> {
    if (this.#settle !== undefined) {
      await this.#settle();
      return;
    }
    for (this.#quietTurns = 0; this.#quietTurns < quietTurns; this.#quietTurns += 1) {
      await Promise.resolve();
    }
  }

  /** Moves time; timers fire in order, each at its own time, those with the same time as they came. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    await this.settle();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.callback();
      await this.settle();
    }
    this.#elapsedMs = endMs;
  }

  /** Moves time without firing anything, as for a machine that was asleep; backwards too. */
  jump(ms: number): void {
    this.#elapsedMs += ms;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= endMs && (first === undefined || timer.atMs < first.atMs)) first = timer;
    }
    return first;
  }
}
