// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "stream".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany, Pairs, PendingRange, TrimThreshold } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne, ExactlyOne } from "../option-types.ts";
import {
  autoClaimed,
  autoClaimedIds,
  consumerDetails,
  count,
  fullStreamDetails,
  groupDetails,
  ok,
  pendingEntries,
  pendingSummary,
  streamDetails,
  streamEntries,
  streamsOrNull,
  text,
  textOrNull,
  texts,
  type AutoClaimed,
  type ConsumerDetails,
  type FullStreamDetails,
  type GroupDetails,
  type PendingEntry,
  type PendingSummary,
  type StreamDetails,
  type StreamEntries,
  type StreamEntry,
  yes,
} from "../replies/index.ts";
import { flag, listOf, named, pairs, pendingRange, streamIds, trim, type Words } from "../words.ts";

/**
 * Marks a pending message as correctly processed, effectively removing it from the pending entries
 * list of the consumer group. Return value of the command is the number of messages successfully
 * acknowledged, that is, the IDs we were actually able to resolve in the PEL.
 *
 * Since Redis 5.0.0. O(1) for each message ID processed. https://redis.io/commands/xack
 */
export function xack(
  key: CommandArgument,
  group: CommandArgument,
  ids: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["XACK", key, group, ...listOf(ids)], reply: count };
}

/** Options of {@link xadd}. */
export type XaddOptions<Nomkstream extends boolean = false> = {
  /** Makes no stream; null if there is none. */
  nomkstream?: Nomkstream | undefined;
} & AtMostOne<{
  /** Trims to this many entries. */
  maxlen: TrimThreshold<Integer>;
  /** Trims entries with lower ids. */
  minid: TrimThreshold<CommandArgument>;
}>;

/**
 * Appends a new entry to a stream.
 *
 * Since Redis 5.0.0. O(1) when adding a new entry, O(N) when trimming where N being the number of
 * entries evicted. https://redis.io/commands/xadd
 */
export function xadd<Nomkstream extends boolean = false>(
  key: CommandArgument,
  id: CommandArgument,
  fields: Pairs,
  options: XaddOptions<Nomkstream> = {},
): Command<Nomkstream extends true ? string | null : string> {
  const words: Words = ["XADD", key];
  flag(words, "NOMKSTREAM", options.nomkstream);
  trim(words, "MAXLEN", options.maxlen);
  trim(words, "MINID", options.minid);
  words.push(id);
  pairs(words, fields);
  return { args: words, reply: (options.nomkstream === true ? textOrNull : text) as never };
}

/** Options of {@link xautoclaim}. */
export interface XautoclaimOptions<Justid extends boolean = false> {
  /** How many at most. */
  count?: Integer | undefined;
  /** Ids alone; does not count as a delivery. */
  justid?: Justid | undefined;
}

/**
 * Changes (or acquires) ownership of messages in a consumer group, as if the messages were
 * delivered to the specified consumer.
 *
 * Since Redis 6.2.0. O(1) if COUNT is small. https://redis.io/commands/xautoclaim
 */
export function xautoclaim<Justid extends boolean = false>(
  key: CommandArgument,
  group: CommandArgument,
  consumer: CommandArgument,
  minIdleMs: CommandArgument,
  start: CommandArgument,
  options: XautoclaimOptions<Justid> = {},
): Command<Justid extends true ? AutoClaimed<string> : AutoClaimed<StreamEntry>> {
  const words: Words = ["XAUTOCLAIM", key, group, consumer, minIdleMs, start];
  named(words, "COUNT", options.count);
  flag(words, "JUSTID", options.justid);
  return { args: words, reply: (options.justid === true ? autoClaimedIds : autoClaimed) as never };
}

/** Options of {@link xclaim}. */
export interface XclaimOptions<Justid extends boolean = false> {
  /** Sets the idle time, in milliseconds; default 0. */
  idle?: Integer | undefined;
  /** Sets the idle time by its beginning, in milliseconds since 1970. */
  time?: Integer | undefined;
  /** Sets how often it was delivered. */
  retrycount?: Integer | undefined;
  /** Even where it is not safe. */
  force?: boolean | undefined;
  /** Ids alone; does not count as a delivery. */
  justid?: Justid | undefined;
  /** Last id delivered, if it is higher than the group's. */
  lastid?: CommandArgument | undefined;
}

