// The one error base of the package: a literal code to branch on, a cause to read, and a brand by
// which two copies of the package (a bundle and a dependency, say) know each other's errors.

const brand: unique symbol = Symbol.for("@respite/resp/error") as never;

/**
 * Every code an error of this package can carry; each says what happened, not where.
 *
 * - `REPLY_ERROR`: the server answered with an error reply ({@link RespError} subclass `ReplyError`).
 * - `REPLY_TOO_LARGE`: a reply's text is longer than a JavaScript string can be; only its own command fails.
 * - `PROTOCOL_ERROR`: bytes that are no RESP, or a reply nobody asked for; the connection is ended.
 * - `INTEGRITY_VIOLATION`: replies came out of order (`integrityCheckEvery`); the connection is ended.
 * - `CONNECT_FAILED`, `CONNECT_TIMEOUT`: no usable connection came to be.
 * - `CONNECTION_CLOSED`: the connection ended while the command waited or was in flight.
 * - `COMMAND_TIMEOUT`: the command's own deadline (`commandTimeoutMs`, `timeoutMs`) passed.
 * - `READ_TIMEOUT`, `WRITE_TIMEOUT`: the server sent, or took, nothing for too long.
 * - `ABORTED`: the caller's signal fired.
 * - `QUEUE_FULL`: a bounded queue has no room.
 * - `POOL_TIMEOUT`, `POOL_CLOSED`: no resource became free in time; the pool is shut.
 * - `CLIENT_CLOSED`: used after `close()` or `destroy()`.
 * - `AUTH_FAILED`: the server refused the credentials, or wants some.
 * - `REFUSED`: permissions, certificates or configuration forbid it; trying again does not help.
 * - `CONFLICT`: watched keys changed in every attempt of an optimistic transaction.
 * - `SUBSCRIPTION_ENDED`: the server took a subscription away, as it does when a slot moves.
 * - `UNSUPPORTED`: the server, or the connection's mode, can't do what was asked.
 */
export type RespErrorCode =
  | "REPLY_ERROR"
  | "REPLY_TOO_LARGE"
  | "PROTOCOL_ERROR"
  | "INTEGRITY_VIOLATION"
  | "CONNECT_FAILED"
  | "CONNECT_TIMEOUT"
  | "CONNECTION_CLOSED"
  | "COMMAND_TIMEOUT"
  | "READ_TIMEOUT"
  | "WRITE_TIMEOUT"
  | "ABORTED"
  | "QUEUE_FULL"
  | "POOL_TIMEOUT"
  | "POOL_CLOSED"
  | "CLIENT_CLOSED"
  | "AUTH_FAILED"
  | "REFUSED"
  | "CONFLICT"
  | "SUBSCRIPTION_ENDED"
  | "UNSUPPORTED";

/** What a {@link RespError} may carry beside its code and message. */
export interface RespErrorOptions {
  /** What led to this error. */
  cause?: unknown;
  /** True if the server may have executed the command although no reply was seen. */
  maybeExecuted?: boolean | undefined;
  /** The command it happened to: its name and how many arguments followed, never the arguments. */
  command?: string | undefined;
}

/** The base of every error this package creates itself; wrong options are TypeError or RangeError. */
export class RespError extends Error {
  /** What happened; see {@link RespErrorCode}. */
  readonly code: RespErrorCode;
  /** True if the server may have executed the command although no reply was seen. */
  readonly maybeExecuted: boolean;
  /** The command it happened to: its name and how many arguments followed, never the arguments. */
  command: string | undefined;

  constructor(code: RespErrorCode, message: string, options: RespErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.maybeExecuted = options.maybeExecuted ?? false;
    this.command = options.command;
  }

  static {
    // On the prototype and not enumerable, as the names of built-in errors are.
    Object.defineProperty(this.prototype, "name", { value: "RespError", configurable: true });
    Object.defineProperty(this.prototype, brand, { value: true });
  }
}

/** True for an error of this package, also of another copy of it. */
export function isRespError(value: unknown): value is RespError {
  return typeof value === "object" && value !== null && brand in value;
}
