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

/** A hash of the key's UTF-16 units: 32 bits, signed, which travel without a box. */
export function hashOf(key: string, { start, factor }: HashKey): number {
  const { length } = key;
  let hash = start ^ length;
  let index = 1;
  // Two at a time: a multiplication for each unit would be the longest part of a read.
  for (; index < length; index += 2) {
    hash = Math.imul(hash ^ key.charCodeAt(index - 1) ^ (key.charCodeAt(index) << 16), factor);
    hash ^= hash >>> 15;
  }
  if (index > length) return hash;
  hash = Math.imul(hash ^ key.charCodeAt(index - 1), factor);
  return hash ^ (hash >>> 15);
}

/** The slots of one table by key. */
export class SlotIndex {
  readonly #table: SlotTable<unknown>;
  /** By twos: a slot, and beside it the hash of its key, so that most strangers are told at once. */
  #buckets = new Int32Array(firstBuckets * 2);
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
    const table = this.#table;
    const buckets = this.#buckets;
    const mask = this.#mask;
    for (let bucket = hash & mask; ; bucket = (bucket + 1) & mask) {
      const slot = buckets[bucket * 2] as Slot;
      if (slot === noSlot) return noSlot;
      if (buckets[bucket * 2 + 1] === hash && table.keyOf(slot) === key) return slot;
    }
  }

  /** Adds a slot whose key and hash are in the table, and which is not there yet. */
  add(slot: Slot): void {
    this.#count += 1;
    // At most two thirds full: beyond, the ways grow long.
    if (this.#count * 3 > this.#buckets.length) this.#grow();
    this.#place(slot, this.#table.hashes[slot] as number);
  }

  /** Removes a slot that is there, and closes the gap it leaves. */
  remove(slot: Slot): void {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let gap = (this.#table.hashes[slot] as number) & mask;
    while (buckets[gap * 2] !== slot) gap = (gap + 1) & mask;
    for (let bucket = (gap + 1) & mask; ; bucket = (bucket + 1) & mask) {
      const other = buckets[bucket * 2] as Slot;
      if (other === noSlot) break;
      const hash = buckets[bucket * 2 + 1] as number;
      // It may move if its way from home leads over the gap.
      if (((bucket - hash) & mask) < ((bucket - gap) & mask)) continue;
      buckets[gap * 2] = other;
      buckets[gap * 2 + 1] = hash;
      gap = bucket;
    }
    buckets[gap * 2] = noSlot;
    this.#count -= 1;
  }

  #place(slot: Slot, hash: number): void {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = hash & mask;
    while (buckets[bucket * 2] !== noSlot) bucket = (bucket + 1) & mask;
    buckets[bucket * 2] = slot;
    buckets[bucket * 2 + 1] = hash;
  }

  #grow(): void {
    const before = this.#buckets;
    this.#buckets = new Int32Array(before.length * 2);
    this.#mask = before.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      const slot = before[at] as Slot;
      if (slot !== noSlot) this.#place(slot, before[at + 1] as number);
    }
  }
}