/**
 * Changes (or acquires) ownership of a message in a consumer group, as if the message was
 * delivered to the specified consumer.
 *
 * Since Redis 5.0.0. O(log N) with N being the number of messages in the PEL of the consumer
 * group. https://redis.io/commands/xclaim
 */
export function xclaim<Justid extends boolean = false>(
  key: CommandArgument,
  group: CommandArgument,
  consumer: CommandArgument,
  minIdleMs: CommandArgument,
  ids: OneOrMany<CommandArgument>,
  options: XclaimOptions<Justid> = {},
): Command<Justid extends true ? string[] : StreamEntry[]> {
  const words: Words = ["XCLAIM", key, group, consumer, minIdleMs, ...listOf(ids)];
  named(words, "IDLE", options.idle);
  named(words, "TIME", options.time);
  named(words, "RETRYCOUNT", options.retrycount);
  flag(words, "FORCE", options.force);
  flag(words, "JUSTID", options.justid);
  named(words, "LASTID", options.lastid);
  return { args: words, reply: (options.justid === true ? texts : streamEntries) as never };
}

/**
 * Removes the specified entries from the stream. Returns the number of items actually deleted,
 * that may be different from the number of IDs passed in case certain IDs do not exist.
 *
 * Since Redis 5.0.0. O(1) for each single item to delete in the stream, regardless of the stream
 * size. https://redis.io/commands/xdel
 */
export function xdel(key: CommandArgument, ids: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["XDEL", key, ...listOf(ids)], reply: count };
}

/** Options of {@link xgroupCreate}. */
export interface XgroupCreateOptions {
  /** Makes the stream if there is none. */
  mkstream?: boolean | undefined;
  /** Entries the group has read, for its lag. */
  entriesread?: Integer | undefined;
}

/**
 * Create a consumer group.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-create
 */
export function xgroupCreate(
  key: CommandArgument,
  groupname: CommandArgument,
  id: CommandArgument,
  options: XgroupCreateOptions = {},
): Command<"OK"> {
  const words: Words = ["XGROUP", "CREATE", key, groupname, id];
  flag(words, "MKSTREAM", options.mkstream);
  named(words, "ENTRIESREAD", options.entriesread);
  return { args: words, reply: ok };
}

/**
 * Create a consumer in a consumer group.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/xgroup-createconsumer
 */
export function xgroupCreateconsumer(
  key: CommandArgument,
  groupname: CommandArgument,
  consumername: CommandArgument,
): Command<boolean> {
  return { args: ["XGROUP", "CREATECONSUMER", key, groupname, consumername], reply: yes };
}

/**
 * Delete a consumer from a consumer group.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-delconsumer
 */
export function xgroupDelconsumer(
  key: CommandArgument,
  groupname: CommandArgument,
  consumername: CommandArgument,
): Command<number> {
  return { args: ["XGROUP", "DELCONSUMER", key, groupname, consumername], reply: count };
}

/**
 * Destroy a consumer group.
 *
 * Since Redis 5.0.0. O(N) where N is the number of entries in the group's pending entries list
 * (PEL). https://redis.io/commands/xgroup-destroy
 */
