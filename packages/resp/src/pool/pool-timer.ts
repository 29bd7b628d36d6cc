// The one timer of a pool. It is armed only while something is due, and keeps the process alive
// only while somebody waits: in short steps, so that it needn't be stopped when the last waiter is
// served.

import type { Environment, TimerHandle } from "../base/index.ts";

/**
 * Longest step while somebody waits; also the longest that a pool nobody waits for delays an exit.
 */
const longestForegroundMs = 50;
/** Platforms' timers hold 31 bits. */
const longestBackgroundMs = 3_600_000;

/** Calls `fire` at the earliest moment it was asked for; then it is off until asked again. */
export class PoolTimer {
  readonly #environment: Environment;
  readonly #fire: () => void;
  #handle: TimerHandle | undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  #background = true;

  constructor(environment: Environment, fire: () => void) {
    this.#environment = environment;
    this.#fire = fire;
  }

  /**
   * Asks for a call at `dueMs` (monotonic), or earlier. Must be cheap where it is armed already.
   */
  wake(dueMs: number, background: boolean): void {
    if (dueMs >= this.#dueMs && (background || !this.#background)) return;
    if (dueMs !== Number.POSITIVE_INFINITY) this.#arm(Math.min(dueMs, this.#dueMs), background);
  }

  /** Takes back what was asked for. */
  stop(): void {
    if (this.#handle !== undefined) this.#environment.clearTimer(this.#handle);
    this.#handle = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#background = true;
  }

  #arm(dueMs: number, background: boolean): void {
    const foreground = !background || !this.#background;
    this.stop();
    const nowMs = this.#environment.monotonic();
    const longestMs = foreground ? longestForegroundMs : longestBackgroundMs;
    const delayMs = Math.min(Math.max(dueMs - nowMs, 0), longestMs);
    this.#dueMs = nowMs + delayMs;
    this.#background = !foreground;
    this.#handle = this.#environment.setTimer(this.#ring, Math.ceil(delayMs), !foreground);
  }

  readonly #ring = (): void => {
    this.#handle = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#background = true;
    this.#fire();
  };
}
