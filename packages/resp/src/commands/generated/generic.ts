// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "generic".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, Limit, MigrateCredentials, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  count,
  countOrNull,
  ok,
  scanPage,
  text,
  textOrNull,
  texts,
  textsOrNulls,
  type ScanPage,
  yes,
} from "../replies/index.ts";
import {
  each,
  flag,
  grouped,
  limit,
  listOf,
  migrateCredentials,
  named,
  type Words,
} from "../words.ts";

/** Options of {@link copy}. */
export interface CopyOptions {
  /** Another database, by its index. */
  db?: Integer | undefined;
  /** Replaces what is there. */
  replace?: boolean | undefined;
}

/**
 * Copy a key.
 *
 * Since Redis 6.2.0. O(N) worst case for collections, where N is the number of nested items. O(1)
 * for string values. https://redis.io/commands/copy
 */
export function copy(
  source: CommandArgument,
  destination: CommandArgument,
  options: CopyOptions = {},
): Command<boolean> {
  const words: Words = ["COPY", source, destination];
  named(words, "DB", options.db);
  flag(words, "REPLACE", options.replace);
  return { args: words, reply: yes };
}

/**
 * Delete a key.
 *
 * Since Redis 1.0.0. O(N) where N is the number of keys that will be removed. When a key to remove
 * holds a value other than a string, the individual complexity for this key is O(M) where M is the
 * number of elements in the list, set, sorted set or hash. Removing a single key that holds a
 * string value is O(1). https://redis.io/commands/del
 */
export function del(keys: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["DEL", ...listOf(keys)], reply: count };
}

/**
 * Return a serialized version of the value stored at the specified key.
 *
 * Since Redis 2.6.0. O(1) to access the key and additional O(N*M) to serialize it, where N is the
 * number of Redis objects composing the value and M their average size. For small string values
 * the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1).
 * https://redis.io/commands/dump
 */
export function dump(key: CommandArgument): Command<Uint8Array | null> {
  return { args: ["DUMP", key], reply: textOrNull as never, strings: "bytes" };
}

/**
 * Determine if a key exists.
 *
 * Since Redis 1.0.0. O(N) where N is the number of keys to check. https://redis.io/commands/exists
 */
export function exists(keys: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["EXISTS", ...listOf(keys)], reply: count };
}

/** Options of {@link expire}. */
export type ExpireOptions = AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
  /** Only if it becomes greater (for lives: later). */
  gt: boolean;
  /** Only if it becomes less (for lives: earlier). */
  lt: boolean;
}>;

/**
 * Set a key's time to live in seconds.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/expire
 */
export function expire(
  key: CommandArgument,
  seconds: Integer,
  options: ExpireOptions = {},
): Command<boolean> {
  const words: Words = ["EXPIRE", key, seconds];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GT", options.gt);
  flag(words, "LT", options.lt);
  return { args: words, reply: yes };
}

/** Options of {@link expireat}. */
export type ExpireatOptions = AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
  /** Only if it becomes greater (for lives: later). */
  gt: boolean;
  /** Only if it becomes less (for lives: earlier). */
  lt: boolean;
}>;

/**
 * Set the expiration for a key as a UNIX timestamp.
 *
 * Since Redis 1.2.0. O(1). https://redis.io/commands/expireat
 */
export function expireat(
  key: CommandArgument,
  unixTimeSeconds: Integer,
  options: ExpireatOptions = {},
): Command<boolean> {
  const words: Words = ["EXPIREAT", key, unixTimeSeconds];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GT", options.gt);
  flag(words, "LT", options.lt);
  return { args: words, reply: yes };
}

/**
 * Get the expiration Unix timestamp for a key.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/expiretime
 */
export function expiretime(key: CommandArgument): Command<number> {
  return { args: ["EXPIRETIME", key], reply: count };
}

