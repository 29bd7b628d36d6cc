// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "sorted-set".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, Limit, OneOrMany, ScoredMembers } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  count,
  countOrNull,
  double,
  doubleOrNull,
  doublesOrNulls,
  poppedMemberOrNull,
  poppedMembersOrNull,
  scoredMemberOrNull,
  scoredMembers,
  scoredPage,
  textOrNull,
  texts,
  type PoppedMember,
  type PoppedMembers,
  type ScoredMember,
  type ScoredPage,
} from "../replies/index.ts";
import {
  counted,
  flag,
  grouped,
  limit,
  listOf,
  named,
  optional,
  scored,
  type Words,
} from "../words.ts";

/** Options of {@link bzmpop}. */
export interface BzmpopOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Remove and return members with scores in a sorted set or block until one is available.
 *
 * Since Redis 7.0.0. O(K) + O(M*log(N)) where K is the number of provided keys, N being the number
 * of elements in the sorted set, and M being the number of elements popped.
 * https://redis.io/commands/bzmpop
 */
export function bzmpop(
  timeoutSeconds: number,
  keys: OneOrMany<CommandArgument>,
  where: "MIN" | "MAX",
  options: BzmpopOptions = {},
): Command<PoppedMembers | null> {
  const words: Words = ["BZMPOP", timeoutSeconds];
  counted(words, keys);
  words.push(where);
  named(words, "COUNT", options.count);
  return { args: words, reply: poppedMembersOrNull };
}

/**
 * Remove and return the member with the highest score from one or more sorted sets, or block until
 * one is available.
 *
 * Since Redis 5.0.0. O(log(N)) with N being the number of elements in the sorted set.
 * https://redis.io/commands/bzpopmax
 */
export function bzpopmax(
  keys: OneOrMany<CommandArgument>,
  timeoutSeconds: number,
): Command<PoppedMember | null> {
  return { args: ["BZPOPMAX", ...listOf(keys), timeoutSeconds], reply: poppedMemberOrNull };
}

/**
 * Remove and return the member with the lowest score from one or more sorted sets, or block until
 * one is available.
 *
 * Since Redis 5.0.0. O(log(N)) with N being the number of elements in the sorted set.
 * https://redis.io/commands/bzpopmin
 */
export function bzpopmin(
  keys: OneOrMany<CommandArgument>,
  timeoutSeconds: number,
): Command<PoppedMember | null> {
  return { args: ["BZPOPMIN", ...listOf(keys), timeoutSeconds], reply: poppedMemberOrNull };
}

/** Options of {@link zadd}. */
export type ZaddOptions<Incr extends boolean = false> = {
  /** Counts changed members too. */
  ch?: boolean | undefined;
  /** Adds to the score and resolves with it; null where a condition did not hold. */
  incr?: Incr | undefined;
} & AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
}> &
  AtMostOne<{
    /** Only if it becomes greater (for lives: later). */
    gt: boolean;
    /** Only if it becomes less (for lives: earlier). */
    lt: boolean;
  }>;

/**
 * Add one or more members to a sorted set, or update its score if it already exists.
 *
 * Since Redis 1.2.0. O(log(N)) for each item added, where N is the number of elements in the
 * sorted set. https://redis.io/commands/zadd
 */
export function zadd<Incr extends boolean = false>(
  key: CommandArgument,
  members: ScoredMembers,
  options: ZaddOptions<Incr> = {},
): Command<Incr extends true ? number | null : number> {
  const words: Words = ["ZADD", key];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GT", options.gt);
  flag(words, "LT", options.lt);
  flag(words, "CH", options.ch);
  flag(words, "INCR", options.incr);
  scored(words, members);
  return { args: words, reply: (options.incr === true ? doubleOrNull : count) as never };
}

/**
 * Get the number of members in a sorted set.
 *
 * Since Redis 1.2.0. O(1). https://redis.io/commands/zcard
 */
