// Readers of replies: what a command's reply must be, or an error that says what came instead.

import type { Reply } from "../codec/index.ts";
import { RespError } from "../base/index.ts";

function unexpected(expected: string, reply: Reply): RespError {
  const got = Array.isArray(reply) ? "array" : reply === null ? "null" : typeof reply;
  return new RespError(
    "PROTOCOL_ERROR",
    `The server answered with ${got} where ${expected} is due.`,
  );
}

/** An integer reply; bigint beyond 2^53. */
export function integer(reply: Reply): number | bigint {
  if (typeof reply === "number" || typeof reply === "bigint") return reply;
  throw unexpected("an integer", reply);
}

/** An integer reply that counts things in memory and so is never beyond 2^53. */
export function count(reply: Reply): number {
  if (typeof reply === "number") return reply;
  throw unexpected("a count", reply);
}

/** A string reply (a Uint8Array where the call asked for bytes). */
export function text(reply: Reply): string {
  if (typeof reply === "string" || ArrayBuffer.isView(reply)) return reply as string;
  throw unexpected("a string", reply);
}

/** A string reply, or null where there is nothing. */
export function textOrNull(reply: Reply): string | null {
  return reply === null ? null : text(reply);
}

/** `+OK`. */
export function ok(reply: Reply): "OK" {
  return text(reply) as "OK";
}

/** `+OK`, or null where a condition did not hold. */
export function okOrNull(reply: Reply): "OK" | null {
  return reply === null ? null : ok(reply);
}

/** An array whose elements `element` reads. */
export function arrayOf<T>(element: (reply: Reply) => T): (reply: Reply) => T[] {
  return (reply) => {
    if (!Array.isArray(reply)) throw unexpected("an array", reply);
    return reply.map(element);
  };
}

/** Whatever the server said. */
export function anything(reply: Reply): Reply {
  return reply;
}
