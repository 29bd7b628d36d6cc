// W-TinyLFU (Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
// TOS 2017): a window of 1 %, a segmented LRU behind it, and a sketch of frequencies that decides
// whether what leaves the window is worth more than what would have to go. The sketch counts to 15
// and is halved every ten times the capacity, as the paper has it. The window does not adapt.

import type { Policy } from "./policy.ts";

/** A model of W-TinyLFU. */
export const tinyLfu: Policy = (keys, capacity) => {
  const cache = new TinyLfu(capacity);
  let hits = 0;
  for (const key of keys) if (cache.request(key)) hits += 1;
  return hits;
};

/** Sets keep the order of insertion: the first is the one used longest ago. */
class TinyLfu {
  readonly #window = new Set<number>();
  readonly #probation = new Set<number>();
  readonly #protected = new Set<number>();
  readonly #sketch: Sketch;
  readonly #windowSize: number;
  readonly #mainSize: number;
  readonly #protectedSize: number;

  constructor(capacity: number) {
    this.#windowSize = Math.max(1, Math.round(capacity * 0.01));
    this.#mainSize = Math.max(0, capacity - this.#windowSize);
    this.#protectedSize = Math.round(this.#mainSize * 0.8);
    this.#sketch = new Sketch(capacity);
  }

  request(key: number): boolean {
    this.#sketch.add(key);
    if (this.#window.delete(key)) {
      this.#window.add(key);
      return true;
    }
    if (this.#protected.delete(key)) {
      this.#protected.add(key);
      return true;
    }
    if (this.#probation.delete(key)) {
      this.#protect(key);
      return true;
    }
    this.#window.add(key);
    if (this.#window.size > this.#windowSize) this.#admit();
    return false;
  }

  #protect(key: number): void {
    this.#protected.add(key);
    if (this.#protected.size <= this.#protectedSize) return;
    const demoted = oldest(this.#protected);
    this.#protected.delete(demoted);
    this.#probation.add(demoted);
  }

  #admit(): void {
    const candidate = oldest(this.#window);
    this.#window.delete(candidate);
    if (this.#probation.size + this.#protected.size < this.#mainSize) {
      this.#probation.add(candidate);
      return;
    }
    if (this.#probation.size === 0) return;
    const victim = oldest(this.#probation);
    if (this.#sketch.count(candidate) <= this.#sketch.count(victim)) return;
    this.#probation.delete(victim);
    this.#probation.add(candidate);
  }
}

const rows = 4;
const highestCount = 15;

/** A count-min sketch of four rows. */
class Sketch {
  readonly #counts: Uint8Array;
  readonly #mask: number;
  readonly #sampleSize: number;
  #added = 0;

  constructor(capacity: number) {
    const width = 2 ** Math.ceil(Math.log2(Math.max(capacity, 16)));
    this.#counts = new Uint8Array(width * rows);
    this.#mask = width - 1;
    this.#sampleSize = capacity * 10;
  }

  add(key: number): void {
    for (let row = 0; row < rows; row += 1) {
      const place = this.#place(key, row);
      const count = this.#counts[place] as number;
      if (count < highestCount) this.#counts[place] = count + 1;
    }
    this.#added += 1;
    if (this.#added >= this.#sampleSize) this.#age();
  }

  count(key: number): number {
    let least = highestCount;
    for (let row = 0; row < rows; row += 1) {
      least = Math.min(least, this.#counts[this.#place(key, row)] as number);
    }
    return least;
  }

  #age(): void {
    this.#added = Math.floor(this.#added / 2);
    for (let place = 0; place < this.#counts.length; place += 1) {
      this.#counts[place] = (this.#counts[place] as number) >> 1;
    }
  }

  #place(key: number, row: number): number {
    let hash = Math.imul(key ^ (row * 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return row * (this.#mask + 1) + ((hash ^ (hash >>> 16)) & this.#mask);
  }
}

function oldest(keys: ReadonlySet<number>): number {
  for (const key of keys) return key;
  throw new Error("An empty set has no oldest.");
}
