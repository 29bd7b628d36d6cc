// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "list".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import {
  count,
  countOrNull,
  counts,
  ok,
  poppedElementsOrNull,
  poppedOrNull,
  textOrNull,
  texts,
  textsOrNull,
  type Popped,
  type PoppedElements,
} from "../replies/index.ts";
import { counted, listOf, named, optional, type Words } from "../words.ts";

/**
 * Pop an element from a list, push it to another list and return it; or block until one is
 * available.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/blmove
 */
export function blmove(
  source: CommandArgument,
  destination: CommandArgument,
  wherefrom: "LEFT" | "RIGHT",
  whereto: "LEFT" | "RIGHT",
  timeoutSeconds: number,
): Command<string | null> {
  return {
    args: ["BLMOVE", source, destination, wherefrom, whereto, timeoutSeconds],
    reply: textOrNull,
  };
}

/** Options of {@link blmpop}. */
export interface BlmpopOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Pop elements from a list, or block until one is available.
 *
 * Since Redis 7.0.0. O(N+M) where N is the number of provided keys and M is the number of elements
 * returned. https://redis.io/commands/blmpop
 */
export function blmpop(
  timeoutSeconds: number,
  keys: OneOrMany<CommandArgument>,
  where: "LEFT" | "RIGHT",
  options: BlmpopOptions = {},
): Command<PoppedElements | null> {
  const words: Words = ["BLMPOP", timeoutSeconds];
  counted(words, keys);
  words.push(where);
  named(words, "COUNT", options.count);
  return { args: words, reply: poppedElementsOrNull };
}

/**
 * Remove and get the first element in a list, or block until one is available.
 *
 * Since Redis 2.0.0. O(N) where N is the number of provided keys. https://redis.io/commands/blpop
 */
export function blpop(
  keys: OneOrMany<CommandArgument>,
  timeoutSeconds: number,
): Command<Popped | null> {
  return { args: ["BLPOP", ...listOf(keys), timeoutSeconds], reply: poppedOrNull };
}

/**
 * Remove and get the last element in a list, or block until one is available.
 *
 * Since Redis 2.0.0. O(N) where N is the number of provided keys. https://redis.io/commands/brpop
 */
export function brpop(
  keys: OneOrMany<CommandArgument>,
  timeoutSeconds: number,
): Command<Popped | null> {
  return { args: ["BRPOP", ...listOf(keys), timeoutSeconds], reply: poppedOrNull };
}

/**
 * Pop an element from a list, push it to another list and return it; or block until one is
 * available.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/brpoplpush
 *
 * @deprecated Since Redis 6.2.0: use `BLMOVE` with the `RIGHT` and `LEFT` arguments.
 */
export function brpoplpush(
  source: CommandArgument,
  destination: CommandArgument,
  timeoutSeconds: number,
): Command<string | null> {
  return { args: ["BRPOPLPUSH", source, destination, timeoutSeconds], reply: textOrNull };
}

/**
 * Get an element from a list by its index.
 *
 * Since Redis 1.0.0. O(N) where N is the number of elements to traverse to get to the element at
 * index. This makes asking for the first or the last element of the list O(1).
 * https://redis.io/commands/lindex
 */
export function lindex(key: CommandArgument, index: Integer): Command<string | null> {
  return { args: ["LINDEX", key, index], reply: textOrNull };
}

/**
 * Insert an element before or after another element in a list.
 *
 * Since Redis 2.2.0. O(N) where N is the number of elements to traverse before seeing the value
 * pivot. This means that inserting somewhere on the left end on the list (head) can be considered
 * O(1) and inserting somewhere on the right end (tail) is O(N). https://redis.io/commands/linsert
 */
export function linsert(
  key: CommandArgument,
  where: "BEFORE" | "AFTER",
  pivot: CommandArgument,
  element: CommandArgument,
): Command<number> {
  return { args: ["LINSERT", key, where, pivot, element], reply: count };
}

/**
 * Get the length of a list.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/llen
 */
export function llen(key: CommandArgument): Command<number> {
  return { args: ["LLEN", key], reply: count };
}

/**
 * Pop an element from a list, push it to another list and return it.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/lmove
 */
export function lmove(
  source: CommandArgument,
  destination: CommandArgument,
  wherefrom: "LEFT" | "RIGHT",
  whereto: "LEFT" | "RIGHT",
): Command<string | null> {
  return { args: ["LMOVE", source, destination, wherefrom, whereto], reply: textOrNull };
}

/** Options of {@link lmpop}. */
export interface LmpopOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Pop elements from a list.
 *
 * Since Redis 7.0.0. O(N+M) where N is the number of provided keys and M is the number of elements
 * returned. https://redis.io/commands/lmpop
 */
export function lmpop(
  keys: OneOrMany<CommandArgument>,
  where: "LEFT" | "RIGHT",
  options: LmpopOptions = {},
): Command<PoppedElements | null> {
  const words: Words = ["LMPOP"];
  counted(words, keys);
  words.push(where);
  named(words, "COUNT", options.count);
  return { args: words, reply: poppedElementsOrNull };
}

/** Options of {@link lpop}. */
export interface LpopOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Remove and get the first elements in a list.
 *
 * Since Redis 1.0.0. O(N) where N is the number of elements returned.
 * https://redis.io/commands/lpop
 */
