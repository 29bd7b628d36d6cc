// The errors a breaker makes. Capturing a stack costs ten times the rest of a rejection, and a
// rejecting breaker is asked most when the process has least time. So these errors have Error's
// prototype and none of its construction: `instanceof Error` holds, and message and stack are
// composed when they are read.

const brand: unique symbol = Symbol.for("@respite/breaker/error") as never;

/**
 * - `BREAKER_OPEN`: the breaker let the call not through.
 * - `ABORTED`: the caller's signal fired.
 * - `TIMEOUT`: a time limit passed.
 * - `BULKHEAD_FULL`: all places of a bulkhead and of its queue were taken.
 */
export type BreakerErrorCode = "BREAKER_OPEN" | "ABORTED" | "TIMEOUT" | "BULKHEAD_FULL";

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

/**
 * True for an error by which this package itself held a call back: it says nothing about the
 * backend.
 */
export function isOwnRefusal(error: unknown): boolean {
  return isBreakerError(error) && (error.code === "BREAKER_OPEN" || error.code === "BULKHEAD_FULL");
}

/** Gives an error class its name and, composed when read, its message and stack. */
export function describe<E extends BreakerError>(
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

/** The stack of this moment under the error's own name and message. */
function traceOf(error: BreakerError): string {
  const trace = new Error("").stack ?? "";
  return `${error.name}: ${error.message}${trace.slice(Math.max(trace.indexOf("\n"), 0))}`;
}
