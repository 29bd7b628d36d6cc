// Readers of single values: what a reply must be, or an error that says what came instead.

import { RespError } from "../../base/index.ts";
import type { Reply, StringMode } from "../../codec/index.ts";

/** Turns a reply into a result. */
export type Reader<T> = (reply: Reply, strings?: StringMode) => T;

/** The error for a reply of another kind. */
export function unexpected(expected: string, reply: Reply): RespError {
  const got = Array.isArray(reply) ? "array" : reply === null ? "null" : typeof reply;
  return new RespError(
    "PROTOCOL_ERROR",
    `The server answered with ${got} where ${expected} is due. Use call() for the reply as it is.`,
  );
}

/** An integer; bigint beyond 2^53. */
export function integer(reply: Reply): number | bigint {
  if (typeof reply === "number" || typeof reply === "bigint") return reply;
  throw unexpected("an integer", reply);
}

/** An integer, or null where there is none. */
export function integerOrNull(reply: Reply): number | bigint | null {
  return reply === null ? null : integer(reply);
}

/** An integer that counts things in memory and so is never beyond 2^53. */
export function count(reply: Reply): number {
  if (typeof reply === "number") return reply;
  throw unexpected("a count", reply);
}

/** A count, or null where there is nothing to count. */
export function countOrNull(reply: Reply): number | null {
  return reply === null ? null : count(reply);
}

/** 1 as true, 0 as false. */
export function yes(reply: Reply): boolean {
  return typeof reply === "boolean" ? reply : count(reply) === 1;
}

/** A double: RESP2 spells it as a string. */
export function double(reply: Reply): number {
  if (typeof reply === "number") return reply;
  if (typeof reply !== "string" && !ArrayBuffer.isView(reply)) throw unexpected("a double", reply);
  const word = wordOf(reply);
  if (word === "inf" || word === "+inf") return Infinity;
  return word === "-inf" ? -Infinity : Number(word);
}

/** A double, or null where there is none. */
export function doubleOrNull(reply: Reply): number | null {
  return reply === null ? null : double(reply);
}

/** A string (a Uint8Array where the call asked for bytes). */
export function text(reply: Reply): string {
  if (typeof reply === "string" || ArrayBuffer.isView(reply)) return reply as string;
  throw unexpected("a string", reply);
}

/** A string, or null where there is nothing. */
export function textOrNull(reply: Reply): string | null {
  return reply === null ? null : text(reply);
}

/** `+OK`. */
export function ok(reply: Reply): "OK" {
  return wordOf(reply) as "OK";
}

/** `+OK`, or null where a condition did not hold. */
export function okOrNull(reply: Reply): "OK" | null {
  return reply === null ? null : ok(reply);
}

/** Whatever the server said. */
export function anything(reply: Reply): Reply {
  return reply;
}

/** A word of the server's own, always ASCII, as text in either string mode. */
export function wordOf(reply: Reply): string {
  if (typeof reply === "string") return reply;
  if (ArrayBuffer.isView(reply)) return String.fromCharCode(...reply);
  throw unexpected("a word", reply);
}