export function lpop<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: LpopOptions<Count> = {},
): Command<Count extends undefined ? string | null : string[] | null> {
  const words: Words = ["LPOP", key];
  optional(words, options.count);
  return { args: words, reply: (options.count !== undefined ? textsOrNull : textOrNull) as never };
}

/** Options of {@link lpos}. */
export interface LposOptions<Count extends Integer | undefined = undefined> {
  /** 1 = the first match, -1 = the last; default 1. */
  rank?: Integer | undefined;
  /** How many at most. */
  count?: Count | undefined;
  /** Looks at no more than this many elements; 0 = all. */
  maxlen?: Integer | undefined;
}

/**
 * Return the index of matching elements on a list.
 *
 * Since Redis 6.0.6. O(N) where N is the number of elements in the list, for the average case.
 * When searching for elements near the head or the tail of the list, or when the MAXLEN option is
 * provided, the command may run in constant time. https://redis.io/commands/lpos
 */
export function lpos<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  element: CommandArgument,
  options: LposOptions<Count> = {},
): Command<Count extends undefined ? number | null : number[]> {
  const words: Words = ["LPOS", key, element];
  named(words, "RANK", options.rank);
  named(words, "COUNT", options.count);
  named(words, "MAXLEN", options.maxlen);
  return { args: words, reply: (options.count !== undefined ? counts : countOrNull) as never };
}

/**
 * Prepend one or multiple elements to a list.
 *
 * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
 * called with multiple arguments. https://redis.io/commands/lpush
 */
export function lpush(key: CommandArgument, elements: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["LPUSH", key, ...listOf(elements)], reply: count };
}

/**
 * Prepend an element to a list, only if the list exists.
 *
 * Since Redis 2.2.0. O(1) for each element added, so O(N) to add N elements when the command is
 * called with multiple arguments. https://redis.io/commands/lpushx
 */
export function lpushx(
  key: CommandArgument,
  elements: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["LPUSHX", key, ...listOf(elements)], reply: count };
}

/**
 * Get a range of elements from a list.
 *
 * Since Redis 1.0.0. O(S+N) where S is the distance of start offset from HEAD for small lists,
 * from nearest end (HEAD or TAIL) for large lists; and N is the number of elements in the
 * specified range. https://redis.io/commands/lrange
 */
export function lrange(key: CommandArgument, start: Integer, stop: Integer): Command<string[]> {
  return { args: ["LRANGE", key, start, stop], reply: texts };
}

/**
 * Remove elements from a list.
 *
 * Since Redis 1.0.0. O(N+M) where N is the length of the list and M is the number of elements
 * removed. https://redis.io/commands/lrem
 */
export function lrem(
  key: CommandArgument,
  howMany: Integer,
  element: CommandArgument,
): Command<number> {
  return { args: ["LREM", key, howMany, element], reply: count };
}

/**
 * Set the value of an element in a list by its index.
 *
 * Since Redis 1.0.0. O(N) where N is the length of the list. Setting either the first or the last
 * element of the list is O(1). https://redis.io/commands/lset
 */
export function lset(
  key: CommandArgument,
  index: Integer,
  element: CommandArgument,
): Command<"OK"> {
  return { args: ["LSET", key, index, element], reply: ok };
}

/**
 * Trim a list to the specified range.
 *
 * Since Redis 1.0.0. O(N) where N is the number of elements to be removed by the operation.
 * https://redis.io/commands/ltrim
 */
export function ltrim(key: CommandArgument, start: Integer, stop: Integer): Command<"OK"> {
  return { args: ["LTRIM", key, start, stop], reply: ok };
}

/** Options of {@link rpop}. */
export interface RpopOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Remove and get the last elements in a list.
 *
 * Since Redis 1.0.0. O(N) where N is the number of elements returned.
 * https://redis.io/commands/rpop
 */
export function rpop<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: RpopOptions<Count> = {},
): Command<Count extends undefined ? string | null : string[] | null> {
  const words: Words = ["RPOP", key];
  optional(words, options.count);
  return { args: words, reply: (options.count !== undefined ? textsOrNull : textOrNull) as never };
}

/**
 * Remove the last element in a list, prepend it to another list and return it.
 *
 * Since Redis 1.2.0. O(1). https://redis.io/commands/rpoplpush
 *
 * @deprecated Since Redis 6.2.0: use `LMOVE` with the `RIGHT` and `LEFT` arguments.
 */
export function rpoplpush(
  source: CommandArgument,
  destination: CommandArgument,
): Command<string | null> {
  return { args: ["RPOPLPUSH", source, destination], reply: textOrNull };
}

/**
 * Append one or multiple elements to a list.
 *
 * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
 * called with multiple arguments. https://redis.io/commands/rpush
 */
export function rpush(key: CommandArgument, elements: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["RPUSH", key, ...listOf(elements)], reply: count };
}

/**
 * Append an element to a list, only if the list exists.
 *
 * Since Redis 2.2.0. O(1) for each element added, so O(N) to add N elements when the command is
 * called with multiple arguments. https://redis.io/commands/rpushx
 */
export function rpushx(
  key: CommandArgument,
  elements: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["RPUSHX", key, ...listOf(elements)], reply: count };
}
