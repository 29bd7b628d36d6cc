// The one error base of the package: a literal code to branch on, a cause to read, and a brand by
// which two copies of the package know each other's errors. What the breaker must know of an error,
// whether the tier failed or merely answered, is decided in `redis/outage.ts`.

import type { CancelSignal } from "@respite/resp/base";
import type { WriteOutcome } from "./backend.ts";

const brand: unique symbol = Symbol.for("@respite/cache/error") as never;

/**
 * Every code an error of this package can carry.
 *
 * - `CLOSED`: used after `close()`.
 * - `NOT_SHARED`: the write did not reach the tier all replicas see ({@link NotSharedError}).
 * - `UNAVAILABLE`: the tier below can't be reached, or says that it can't serve now.
 * - `TIMEOUT`: a deadline passed before there was an answer.
 * - `CIRCUIT_OPEN`: not asked, because the breaker is open.
 * - `QUEUE_FULL`: a bounded queue or journal has no room.
 * - `ABORTED`: the caller's signal fired; the error's name is "AbortError".
 * - `INVALID_VALUE`: what is stored is no value this package wrote (or can read).
 * - `DECRYPTION_FAILED`: what is stored can't be decrypted (`DecryptionError`).
 * - `TOO_LARGE`: the value is larger than the whole store may be.
 * - `OUT_OF_MEMORY`: the server refused a write for want of memory (-OOM).
 * - `REFUSED`: the server answered with another error; it is the cause.
 * - `UNSUPPORTED`: this backend, in its present configuration, can't do what was asked.
 * - `INVALID_CONFIGURATION`: settings from the environment are wrong (`ConfigurationError`).
 * - `LOST`: an accepted write could not be delivered and was given up.
 */
export type CacheErrorCode =
  | "CLOSED"
  | "NOT_SHARED"
  | "UNAVAILABLE"
  | "TIMEOUT"
  | "CIRCUIT_OPEN"
  | "QUEUE_FULL"
  | "ABORTED"
  | "INVALID_VALUE"
  | "DECRYPTION_FAILED"
  | "TOO_LARGE"
  | "OUT_OF_MEMORY"
  | "REFUSED"
  | "UNSUPPORTED"
  | "INVALID_CONFIGURATION"
  | "LOST";

/** What a {@link CacheError} may carry beside its code and message. */
export interface CacheErrorOptions {
  /** What led to this error. */
  cause?: unknown;
  /** True if the operation may have taken effect although no answer was seen. */
  maybeExecuted?: boolean | undefined;
}

/**
 * The base of every error this package creates itself; wrong options are TypeError or RangeError.
 */
export class CacheError extends Error {
  /** What happened; see {@link CacheErrorCode}. */
  readonly code: CacheErrorCode;
  /** True if the operation may have taken effect although no answer was seen. */
  readonly maybeExecuted: boolean;

  constructor(code: CacheErrorCode, message: string, options: CacheErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.maybeExecuted = options.maybeExecuted ?? false;
  }

  static {
    // On the prototype and not enumerable, as the names of built-in errors are.
    Object.defineProperty(this.prototype, "name", { value: "CacheError", configurable: true });
    Object.defineProperty(this.prototype, brand, { value: true });
  }
}

/** A synchronous write that acts here but has not reached the other replicas. */
export class NotSharedError extends CacheError {
  /** "queued": journaled, it will be delivered; "local": it stays in this process. */
  readonly outcome: Exclude<WriteOutcome, "shared">;

  constructor(outcome: Exclude<WriteOutcome, "shared">, options: CacheErrorOptions = {}) {
    super("NOT_SHARED", notSharedText[outcome], options);
    this.outcome = outcome;
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "NotSharedError", configurable: true });
  }
}

const notSharedText = {
  queued:
    "The write acts on this replica and is journaled, but has not reached the shared tier yet; " +
    "set acceptQueued in the namespace's policy where that is enough.",
  local:
    "The write acts on this replica only: the shared tier is unavailable, and nothing will be sent " +
    "to it later.",
} as const;

/** True for an error of this package, also of another copy of it. */
export function isCacheError(value: unknown): value is CacheError {
  return typeof value === "object" && value !== null && brand in value;
}

/** The error of an operation on a backend or cache that was closed: code `CLOSED`. */
export function closedError(what: string): CacheError {
  return new CacheError("CLOSED", `${what} was used after close().`);
}

/**
 * The error with which a wait ends that `signal` cancelled: code `ABORTED`, its reason as cause.
 */
export function cancelledError(
  signal: CancelSignal | undefined,
  what: string,
  options: CacheErrorOptions = {},
): CacheError {
  const cause = options.cause ?? signal?.reason;
  const error = new CacheError("ABORTED", `${what} was aborted by its caller's signal.`, {
    cause,
    maybeExecuted: options.maybeExecuted,
  });
  Object.defineProperty(error, "name", { value: "AbortError" });
  return error;
}
