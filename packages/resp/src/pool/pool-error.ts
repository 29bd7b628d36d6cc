// The errors a pool makes. Each says what the pool held at that moment: that is what a reader needs
// to tell a pool that is too small from a borrower who gives nothing back.

import { RespError } from "../base/index.ts";
import { describePool, type PoolStats } from "./pool-stats.ts";

/** For every call after `drain`. */
export function closedError(): RespError {
  return new RespError(
    "POOL_CLOSED",
    "The pool is drained: it lends nothing any more. Create a new one to go on.",
  );
}

/** For a call that may not even wait. */
export function queueFullError(stats: PoolStats, maxWaiting: number): RespError {
  const advice = "Send less at once, or raise max or maxWaiting.";
  return new RespError(
    "QUEUE_FULL",
    `More than maxWaiting = ${maxWaiting} callers would wait. ${describePool(stats)} ${advice}`,
  );
}

/** What may be to blame for a wait that came to nothing. */
export interface TimeoutReason {
  /** Why nothing could be made, if so. */
  readonly cause: unknown;
  /** Where the loan was asked for that has lasted longest, if leaks are watched and there is one. */
  readonly leakedAt: string | undefined;
}

/** For a wait that ended at its deadline. */
export function timeoutError(
  stats: PoolStats,
  timeoutMs: number,
  { cause, leakedAt }: TimeoutReason,
): RespError {
  const failing = "Making one failed, see the cause.";
  const busy = "Give resources back sooner, or raise max or acquireTimeoutMs.";
  const leaked = `The longest was borrowed ${leakedAt}: give it back.`;
  const blamed = leakedAt === undefined ? busy : leaked;
  const advice = cause === undefined ? blamed : failing;
  return new RespError(
    "POOL_TIMEOUT",
    `No resource came free within ${timeoutMs} ms. ${describePool(stats)} ${advice}`,
    { cause },
  );
}
