// The published clock as an environment of its own, for factories and pools that are given one.

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Environment } from "../../src/base/index.ts";
import { VirtualClock } from "../../src/testing/index.ts";

/** Time stands still until `advance`. */
export class VirtualEnvironment implements Environment {
  readonly #clock = new VirtualClock({
    startMs: 1_000_000_000_000,
    random: () => 0.5,
    settle,
  });

  // Functions of their own, since an environment's are called without it.
  readonly now = this.#clock.environment.now;
  readonly monotonic = this.#clock.environment.monotonic;
  readonly random = this.#clock.environment.random;
  readonly setTimer = this.#clock.environment.setTimer;
  readonly clearTimer = this.#clock.environment.clearTimer;
  readonly defer = this.#clock.environment.defer;

  constructor() {
    this.ms = 1000;
  }

  get ms(): number {
    return this.#clock.elapsedMs;
  }

  /** Moves time and fires nothing. */
  set ms(elapsedMs: number) {
    this.#clock.jump(elapsedMs - this.#clock.elapsedMs);
  }

  /** Timers that wait. */
  get timers(): { readonly size: number } {
    return { size: this.#clock.pending };
  }

  /** True if something keeps the process alive. */
  get busy(): boolean {
    return this.#clock.pendingInForeground > 0;
  }

  /** Moves time on, timer by timer, letting promises settle after each. */
  async advance(byMs: number): Promise<void> {
    await this.#clock.advance(byMs);
    await settle();
  }
}

/** Resolves after every promise that can settle has settled. */
export async function settle(): Promise<void> {
  await nextTurn();
}
