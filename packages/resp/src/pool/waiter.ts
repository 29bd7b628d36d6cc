// One caller who waits for a resource: its promise, its place in the queue and its deadline.

import type { Abortable, CancelSignal, SignalWaits } from "../base/index.ts";
import type { Linked } from "./linked-list.ts";

/** A waiting `acquire`. The links and the bucket belong to the queue and its deadlines. */
export class Waiter<T> implements Linked<Waiter<T>>, Abortable {
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
  /** The links of the waits on the same signal; whoever stops waiting leaves them. */
  sameSignal: SignalWaits | undefined;
  earlierWait: Abortable | undefined;
  laterWait: Abortable | undefined;
  /** What to do when the signal fires; one function for all waiters of a pool. */
  whenAborted: ((waiter: Waiter<T>, signal: CancelSignal) => void) | undefined;
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

  aborted(signal: CancelSignal): void {
    this.whenAborted?.(this, signal);
  }
}
