// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "string".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany, Pairs } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  count,
  double,
  integer,
  lcsMatches,
  ok,
  okOrNull,
  text,
  textOrNull,
  textsOrNulls,
  type LcsMatches,
  yes,
} from "../replies/index.ts";
import { flag, listOf, named, pairs, type Words } from "../words.ts";

/**
 * Append a value to a key.
 *
 * Since Redis 2.0.0. O(1). The amortized time complexity is O(1) assuming the appended value is
 * small and the already present value is of any size, since the dynamic string library used by
 * Redis will double the free space available on every reallocation.
 * https://redis.io/commands/append
 */
export function append(key: CommandArgument, value: CommandArgument): Command<number> {
  return { args: ["APPEND", key, value], reply: count };
}

/**
 * Decrement the integer value of a key by one.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/decr
 */
export function decr(key: CommandArgument): Command<number | bigint> {
  return { args: ["DECR", key], reply: integer };
}

/**
 * Decrement the integer value of a key by the given number.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/decrby
 */
export function decrby(key: CommandArgument, decrement: Integer): Command<number | bigint> {
  return { args: ["DECRBY", key, decrement], reply: integer };
}

/**
 * Get the value of a key.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/get
 */
export function get(key: CommandArgument): Command<string | null> {
  return { args: ["GET", key], reply: textOrNull };
}

/**
 * Get the value of a key and delete the key.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/getdel
 */
export function getdel(key: CommandArgument): Command<string | null> {
  return { args: ["GETDEL", key], reply: textOrNull };
}

/** Options of {@link getex}. */
export type GetexOptions = AtMostOne<{
  /** Life in whole seconds. */
  ex: Integer;
  /** Life in whole milliseconds. */
  px: Integer;
  /** Expiry in whole seconds since 1970. */
  exat: Integer;
  /** Expiry in whole milliseconds since 1970. */
  pxat: Integer;
  /** Removes the expiry. */
  persist: boolean;
}>;

/**
 * Get the value of a key and optionally set its expiration.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/getex
 */
export function getex(key: CommandArgument, options: GetexOptions = {}): Command<string | null> {
  const words: Words = ["GETEX", key];
  named(words, "EX", options.ex);
  named(words, "PX", options.px);
  named(words, "EXAT", options.exat);
  named(words, "PXAT", options.pxat);
  flag(words, "PERSIST", options.persist);
  return { args: words, reply: textOrNull };
}

/**
 * Get a substring of the string stored at a key.
 *
 * Since Redis 2.4.0. O(N) where N is the length of the returned string. The complexity is
 * ultimately determined by the returned length, but because creating a substring from an existing
 * string is very cheap, it can be considered O(1) for small strings.
 * https://redis.io/commands/getrange
 */
export function getrange(key: CommandArgument, start: Integer, end: Integer): Command<string> {
  return { args: ["GETRANGE", key, start, end], reply: text };
}

/**
 * Set the string value of a key and return its old value.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/getset
 *
 * @deprecated Since Redis 6.2.0: use `SET` with the `!GET` argument.
 */
export function getset(key: CommandArgument, value: CommandArgument): Command<string | null> {
  return { args: ["GETSET", key, value], reply: textOrNull };
}

/**
 * Increment the integer value of a key by one.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/incr
 */
export function incr(key: CommandArgument): Command<number | bigint> {
  return { args: ["INCR", key], reply: integer };
}

/**
 * Increment the integer value of a key by the given amount.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/incrby
 */
export function incrby(key: CommandArgument, increment: Integer): Command<number | bigint> {
  return { args: ["INCRBY", key, increment], reply: integer };
}

/**
 * Increment the float value of a key by the given amount.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/incrbyfloat
 */
export function incrbyfloat(key: CommandArgument, increment: number): Command<number> {
  return { args: ["INCRBYFLOAT", key, increment], reply: double };
}

/** Options of {@link lcs}. */
export interface LcsOptions<Len extends boolean = false, Idx extends boolean = false> {
  /** Resolves with the length alone. */
  len?: Len | undefined;
  /** Resolves with where the matches lie. */
  idx?: Idx | undefined;
  /** Leaves out shorter matches, in bytes. */
  minmatchlen?: Integer | undefined;
  /** With the length of each match. */
  withmatchlen?: boolean | undefined;
}

/**
 * Find longest common substring.
 *
 * Since Redis 7.0.0. O(N*M) where N and M are the lengths of s1 and s2, respectively.
 * https://redis.io/commands/lcs
 */