export function zcard(key: CommandArgument): Command<number> {
  return { args: ["ZCARD", key], reply: count };
}

/**
 * Count the members in a sorted set with scores within the given values.
 *
 * Since Redis 2.0.0. O(log(N)) with N being the number of elements in the sorted set.
 * https://redis.io/commands/zcount
 */
export function zcount(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
): Command<number> {
  return { args: ["ZCOUNT", key, min, max], reply: count };
}

/** Options of {@link zdiff}. */
export interface ZdiffOptions<Withscores extends boolean = false> {
  /** With scores. */
  withscores?: Withscores | undefined;
}

/**
 * Subtract multiple sorted sets.
 *
 * Since Redis 6.2.0. O(L + (N-K)log(N)) worst case where L is the total number of elements in all
 * the sets, N is the size of the first set, and K is the size of the result set.
 * https://redis.io/commands/zdiff
 */
export function zdiff<Withscores extends boolean = false>(
  keys: OneOrMany<CommandArgument>,
  options: ZdiffOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZDIFF"];
  counted(words, keys);
  flag(words, "WITHSCORES", options.withscores);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/**
 * Subtract multiple sorted sets and store the resulting sorted set in a new key.
 *
 * Since Redis 6.2.0. O(L + (N-K)log(N)) worst case where L is the total number of elements in all
 * the sets, N is the size of the first set, and K is the size of the result set.
 * https://redis.io/commands/zdiffstore
 */
export function zdiffstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
): Command<number> {
  const words: Words = ["ZDIFFSTORE", destination];
  counted(words, keys);
  return { args: words, reply: count };
}

/**
 * Increment the score of a member in a sorted set.
 *
 * Since Redis 1.2.0. O(log(N)) where N is the number of elements in the sorted set.
 * https://redis.io/commands/zincrby
 */
export function zincrby(
  key: CommandArgument,
  increment: number,
  member: CommandArgument,
): Command<number> {
  return { args: ["ZINCRBY", key, increment, member], reply: double };
}

/** Options of {@link zinter}. */
export interface ZinterOptions<Withscores extends boolean = false> {
  /** A factor for each key's scores; default 1. */
  weights?: OneOrMany<number> | undefined;
  /** How scores of one member are combined; default SUM. */
  aggregate?: "SUM" | "MIN" | "MAX" | undefined;
  /** With scores. */
  withscores?: Withscores | undefined;
}

/**
 * Intersect multiple sorted sets.
 *
 * Since Redis 6.2.0. O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K
 * being the number of input sorted sets and M being the number of elements in the resulting sorted
 * set. https://redis.io/commands/zinter
 */
export function zinter<Withscores extends boolean = false>(
  keys: OneOrMany<CommandArgument>,
  options: ZinterOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZINTER"];
  counted(words, keys);
  grouped(words, "WEIGHTS", options.weights);
  named(words, "AGGREGATE", options.aggregate);
  flag(words, "WITHSCORES", options.withscores);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/** Options of {@link zintercard}. */
export interface ZintercardOptions {
  /** Counts no further than this; 0 = no limit. */
  limit?: Integer | undefined;
}

/**
 * Intersect multiple sorted sets and return the cardinality of the result.
 *
 * Since Redis 7.0.0. O(N*K) worst case with N being the smallest input sorted set, K being the
 * number of input sorted sets. https://redis.io/commands/zintercard
 */
export function zintercard(
  keys: OneOrMany<CommandArgument>,
  options: ZintercardOptions = {},
): Command<number> {
  const words: Words = ["ZINTERCARD"];
  counted(words, keys);
  named(words, "LIMIT", options.limit);
  return { args: words, reply: count };
}

/** Options of {@link zinterstore}. */
export interface ZinterstoreOptions {
  /** A factor for each key's scores; default 1. */
  weights?: OneOrMany<number> | undefined;
  /** How scores of one member are combined; default SUM. */
  aggregate?: "SUM" | "MIN" | "MAX" | undefined;
}

/**
 * Intersect multiple sorted sets and store the resulting sorted set in a new key.
 *
 * Since Redis 2.0.0. O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K
 * being the number of input sorted sets and M being the number of elements in the resulting sorted
 * set. https://redis.io/commands/zinterstore
 */
export function zinterstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
  options: ZinterstoreOptions = {},
): Command<number> {
  const words: Words = ["ZINTERSTORE", destination];
  counted(words, keys);
  grouped(words, "WEIGHTS", options.weights);
  named(words, "AGGREGATE", options.aggregate);
  return { args: words, reply: count };
}

