// The slots of one connection in their order, in one list whose links live in the slots: first those
// that were written and wait for their replies, behind them those that wait to be written.
//
//    #first           #lastWritten    #last
//      v                   v            v
//    [ a ] -> [ b ] -> [ c ] -> [ d ] -> [ e ]
//    |---- in flight ------|   |- unwritten -|
//
// Rings of slots, one for each part, cost a third more: a store into a long-lived array makes the
// garbage collector note it, for every command twice.

import type { Slot } from "./slot.ts";

/** All slots of a connection. */
export class SlotQueue {
  #first: Slot | undefined;
  #lastWritten: Slot | undefined;
  #last: Slot | undefined;

  /** True if there is none. */
  get empty(): boolean {
    return this.#first === undefined;
  }

  /** The slot whose reply comes next. */
  get inFlight(): Slot | undefined {
    return this.#lastWritten === undefined ? undefined : this.#first;
  }

  /** The slot that is to be written next. */
  get unwritten(): Slot | undefined {
    return this.#lastWritten === undefined ? this.#first : this.#lastWritten.next;
  }

  /** Adds a slot at the end; it must be in no queue. */
  push(slot: Slot): void {
    slot.next = undefined;
    if (this.#last === undefined) this.#first = slot;
    else this.#last.next = slot;
    this.#last = slot;
  }

  /** `slot`, which is the next to be written, is in flight from here. */
  wrote(slot: Slot): void {
    this.#lastWritten = slot;
  }

  /** Takes out the slot that is to be written next. */
  dropUnwritten(slot: Slot): void {
    const { next } = slot;
    if (this.#lastWritten === undefined) this.#first = next;
    else this.#lastWritten.next = next;
    if (next === undefined) this.#last = this.#lastWritten;
    slot.next = undefined;
  }

  /** Takes out `slot`, whose reply has come: the first one in flight. */
  shift(slot: Slot): void {
    const { next } = slot;
    this.#first = next;
    if (slot === this.#lastWritten) this.#lastWritten = undefined;
    if (next === undefined) this.#last = undefined;
    // What is over must keep nothing that is not: its caller may hold it.
    else slot.next = undefined;
  }

  /** Takes out all slots, in order. */
  takeAll(): Slot[] {
    const taken: Slot[] = [];
    for (let slot = this.#first; slot !== undefined;) {
      const { next } = slot;
      slot.next = undefined;
      taken.push(slot);
      slot = next;
    }
    this.#first = undefined;
    this.#lastWritten = undefined;
    this.#last = undefined;
    return taken;
  }
}
