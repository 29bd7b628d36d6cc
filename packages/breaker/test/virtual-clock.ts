// A clock that stands still until a test moves it.

/** Both clocks of a breaker; the wall clock runs from 2001, the monotonic one from zero. */
export class VirtualClock {
  ms = 0;

  now(): number {
    return 1_000_000_000_000 + this.ms;
  }

  monotonic(): number {
    return this.ms;
  }

  random(): number {
    return 0.5;
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
