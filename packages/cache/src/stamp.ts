// When and by whom a value was written: a hybrid logical clock, so that any two writes of any two
// replicas have one order on which all agree (Kulkarni et al., "Logical Physical Clocks", 2014).

import type { Environment } from "@respite/resp/base";

/** A write's place in the order of all writes. */
export interface Stamp {
  /** Milliseconds since 1970, at least the writer's wall clock; 48 bits. */
  readonly timeMs: number;
  /** Order within the millisecond; 16 bits. */
  readonly counter: number;
  /** The writing replica, to break ties; 32 bits. */
  readonly replica: number;
}

/** Negative if `a` is older than `b`, positive if newer, 0 if they are the same write. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.timeMs - b.timeMs || a.counter - b.counter || a.replica - b.replica;
}

const maxCredibleMs = 2 ** 47;
const maxCounter = 0xff_ff;

/**
 * Issues the stamps of one replica: strictly increasing, and newer than every stamp it was shown.
 */
export class StampClock {
  /** This replica's number; random unless given. */
  readonly replica: number;
  readonly #now: () => number;
  #timeMs = 0;
  #counter = 0;

  constructor(environment: Pick<Environment, "now" | "random" | "crypto">, replica?: number) {
    this.#now = environment.now;
    this.replica = replica ?? randomReplica(environment);
  }

  /** The stamp of a write made now. */
  next(): Stamp {
    this.#advance(Math.floor(this.#now()));
    return { timeMs: this.#timeMs, counter: this.#counter, replica: this.replica };
  }

  /**
   * Takes note of a stamp read from elsewhere, so that later writes here are newer. One of the far
   * future (beyond the year 6429) is garbage and not followed: it would use up the 48 bits.
   */
  observe({ timeMs, counter }: Stamp): void {
    if (timeMs > maxCredibleMs) return;
    if (timeMs < this.#timeMs || (timeMs === this.#timeMs && counter <= this.#counter)) return;
    this.#timeMs = timeMs;
    this.#counter = counter;
  }

  #advance(nowMs: number): void {
    if (nowMs > this.#timeMs) {
      this.#timeMs = nowMs;
      this.#counter = 0;
    } else if (this.#counter < maxCounter) {
      this.#counter += 1;
    } else {
      this.#timeMs += 1;
      this.#counter = 0;
    }
  }
}

function randomReplica({ crypto, random }: Pick<Environment, "random" | "crypto">): number {
  if (crypto === undefined) return Math.floor(random() * 2 ** 32);
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
