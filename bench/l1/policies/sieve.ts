// SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024): one queue, a bit per entry, and a
// hand that moves from the oldest to the newest and takes the first entry that was not used since.

import type { Policy } from "./policy.ts";

interface Entry {
  readonly key: number;
  used: boolean;
  newer: Entry | undefined;
  older: Entry | undefined;
}

/** A model of SIEVE. */
export const sieve: Policy = (keys, capacity) => {
  const queue = new SieveQueue(capacity);
  let hits = 0;
  for (const key of keys) if (queue.request(key)) hits += 1;
  return hits;
};

class SieveQueue {
  readonly #capacity: number;
  readonly #entries = new Map<number, Entry>();
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  #hand: Entry | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  request(key: number): boolean {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.used = true;
      return true;
    }
    if (this.#entries.size >= this.#capacity) this.#evict();
    const entry: Entry = { key, used: false, newer: undefined, older: this.#newest };
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
    this.#entries.set(key, entry);
    return false;
  }

  #evict(): void {
    let entry = this.#hand ?? this.#oldest;
    while (entry?.used === true) {
      entry.used = false;
      entry = entry.newer ?? this.#oldest;
    }
    if (entry === undefined) return;
    this.#hand = entry.newer;
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    this.#entries.delete(entry.key);
  }
}
