// When waiters give up, without a timer for each: they hang in buckets of 10 ms, and the pool's one
// timer empties those whose time has come.
//
//   bucket:  0    1    2   ...  255       a deadline beyond the round (2.56 s) stays in its bucket
//           [ ]  [a]  [ ]      [b-c]      and is passed over until its own round comes

import type { Waiter } from "./waiter.ts";

const tickMs = 10;
const bucketCount = 256;

/** The deadlines of all waiters of one pool. */
export class WaiterDeadlines<T> {
  readonly #buckets: (Waiter<T> | undefined)[] = Array.from({ length: bucketCount });
  /** The last tick whose bucket was emptied. */
  #tick: number;

  constructor(nowMs: number) {
    this.#tick = Math.floor(nowMs / tickMs);
  }

  /** Hangs a waiter at its deadline; the result is when to look for it: at most 10 ms late. */
  add(waiter: Waiter<T>): number {
    const tick = Math.ceil(waiter.deadlineMs / tickMs);
    const bucket = bucketOf(tick);
    const first = this.#buckets[bucket];
    waiter.bucket = bucket;
    waiter.laterDue = first;
    if (first !== undefined) first.earlierDue = waiter;
    this.#buckets[bucket] = waiter;
    return tick * tickMs;
  }

  remove(waiter: Waiter<T>): void {
    const { earlierDue, laterDue, bucket } = waiter;
    if (earlierDue === undefined) this.#buckets[bucket] = laterDue;
    else earlierDue.laterDue = laterDue;
    if (laterDue !== undefined) laterDue.earlierDue = earlierDue;
    waiter.earlierDue = undefined;
    waiter.laterDue = undefined;
    waiter.bucket = -1;
  }

  /** The waiters whose deadline has passed, the most overdue bucket first; they still hang. */
  due(nowMs: number): Waiter<T>[] {
    const nowTick = Math.floor(nowMs / tickMs);
    const due: Waiter<T>[] = [];
    // After a long standstill each bucket needs one visit only.
    for (let tick = Math.max(this.#tick + 1, nowTick - bucketCount + 1); tick <= nowTick; tick++) {
      for (const waiter of this.#dueIn(bucketOf(tick), nowMs)) due.push(waiter);
    }
    this.#tick = Math.max(this.#tick, nowTick);
    return due;
  }

  #dueIn(bucket: number, nowMs: number): Waiter<T>[] {
    const due: Waiter<T>[] = [];
    for (let waiter = this.#buckets[bucket]; waiter !== undefined; waiter = waiter.laterDue) {
      if (waiter.deadlineMs <= nowMs) due.push(waiter);
    }
    // The last to come hangs first.
    return due.toReversed();
  }

  /** When the next bucket with someone in it is to be emptied; Infinity if all are empty. */
  nextMs(): number {
    for (let tick = this.#tick + 1; tick <= this.#tick + bucketCount; tick++) {
      if (this.#buckets[bucketOf(tick)] !== undefined) return tick * tickMs;
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** The low bits, which are right also for a clock that starts below zero. */
function bucketOf(tick: number): number {
  return tick & (bucketCount - 1);
}
