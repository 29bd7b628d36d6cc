// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "set".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import {
  count,
  memberPage,
  textOrNull,
  texts,
  type MemberPage,
  yes,
  yeses,
} from "../replies/index.ts";
import { counted, listOf, named, optional, type Words } from "../words.ts";

/**
 * Add one or more members to a set.
 *
 * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
 * called with multiple arguments. https://redis.io/commands/sadd
 */
export function sadd(key: CommandArgument, members: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["SADD", key, ...listOf(members)], reply: count };
}

/**
 * Get the number of members in a set.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/scard
 */
export function scard(key: CommandArgument): Command<number> {
  return { args: ["SCARD", key], reply: count };
}

/**
 * Subtract multiple sets.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
 * https://redis.io/commands/sdiff
 */
export function sdiff(keys: OneOrMany<CommandArgument>): Command<string[]> {
  return { args: ["SDIFF", ...listOf(keys)], reply: texts };
}

/**
 * Subtract multiple sets and store the resulting set in a key.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
 * https://redis.io/commands/sdiffstore
 */
export function sdiffstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["SDIFFSTORE", destination, ...listOf(keys)], reply: count };
}

/**
 * Intersect multiple sets.
 *
 * Since Redis 1.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
 * number of sets. https://redis.io/commands/sinter
 */
export function sinter(keys: OneOrMany<CommandArgument>): Command<string[]> {
  return { args: ["SINTER", ...listOf(keys)], reply: texts };
}

/** Options of {@link sintercard}. */
export interface SintercardOptions {
  /** Counts no further than this; 0 = no limit. */
  limit?: Integer | undefined;
}

/**
 * Intersect multiple sets and return the cardinality of the result.
 *
 * Since Redis 7.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
 * number of sets. https://redis.io/commands/sintercard
 */
export function sintercard(
  keys: OneOrMany<CommandArgument>,
  options: SintercardOptions = {},
): Command<number> {
  const words: Words = ["SINTERCARD"];
  counted(words, keys);
  named(words, "LIMIT", options.limit);
  return { args: words, reply: count };
}

/**
 * Intersect multiple sets and store the resulting set in a key.
 *
 * Since Redis 1.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
 * number of sets. https://redis.io/commands/sinterstore
 */
export function sinterstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["SINTERSTORE", destination, ...listOf(keys)], reply: count };
}

/**
 * Determine if a given value is a member of a set.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/sismember
 */
export function sismember(key: CommandArgument, member: CommandArgument): Command<boolean> {
  return { args: ["SISMEMBER", key, member], reply: yes };
}

/**
 * Get all the members in a set.
 *
 * Since Redis 1.0.0. O(N) where N is the set cardinality. https://redis.io/commands/smembers
 */
export function smembers(key: CommandArgument): Command<string[]> {
  return { args: ["SMEMBERS", key], reply: texts };
}

/**
 * Returns the membership associated with the given elements for a set.
 *
 * Since Redis 6.2.0. O(N) where N is the number of elements being checked for membership.
 * https://redis.io/commands/smismember
 */
export function smismember(
  key: CommandArgument,
  members: OneOrMany<CommandArgument>,
): Command<boolean[]> {
  return { args: ["SMISMEMBER", key, ...listOf(members)], reply: yeses };
}

/**
 * Move a member from one set to another.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/smove
 */
export function smove(
  source: CommandArgument,
  destination: CommandArgument,
  member: CommandArgument,
): Command<boolean> {
  return { args: ["SMOVE", source, destination, member], reply: yes };
}

/** Options of {@link spop}. */
export interface SpopOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Remove and return one or multiple random members from a set.
 *
 * Since Redis 1.0.0. Without the count argument O(1), otherwise O(N) where N is the value of the
 * passed count. https://redis.io/commands/spop
 */
export function spop<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: SpopOptions<Count> = {},
): Command<Count extends undefined ? string | null : string[]> {
  const words: Words = ["SPOP", key];
  optional(words, options.count);
  return { args: words, reply: (options.count !== undefined ? texts : textOrNull) as never };
}

/** Options of {@link srandmember}. */
export interface SrandmemberOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Get one or multiple random members from a set.
 *
 * Since Redis 1.0.0. Without the count argument O(1), otherwise O(N) where N is the absolute value
 * of the passed count. https://redis.io/commands/srandmember
 */
export function srandmember<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: SrandmemberOptions<Count> = {},
): Command<Count extends undefined ? string | null : string[]> {
  const words: Words = ["SRANDMEMBER", key];
  optional(words, options.count);
  return { args: words, reply: (options.count !== undefined ? texts : textOrNull) as never };
}

/**
 * Remove one or more members from a set.
 *
 * Since Redis 1.0.0. O(N) where N is the number of members to be removed.
 * https://redis.io/commands/srem
 */
export function srem(key: CommandArgument, members: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["SREM", key, ...listOf(members)], reply: count };
}

/** Options of {@link sscan}. */
export interface SscanOptions {
  /** Glob pattern of what is wanted; default all. */
  match?: CommandArgument | undefined;
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Incrementally iterate Set elements.
 *
 * Since Redis 2.8.0. O(1) for every call. O(N) for a complete iteration, including enough command
 * calls for the cursor to return back to 0. N is the number of elements inside the collection..
 * https://redis.io/commands/sscan
 */
export function sscan(
  key: CommandArgument,
  cursor: CommandArgument,
  options: SscanOptions = {},
): Command<MemberPage> {
  const words: Words = ["SSCAN", key, cursor];
  named(words, "MATCH", options.match);
  named(words, "COUNT", options.count);
  return { args: words, reply: memberPage };
}

/**
 * Add multiple sets.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
 * https://redis.io/commands/sunion
 */
export function sunion(keys: OneOrMany<CommandArgument>): Command<string[]> {
  return { args: ["SUNION", ...listOf(keys)], reply: texts };
}

/**
 * Add multiple sets and store the resulting set in a key.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
 * https://redis.io/commands/sunionstore
 */
export function sunionstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["SUNIONSTORE", destination, ...listOf(keys)], reply: count };
}
