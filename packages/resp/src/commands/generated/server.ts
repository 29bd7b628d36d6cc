// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "server".

import type { CommandArgument, Reply } from "../../codec/index.ts";
import type { FailoverTarget, Integer, OneOrMany, Pairs } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  aclLogEntries,
  aclUserOrNull,
  anything,
  commandDetails,
  count,
  countOrNull,
  docsByName,
  fieldsList,
  keysWithFlags,
  latencyHistograms,
  latencySamples,
  latestLatencies,
  memoryDetails,
  ok,
  serverRole,
  serverTime,
  slowlogEntries,
  text,
  textFields,
  texts,
  type AclLogEntry,
  type AclUser,
  type CommandDetails,
  type CommandDocs,
  type Fields,
  type KeyWithFlags,
  type LatencyHistogram,
  type LatencySample,
  type LatestLatency,
  type ServerRole,
  type ServerTime,
  type SlowlogEntry,
} from "../replies/index.ts";
import {
  configs,
  failoverTarget,
  flag,
  grouped,
  listOf,
  named,
  optional,
  pairs,
  type Words,
} from "../words.ts";

/** Options of {@link aclCat}. */
export interface AclCatOptions {
  /** Lists the commands of this category instead of all categories. */
  category?: CommandArgument | undefined;
}

/**
 * List the ACL categories or the commands inside a category.
 *
 * Since Redis 6.0.0. O(1) since the categories and commands are a fixed set.
 * https://redis.io/commands/acl-cat
 */
export function aclCat(options: AclCatOptions = {}): Command<string[]> {
  const words: Words = ["ACL", "CAT"];
  optional(words, options.category);
  return { args: words, reply: texts, strings: "utf8" };
}

/**
 * Remove the specified ACL users and the associated rules.
 *
 * Since Redis 6.0.0. O(1) amortized time considering the typical user.
 * https://redis.io/commands/acl-deluser
 */
export function aclDeluser(usernames: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["ACL", "DELUSER", ...listOf(usernames)], reply: count };
}

/**
 * Returns whether the user can execute the given command without executing the command.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/acl-dryrun
 */
export function aclDryrun(
  username: CommandArgument,
  command: CommandArgument,
  args: OneOrMany<CommandArgument> = [],
): Command<string> {
  return {
    args: ["ACL", "DRYRUN", username, command, ...listOf(args)],
    reply: text,
    strings: "utf8",
  };
}

/** Options of {@link aclGenpass}. */
export interface AclGenpassOptions {
  /** How many random bits; default 256. */
  bits?: Integer | undefined;
}

/**
 * Generate a pseudorandom secure password to use for ACL users.
 *
 * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-genpass
 */
export function aclGenpass(options: AclGenpassOptions = {}): Command<string> {
  const words: Words = ["ACL", "GENPASS"];
  optional(words, options.bits);
  return { args: words, reply: text, strings: "utf8" };
}

/**
 * Get the rules for a specific ACL user.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of password, command and pattern rules that the
 * user has. https://redis.io/commands/acl-getuser
 */
