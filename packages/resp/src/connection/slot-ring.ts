// A first-in first-out queue of slots in a ring of a power of two, so that neither end ever shifts.
//
//        head              tail
//         v                 v
//   [ . ][ a ][ b ][ c ][ d ][ . ][ . ][ . ]      index & mask wraps around

import type { Slot } from "./slot.ts";

/** Slots in the order in which their replies will come. */
export class SlotRing {
  #slots: (Slot | undefined)[] = Array.from({ length: 16 });
  #mask = 15;
  #head = 0;
  #length = 0;

  /** How many slots are queued. */
  get length(): number {
    return this.#length;
  }

  /** The slot whose turn it is. */
  peek(): Slot | undefined {
    return this.#slots[this.#head];
  }

  /** Adds a slot at the end. */
  push(slot: Slot): void {
    if (this.#length > this.#mask) this.#grow();
    this.#slots[(this.#head + this.#length) & this.#mask] = slot;
    this.#length += 1;
  }

  /** Takes the slot whose turn it is. */
  shift(): Slot | undefined {
    const slot = this.#slots[this.#head];
    if (slot === undefined) return undefined;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.#length -= 1;
    return slot;
  }

  /** Takes all slots, in order. */
  takeAll(): Slot[] {
    const taken: Slot[] = [];
    for (let slot = this.shift(); slot !== undefined; slot = this.shift()) taken.push(slot);
    return taken;
  }

  #grow(): void {
    const slots = Array.from<Slot | undefined>({ length: this.#slots.length * 2 });
    for (let index = 0; index < this.#length; index += 1) {
      slots[index] = this.#slots[(this.#head + index) & this.#mask];
    }
    this.#slots = slots;
    this.#mask = slots.length - 1;
    this.#head = 0;
  }
}
