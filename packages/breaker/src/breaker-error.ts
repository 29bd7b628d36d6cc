// The errors a breaker makes. Capturing a stack costs ten times the rest of a rejection, and a
// rejecting breaker is asked most when the process has least time. So these errors have Error's
// prototype and none of its construction: `instanceof Error` holds, and message and stack are
// composed when they are read.

const brand: unique symbol = Symbol.for("@respite/breaker/error") as never;

/**
 * - `BREAKER_OPEN`: the breaker let the call not through.
 * - `ABORTED`: the caller's signal fired.
 */
export type BreakerErrorCode = "BREAKER_OPEN" | "ABORTED";

/** The base of every error of this package; wrong options are TypeError or RangeError. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the prototype is set below
export interface BreakerError extends Error {}

/** The base of every error of this package; wrong options are TypeError or RangeError. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see above
export class BreakerError {
  /** What happened; see {@link BreakerErrorCode}. */
  readonly code: BreakerErrorCode;
  /** What led to it. */
  readonly cause: unknown;

  constructor(code: BreakerErrorCode, cause: unknown, withStack: boolean) {
    this.code = code;
    this.cause = cause;
    // A field cannot be assigned where intrinsics are frozen, only defined.
    if (withStack) Object.defineProperty(this, "stack", { value: traceOf(this), writable: true });
  }

  static {
    Object.setPrototypeOf(this.prototype, Error.prototype);
    Object.defineProperty(this.prototype, brand, { value: true });
    describe(this, "BreakerError", () => "The circuit breaker refused.");
  }
}

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

/** The wait of a call ended because its caller's signal fired; `cause` is the signal's reason. */
export class BreakerAbortError extends BreakerError {
  constructor(reason: unknown) {
    super("ABORTED", reason, false);
  }

  static {
    describe(this, "AbortError", () => "The call was aborted by its caller's signal.");
  }
}

/** True for an error of this package, also of another copy of it. */
export function isBreakerError(value: unknown): value is BreakerError {
  return typeof value === "object" && value !== null && brand in value;
}

/** Gives an error class its name and, composed when read, its message and stack. */
function describe<E extends BreakerError>(
  type: { readonly prototype: E },
  name: string,
  message: (error: E) => string,
): void {
  Object.defineProperties(type.prototype, {
    name: { value: name, configurable: true },
    message: { get: computed(message), configurable: true },
    stack: { get: computed<E>((error) => `${name}: ${message(error)}`), configurable: true },
  });
}

/** A getter that survives being read on the prototype itself, as inspectors do. */
function computed<E>(compose: (error: E) => string): (this: E) => string {
  return function read(this: E) {
    return compose(this);
  };
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

/** The stack of this moment under the error's own name and message. */
function traceOf(error: BreakerError): string {
  const trace = new Error("").stack ?? "";
  return `${error.name}: ${error.message}${trace.slice(Math.max(trace.indexOf("\n"), 0))}`;
}
