// The one timer a breaker may have, and only if asked: at the end of an opening it makes the breaker
// look at the clock, so that listeners hear of half-open without a call.

import type { BreakerClock, BreakerTimers, TimerHandle } from "./environment.ts";

/** Hosts count a delay in 31 bits. */
const longestDelayMs = 2 ** 31 - 1;

/** Wakes a breaker when its opening ends. */
export class HalfOpenTimer {
  readonly #timers: BreakerTimers;
  readonly #clock: BreakerClock;
  readonly #look: () => void;
  #handle: TimerHandle | undefined;

  constructor(timers: BreakerTimers, clock: BreakerClock, look: () => void) {
    this.#timers = timers;
    this.#clock = clock;
    this.#look = look;
  }

  /** Looks at `endsAtMs` (monotonic) instead of at any earlier wish; undefined for not at all. */
  set(endsAtMs: number | undefined): void {
    if (this.#handle !== undefined) this.#timers.clearTimer(this.#handle);
    this.#handle = undefined;
    if (endsAtMs === undefined) return;
    // A timer may be early by the clock: at least a millisecond, so that looking again makes sense.
    const leftMs = Math.max(Math.ceil(endsAtMs - this.#clock.monotonic()), 1);
    const fire = (): void => {
      this.#handle = undefined;
      if (this.#clock.monotonic() < endsAtMs) this.set(endsAtMs);
      else this.#look();
    };
    const delayMs = Math.min(leftMs, longestDelayMs);
    this.#handle = this.#timers.setTimer(fire, delayMs, true);
  }
}
