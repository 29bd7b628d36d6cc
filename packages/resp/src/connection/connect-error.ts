// Why a connection did not come to be, in words that say where it was tried and what to check.

import { isRespError, RespError } from "../base/index.ts";

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    "nothing listens there. Check that the server runs and that host and port are right",
  ENOTFOUND: "the host name is not known. Check its spelling and the DNS",
  EAI_AGAIN: "the DNS did not answer. Check the name server and the host name",
  ENOENT: "there is no such socket. Check the path and that the server runs",
  EACCES: "access to it is not permitted. Check the socket's or the sandbox's permissions",
  ETIMEDOUT: "it did not answer. Check address, firewall and network",
  EHOSTUNREACH: "the host can't be reached. Check address and network",
  ENETUNREACH: "the network can't be reached. Check address and network",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "it does not speak TLS. Leave tls out, or give the port where it does",
  EPROTO: "it does not speak TLS as we do. Check tls and the port",
  ECONNRESET: "it closed the connection at once. Check TLS settings and the server's client limit",
};

const certificateErrors = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** The error for an attempt that failed with `cause`; `REFUSED` where trying again can't help. */
export function connectError(endpoint: string, cause: unknown): RespError {
  if (isRespError(cause)) return cause;
  const code = codeOf(cause);
  if (certificateErrors.test(code)) {
    return new RespError(
      "REFUSED",
      `The certificate of ${endpoint} was not accepted (${code}). Check tls.ca, tls.servername and the certificate's names and dates.`,
      { cause },
    );
  }
  const reason = advice[code] ?? messageOf(cause);
  return new RespError("CONNECT_FAILED", `Can't connect to ${endpoint}: ${reason}.`, { cause });
}

/** The error for an attempt that was not finished within `dialTimeoutMs`. */
export function connectTimeout(endpoint: string, dialTimeoutMs: number): RespError {
  return new RespError(
    "CONNECT_TIMEOUT",
    `Connecting to ${endpoint} took longer than dialTimeoutMs (${dialTimeoutMs} ms). ` +
      "Check address, firewall and TLS settings, or raise the timeout.",
  );
}

/** True where another attempt with the same settings can't succeed. */
export function isTerminal(error: unknown): boolean {
  return (
    isRespError(error) &&
    (error.code === "REFUSED" || error.code === "AUTH_FAILED" || error.code === "UNSUPPORTED")
  );
}

function codeOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return "";
  const { code, errors } = cause as { code?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  // A host with several addresses fails with one error for each.
  return Array.isArray(errors) ? codeOf(errors[0]) : "";
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
}