/**
 * Count the number of members in a sorted set between a given lexicographical range.
 *
 * Since Redis 2.8.9. O(log(N)) with N being the number of elements in the sorted set.
 * https://redis.io/commands/zlexcount
 */
export function zlexcount(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
): Command<number> {
  return { args: ["ZLEXCOUNT", key, min, max], reply: count };
}

/** Options of {@link zmpop}. */
export interface ZmpopOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Remove and return members with scores in a sorted set.
 *
 * Since Redis 7.0.0. O(K) + O(M*log(N)) where K is the number of provided keys, N being the number
 * of elements in the sorted set, and M being the number of elements popped.
 * https://redis.io/commands/zmpop
 */
export function zmpop(
  keys: OneOrMany<CommandArgument>,
  where: "MIN" | "MAX",
  options: ZmpopOptions = {},
): Command<PoppedMembers | null> {
  const words: Words = ["ZMPOP"];
  counted(words, keys);
  words.push(where);
  named(words, "COUNT", options.count);
  return { args: words, reply: poppedMembersOrNull };
}

/**
 * Get the score associated with the given members in a sorted set.
 *
 * Since Redis 6.2.0. O(N) where N is the number of members being requested.
 * https://redis.io/commands/zmscore
 */
export function zmscore(
  key: CommandArgument,
  members: OneOrMany<CommandArgument>,
): Command<(number | null)[]> {
  return { args: ["ZMSCORE", key, ...listOf(members)], reply: doublesOrNulls };
}

/** Options of {@link zpopmax}. */
export interface ZpopmaxOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Remove and return members with the highest scores in a sorted set.
 *
 * Since Redis 5.0.0. O(log(N)*M) with N being the number of elements in the sorted set, and M
 * being the number of elements popped. https://redis.io/commands/zpopmax
 */
export function zpopmax<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: ZpopmaxOptions<Count> = {},
): Command<Count extends undefined ? ScoredMember | null : ScoredMember[]> {
  const words: Words = ["ZPOPMAX", key];
  optional(words, options.count);
  return {
    args: words,
    reply: (options.count !== undefined ? scoredMembers : scoredMemberOrNull) as never,
  };
}

/** Options of {@link zpopmin}. */
export interface ZpopminOptions<Count extends Integer | undefined = undefined> {
  /** How many at most. */
  count?: Count | undefined;
}

/**
 * Remove and return members with the lowest scores in a sorted set.
 *
 * Since Redis 5.0.0. O(log(N)*M) with N being the number of elements in the sorted set, and M
 * being the number of elements popped. https://redis.io/commands/zpopmin
 */
export function zpopmin<Count extends Integer | undefined = undefined>(
  key: CommandArgument,
  options: ZpopminOptions<Count> = {},
): Command<Count extends undefined ? ScoredMember | null : ScoredMember[]> {
  const words: Words = ["ZPOPMIN", key];
  optional(words, options.count);
  return {
    args: words,
    reply: (options.count !== undefined ? scoredMembers : scoredMemberOrNull) as never,
  };
}

/** Options of {@link zrandmember}. */
export interface ZrandmemberOptions<
  Count extends Integer | undefined = undefined,
  Withscores extends boolean = false,
> {
  /** How many at most. */
  count?: Count | undefined;
  /** With scores. */
  withscores?: Withscores | undefined;
}

