// Who waits, in the order to be served: higher priority first, then first come first served.

import { leaveSignal } from "../base/index.ts";
import { LinkedList } from "./linked-list.ts";
import { WaiterDeadlines } from "./waiter-deadlines.ts";
import type { Waiter } from "./waiter.ts";

/** Priorities are 0 to 9. */
export const highestPriority = 9;

/** All waiters of one pool; adding, taking and removing cost the same however many there are. */
export class WaiterQueue<T> {
  readonly #byPriority: LinkedList<Waiter<T>>[] = Array.from(
    { length: highestPriority + 1 },
    () => new LinkedList<Waiter<T>>(),
  );
  readonly #deadlines: WaiterDeadlines<T>;
  /** No waiter has a higher priority than this. */
  #top = 0;
  size = 0;

  constructor(nowMs: number) {
    this.#deadlines = new WaiterDeadlines(nowMs);
  }

  /** Adds a waiter; the result is when its deadline is to be looked at. */
  add(waiter: Waiter<T>): number {
    if (waiter.priority > this.#top) this.#top = waiter.priority;
    this.#list(waiter.priority).push(waiter);
    this.size += 1;
    return this.#deadlines.add(waiter);
  }

  /** Takes the waiter who is to be served next. */
  take(): Waiter<T> | undefined {
    if (this.size === 0) return undefined;
    while (this.#list(this.#top).first === undefined) this.#top -= 1;
    const waiter = this.#list(this.#top).first;
    if (waiter !== undefined) this.remove(waiter);
    return waiter;
  }

  /** Takes a waiter out, wherever it stands; one who is out already is ignored. */
  remove(waiter: Waiter<T>): void {
    if (waiter.bucket === -1) return;
    this.#list(waiter.priority).remove(waiter);
    this.#deadlines.remove(waiter);
    this.size -= 1;
    if (waiter.sameSignal !== undefined) leaveSignal(waiter);
  }

  /** Takes out and gives all waiters whose deadline has passed. */
  takeDue(nowMs: number): Waiter<T>[] {
    const due = this.#deadlines.due(nowMs);
    for (const waiter of due) this.remove(waiter);
    return due;
  }

  /** When the next deadline is to be looked at; Infinity if nobody waits. */
  nextDueMs(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#deadlines.nextMs();
  }

  #list(priority: number): LinkedList<Waiter<T>> {
    const list = this.#byPriority[priority];
    if (list === undefined) throw new RangeError(`No such priority: ${priority}.`);
    return list;
  }
}
