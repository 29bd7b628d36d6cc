// A call that found no place. It was not made, and says nothing about the backend.

import { BreakerError, describe } from "../breaker-error.ts";

/** All places of a bulkhead and of its queue were taken. */
export class BulkheadFullError extends BreakerError {
  /** How many calls may run at once. */
  readonly concurrency: number;
  /** How many may wait. */
  readonly maxQueued: number;

  constructor(concurrency: number, maxQueued: number) {
    super("BULKHEAD_FULL", undefined, false);
    this.concurrency = concurrency;
    this.maxQueued = maxQueued;
  }

  static {
    describe(
      this,
      "BulkheadFullError",
      ({ concurrency, maxQueued }) =>
        `The bulkhead is full: ${concurrency} calls run and ${maxQueued} wait. The call was not ` +
        "made; try again later or shed the load.",
    );
  }
}
