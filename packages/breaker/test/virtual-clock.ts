// A clock that stands still until a test moves it, with the timers that go with it.

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
  readonly background: boolean;
}

/** Both clocks of a breaker; the wall clock runs from 2001, the monotonic one from zero. */
export class VirtualClock {
  ms = 0;
  /** What `random` gives. */
  chance = 0.5;
  readonly timers = new Set<Timer>();

  now(): number {
    return 1_000_000_000_000 + this.ms;
  }

  monotonic(): number {
    return this.ms;
  }

  random(): number {
    return this.chance;
  }

  setTimer(callback: () => void, delayMs: number, background = false): object {
    const timer = { atMs: this.ms + delayMs, callback, background };
    this.timers.add(timer);
    return timer;
  }

  clearTimer(handle: object | number): void {
    this.timers.delete(handle as Timer);
  }

  /** Moves the clock, firing timers in the order of their times. */
  advance(ms: number): void {
    const endMs = this.ms + ms;
    for (;;) {
      const due = [...this.timers].filter(({ atMs }) => atMs <= endMs);
      const [next] = due.toSorted((one, other) => one.atMs - other.atMs);
      if (next === undefined) break;
      this.timers.delete(next);
      this.ms = Math.max(this.ms, next.atMs);
      next.callback();
    }
    this.ms = endMs;
  }

  /** Moves the clock, and lets promises move before and after. */
  async pass(ms: number): Promise<void> {
    await settled();
    this.advance(ms);
    await settled();
  }
}

/** Lets all promises that can move do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
