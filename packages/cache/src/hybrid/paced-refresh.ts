// Asks again, in the background, for keys that own writes have taken from L1 (see own-echoes.ts). It
// spares the first reader a round trip, and must not cost the writers theirs: a batch at once, then a
// pause. A key that finds the next batch full is asked for when somebody wants it.
//
//   due keys   a b c          d e        f
//   asked      [a b c] ----------------> [d e f] ---------------->
//                      '---- pauseMs ---'

import type { Environment, TimerHandle } from "@respite/resp/base";

/** Most keys of a batch. */
const batchSize = 100;
/** At least so long from the end of a batch to the next: 2,000 keys a second at most. */
const pauseMs = 50;

/** See the file's head. */
export class PacedRefresh {
  readonly #environment: Pick<Environment, "setTimer" | "clearTimer" | "defer">;
  readonly #ask: (keys: readonly string[]) => Promise<void>;
  readonly #keys = new Set<string>();
  #isBusy = false;
  #timer: TimerHandle | undefined;

  /** `ask` never rejects. */
  constructor(
    environment: Pick<Environment, "setTimer" | "clearTimer" | "defer">,
    ask: (keys: readonly string[]) => Promise<void>,
  ) {
    this.#environment = environment;
    this.#ask = ask;
  }

  /** A key may be asked for again. */
  add(key: string): void {
    if (this.#keys.size >= batchSize) return;
    this.#keys.add(key);
    if (this.#isBusy) return;
    this.#isBusy = true;
    // Keys that become due in one turn go together.
    this.#environment.defer(() => void this.#send());
  }

  /** Asks no more. */
  close(): void {
    this.#keys.clear();
    if (this.#timer !== undefined) this.#environment.clearTimer(this.#timer);
  }

  async #send(): Promise<void> {
    const keys = [...this.#keys];
    this.#keys.clear();
    if (keys.length > 0) await this.#ask(keys);
    this.#timer = this.#environment.setTimer(
      () => {
        this.#timer = undefined;
        if (this.#keys.size > 0) void this.#send();
        else this.#isBusy = false;
      },
      pauseMs,
      true,
    );
  }
}
