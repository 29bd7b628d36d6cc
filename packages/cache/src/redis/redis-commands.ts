// The commands this backend sends, as descriptors: what goes out, and what the reply becomes.
// Strings are read as bytes throughout, since values are bytes.

import type { CommandArgument, Reply } from "@respite/resp/codec";
import type { Command } from "@respite/resp/core";
import { CacheError } from "../errors.ts";
import { globOfPrefix } from "../glob.ts";

/** The value, or undefined if there is none. */
export function get(key: string): Command<Uint8Array | undefined> {
  return command(["GET", key], optionalBytes);
}

/** One value or undefined per key; a key of another type than string reads as undefined. */
export function mget(keys: readonly string[]): Command<(Uint8Array | undefined)[]> {
  return command(["MGET", ...keys], (reply) => list(reply).map(optionalBytes));
}

/** The first bytes of a value; none if there is no such key. */
export function head(key: string, byteCount: number): Command<Uint8Array> {
  return command(["GETRANGE", key, 0, byteCount - 1], bytes);
}

/** PTTL's answer for a key that does not expire. */
export const pttlForEver = -1;
/** PTTL's answer where there is no such key. */
export const pttlMissing = -2;

/** Remaining milliseconds, or one of the two answers above. */
export function pttl(key: string): Command<number> {
  return command(["PTTL", key], integer);
}

/** Stores with a life of `ttlMs`: SETEX for whole seconds, PSETEX otherwise, SET for ever. */
export function store(key: string, value: Uint8Array, ttlMs: number | undefined): Command<void> {
  if (ttlMs === undefined) return command(["SET", key, value], nothing);
  if (ttlMs % 1000 === 0) return command(["SETEX", key, ttlMs / 1000, value], nothing);
  return command(["PSETEX", key, ttlMs, value], nothing);
}

/** Stores only where no such key is: true if it did. */
export function storeIfAbsent(
  key: string,
  value: Uint8Array,
  ttlMs: number | undefined,
): Command<boolean> {
  const args: CommandArgument[] = ["SET", key, value, "NX"];
  if (ttlMs !== undefined && ttlMs % 1000 === 0) args.push("EX", ttlMs / 1000);
  else if (ttlMs !== undefined) args.push("PX", ttlMs);
  return command(args, (reply) => reply !== null);
}

/** Removes keys without blocking the server for large values: how many there were. */
export function unlink(keys: readonly (string | Uint8Array)[]): Command<number> {
  return command(["UNLINK", ...keys], integer);
}

/** 1 if there is such a key, of any type. */
export function exists(key: string): Command<number> {
  return command(["EXISTS", key], integer);
}

/** Asks for a sign of life. */
export function ping(): Command<void> {
  return command(["PING"], nothing);
}

/** One page of keys and the cursor of the next. */
export interface ScanPage<K> {
  readonly cursor: Uint8Array | string;
  readonly keys: readonly K[];
}

/** The cursor to begin with. */
export const firstCursor = "0";

/** The page at `cursor` of all keys that begin with `prefix`, as bytes; a key may come twice. */
export function scan(
  cursor: Uint8Array | string,
  prefix: string,
  count: number,
): Command<ScanPage<Uint8Array>> {
  const args = ["SCAN", cursor, "MATCH", globOfPrefix(prefix), "COUNT", count];
  return command(args, (reply) => {
    const [next, keys] = list(reply);
    return { cursor: bytes(next), keys: list(keys).map(bytes) };
  });
}

/** As {@link scan}, with the keys as text. */
export function scanText(
  cursor: Uint8Array | string,
  prefix: string,
  count: number,
): Command<ScanPage<string>> {
  const { args } = scan(cursor, prefix, count);
  const reply = (page: Reply): ScanPage<string> => {
    const [next, keys] = list(page);
    return { cursor: text(next), keys: list(keys).map(text) };
  };
  return { args, reply, strings: "utf8" };
}

/** True for the cursor that ends a scan. */
export function isLastCursor(cursor: Uint8Array | string): boolean {
  return typeof cursor === "string" ? cursor === "0" : cursor.length === 1 && cursor[0] === 0x30;
}

/** Runs a script of one key by its digest, or with its source. */
export function evaluate(
  name: "EVALSHA" | "EVAL",
  script: string,
  key: string,
  args: readonly CommandArgument[],
): Command<number> {
  return command([name, script, 1, key, ...args], integer);
}

function command<T>(args: readonly CommandArgument[], reply: (reply: Reply) => T): Command<T> {
  return { args, reply, strings: "bytes" };
}

function optionalBytes(reply: Reply | undefined): Uint8Array | undefined {
  return reply === null ? undefined : bytes(reply);
}

function bytes(reply: Reply | undefined): Uint8Array {
  if (ArrayBuffer.isView(reply)) return reply;
  throw unexpected("bytes", reply);
}

function text(reply: Reply | undefined): string {
  if (typeof reply === "string") return reply;
  throw unexpected("text", reply);
}

function integer(reply: Reply): number {
  if (typeof reply === "number") return reply;
  if (typeof reply === "bigint") return Number(reply);
  throw unexpected("an integer", reply);
}

function list(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected("an array", reply);
}

function nothing(): void {}

/** Something between us and Redis, or another server altogether, answers. */
function unexpected(wanted: string, reply: unknown): CacheError {
  const got = reply === null ? "null" : typeof reply;
  return new CacheError(
    "REFUSED",
    `The server answered with ${got} where Redis answers with ${wanted}.`,
  );
}
