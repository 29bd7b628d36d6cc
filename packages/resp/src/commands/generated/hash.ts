// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "hash".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany, Pairs } from "../arguments.ts";
import type { Command } from "../command.ts";
import {
  count,
  double,
  fieldPage,
  fieldPairs,
  integer,
  ok,
  textFields,
  textOrNull,
  texts,
  textsOrNulls,
  type FieldPage,
  type Fields,
  yes,
} from "../replies/index.ts";
import { flag, listOf, named, optional, pairs, type Words } from "../words.ts";

/**
 * Delete one or more hash fields.
 *
 * Since Redis 2.0.0. O(N) where N is the number of fields to be removed.
 * https://redis.io/commands/hdel
 */
export function hdel(key: CommandArgument, fields: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["HDEL", key, ...listOf(fields)], reply: count };
}

/**
 * Determine if a hash field exists.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/hexists
 */
export function hexists(key: CommandArgument, field: CommandArgument): Command<boolean> {
  return { args: ["HEXISTS", key, field], reply: yes };
}

/**
 * Get the value of a hash field.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/hget
 */
export function hget(key: CommandArgument, field: CommandArgument): Command<string | null> {
  return { args: ["HGET", key, field], reply: textOrNull };
}

/**
 * Get all the fields and values in a hash.
 *
 * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hgetall
 */
export function hgetall(key: CommandArgument): Command<Fields> {
  return { args: ["HGETALL", key], reply: textFields };
}

/**
 * Increment the integer value of a hash field by the given number.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/hincrby
 */
export function hincrby(
  key: CommandArgument,
  field: CommandArgument,
  increment: Integer,
): Command<number | bigint> {
  return { args: ["HINCRBY", key, field, increment], reply: integer };
}

/**
 * Increment the float value of a hash field by the given amount.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/hincrbyfloat
 */
export function hincrbyfloat(
  key: CommandArgument,
  field: CommandArgument,
  increment: number,
): Command<number> {
  return { args: ["HINCRBYFLOAT", key, field, increment], reply: double };
}

/**
 * Get all the fields in a hash.
 *
 * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hkeys
 */
export function hkeys(key: CommandArgument): Command<string[]> {
  return { args: ["HKEYS", key], reply: texts };
}

/**
 * Get the number of fields in a hash.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/hlen
 */
export function hlen(key: CommandArgument): Command<number> {
  return { args: ["HLEN", key], reply: count };
}

/**
 * Get the values of all the given hash fields.
 *
 * Since Redis 2.0.0. O(N) where N is the number of fields being requested.
 * https://redis.io/commands/hmget
 */
export function hmget(
  key: CommandArgument,
  fields: OneOrMany<CommandArgument>,
): Command<(string | null)[]> {
  return { args: ["HMGET", key, ...listOf(fields)], reply: textsOrNulls };
}

/**
 * Set multiple hash fields to multiple values.
 *
 * Since Redis 2.0.0. O(N) where N is the number of fields being set.
 * https://redis.io/commands/hmset
 *
 * @deprecated Since Redis 4.0.0: use `HSET` with multiple field-value pairs.
 */
export function hmset(key: CommandArgument, fields: Pairs): Command<"OK"> {
  const words: Words = ["HMSET", key];
  pairs(words, fields);
  return { args: words, reply: ok };
}

/** Options of {@link hrandfield}. */
export interface HrandfieldOptions<
  Count extends Integer | undefined = undefined,
  Withvalues extends boolean = false,
> {
  /** How many at most. */
  count?: Count | undefined;
  /** With values. */
  withvalues?: Withvalues | undefined;
}

/**
 * Get one or multiple random fields from a hash.
 *
 * Since Redis 6.2.0. O(N) where N is the number of fields returned.
 * https://redis.io/commands/hrandfield
 */
export function hrandfield<
  Count extends Integer | undefined = undefined,
  Withvalues extends boolean = false,
>(
  key: CommandArgument,
  options: HrandfieldOptions<Count, Withvalues> = {},
): Command<
  Count extends undefined
    ? string | null
    : Withvalues extends true
      ? [field: string, value: string][]
      : string[]
> {
  const words: Words = ["HRANDFIELD", key];
  optional(words, options.count);
  flag(words, "WITHVALUES", options.withvalues);
  return {
    args: words,
    reply: (options.count !== undefined
      ? options.withvalues === true
        ? fieldPairs
        : texts
      : textOrNull) as never,
  };
}

/** Options of {@link hscan}. */
export interface HscanOptions {
  /** Glob pattern of what is wanted; default all. */
  match?: CommandArgument | undefined;
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Incrementally iterate hash fields and associated values.
 *
 * Since Redis 2.8.0. O(1) for every call. O(N) for a complete iteration, including enough command
 * calls for the cursor to return back to 0. N is the number of elements inside the collection..
 * https://redis.io/commands/hscan
 */
export function hscan(
  key: CommandArgument,
  cursor: CommandArgument,
  options: HscanOptions = {},
): Command<FieldPage> {
  const words: Words = ["HSCAN", key, cursor];
  named(words, "MATCH", options.match);
  named(words, "COUNT", options.count);
  return { args: words, reply: fieldPage };
}

/**
 * Set the string value of a hash field.
 *
 * Since Redis 2.0.0. O(1) for each field/value pair added, so O(N) to add N field/value pairs when
 * the command is called with multiple field/value pairs. https://redis.io/commands/hset
 */
export function hset(key: CommandArgument, fields: Pairs): Command<number> {
  const words: Words = ["HSET", key];
  pairs(words, fields);
  return { args: words, reply: count };
}

/**
 * Set the value of a hash field, only if the field does not exist.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/hsetnx
 */
export function hsetnx(
  key: CommandArgument,
  field: CommandArgument,
  value: CommandArgument,
): Command<boolean> {
  return { args: ["HSETNX", key, field, value], reply: yes };
}

/**
 * Get the length of the value of a hash field.
 *
 * Since Redis 3.2.0. O(1). https://redis.io/commands/hstrlen
 */
export function hstrlen(key: CommandArgument, field: CommandArgument): Command<number> {
  return { args: ["HSTRLEN", key, field], reply: count };
}

/**
 * Get all the values in a hash.
 *
 * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hvals
 */
export function hvals(key: CommandArgument): Command<string[]> {
  return { args: ["HVALS", key], reply: texts };
}