export function lcs<Len extends boolean = false, Idx extends boolean = false>(
  key1: CommandArgument,
  key2: CommandArgument,
  options: LcsOptions<Len, Idx> = {},
): Command<Len extends true ? number : Idx extends true ? LcsMatches : string> {
  const words: Words = ["LCS", key1, key2];
  flag(words, "LEN", options.len);
  flag(words, "IDX", options.idx);
  named(words, "MINMATCHLEN", options.minmatchlen);
  flag(words, "WITHMATCHLEN", options.withmatchlen);
  return {
    args: words,
    reply: (options.len === true ? count : options.idx === true ? lcsMatches : text) as never,
  };
}

/**
 * Get the values of all the given keys.
 *
 * Since Redis 1.0.0. O(N) where N is the number of keys to retrieve.
 * https://redis.io/commands/mget
 */
export function mget(keys: OneOrMany<CommandArgument>): Command<(string | null)[]> {
  return { args: ["MGET", ...listOf(keys)], reply: textsOrNulls };
}

/**
 * Set multiple keys to multiple values.
 *
 * Since Redis 1.0.1. O(N) where N is the number of keys to set. https://redis.io/commands/mset
 */
export function mset(values: Pairs): Command<"OK"> {
  const words: Words = ["MSET"];
  pairs(words, values);
  return { args: words, reply: ok };
}

/**
 * Set multiple keys to multiple values, only if none of the keys exist.
 *
 * Since Redis 1.0.1. O(N) where N is the number of keys to set. https://redis.io/commands/msetnx
 */
export function msetnx(values: Pairs): Command<boolean> {
  const words: Words = ["MSETNX"];
  pairs(words, values);
  return { args: words, reply: yes };
}

/**
 * Set the value and expiration in milliseconds of a key.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/psetex
 */
export function psetex(
  key: CommandArgument,
  milliseconds: Integer,
  value: CommandArgument,
): Command<"OK"> {
  return { args: ["PSETEX", key, milliseconds, value], reply: ok };
}

/** Options of {@link set}. */
export type SetOptions<Get extends boolean = false> = {
  /** Resolves with the old value, null without one. */
  get?: Get | undefined;
} & AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
}> &
  AtMostOne<{
    /** Life in whole seconds. */
    ex: Integer;
    /** Life in whole milliseconds. */
    px: Integer;
    /** Expiry in whole seconds since 1970. */
    exat: Integer;
    /** Expiry in whole milliseconds since 1970. */
    pxat: Integer;
    /** Keeps the life the key has. */
    keepttl: boolean;
  }>;

/**
 * Set the string value of a key.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/set
 */
export function set<Get extends boolean = false>(
  key: CommandArgument,
  value: CommandArgument,
  options: SetOptions<Get> = {},
): Command<Get extends true ? string | null : "OK" | null> {
  const words: Words = ["SET", key, value];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GET", options.get);
  named(words, "EX", options.ex);
  named(words, "PX", options.px);
  named(words, "EXAT", options.exat);
  named(words, "PXAT", options.pxat);
  flag(words, "KEEPTTL", options.keepttl);
  return { args: words, reply: (options.get === true ? textOrNull : okOrNull) as never };
}

/**
 * Set the value and expiration of a key.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/setex
 */
export function setex(
  key: CommandArgument,
  seconds: Integer,
  value: CommandArgument,
): Command<"OK"> {
  return { args: ["SETEX", key, seconds, value], reply: ok };
}

/**
 * Set the value of a key, only if the key does not exist.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/setnx
 */
export function setnx(key: CommandArgument, value: CommandArgument): Command<boolean> {
  return { args: ["SETNX", key, value], reply: yes };
}

/**
 * Overwrite part of a string at key starting at the specified offset.
 *
 * Since Redis 2.2.0. O(1), not counting the time taken to copy the new string in place. Usually,
 * this string is very small so the amortized complexity is O(1). Otherwise, complexity is O(M)
 * with M being the length of the value argument. https://redis.io/commands/setrange
 */
export function setrange(
  key: CommandArgument,
  offset: Integer,
  value: CommandArgument,
): Command<number> {
  return { args: ["SETRANGE", key, offset, value], reply: count };
}

/**
 * Get the length of the value stored in a key.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/strlen
 */
export function strlen(key: CommandArgument): Command<number> {
  return { args: ["STRLEN", key], reply: count };
}

/**
 * Get a substring of the string stored at a key.
 *
 * Since Redis 1.0.0. O(N) where N is the length of the returned string. The complexity is
 * ultimately determined by the returned length, but because creating a substring from an existing
 * string is very cheap, it can be considered O(1) for small strings.
 * https://redis.io/commands/substr
 *
 * @deprecated Since Redis 2.0.0: use `GETRANGE`.
 */
export function substr(key: CommandArgument, start: Integer, end: Integer): Command<string> {
  return { args: ["SUBSTR", key, start, end], reply: text };
}