/**
 * Get one or multiple random elements from a sorted set.
 *
 * Since Redis 6.2.0. O(N) where N is the number of elements returned.
 * https://redis.io/commands/zrandmember
 */
export function zrandmember<
  Count extends Integer | undefined = undefined,
  Withscores extends boolean = false,
>(
  key: CommandArgument,
  options: ZrandmemberOptions<Count, Withscores> = {},
): Command<
  Count extends undefined ? string | null : Withscores extends true ? ScoredMember[] : string[]
> {
  const words: Words = ["ZRANDMEMBER", key];
  optional(words, options.count);
  flag(words, "WITHSCORES", options.withscores);
  return {
    args: words,
    reply: (options.count !== undefined
      ? options.withscores === true
        ? scoredMembers
        : texts
      : textOrNull) as never,
  };
}

/** Options of {@link zrange}. */
export type ZrangeOptions<Withscores extends boolean = false> = {
  /** From the other end: highest first. */
  rev?: boolean | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
  /** With scores. */
  withscores?: Withscores | undefined;
} & AtMostOne<{
  /** Bounds are scores; `(5` excludes 5. */
  byscore: boolean;
  /** Bounds are `[member`, `(member`, `-` or `+`. */
  bylex: boolean;
}>;

/**
 * Return a range of members in a sorted set.
 *
 * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements returned. https://redis.io/commands/zrange
 */
