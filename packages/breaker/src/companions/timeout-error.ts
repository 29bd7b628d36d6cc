// A time limit that passed. Its name tells every layer that this was no cancellation: the backend
// was too slow, which is a failure.

import { BreakerError, describe } from "../breaker-error.ts";

/** A call took longer than it may. */
export class TimeoutError extends BreakerError {
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super("TIMEOUT", undefined, false);
    this.timeoutMs = timeoutMs;
  }

  static {
    describe(
      this,
      "TimeoutError",
      ({ timeoutMs }) =>
        `The call took longer than ${timeoutMs} ms; its result, if one comes, is dropped. Allow ` +
        "more time, or see why the backend is slow.",
    );
  }
}
