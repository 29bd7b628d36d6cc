// The monotonic clock, read at most once in a while: reading it costs as much as looking up a key.
// While it is used a timer that keeps no process alive makes it read again; unused, it has none.

import type { Environment } from "@respite/resp/base";

/** A clock that is behind by at most `resolutionMs`, or by as long as the process stood still. */
export class CoarseClock {
  readonly #environment: Environment;
  readonly #resolutionMs: number;
  readonly #forget: () => void;
  #nowMs = Number.NaN;

  /** `resolutionMs` 0 reads the clock each time. */
  constructor(environment: Environment, resolutionMs: number) {
    this.#environment = environment;
    this.#resolutionMs = resolutionMs;
    this.#forget = () => {
      this.#nowMs = Number.NaN;
    };
  }

  /** Milliseconds, as `environment.monotonic()`. */
  now(): number {
    const nowMs = this.#nowMs;
    // Only NaN differs from itself.
    return nowMs === nowMs ? nowMs : this.#read();
  }

  #read(): number {
    const nowMs = this.#environment.monotonic();
    if (this.#resolutionMs > 0) {
      this.#nowMs = nowMs;
      this.#environment.setTimer(this.#forget, this.#resolutionMs, true);
    }
    return nowMs;
  }
}