export function aclGetuser(username: CommandArgument): Command<AclUser | null> {
  return { args: ["ACL", "GETUSER", username], reply: aclUserOrNull, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-help
 */
export function aclHelp(): Command<string[]> {
  return { args: ["ACL", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * List the current ACL rules in ACL config file format.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of configured users.
 * https://redis.io/commands/acl-list
 */
export function aclList(): Command<string[]> {
  return { args: ["ACL", "LIST"], reply: texts, strings: "utf8" };
}

/**
 * Reload the ACLs from the configured ACL file.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of configured users.
 * https://redis.io/commands/acl-load
 */
export function aclLoad(): Command<"OK"> {
  return { args: ["ACL", "LOAD"], reply: ok };
}

/** Options of {@link aclLog}. */
export interface AclLogOptions<Reset extends boolean = false> {
  /** Most entries returned; default 10. */
  count?: Integer | undefined;
  /** Empties the log instead. */
  reset?: Reset | undefined;
}

/**
 * List latest events denied because of ACLs in place.
 *
 * Since Redis 6.0.0. O(N) with N being the number of entries shown.
 * https://redis.io/commands/acl-log
 */
export function aclLog<Reset extends boolean = false>(
  options: AclLogOptions<Reset> = {},
): Command<Reset extends true ? "OK" : AclLogEntry[]> {
  const words: Words = ["ACL", "LOG"];
  optional(words, options.count);
  flag(words, "RESET", options.reset);
  return {
    args: words,
    reply: (options.reset === true ? ok : aclLogEntries) as never,
    strings: "utf8",
  };
}

/**
 * Save the current ACL rules in the configured ACL file.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of configured users.
 * https://redis.io/commands/acl-save
 */
export function aclSave(): Command<"OK"> {
  return { args: ["ACL", "SAVE"], reply: ok };
}

/**
 * Modify or create the rules for a specific ACL user.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of rules provided.
 * https://redis.io/commands/acl-setuser
 */
export function aclSetuser(
  username: CommandArgument,
  rules: OneOrMany<CommandArgument> = [],
): Command<"OK"> {
  return { args: ["ACL", "SETUSER", username, ...listOf(rules)], reply: ok };
}

/**
 * List the username of all the configured ACL rules.
 *
 * Since Redis 6.0.0. O(N). Where N is the number of configured users.
 * https://redis.io/commands/acl-users
 */
export function aclUsers(): Command<string[]> {
  return { args: ["ACL", "USERS"], reply: texts, strings: "utf8" };
}

/**
 * Return the name of the user associated to the current connection.
 *
 * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-whoami
 */
export function aclWhoami(): Command<string> {
  return { args: ["ACL", "WHOAMI"], reply: text, strings: "utf8" };
}

/**
 * Asynchronously rewrite the append-only file.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/bgrewriteaof
 */
export function bgrewriteaof(): Command<string> {
  return { args: ["BGREWRITEAOF"], reply: text, strings: "utf8" };
}

/** Options of {@link bgsave}. */
export interface BgsaveOptions {
  /** Waits for a rewrite of the append-only file that is under way. */
  schedule?: boolean | undefined;
}

/**
 * Asynchronously save the dataset to disk.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/bgsave
 */
export function bgsave(options: BgsaveOptions = {}): Command<string> {
  const words: Words = ["BGSAVE"];
  flag(words, "SCHEDULE", options.schedule);
  return { args: words, reply: text, strings: "utf8" };
}

/**
 * Get array of Redis command details.
 *
 * Since Redis 2.8.13. O(N) where N is the total number of Redis commands.
 * https://redis.io/commands/command
 */
export function command(): Command<(CommandDetails | null)[]> {
  return { args: ["COMMAND"], reply: commandDetails, strings: "utf8" };
}

/**
 * Get total number of Redis commands.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/command-count
 */
export function commandCount(): Command<number> {
  return { args: ["COMMAND", "COUNT"], reply: count };
}

/**
 * Get array of specific Redis command documentation.
 *
 * Since Redis 7.0.0. O(N) where N is the number of commands to look up.
 * https://redis.io/commands/command-docs
 */
export function commandDocs(
  commandNames: OneOrMany<CommandArgument> = [],
): Command<Fields<CommandDocs>> {
  return { args: ["COMMAND", "DOCS", ...listOf(commandNames)], reply: docsByName, strings: "utf8" };
}

/**
 * Extract keys given a full Redis command.
 *
 * Since Redis 2.8.13. O(N) where N is the number of arguments to the command.
 * https://redis.io/commands/command-getkeys
 */
export function commandGetkeys(args: OneOrMany<CommandArgument>): Command<string[]> {
  return { args: ["COMMAND", "GETKEYS", ...listOf(args)], reply: texts };
}

/**
 * Extract keys and access flags given a full Redis command.
 *
 * Since Redis 7.0.0. O(N) where N is the number of arguments to the command.
 * https://redis.io/commands/command-getkeysandflags
 */
export function commandGetkeysandflags(args: OneOrMany<CommandArgument>): Command<KeyWithFlags[]> {
  return {
    args: ["COMMAND", "GETKEYSANDFLAGS", ...listOf(args)],
    reply: keysWithFlags,
    strings: "utf8",
  };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/command-help
 */
export function commandHelp(): Command<string[]> {
  return { args: ["COMMAND", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Get array of specific Redis command details, or all when no argument is given.
 *
 * Since Redis 2.8.13. O(N) where N is the number of commands to look up.
 * https://redis.io/commands/command-info
 */
export function commandInfo(
  commandNames: OneOrMany<CommandArgument> = [],
): Command<(CommandDetails | null)[]> {
  return {
    args: ["COMMAND", "INFO", ...listOf(commandNames)],
    reply: commandDetails,
    strings: "utf8",
  };
}

/** Options of {@link commandList}. */
export type CommandListOptions = AtMostOne<{
  /** Only commands of this module. */
  module: CommandArgument;
  /** Only commands of this ACL category. */
  aclcat: CommandArgument;
  /** Only names that fit this glob pattern. */
  pattern: CommandArgument;
}>;

/**
 * Get an array of Redis command names.
 *
 * Since Redis 7.0.0. O(N) where N is the total number of Redis commands.
 * https://redis.io/commands/command-list
 */
export function commandList(options: CommandListOptions = {}): Command<string[]> {
  const words: Words = ["COMMAND", "LIST"];
  if (options.module !== undefined) words.push("FILTERBY", "MODULE", options.module);
  if (options.aclcat !== undefined) words.push("FILTERBY", "ACLCAT", options.aclcat);
  if (options.pattern !== undefined) words.push("FILTERBY", "PATTERN", options.pattern);
  return { args: words, reply: texts, strings: "utf8" };
}

/**
 * Get the values of configuration parameters.
 *
 * Since Redis 2.0.0. O(N) when N is the number of configuration parameters provided.
 * https://redis.io/commands/config-get
 */
export function configGet(parameters: OneOrMany<CommandArgument>): Command<Fields> {
  return { args: ["CONFIG", "GET", ...listOf(parameters)], reply: textFields, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/config-help
 */
export function configHelp(): Command<string[]> {
  return { args: ["CONFIG", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Reset the stats returned by INFO.
 *
 * Since Redis 2.0.0. O(1). https://redis.io/commands/config-resetstat
 */
export function configResetstat(): Command<"OK"> {
  return { args: ["CONFIG", "RESETSTAT"], reply: ok };
}

/**
 * Rewrite the configuration file with the in memory configuration.
 *
 * Since Redis 2.8.0. O(1). https://redis.io/commands/config-rewrite
 */
export function configRewrite(): Command<"OK"> {
  return { args: ["CONFIG", "REWRITE"], reply: ok };
}

/**
 * Set configuration parameters to the given values.
 *
 * Since Redis 2.0.0. O(N) when N is the number of configuration parameters provided.
 * https://redis.io/commands/config-set
 */
export function configSet(parameters: Pairs): Command<"OK"> {
  const words: Words = ["CONFIG", "SET"];
  pairs(words, parameters);
  return { args: words, reply: ok };
}

/**
 * Return the number of keys in the selected database.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/dbsize
 */
export function dbsize(): Command<number> {
  return { args: ["DBSIZE"], reply: count };
}

/**
 * A container for debugging commands.
 *
 * Since Redis 1.0.0. Depends on subcommand. https://redis.io/commands/debug
 */
export function debug(args: OneOrMany<CommandArgument>): Command<Reply> {
  return { args: ["DEBUG", ...listOf(args)], reply: anything };
}

/** Options of {@link failover}. */
export interface FailoverOptions {
  /** The replica that is to become primary; default the one that is furthest. */
  to?: FailoverTarget | undefined;
  /** Ends a failover that is under way. */
  abort?: boolean | undefined;
  /** Longest wait for the replica, in milliseconds. */
  timeout?: Integer | undefined;
}

/**
 * Start a coordinated failover between this server and one of its replicas.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/failover
 */
export function failover(options: FailoverOptions = {}): Command<"OK"> {
  const words: Words = ["FAILOVER"];
  failoverTarget(words, options.to);
  flag(words, "ABORT", options.abort);
  named(words, "TIMEOUT", options.timeout);
  return { args: words, reply: ok };
}

/** Options of {@link flushall}. */
export type FlushallOptions = AtMostOne<{
  /** Frees memory in the background. */
  async: boolean;
  /** Frees memory before it answers. */
  sync: boolean;
}>;

/**
 * Remove all keys from all databases.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of keys in all databases.
 * https://redis.io/commands/flushall
 */
export function flushall(options: FlushallOptions = {}): Command<"OK"> {
  const words: Words = ["FLUSHALL"];
  flag(words, "ASYNC", options.async);
  flag(words, "SYNC", options.sync);
  return { args: words, reply: ok };
}

/** Options of {@link flushdb}. */
export type FlushdbOptions = AtMostOne<{
  /** Frees memory in the background. */
  async: boolean;
  /** Frees memory before it answers. */
  sync: boolean;
}>;

/**
 * Remove all keys from the current database.
 *
 * Since Redis 1.0.0. O(N) where N is the number of keys in the selected database.
 * https://redis.io/commands/flushdb
 */
export function flushdb(options: FlushdbOptions = {}): Command<"OK"> {
  const words: Words = ["FLUSHDB"];
  flag(words, "ASYNC", options.async);
  flag(words, "SYNC", options.sync);
  return { args: words, reply: ok };
}

/**
 * Get information and statistics about the server.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/info
 */
export function info(sections: OneOrMany<CommandArgument> = []): Command<string> {
  return { args: ["INFO", ...listOf(sections)], reply: text, strings: "utf8" };
}

/**
 * Get the UNIX time stamp of the last successful save to disk.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/lastsave
 */
export function lastsave(): Command<number> {
  return { args: ["LASTSAVE"], reply: count };
}

/**
 * Return a human readable latency analysis report.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-doctor
 */
export function latencyDoctor(): Command<string> {
  return { args: ["LATENCY", "DOCTOR"], reply: text, strings: "utf8" };
}

/**
 * Return a latency graph for the event.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-graph
 */
export function latencyGraph(event: CommandArgument): Command<string> {
  return { args: ["LATENCY", "GRAPH", event], reply: text, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-help
 */
export function latencyHelp(): Command<string[]> {
  return { args: ["LATENCY", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Return the cumulative distribution of latencies of a subset of commands or all.
 *
 * Since Redis 7.0.0. O(N) where N is the number of commands with latency information being
 * retrieved. https://redis.io/commands/latency-histogram
 */
export function latencyHistogram(
  commandNames: OneOrMany<CommandArgument> = [],
): Command<Fields<LatencyHistogram>> {
  return {
    args: ["LATENCY", "HISTOGRAM", ...listOf(commandNames)],
    reply: latencyHistograms,
    strings: "utf8",
  };
}

/**
 * Return timestamp-latency samples for the event.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-history
 */
export function latencyHistory(event: CommandArgument): Command<LatencySample[]> {
  return { args: ["LATENCY", "HISTORY", event], reply: latencySamples };
}

/**
 * Return the latest latency samples for all events.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-latest
 */
export function latencyLatest(): Command<LatestLatency[]> {
  return { args: ["LATENCY", "LATEST"], reply: latestLatencies, strings: "utf8" };
}

/**
 * Reset latency data for one or more events.
 *
 * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-reset
 */
export function latencyReset(events: OneOrMany<CommandArgument> = []): Command<number> {
  return { args: ["LATENCY", "RESET", ...listOf(events)], reply: count };
}

/** Options of {@link lolwut}. */
export interface LolwutOptions {
  /** Which picture. */
  version?: Integer | undefined;
}

/**
 * Display some computer art and the Redis version.
 *
 * Since Redis 5.0.0. https://redis.io/commands/lolwut
 */
export function lolwut(options: LolwutOptions = {}): Command<string> {
  const words: Words = ["LOLWUT"];
  named(words, "VERSION", options.version);
  return { args: words, reply: text, strings: "utf8" };
}

/**
 * Outputs memory problems report.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-doctor
 */
export function memoryDoctor(): Command<string> {
  return { args: ["MEMORY", "DOCTOR"], reply: text, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-help
 */
export function memoryHelp(): Command<string[]> {
  return { args: ["MEMORY", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Show allocator internal stats.
 *
 * Since Redis 4.0.0. Depends on how much memory is allocated, could be slow.
 * https://redis.io/commands/memory-malloc-stats
 */
export function memoryMallocStats(): Command<string> {
  return { args: ["MEMORY", "MALLOC-STATS"], reply: text, strings: "utf8" };
}

/**
 * Ask the allocator to release memory.
 *
 * Since Redis 4.0.0. Depends on how much memory is allocated, could be slow.
 * https://redis.io/commands/memory-purge
 */
export function memoryPurge(): Command<"OK"> {
  return { args: ["MEMORY", "PURGE"], reply: ok };
}

/**
 * Show memory usage details.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-stats
 */
export function memoryStats(): Command<Fields<number | string | Fields<number>>> {
  return { args: ["MEMORY", "STATS"], reply: memoryDetails, strings: "utf8" };
}

/** Options of {@link memoryUsage}. */
export interface MemoryUsageOptions {
  /** How many nested values are measured; 0 = all; default 5. */
  samples?: Integer | undefined;
}

/**
 * Estimate the memory usage of a key.
 *
 * Since Redis 4.0.0. O(N) where N is the number of samples. https://redis.io/commands/memory-usage
 */
export function memoryUsage(
  key: CommandArgument,
  options: MemoryUsageOptions = {},
): Command<number | null> {
  const words: Words = ["MEMORY", "USAGE", key];
  named(words, "SAMPLES", options.samples);
  return { args: words, reply: countOrNull };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/module-help
 */
export function moduleHelp(): Command<string[]> {
  return { args: ["MODULE", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * List all modules loaded by the server.
 *
 * Since Redis 4.0.0. O(N) where N is the number of loaded modules.
 * https://redis.io/commands/module-list
 */
export function moduleList(): Command<Fields<Reply>[]> {
  return { args: ["MODULE", "LIST"], reply: fieldsList, strings: "utf8" };
}

/**
 * Load a module.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/module-load
 */
export function moduleLoad(
  path: CommandArgument,
  args: OneOrMany<CommandArgument> = [],
): Command<"OK"> {
  return { args: ["MODULE", "LOAD", path, ...listOf(args)], reply: ok };
}

/** Options of {@link moduleLoadex}. */
export interface ModuleLoadexOptions {
  /** Settings of the module. */
  config?: Pairs | undefined;
  /** Arguments of the module. */
  args?: OneOrMany<CommandArgument> | undefined;
}

/**
 * Load a module with extended parameters.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/module-loadex
 */
export function moduleLoadex(
  path: CommandArgument,
  options: ModuleLoadexOptions = {},
): Command<"OK"> {
  const words: Words = ["MODULE", "LOADEX", path];
  configs(words, options.config);
  grouped(words, "ARGS", options.args);
  return { args: words, reply: ok };
}

/**
 * Unload a module.
 *
 * Since Redis 4.0.0. O(1). https://redis.io/commands/module-unload
 */
export function moduleUnload(name: CommandArgument): Command<"OK"> {
  return { args: ["MODULE", "UNLOAD", name], reply: ok };
}

/**
 * Make the server a replica of another instance, or promote it as master.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/replicaof
 */
export function replicaof(host: CommandArgument, port: CommandArgument): Command<string> {
  return { args: ["REPLICAOF", host, port], reply: text, strings: "utf8" };
}

/** Options of {@link restoreAsking}. */
export interface RestoreAskingOptions {
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
 * An internal command for migrating keys in a cluster.
 *
 * Since Redis 3.0.0. O(1) to create the new key and additional O(N*M) to reconstruct the
 * serialized value, where N is the number of Redis objects composing the value and M their average
 * size. For small string values the time complexity is thus O(1)+O(1*M) where M is small, so
 * simply O(1). However for sorted set values the complexity is O(N*M*log(N)) because inserting
 * values into sorted sets is O(log(N)). https://redis.io/commands/restore-asking
 */
export function restoreAsking(
  key: CommandArgument,
  ttlMs: Integer,
  serialized: CommandArgument,
  options: RestoreAskingOptions = {},
): Command<"OK"> {
  const words: Words = ["RESTORE-ASKING", key, ttlMs, serialized];
  flag(words, "REPLACE", options.replace);
  flag(words, "ABSTTL", options.absttl);
  named(words, "IDLETIME", options.idletime);
  named(words, "FREQ", options.freq);
  return { args: words, reply: ok };
}

/**
 * Return the role of the instance in the context of replication.
 *
 * Since Redis 2.8.12. O(1). https://redis.io/commands/role
 */
export function role(): Command<ServerRole> {
  return { args: ["ROLE"], reply: serverRole, strings: "utf8" };
}

/**
 * Synchronously save the dataset to disk.
 *
 * Since Redis 1.0.0. O(N) where N is the total number of keys in all databases.
 * https://redis.io/commands/save
 */
export function save(): Command<"OK"> {
  return { args: ["SAVE"], reply: ok };
}

/** Options of {@link shutdown}. */
export type ShutdownOptions = {
  /** Does not wait for replicas. */
  now?: boolean | undefined;
  /** Ignores errors of saving. */
  force?: boolean | undefined;
  /** Ends a shutdown that is under way. */
  abort?: boolean | undefined;
} & AtMostOne<{
  /** Saves nothing. */
  nosave: boolean;
  /** Saves even where no save point is set. */
  save: boolean;
}>;

/**
 * Synchronously save the dataset to disk and then shut down the server.
 *
 * Since Redis 1.0.0. O(N) when saving, where N is the total number of keys in all databases when
 * saving data, otherwise O(1). https://redis.io/commands/shutdown
 */
export function shutdown(options: ShutdownOptions = {}): Command<"OK"> {
  const words: Words = ["SHUTDOWN"];
  flag(words, "NOSAVE", options.nosave);
  flag(words, "SAVE", options.save);
  flag(words, "NOW", options.now);
  flag(words, "FORCE", options.force);
  flag(words, "ABORT", options.abort);
  return { args: words, reply: ok };
}

/**
 * Make the server a replica of another instance, or promote it as master.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/slaveof
 *
 * @deprecated Since Redis 5.0.0: use `REPLICAOF`.
 */
export function slaveof(host: CommandArgument, port: CommandArgument): Command<string> {
  return { args: ["SLAVEOF", host, port], reply: text, strings: "utf8" };
}

/** Options of {@link slowlogGet}. */
export interface SlowlogGetOptions {
  /** How many at most. */
  count?: Integer | undefined;
}

/**
 * Get the slow log's entries.
 *
 * Since Redis 2.2.12. O(N) where N is the number of entries returned.
 * https://redis.io/commands/slowlog-get
 */
export function slowlogGet(options: SlowlogGetOptions = {}): Command<SlowlogEntry[]> {
  const words: Words = ["SLOWLOG", "GET"];
  optional(words, options.count);
  return { args: words, reply: slowlogEntries, strings: "utf8" };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/slowlog-help
 */
export function slowlogHelp(): Command<string[]> {
  return { args: ["SLOWLOG", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Get the slow log's length.
 *
 * Since Redis 2.2.12. O(1). https://redis.io/commands/slowlog-len
 */
export function slowlogLen(): Command<number> {
  return { args: ["SLOWLOG", "LEN"], reply: count };
}

/**
 * Clear all entries from the slow log.
 *
 * Since Redis 2.2.12. O(N) where N is the number of entries in the slowlog.
 * https://redis.io/commands/slowlog-reset
 */
export function slowlogReset(): Command<"OK"> {
  return { args: ["SLOWLOG", "RESET"], reply: ok };
}

/**
 * Swaps two Redis databases.
 *
 * Since Redis 4.0.0. O(N) where N is the count of clients watching or blocking on keys from both
 * databases. https://redis.io/commands/swapdb
 */
export function swapdb(index1: Integer, index2: Integer): Command<"OK"> {
  return { args: ["SWAPDB", index1, index2], reply: ok };
}

/**
 * Return the current server time.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/time
 */
export function time(): Command<ServerTime> {
  return { args: ["TIME"], reply: serverTime, strings: "utf8" };
}
