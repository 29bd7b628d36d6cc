// Tries again and again, at jittered times, until something works: how a tier that is down is found
// to be up. Shared by the recovery of the hybrid and by redis mode.

import type { Environment, TimerHandle } from "@respite/resp/base";

/** What a {@link Prober} needs. */
export interface ProberParts {
  readonly environment: Environment;
  /** Longest time between the beginnings of two tries that fail at once, in ms. */
  readonly probeMs: number;
  /** One try; true = it worked. Must not reject. */
  readonly attempt: () => Promise<boolean>;
}

/** See the file's head. */
export class Prober {
  readonly #parts: ProberParts;
  #timer: TimerHandle | undefined;
  /** When the last try began. */
  #triedAtMs = 0;
  #attempt: Promise<boolean> | undefined;
  #isClosed = false;

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  /**
   * Has a try made within `probeMs` after the last began: one that waited long for its answer is
   * followed by the next at once.
   */
  soon(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    const { environment, probeMs } = this.#parts;
    const sinceMs = environment.monotonic() - this.#triedAtMs;
    const windowMs = probeMs * (0.5 + 0.5 * environment.random());
    const delayMs = Math.max(this.#attempt === undefined ? windowMs : windowMs - sinceMs, 0);
    this.#timer = environment.setTimer(
      () => {
        this.#timer = undefined;
        void this.attempt();
      },
      delayMs,
      true,
    );
  }

  /** One try now, or the one that is being made. */
  attempt(): Promise<boolean> {
    this.#attempt ??= this.#try().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  /** No further tries. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== undefined) this.#parts.environment.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #try(): Promise<boolean> {
    this.#triedAtMs = this.#parts.environment.monotonic();
    return this.#parts.attempt();
  }
}
