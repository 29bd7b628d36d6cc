// Finds the slot of a key: open addressing with linear probing over slot numbers. A Map would hold
// every key once more, twice as much room after evictions, and stop to sort itself anew; here an
// entry costs some ten bytes, and one that goes leaves no mark behind.
//
//   bucket     0    1    2    3    4    5
//   slot     [  7 | 12 |  0 |  3 |  9 |  0 ]     0 = free
//   home        0    0         3    3            12 and 9 stand as near as there was room
//   remove 3                 [  9 |  0 |  0 ]    what would not be found any more moves up
//
// The hash is keyed by two random numbers, so that nobody can choose keys that meet in one bucket.

import type { Environment } from "@respite/resp/base";
import { noSlot, type Slot, type SlotTable } from "./slot-table.ts";

const firstBuckets = 128;

/** What the hash is keyed by: a start and an odd factor, 32 bits each. */
export interface HashKey {
  readonly start: number;
  readonly factor: number;
}

/** A hash key of its own for each store. */
export function createHashKey({ crypto, random }: Pick<Environment, "crypto" | "random">): HashKey {
  const words = new Uint32Array(2);
  if (crypto === undefined) words.forEach((_, index) => (words[index] = random() * 2 ** 32));
  else crypto.getRandomValues(words);
  // Few set bits would make a weak factor.
  return { start: words[0] as number, factor: ((words[1] as number) & 0x7fff_fffe) | 0x8101_0101 };
}

/** A 32-bit hash of the key's UTF-16 units. */
export function hashOf(key: string, { start, factor }: HashKey): number {
  let hash = start;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), factor);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** The slots of one table by key. */
export class SlotIndex {
  readonly #table: SlotTable<unknown>;
  #buckets = new Uint32Array(firstBuckets);
  #mask: number = firstBuckets - 1;
  #count = 0;

  constructor(table: SlotTable<unknown>) {
    this.#table = table;
  }

  /** Slots it holds. */
  get size(): number {
    return this.#count;
  }

  /** The slot of a key with this hash; {@link noSlot} if there is none. */
  find(key: string, hash: number): Slot {
    const { keys, hashes } = this.#table;
    const buckets = this.#buckets;
    const mask = this.#mask;
    for (let bucket = hash & mask; ; bucket = (bucket + 1) & mask) {
      const slot = buckets[bucket] as Slot;
      if (slot === noSlot || (hashes[slot] === hash && keys[slot] === key)) return slot;
    }
  }

  /** Adds a slot whose key and hash are in the table, and which is not there yet. */
  add(slot: Slot): void {
    this.#count += 1;
    // At most two thirds full: beyond, the ways grow long.
    if (this.#count * 3 > this.#buckets.length * 2) this.#grow();
    this.#place(slot);
  }

  /** Removes a slot that is there, and closes the gap it leaves. */
  remove(slot: Slot): void {
    const { hashes } = this.#table;
    const buckets = this.#buckets;
    const mask = this.#mask;
    let gap = (hashes[slot] as number) & mask;
    while (buckets[gap] !== slot) gap = (gap + 1) & mask;
    for (let bucket = (gap + 1) & mask; buckets[bucket] !== noSlot; bucket = (bucket + 1) & mask) {
      const other = buckets[bucket] as Slot;
      const home = (hashes[other] as number) & mask;
      // It may move if its way from home leads over the gap.
      if (((bucket - home) & mask) < ((bucket - gap) & mask)) continue;
      buckets[gap] = other;
      gap = bucket;
    }
    buckets[gap] = noSlot;
    this.#count -= 1;
  }

  #place(slot: Slot): void {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = (this.#table.hashes[slot] as number) & mask;
    while (buckets[bucket] !== noSlot) bucket = (bucket + 1) & mask;
    buckets[bucket] = slot;
  }

  #grow(): void {
    const before = this.#buckets;
    this.#buckets = new Uint32Array(before.length * 2);
    this.#mask = this.#buckets.length - 1;
    for (const slot of before) if (slot !== noSlot) this.#place(slot as Slot);
  }
}