export function xgroupDestroy(key: CommandArgument, groupname: CommandArgument): Command<boolean> {
  return { args: ["XGROUP", "DESTROY", key, groupname], reply: yes };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-help
 */
export function xgroupHelp(): Command<string[]> {
  return { args: ["XGROUP", "HELP"], reply: texts, strings: "utf8" };
}

/** Options of {@link xgroupSetid}. */
export interface XgroupSetidOptions {
  /** Entries the group has read, for its lag. */
  entriesread?: Integer | undefined;
}

/**
 * Set a consumer group to an arbitrary last delivered ID value.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-setid
 */
export function xgroupSetid(
  key: CommandArgument,
  groupname: CommandArgument,
  id: CommandArgument,
  options: XgroupSetidOptions = {},
): Command<"OK"> {
  const words: Words = ["XGROUP", "SETID", key, groupname, id];
  named(words, "ENTRIESREAD", options.entriesread);
  return { args: words, reply: ok };
}

/**
 * List the consumers in a consumer group.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-consumers
 */
export function xinfoConsumers(
  key: CommandArgument,
  groupname: CommandArgument,
): Command<ConsumerDetails[]> {
  return { args: ["XINFO", "CONSUMERS", key, groupname], reply: consumerDetails, strings: "utf8" };
}

/**
 * List the consumer groups of a stream.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-groups
 */
export function xinfoGroups(key: CommandArgument): Command<GroupDetails[]> {
  return { args: ["XINFO", "GROUPS", key], reply: groupDetails, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-help
 */
export function xinfoHelp(): Command<string[]> {
  return { args: ["XINFO", "HELP"], reply: texts, strings: "utf8" };
}

/** Options of {@link xinfoStream}. */
export interface XinfoStreamOptions<Full extends boolean = false> {
  /** Tells groups, consumers and entries too. */
  full?: Full | undefined;
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Get information about a stream.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-stream
 */
export function xinfoStream<Full extends boolean = false>(
  key: CommandArgument,
  options: XinfoStreamOptions<Full> = {},
): Command<Full extends true ? FullStreamDetails : StreamDetails> {
  const words: Words = ["XINFO", "STREAM", key];
  flag(words, "FULL", options.full);
  named(words, "COUNT", options.count);
  return {
    args: words,
    reply: (options.full === true ? fullStreamDetails : streamDetails) as never,
    strings: "utf8",
  };
}

/**
 * Return the number of entries in a stream.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xlen
 */
export function xlen(key: CommandArgument): Command<number> {
  return { args: ["XLEN", key], reply: count };
}

/** Options of {@link xpending}. */
export interface XpendingOptions<Range extends PendingRange | undefined = undefined> {
  /** Lists these instead of a summary. */
  range?: Range | undefined;
}

/**
 * Return information and entries from a stream consumer group pending entries list, that are
 * messages fetched but never acknowledged.
 *
 * Since Redis 5.0.0. O(N) with N being the number of elements returned, so asking for a small
 * fixed number of entries per call is O(1). O(M), where M is the total number of entries scanned
 * when used with the IDLE filter. When the command returns just the summary and the list of
 * consumers is small, it runs in O(1) time; otherwise, an additional O(N) time for iterating every
 * consumer. https://redis.io/commands/xpending
 */
export function xpending<Range extends PendingRange | undefined = undefined>(
  key: CommandArgument,
  group: CommandArgument,
  options: XpendingOptions<Range> = {},
): Command<Range extends undefined ? PendingSummary : PendingEntry[]> {
  const words: Words = ["XPENDING", key, group];
  pendingRange(words, options.range);
  return {
    args: words,
    reply: (options.range !== undefined ? pendingEntries : pendingSummary) as never,
  };
}

/** Options of {@link xrange}. */
export interface XrangeOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Return a range of elements in a stream, with IDs matching the specified IDs interval.
 *
 * Since Redis 5.0.0. O(N) with N being the number of elements being returned. If N is constant
 * (e.g. always asking for the first 10 elements with COUNT), you can consider it O(1).
 * https://redis.io/commands/xrange
 */
export function xrange(
  key: CommandArgument,
  start: CommandArgument,
  end: CommandArgument,
  options: XrangeOptions = {},
): Command<StreamEntry[]> {
  const words: Words = ["XRANGE", key, start, end];
  named(words, "COUNT", options.count);
  return { args: words, reply: streamEntries };
}

/** Options of {@link xread}. */
export interface XreadOptions {
  /** How many at most. */
  count?: Integer | undefined;
  /** Longest wait in milliseconds; 0 = for ever. */
  block?: Integer | undefined;
}

/**
 * Return never seen elements in multiple streams, with IDs greater than the ones reported by the
 * caller for each stream. Can block.
 *
 * Since Redis 5.0.0. For each stream mentioned: O(N) with N being the number of elements being
 * returned, it means that XREAD-ing with a fixed COUNT is O(1). Note that when the BLOCK option is
 * used, XADD will pay O(M) time in order to serve the M clients blocked on the stream getting new
 * data. https://redis.io/commands/xread
 */
export function xread(streams: Pairs, options: XreadOptions = {}): Command<StreamEntries[] | null> {
  const words: Words = ["XREAD"];
  named(words, "COUNT", options.count);
  named(words, "BLOCK", options.block);
  streamIds(words, streams);
  return { args: words, reply: streamsOrNull };
}

/** Options of {@link xreadgroup}. */
export interface XreadgroupOptions {
  /** How many at most. */
  count?: Integer | undefined;
  /** Longest wait in milliseconds; 0 = for ever. */
  block?: Integer | undefined;
  /** Does not keep what is read as pending. */
  noack?: boolean | undefined;
}

/**
 * Return new entries from a stream using a consumer group, or access the history of the pending
 * entries for a given consumer. Can block.
 *
 * Since Redis 5.0.0. For each stream mentioned: O(M) with M being the number of elements returned.
 * If M is constant (e.g. always asking for the first 10 elements with COUNT), you can consider it
 * O(1). On the other side when XREADGROUP blocks, XADD will pay the O(N) time in order to serve
 * the N clients blocked on the stream getting new data. https://redis.io/commands/xreadgroup
 */
export function xreadgroup(
  group: CommandArgument,
  consumer: CommandArgument,
  streams: Pairs,
  options: XreadgroupOptions = {},
): Command<StreamEntries[] | null> {
  const words: Words = ["XREADGROUP", "GROUP", group, consumer];
  named(words, "COUNT", options.count);
  named(words, "BLOCK", options.block);
  flag(words, "NOACK", options.noack);
  streamIds(words, streams);
  return { args: words, reply: streamsOrNull };
}

/** Options of {@link xrevrange}. */
export interface XrevrangeOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Return a range of elements in a stream, with IDs matching the specified IDs interval, in reverse
 * order (from greater to smaller IDs) compared to XRANGE.
 *
 * Since Redis 5.0.0. O(N) with N being the number of elements returned. If N is constant (e.g.
 * always asking for the first 10 elements with COUNT), you can consider it O(1).
 * https://redis.io/commands/xrevrange
 */
export function xrevrange(
  key: CommandArgument,
  end: CommandArgument,
  start: CommandArgument,
  options: XrevrangeOptions = {},
): Command<StreamEntry[]> {
  const words: Words = ["XREVRANGE", key, end, start];
  named(words, "COUNT", options.count);
  return { args: words, reply: streamEntries };
}

/** Options of {@link xsetid}. */
export interface XsetidOptions {
  /** Entries ever added. */
  entriesadded?: Integer | undefined;
  /** Highest id ever deleted. */
  maxdeletedid?: CommandArgument | undefined;
}

/**
 * An internal command for replicating stream values.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/xsetid
 */
export function xsetid(
  key: CommandArgument,
  lastId: CommandArgument,
  options: XsetidOptions = {},
): Command<"OK"> {
  const words: Words = ["XSETID", key, lastId];
  named(words, "ENTRIESADDED", options.entriesadded);
  named(words, "MAXDELETEDID", options.maxdeletedid);
  return { args: words, reply: ok };
}

/** Options of {@link xtrim}. */
export type XtrimOptions = ExactlyOne<{
  /** Trims to this many entries. */
  maxlen: TrimThreshold<Integer>;
  /** Trims entries with lower ids. */
  minid: TrimThreshold<CommandArgument>;
}>;

/**
 * Trims the stream to (approximately if '~' is passed) a certain size.
 *
 * Since Redis 5.0.0. O(N), with N being the number of evicted entries. Constant times are very
 * small however, since entries are organized in macro nodes containing multiple entries that can
 * be released with a single deallocation. https://redis.io/commands/xtrim
 */
export function xtrim(key: CommandArgument, options: XtrimOptions): Command<number> {
  const words: Words = ["XTRIM", key];
  trim(words, "MAXLEN", options.maxlen);
  trim(words, "MINID", options.minid);
  return { args: words, reply: count };
}
