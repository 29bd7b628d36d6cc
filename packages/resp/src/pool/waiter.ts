// One caller who waits for a resource: its promise, its place in the queue and its deadline.

import type { Linked } from "./linked-list.ts";

/** A waiting `acquire`. The links and the bucket belong to the queue and its deadlines. */
export class Waiter<T> implements Linked<Waiter<T>> {
  previous: Waiter<T> | undefined;
  next: Waiter<T> | undefined;
  laterDue: Waiter<T> | undefined;
  earlierDue: Waiter<T> | undefined;
  bucket = -1;
  /** When it gives up, by the monotonic clock. */
  readonly deadlineMs: number;
  /** How long it may wait; for messages. */
  readonly timeoutMs: number;
  /** Higher is served first. */
  readonly priority: number;
  /** Stops listening to the caller's signal. */
  stopListening: (() => void) | undefined;
  readonly promise: Promise<T>;
  resolve!: (resource: T) => void;
  reject!: (error: unknown) => void;

  constructor(nowMs: number, timeoutMs: number, priority: number) {
    this.deadlineMs = nowMs + timeoutMs;
    this.timeoutMs = timeoutMs;
    this.priority = priority;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
