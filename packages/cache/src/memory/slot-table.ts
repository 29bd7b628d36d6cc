// The rows of a memory store as columns of plain numbers, so that an entry costs no object of its
// own: a slot is a row's index. Slots are linked into queues, first in, first out; slot 0 is no
// slot.
//
//   slot       0      1      2      3      4
//   next       -      3      0      2      0        small: oldest 1 -> 3 -> 2 newest
//   previous   -      0      3      1      0        free:  4
//   visits     -      0      2      1      -

/** Index of a row; 0 means none. */
export type Slot = number & { readonly slot: unique symbol };

/** No slot. */
export const noSlot: Slot = 0 as Slot;

/** A queue's ends, length and size; its links are in the table. */
export interface SlotQueue {
  oldest: Slot;
  newest: Slot;
  length: number;
  bytes: number;
}

/** An empty queue. */
export function createQueue(): SlotQueue {
  return { oldest: noSlot, newest: noSlot, length: 0, bytes: 0 };
}

/** In `visits`: the slot is in the main queue. */
export const mainFlag = 0x80;
/** In `visits`: the count. */
export const visitsMask = 0x7f;

const firstCapacity = 64;

/** Columns that grow by doubling up to `maxSlots`. */
export class SlotTable<V> {
  /** Slots ever used: the highest is `used`. */
  used = 0;
  /** Key and value by slot, side by side: a read that needs both takes one way to memory. */
  readonly #cells: unknown[] = [undefined, undefined];
  /** End of life on the monotonic clock in ms; Infinity = none, or the slot is free. */
  deadlines: Float64Array;
  /** Hash of the key. */
  hashes: Int32Array;
  /** Reads since it was queued, at most 3, and {@link mainFlag} for a slot in the main queue. */
  visits: Uint8Array;
  readonly #maxSlots: number;
  readonly #isSized: boolean;
  /** Size in bytes; without a row where sizes are not counted. */
  #sizes: Uint32Array;
  #next: Uint32Array;
  #previous: Uint32Array;
  #free: Slot = noSlot;

  constructor(maxSlots: number, isSized: boolean) {
    this.#maxSlots = maxSlots;
    this.#isSized = isSized;
    const rows = Math.min(firstCapacity, maxSlots) + 1;
    this.deadlines = new Float64Array(rows);
    this.hashes = new Int32Array(rows);
    this.visits = new Uint8Array(rows);
    this.#sizes = new Uint32Array(isSized ? rows : 0);
    this.#next = new Uint32Array(rows);
    this.#previous = new Uint32Array(rows);
  }

  /** The key; undefined where the slot is free. */
  keyOf(slot: Slot): string | undefined {
    return this.#cells[slot * 2] as string | undefined;
  }

  /** The value; undefined where the slot is free. */
  valueOf(slot: Slot): V | undefined {
    return this.#cells[slot * 2 + 1] as V | undefined;
  }

  /** Names a new slot. */
  setKey(slot: Slot, key: string, hash: number): void {
    this.#cells[slot * 2] = key;
    this.hashes[slot] = hash;
  }

  /** Sets its value; the key comes first. */
  setValue(slot: Slot, value: V): void {
    this.#cells[slot * 2 + 1] = value;
  }

  /** A free slot; the caller keeps to `maxSlots`. */
  allocate(): Slot {
    const slot = this.#free;
    if (slot !== noSlot) {
      this.#free = this.#next[slot] as Slot;
      return slot;
    }
    this.used += 1;
    if (this.used >= this.#next.length) this.#grow();
    return this.used as Slot;
  }

  /** Gives a slot back and lets go of its key and value. */
  free(slot: Slot): void {
    this.#cells[slot * 2] = undefined;
    this.#cells[slot * 2 + 1] = undefined;
    this.deadlines[slot] = Infinity;
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  /** Its size in bytes. */
  sizeOf(slot: Slot): number {
    return this.#isSized ? (this.#sizes[slot] as number) : 0;
  }

  /** Sets its size, while it is in no queue or the queue is told by the caller. */
  setSize(slot: Slot, bytes: number): void {
    if (this.#isSized) this.#sizes[slot] = bytes;
  }

  /** Puts a slot at the newest end. */
  push(queue: SlotQueue, slot: Slot): void {
    this.#next[slot] = noSlot;
    this.#previous[slot] = queue.newest;
    if (queue.newest === noSlot) queue.oldest = slot;
    else this.#next[queue.newest] = slot;
    queue.newest = slot;
    queue.length += 1;
    queue.bytes += this.sizeOf(slot);
  }

  /** Takes a slot out of its queue, wherever it stands. */
  unlink(queue: SlotQueue, slot: Slot): void {
    const next = this.#next[slot] as Slot;
    const previous = this.#previous[slot] as Slot;
    if (previous === noSlot) queue.oldest = next;
    else this.#next[previous] = next;
    if (next === noSlot) queue.newest = previous;
    else this.#previous[next] = previous;
    queue.length -= 1;
    queue.bytes -= this.sizeOf(slot);
  }

  #grow(): void {
    const rows = Math.min(this.#next.length * 2, this.#maxSlots + 1);
    this.deadlines = copyInto(new Float64Array(rows), this.deadlines);
    if (this.#isSized) this.#sizes = copyInto(new Uint32Array(rows), this.#sizes);
    this.hashes = copyInto(new Int32Array(rows), this.hashes);
    this.visits = copyInto(new Uint8Array(rows), this.visits);
    this.#next = copyInto(new Uint32Array(rows), this.#next);
    this.#previous = copyInto(new Uint32Array(rows), this.#previous);
  }
}

function copyInto<A extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  target: A,
  source: A,
): A {
  target.set(source);
  return target;
}