/**
 * Find all keys matching the given pattern.
 *
 * Since Redis 1.0.0. O(N) with N being the number of keys in the database, under the assumption
 * that the key names in the database and the given pattern have limited length.
 * https://redis.io/commands/keys
 */
export function keys(pattern: CommandArgument): Command<string[]> {
  return { args: ["KEYS", pattern], reply: texts };
}

/** Options of {@link migrate}. */
export type MigrateOptions = {
  /** Keeps the keys here too. */
  copy?: boolean | undefined;
  /** Replaces what is there. */
  replace?: boolean | undefined;
  /** The keys to move. */
  keys: OneOrMany<CommandArgument>;
} & AtMostOne<{
  /** Password of the other server. */
  auth: CommandArgument;
  /** User and password of the other server. */
  auth2: MigrateCredentials;
}>;

/**
 * Atomically transfer a key from a Redis instance to another one.
 *
 * Since Redis 2.6.0. This command actually executes a DUMP+DEL in the source instance, and a
 * RESTORE in the target instance. See the pages of these commands for time complexity. Also an
 * O(N) data transfer between the two instances is performed. https://redis.io/commands/migrate
 */
export function migrate(
  host: CommandArgument,
  port: Integer,
  destinationDb: Integer,
  timeoutMs: Integer,
  options: MigrateOptions,
): Command<string> {
  const words: Words = ["MIGRATE", host, port, "", destinationDb, timeoutMs];
  flag(words, "COPY", options.copy);
  flag(words, "REPLACE", options.replace);
  named(words, "AUTH", options.auth);
  migrateCredentials(words, options.auth2);
  grouped(words, "KEYS", options.keys);
  return { args: words, reply: text, strings: "utf8" };
}

/**
 * Move a key to another database.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/move
 */
export function move(key: CommandArgument, db: Integer): Command<boolean> {
  return { args: ["MOVE", key, db], reply: yes };
}

/**
 * Inspect the internal encoding of a Redis object.
 *
 * Since Redis 2.2.3. O(1). https://redis.io/commands/object-encoding
 */
export function objectEncoding(key: CommandArgument): Command<string | null> {
  return { args: ["OBJECT", "ENCODING", key], reply: textOrNull, strings: "utf8" };
}

/**
 * Get the logarithmic access frequency counter of a Redis object.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/object-freq
 */
