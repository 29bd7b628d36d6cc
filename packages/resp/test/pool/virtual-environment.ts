// A clock, timers and randomness that a test moves by hand.

import type { Environment } from "../../src/base/index.ts";

interface Timer {
  readonly dueMs: number;
  readonly background: boolean;
  readonly callback: () => void;
}

/** Time stands still until `advance`. */
export class VirtualEnvironment implements Environment {
  ms = 1000;
  readonly timers = new Set<Timer>();

  // Functions of their own, since an environment's are called without it.
  readonly now = (): number => 1_000_000_000_000 + this.ms;
  readonly monotonic = (): number => this.ms;
  readonly random = (): number => 0.5;

  readonly setTimer = (callback: () => void, delayMs: number, background = false): object => {
    const timer: Timer = { dueMs: this.ms + delayMs, background, callback };
    this.timers.add(timer);
    return timer;
  };

  readonly clearTimer = (handle: unknown): void => {
    this.timers.delete(handle as Timer);
  };

  readonly defer = (callback: () => void): void => {
    void Promise.resolve().then(callback);
  };

  /** True if something keeps the process alive. */
  get busy(): boolean {
    return [...this.timers].some(({ background }) => !background);
  }

  /** Moves time on, timer by timer, letting promises settle after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.ms + byMs;
    for (let timer = this.#next(untilMs); timer !== undefined; timer = this.#next(untilMs)) {
      this.timers.delete(timer);
      this.ms = Math.max(this.ms, timer.dueMs);
      timer.callback();
      // oxlint-disable-next-line no-await-in-loop -- timers fire one after another
      await settle();
    }
    this.ms = untilMs;
    await settle();
  }

  #next(untilMs: number): Timer | undefined {
    const due = [...this.timers].filter(({ dueMs }) => dueMs <= untilMs);
    return due.toSorted((one, other) => one.dueMs - other.dueMs)[0];
  }
}

/** Resolves after every promise that can settle has settled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
