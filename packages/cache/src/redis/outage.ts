// What an error of the shared tier means: did the server fail, or did it only answer no? The
// breaker counts the first and must not count the second, so the line is drawn here, once, for all.
//
//   no connection, connection lost, deadline passed      outage
//   LOADING, MASTERDOWN, CLUSTERDOWN, READONLY, OOM,     outage: it answers and can't serve
//     BUSY, MISCONF
//   any other error reply, a malformed value             answered: the server is alive
//   the caller's abort, a full queue, a closed client    neither: it says nothing about the server

import { isRespError, type RespError, type RespErrorCode } from "@respite/resp/base";
import { CacheError, type CacheErrorCode, cancelledError, isCacheError } from "../errors.ts";
import { invalidValue } from "../value.ts";

/** What an error says about the tier below; the values of the breaker's `classify`. */
export type Verdict = "failure" | "success" | "ignore";

/** For the breaker's `classify`: what an error of a shared tier says about that tier. */
export function classifyOutage(error: unknown): Verdict {
  if (isCacheError(error)) return verdictOfCode[error.code] ?? classifyOutage(error.cause);
  if (isRespError(error)) return verdictOfResp(error);
  return "ignore";
}

/**
 * True if the error says that the shared tier can't serve, false if it answered or nobody knows.
 */
export function isOutage(error: unknown): boolean {
  return classifyOutage(error) === "failure";
}

const verdictOfCode: Partial<Record<CacheErrorCode, Verdict>> = {
  UNAVAILABLE: "failure",
  TIMEOUT: "failure",
  OUT_OF_MEMORY: "failure",
  INVALID_VALUE: "success",
  DECRYPTION_FAILED: "success",
  REFUSED: "success",
  UNSUPPORTED: "ignore",
  ABORTED: "ignore",
  QUEUE_FULL: "ignore",
  CLOSED: "ignore",
  CIRCUIT_OPEN: "ignore",
  TOO_LARGE: "ignore",
};

function verdictOfResp(error: RespError): Verdict {
  if (error.code !== "REPLY_ERROR") return verdictOfRespCode[error.code];
  return outageKinds.has(replyKind(error)) ? "failure" : "success";
}

const verdictOfRespCode: Record<Exclude<RespErrorCode, "REPLY_ERROR">, Verdict> = {
  CONNECT_FAILED: "failure",
  CONNECT_TIMEOUT: "failure",
  CONNECTION_CLOSED: "failure",
  COMMAND_TIMEOUT: "failure",
  READ_TIMEOUT: "failure",
  WRITE_TIMEOUT: "failure",
  POOL_TIMEOUT: "failure",
  PROTOCOL_ERROR: "failure",
  INTEGRITY_VIOLATION: "failure",
  CONFLICT: "success",
  SUBSCRIPTION_ENDED: "ignore",
  AUTH_FAILED: "failure",
  REFUSED: "failure",
  REPLY_TOO_LARGE: "success",
  UNSUPPORTED: "success",
  ABORTED: "ignore",
  QUEUE_FULL: "ignore",
  POOL_CLOSED: "ignore",
  CLIENT_CLOSED: "ignore",
};

const outageKinds: ReadonlySet<string> = new Set([
  "LOADING",
  "MASTERDOWN",
  "CLUSTERDOWN",
  "READONLY",
  "OOM",
  "BUSY",
  "MISCONF",
]);

// Before 7.0 a script's error hides the command's own: "ERR Error running script (call to f_1b…):
// @user_script:4: @user_script: 4: -OOM command not allowed…".
const nestedKind = /user_script: ?\d+: -?([A-Z]+) /;

/** First word of an error reply; for a script's error, that of the command inside it. */
export function replyKind(error: RespError): string {
  const nested = nestedKind.exec(error.message)?.[1];
  return nested ?? (error as RespError & { kind?: string }).kind ?? "";
}

/**
 * The error a Redis backend rejects with: always a {@link CacheError} with the client's error as
 * cause, except for wrong arguments, which stay TypeError and RangeError.
 */
export function toCacheError(error: unknown, what: string): Error {
  if (!isRespError(error)) return error instanceof Error ? error : new Error(String(error));
  if (error.code === "REPLY_ERROR") return ofReply(error, what);
  const { maybeExecuted } = error;
  const options = { cause: error, maybeExecuted };
  if (error.code === "ABORTED") return cancelledError(undefined, what, options);
  const [code, text] = ofRespCode[error.code];
  return new CacheError(code, `${what}: ${text}`, options);
}

function ofReply(error: RespError, what: string): CacheError {
  const kind = replyKind(error);
  if (kind === "WRONGTYPE") return invalidValue("the key holds no string", error);
  if (kind === "OOM") {
    const text = `${what}: Redis is out of memory and refused the write; raise maxmemory.`;
    return new CacheError("OUT_OF_MEMORY", text, { cause: error });
  }
  if (outageKinds.has(kind)) {
    return new CacheError("UNAVAILABLE", `${what}: Redis can't serve now (${kind}).`, {
      cause: error,
    });
  }
  const text = `${what}: Redis answered with an error (${kind}); see cause.`;
  return new CacheError("REFUSED", text, { cause: error });
}

const unreachable = "Redis can't be reached; see cause.";
const late = "Redis did not answer in time; see cause.";
const closed = "the Redis client is closed.";

type Described = readonly [CacheErrorCode, string];

const ofRespCode: Record<Exclude<RespErrorCode, "REPLY_ERROR" | "ABORTED">, Described> = {
  CONNECT_FAILED: ["UNAVAILABLE", unreachable],
  CONNECT_TIMEOUT: ["UNAVAILABLE", unreachable],
  CONNECTION_CLOSED: ["UNAVAILABLE", "the connection to Redis was lost; see cause."],
  PROTOCOL_ERROR: ["UNAVAILABLE", "Redis sent bytes that are no RESP; see cause."],
  INTEGRITY_VIOLATION: ["UNAVAILABLE", "replies of Redis came out of order; see cause."],
  CONFLICT: ["REFUSED", "somebody else changed what was watched; see cause."],
  SUBSCRIPTION_ENDED: ["UNAVAILABLE", "a subscription ended; see cause."],
  AUTH_FAILED: ["UNAVAILABLE", "Redis refused the credentials; see cause."],
  REFUSED: ["UNAVAILABLE", "permissions, certificates or configuration forbid it; see cause."],
  COMMAND_TIMEOUT: ["TIMEOUT", late],
  READ_TIMEOUT: ["TIMEOUT", late],
  WRITE_TIMEOUT: ["TIMEOUT", late],
  POOL_TIMEOUT: ["TIMEOUT", "no connection to Redis became free in time; see cause."],
  QUEUE_FULL: ["QUEUE_FULL", "too many commands wait for Redis already."],
  POOL_CLOSED: ["CLOSED", closed],
  CLIENT_CLOSED: ["CLOSED", closed],
  REPLY_TOO_LARGE: ["INVALID_VALUE", "the reply is too large to be read."],
  UNSUPPORTED: ["UNSUPPORTED", "the server, or the connection's mode, can't do this; see cause."],
};