export function objectFreq(key: CommandArgument): Command<number | null> {
  return { args: ["OBJECT", "FREQ", key], reply: countOrNull };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/object-help
 */
export function objectHelp(): Command<string[]> {
  return { args: ["OBJECT", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Get the time since a Redis object was last accessed.
 *
 * Since Redis 2.2.3. O(1). https://redis.io/commands/object-idletime
 */
export function objectIdletime(key: CommandArgument): Command<number | null> {
  return { args: ["OBJECT", "IDLETIME", key], reply: countOrNull };
}

/**
 * Get the number of references to the value of the key.
 *
 * Since Redis 2.2.3. O(1). https://redis.io/commands/object-refcount
 */
export function objectRefcount(key: CommandArgument): Command<number | null> {
  return { args: ["OBJECT", "REFCOUNT", key], reply: countOrNull };
}

/**
 * Remove the expiration from a key.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/persist
 */
export function persist(key: CommandArgument): Command<boolean> {
  return { args: ["PERSIST", key], reply: yes };
}

/** Options of {@link pexpire}. */
export type PexpireOptions = AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
  /** Only if it becomes greater (for lives: later). */
  gt: boolean;
  /** Only if it becomes less (for lives: earlier). */
  lt: boolean;
}>;

/**
 * Set a key's time to live in milliseconds.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/pexpire
 */
export function pexpire(
  key: CommandArgument,
  milliseconds: Integer,
  options: PexpireOptions = {},
): Command<boolean> {
  const words: Words = ["PEXPIRE", key, milliseconds];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GT", options.gt);
  flag(words, "LT", options.lt);
  return { args: words, reply: yes };
}

/** Options of {@link pexpireat}. */
export type PexpireatOptions = AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
  /** Only if it becomes greater (for lives: later). */
  gt: boolean;
  /** Only if it becomes less (for lives: earlier). */
  lt: boolean;
}>;

/**
 * Set the expiration for a key as a UNIX timestamp specified in milliseconds.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/pexpireat
 */
export function pexpireat(
  key: CommandArgument,
  unixTimeMilliseconds: Integer,
  options: PexpireatOptions = {},
): Command<boolean> {
  const words: Words = ["PEXPIREAT", key, unixTimeMilliseconds];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "GT", options.gt);
  flag(words, "LT", options.lt);
  return { args: words, reply: yes };
}

/**
 * Get the expiration Unix timestamp for a key in milliseconds.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/pexpiretime
 */
export function pexpiretime(key: CommandArgument): Command<number> {
  return { args: ["PEXPIRETIME", key], reply: count };
}

/**
 * Get the time to live for a key in milliseconds.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/pttl
 */
export function pttl(key: CommandArgument): Command<number> {
  return { args: ["PTTL", key], reply: count };
}

/**
 * Return a random key from the keyspace.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/randomkey
 */
export function randomkey(): Command<string | null> {
  return { args: ["RANDOMKEY"], reply: textOrNull };
}

/**
 * Rename a key.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/rename
 */
export function rename(key: CommandArgument, newkey: CommandArgument): Command<"OK"> {
  return { args: ["RENAME", key, newkey], reply: ok };
}

/**
 * Rename a key, only if the new key does not exist.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/renamenx
 */
export function renamenx(key: CommandArgument, newkey: CommandArgument): Command<boolean> {
  return { args: ["RENAMENX", key, newkey], reply: yes };
}

/** Options of {@link restore}. */
export interface RestoreOptions {
  /** Replaces what is there. */
  replace?: boolean | undefined;
  /** The life is an expiry in milliseconds since 1970. */
  absttl?: boolean | undefined;
  /** Seconds since it was last used, for LRU eviction. */
  idletime?: Integer | undefined;
  /** Its access frequency for LFU eviction. */
  freq?: Integer | undefined;
}

/**
 * Create a key using the provided serialized value, previously obtained using DUMP.
 *
 * Since Redis 2.6.0. O(1) to create the new key and additional O(N*M) to reconstruct the
 * serialized value, where N is the number of Redis objects composing the value and M their average
 * size. For small string values the time complexity is thus O(1)+O(1*M) where M is small, so
 * simply O(1). However for sorted set values the complexity is O(N*M*log(N)) because inserting
 * values into sorted sets is O(log(N)). https://redis.io/commands/restore
 */
export function restore(
  key: CommandArgument,
  ttlMs: Integer,
  serialized: CommandArgument,
  options: RestoreOptions = {},
): Command<"OK"> {
  const words: Words = ["RESTORE", key, ttlMs, serialized];
  flag(words, "REPLACE", options.replace);
  flag(words, "ABSTTL", options.absttl);
  named(words, "IDLETIME", options.idletime);
  named(words, "FREQ", options.freq);
  return { args: words, reply: ok };
}

/** Options of {@link scan}. */
export interface ScanOptions {
  /** Glob pattern of what is wanted; default all. */
  match?: CommandArgument | undefined;
  /** How many at most. */
  count?: Integer | undefined;
  /** Only keys of this type. */
  type?: CommandArgument | undefined;
}

/**
 * Incrementally iterate the keys space.
 *
 * Since Redis 2.8.0. O(1) for every call. O(N) for a complete iteration, including enough command
 * calls for the cursor to return back to 0. N is the number of elements inside the collection.
 * https://redis.io/commands/scan
 */
export function scan(cursor: CommandArgument, options: ScanOptions = {}): Command<ScanPage> {
  const words: Words = ["SCAN", cursor];
  named(words, "MATCH", options.match);
  named(words, "COUNT", options.count);
  named(words, "TYPE", options.type);
  return { args: words, reply: scanPage };
}

/** Options of {@link sort}. */
export type SortOptions<Store extends CommandArgument | undefined = undefined> = {
  /** Sorts by the value of the key this pattern names. */
  by?: CommandArgument | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
  /** Resolves with the values of keys these patterns name; `#` is the element itself. */
  get?: OneOrMany<CommandArgument> | undefined;
  /** Compares as text. */
  alpha?: boolean | undefined;
  /** Stores the result at this key and resolves with its length. */
  store?: Store | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Sort the elements in a list, set or sorted set.
 *
 * Since Redis 1.0.0. O(N+M*log(M)) where N is the number of elements in the list or set to sort,
 * and M the number of returned elements. When the elements are not sorted, complexity is O(N).
 * https://redis.io/commands/sort
 */
export function sort<Store extends CommandArgument | undefined = undefined>(
  key: CommandArgument,
  options: SortOptions<Store> = {},
): Command<Store extends undefined ? (string | null)[] : number> {
  const words: Words = ["SORT", key];
  named(words, "BY", options.by);
  limit(words, options.limit);
  each(words, "GET", options.get);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  flag(words, "ALPHA", options.alpha);
  named(words, "STORE", options.store);
  return { args: words, reply: (options.store !== undefined ? count : textsOrNulls) as never };
}

/** Options of {@link sortRo}. */
export type SortRoOptions = {
  /** Sorts by the value of the key this pattern names. */
  by?: CommandArgument | undefined;
  /** Skips and bounds the results. */
  limit?: Limit | undefined;
  /** Resolves with the values of keys these patterns name; `#` is the element itself. */
  get?: OneOrMany<CommandArgument> | undefined;
  /** Compares as text. */
  alpha?: boolean | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Sort the elements in a list, set or sorted set. Read-only variant of SORT.
 *
 * Since Redis 7.0.0. O(N+M*log(M)) where N is the number of elements in the list or set to sort,
 * and M the number of returned elements. When the elements are not sorted, complexity is O(N).
 * https://redis.io/commands/sort_ro
 */
export function sortRo(
  key: CommandArgument,
  options: SortRoOptions = {},
): Command<(string | null)[]> {
  const words: Words = ["SORT_RO", key];
  named(words, "BY", options.by);
  limit(words, options.limit);
  each(words, "GET", options.get);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  flag(words, "ALPHA", options.alpha);
  return { args: words, reply: textsOrNulls };
}

/**
 * Alters the last access time of a key(s). Returns the number of existing keys specified.
 *
 * Since Redis 3.2.1. O(N) where N is the number of keys that will be touched.
 * https://redis.io/commands/touch
 */
export function touch(keys: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["TOUCH", ...listOf(keys)], reply: count };
}

/**
 * Get the time to live for a key in seconds.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/ttl
 */
export function ttl(key: CommandArgument): Command<number> {
  return { args: ["TTL", key], reply: count };
}

/**
 * Determine the type stored at key.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/type
 */
export function type(key: CommandArgument): Command<string> {
  return { args: ["TYPE", key], reply: text, strings: "utf8" };
}

/**
 * Delete a key asynchronously in another thread. Otherwise it is just as DEL, but non blocking.
 *
 * Since Redis 4.0.0. O(1) for each key removed regardless of its size. Then the command does O(N)
 * work in a different thread in order to reclaim memory, where N is the number of allocations the
 * deleted objects where composed of. https://redis.io/commands/unlink
 */
export function unlink(keys: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["UNLINK", ...listOf(keys)], reply: count };
}

/**
 * Wait for the synchronous replication of all the write commands sent in the context of the
 * current connection.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/wait
 */
export function wait(numreplicas: Integer, timeoutMs: Integer): Command<number> {
  return { args: ["WAIT", numreplicas, timeoutMs], reply: count };
}