export function zrange<Withscores extends boolean = false>(
  key: CommandArgument,
  start: CommandArgument,
  stop: CommandArgument,
  options: ZrangeOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZRANGE", key, start, stop];
  flag(words, "BYSCORE", options.byscore);
  flag(words, "BYLEX", options.bylex);
  flag(words, "REV", options.rev);
  limit(words, options.limit);
  flag(words, "WITHSCORES", options.withscores);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/** Options of {@link zrangebylex}. */
export interface ZrangebylexOptions {
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
}

/**
 * Return a range of members in a sorted set, by lexicographical range.
 *
 * Since Redis 2.8.9. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements being returned. If M is constant (e.g. always asking for the first 10
 * elements with LIMIT), you can consider it O(log(N)). https://redis.io/commands/zrangebylex
 *
 * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `BYLEX` argument.
 */
export function zrangebylex(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
  options: ZrangebylexOptions = {},
): Command<string[]> {
  const words: Words = ["ZRANGEBYLEX", key, min, max];
  limit(words, options.limit);
  return { args: words, reply: texts };
}

/** Options of {@link zrangebyscore}. */
export interface ZrangebyscoreOptions<Withscores extends boolean = false> {
  /** With scores. */
  withscores?: Withscores | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
}

/**
 * Return a range of members in a sorted set, by score.
 *
 * Since Redis 1.0.5. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements being returned. If M is constant (e.g. always asking for the first 10
 * elements with LIMIT), you can consider it O(log(N)). https://redis.io/commands/zrangebyscore
 *
 * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `BYSCORE` argument.
 */
export function zrangebyscore<Withscores extends boolean = false>(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
  options: ZrangebyscoreOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZRANGEBYSCORE", key, min, max];
  flag(words, "WITHSCORES", options.withscores);
  limit(words, options.limit);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/** Options of {@link zrangestore}. */
export type ZrangestoreOptions = {
  /** From the other end: highest first. */
  rev?: boolean | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
} & AtMostOne<{
  /** Bounds are scores; `(5` excludes 5. */
  byscore: boolean;
  /** Bounds are `[member`, `(member`, `-` or `+`. */
  bylex: boolean;
}>;

/**
 * Store a range of members from sorted set into another key.
 *
 * Since Redis 6.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements stored into the destination key. https://redis.io/commands/zrangestore
 */
export function zrangestore(
  dst: CommandArgument,
  src: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
  options: ZrangestoreOptions = {},
): Command<number> {
  const words: Words = ["ZRANGESTORE", dst, src, min, max];
  flag(words, "BYSCORE", options.byscore);
  flag(words, "BYLEX", options.bylex);
  flag(words, "REV", options.rev);
  limit(words, options.limit);
  return { args: words, reply: count };
}

/**
 * Determine the index of a member in a sorted set.
 *
 * Since Redis 2.0.0. O(log(N)). https://redis.io/commands/zrank
 */
export function zrank(key: CommandArgument, member: CommandArgument): Command<number | null> {
  return { args: ["ZRANK", key, member], reply: countOrNull };
}

/**
 * Remove one or more members from a sorted set.
 *
 * Since Redis 1.2.0. O(M*log(N)) with N being the number of elements in the sorted set and M the
 * number of elements to be removed. https://redis.io/commands/zrem
 */
export function zrem(key: CommandArgument, members: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["ZREM", key, ...listOf(members)], reply: count };
}

/**
 * Remove all members in a sorted set between the given lexicographical range.
 *
 * Since Redis 2.8.9. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements removed by the operation. https://redis.io/commands/zremrangebylex
 */
export function zremrangebylex(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
): Command<number> {
  return { args: ["ZREMRANGEBYLEX", key, min, max], reply: count };
}

/**
 * Remove all members in a sorted set within the given indexes.
 *
 * Since Redis 2.0.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements removed by the operation. https://redis.io/commands/zremrangebyrank
 */
export function zremrangebyrank(
  key: CommandArgument,
  start: Integer,
  stop: Integer,
): Command<number> {
  return { args: ["ZREMRANGEBYRANK", key, start, stop], reply: count };
}

/**
 * Remove all members in a sorted set within the given scores.
 *
 * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements removed by the operation. https://redis.io/commands/zremrangebyscore
 */
export function zremrangebyscore(
  key: CommandArgument,
  min: CommandArgument,
  max: CommandArgument,
): Command<number> {
  return { args: ["ZREMRANGEBYSCORE", key, min, max], reply: count };
}

/** Options of {@link zrevrange}. */
export interface ZrevrangeOptions<Withscores extends boolean = false> {
  /** With scores. */
  withscores?: Withscores | undefined;
}

/**
 * Return a range of members in a sorted set, by index, with scores ordered from high to low.
 *
 * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements returned. https://redis.io/commands/zrevrange
 *
 * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `REV` argument.
 */
export function zrevrange<Withscores extends boolean = false>(
  key: CommandArgument,
  start: Integer,
  stop: Integer,
  options: ZrevrangeOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZREVRANGE", key, start, stop];
  flag(words, "WITHSCORES", options.withscores);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/** Options of {@link zrevrangebylex}. */
export interface ZrevrangebylexOptions {
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
}

/**
 * Return a range of members in a sorted set, by lexicographical range, ordered from higher to
 * lower strings.
 *
 * Since Redis 2.8.9. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements being returned. If M is constant (e.g. always asking for the first 10
 * elements with LIMIT), you can consider it O(log(N)). https://redis.io/commands/zrevrangebylex
 *
 * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `REV` and `BYLEX` arguments.
 */
export function zrevrangebylex(
  key: CommandArgument,
  max: CommandArgument,
  min: CommandArgument,
  options: ZrevrangebylexOptions = {},
): Command<string[]> {
  const words: Words = ["ZREVRANGEBYLEX", key, max, min];
  limit(words, options.limit);
  return { args: words, reply: texts };
}

/** Options of {@link zrevrangebyscore}. */
export interface ZrevrangebyscoreOptions<Withscores extends boolean = false> {
  /** With scores. */
  withscores?: Withscores | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
}

/**
 * Return a range of members in a sorted set, by score, with scores ordered from high to low.
 *
 * Since Redis 2.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
 * number of elements being returned. If M is constant (e.g. always asking for the first 10
 * elements with LIMIT), you can consider it O(log(N)). https://redis.io/commands/zrevrangebyscore
 *
 * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `REV` and `BYSCORE` arguments.
 */
export function zrevrangebyscore<Withscores extends boolean = false>(
  key: CommandArgument,
  max: CommandArgument,
  min: CommandArgument,
  options: ZrevrangebyscoreOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZREVRANGEBYSCORE", key, max, min];
  flag(words, "WITHSCORES", options.withscores);
  limit(words, options.limit);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/**
 * Determine the index of a member in a sorted set, with scores ordered from high to low.
 *
 * Since Redis 2.0.0. O(log(N)). https://redis.io/commands/zrevrank
 */
export function zrevrank(key: CommandArgument, member: CommandArgument): Command<number | null> {
  return { args: ["ZREVRANK", key, member], reply: countOrNull };
}

/** Options of {@link zscan}. */
export interface ZscanOptions {
  /** Glob pattern of what is wanted; default all. */
  match?: CommandArgument | undefined;
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Incrementally iterate sorted sets elements and associated scores.
 *
 * Since Redis 2.8.0. O(1) for every call. O(N) for a complete iteration, including enough command
 * calls for the cursor to return back to 0. N is the number of elements inside the collection..
 * https://redis.io/commands/zscan
 */
export function zscan(
  key: CommandArgument,
  cursor: CommandArgument,
  options: ZscanOptions = {},
): Command<ScoredPage> {
  const words: Words = ["ZSCAN", key, cursor];
  named(words, "MATCH", options.match);
  named(words, "COUNT", options.count);
  return { args: words, reply: scoredPage };
}

/**
 * Get the score associated with the given member in a sorted set.
 *
 * Since Redis 1.2.0. O(1). https://redis.io/commands/zscore
 */
export function zscore(key: CommandArgument, member: CommandArgument): Command<number | null> {
  return { args: ["ZSCORE", key, member], reply: doubleOrNull };
}

/** Options of {@link zunion}. */
export interface ZunionOptions<Withscores extends boolean = false> {
  /** A factor for each key's scores; default 1. */
  weights?: OneOrMany<number> | undefined;
  /** How scores of one member are combined; default SUM. */
  aggregate?: "SUM" | "MIN" | "MAX" | undefined;
  /** With scores. */
  withscores?: Withscores | undefined;
}

/**
 * Add multiple sorted sets.
 *
 * Since Redis 6.2.0. O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets,
 * and M being the number of elements in the resulting sorted set. https://redis.io/commands/zunion
 */
export function zunion<Withscores extends boolean = false>(
  keys: OneOrMany<CommandArgument>,
  options: ZunionOptions<Withscores> = {},
): Command<Withscores extends true ? ScoredMember[] : string[]> {
  const words: Words = ["ZUNION"];
  counted(words, keys);
  grouped(words, "WEIGHTS", options.weights);
  named(words, "AGGREGATE", options.aggregate);
  flag(words, "WITHSCORES", options.withscores);
  return { args: words, reply: (options.withscores === true ? scoredMembers : texts) as never };
}

/** Options of {@link zunionstore}. */
export interface ZunionstoreOptions {
  /** A factor for each key's scores; default 1. */
  weights?: OneOrMany<number> | undefined;
  /** How scores of one member are combined; default SUM. */
  aggregate?: "SUM" | "MIN" | "MAX" | undefined;
}

/**
 * Add multiple sorted sets and store the resulting sorted set in a new key.
 *
 * Since Redis 2.0.0. O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets,
 * and M being the number of elements in the resulting sorted set.
 * https://redis.io/commands/zunionstore
 */
export function zunionstore(
  destination: CommandArgument,
  keys: OneOrMany<CommandArgument>,
  options: ZunionstoreOptions = {},
): Command<number> {
  const words: Words = ["ZUNIONSTORE", destination];
  counted(words, keys);
  grouped(words, "WEIGHTS", options.weights);
  named(words, "AGGREGATE", options.aggregate);
  return { args: words, reply: count };
}
