// The rejection of an open breaker: everything that is known about the opening, at the cost of five
// fields.

import { BreakerError, describe } from "./breaker-error.ts";

/** A call was rejected without being made. `cause` is the failure that opened the breaker. */
export class BreakerOpenError extends BreakerError {
  /** What kept the call back; `half-open` means that all probe permits are in use. */
  readonly state: "open" | "half-open" | "isolated";
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the opening ends, in milliseconds since 1970; undefined unless `open`. */
  readonly untilMs: number | undefined;

  constructor(rejection: Rejection, withStack: boolean) {
    super("BREAKER_OPEN", rejection.cause, withStack);
    this.state = rejection.state;
    this.sinceMs = rejection.sinceMs;
    this.untilMs = rejection.untilMs;
  }

  static {
    describe(this, "BreakerOpenError", messageOf);
  }
}

/** Why no permit was given. */
export interface Rejection {
  readonly state: "open" | "half-open" | "isolated";
  readonly sinceMs: number;
  readonly untilMs: number | undefined;
  readonly cause: unknown;
}

function messageOf(error: BreakerOpenError): string {
  const start = "Circuit breaker is open";
  switch (error.state) {
    case "open":
      return (
        `${start} since ${time(error.sinceMs)}: calls are rejected until ${time(error.untilMs)}, ` +
        "or until a probe succeeds before that. Serve a fallback, and see the cause for the " +
        "failure that opened it."
      );
    case "half-open":
      return `${start} but for its probes, which are all in flight: try again when one has ended.`;
    case "isolated":
      return (
        `${start}: it was isolated by hand at ${time(error.sinceMs)} and stays so until reset() ` +
        "is called."
      );
    default:
      return `${start}.`;
  }
}

function time(ms: number | undefined): string {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
