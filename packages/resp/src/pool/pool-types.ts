// The public face of a pool: what a borrower sees, without how it is done.

import type { CancelSignal } from "../base/index.ts";
import type { PoolLike } from "./pool-like.ts";
import type { PoolStats } from "./pool-stats.ts";

/** Settings of one `acquire`. */
export interface AcquireOptions {
  /** Ends the wait when it fires. */
  signal?: CancelSignal | undefined;
  /** Longest wait in milliseconds, > 0; default `acquireTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** 0 to 9; higher is served first; default 0. */
  priority?: number | undefined;
}

/** Settings of `drain`. */
export interface DrainOptions {
  /**
   * After so long, what is still borrowed is destroyed under its borrower; default: wait for ever.
   */
  timeoutMs?: number | undefined;
}

/** A bounded set of resources that are lent to one caller at a time. */
export interface Pool<T> extends PoolLike<T> {
  /** Begins to keep `min` resources; the first `acquire` does it too. */
  start(): void;
  /**
   * Lends a resource, which belongs to the caller until `release` or `destroy`.
   *
   * @throws RespError (as a rejection) `POOL_TIMEOUT` at the deadline, `QUEUE_FULL` at once if
   * `maxWaiting` callers wait, `ABORTED` when the signal fires, `POOL_CLOSED` after `drain`.
   * @throws the factory's error (as a rejection) to the first who waits, when making a resource
   * fails.
   */
  acquire(options?: AcquireOptions): Promise<T>;
  /** Lends a resource to `fn`; given back when it succeeds, destroyed when it fails. */
  use<R>(fn: (resource: T) => R | PromiseLike<R>, options?: AcquireOptions): Promise<R>;
  /**
   * Gives a resource back for the next borrower.
   *
   * @throws {TypeError} if it is not borrowed from this pool, or was given back already.
   */
  release(resource: T): void;
  /** Gives a resource back to be ended; throws as `release` does. */
  destroy(resource: T): void;
  /**
   * A resource has ended by itself. It makes room at once, also while it is borrowed (its borrower
   * still gives it back, to no effect). The factory is not asked to destroy it. False if it is not,
   * or no longer, of this pool.
   */
  forget(resource: T): boolean;
  /**
   * Shuts the pool: those who wait are rejected, idle resources end, making is cancelled, and what
   * is borrowed is awaited. Resolves when nothing is left. Again: the same promise.
   */
  drain(options?: DrainOptions): Promise<void>;
  /** What it holds now, and counts since it was made. */
  stats(): PoolStats;
  /** `drain()`, for `await using`; present where the runtime has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}
