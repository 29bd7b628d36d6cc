// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "connection".

import type { CommandArgument } from "../../codec/index.ts";
import type { Integer, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  clientDetails,
  clientLines,
  count,
  ok,
  text,
  textOrNull,
  texts,
  trackingDetails,
  type Fields,
  type TrackingDetails,
  yes,
} from "../replies/index.ts";
import { each, flag, grouped, named, optional, type Words } from "../words.ts";

/**
 * Instruct the server about tracking or not keys in the next request.
 *
 * Since Redis 6.0.0. O(1). https://redis.io/commands/client-caching
 */
export function clientCaching(mode: "YES" | "NO"): Command<"OK"> {
  return { args: ["CLIENT", "CACHING", mode], reply: ok };
}

/**
 * Get the current connection name.
 *
 * Since Redis 2.6.9. O(1). https://redis.io/commands/client-getname
 */
export function clientGetname(): Command<string | null> {
  return { args: ["CLIENT", "GETNAME"], reply: textOrNull, strings: "utf8" };
}

/**
 * Get tracking notifications redirection client ID if any.
 *
 * Since Redis 6.0.0. O(1). https://redis.io/commands/client-getredir
 */
export function clientGetredir(): Command<number> {
  return { args: ["CLIENT", "GETREDIR"], reply: count };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/client-help
 */
export function clientHelp(): Command<string[]> {
  return { args: ["CLIENT", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Returns the client ID for the current connection.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/client-id
 */
export function clientId(): Command<number> {
  return { args: ["CLIENT", "ID"], reply: count };
}

/**
 * Returns information about the current client connection.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/client-info
 */
export function clientInfo(): Command<Fields> {
  return { args: ["CLIENT", "INFO"], reply: clientDetails, strings: "utf8" };
}

/** Options of {@link clientKill}. */
export interface ClientKillOptions {
  /** The connection of this id. */
  id?: Integer | undefined;
  /** Connections of this kind. */
  type?: "NORMAL" | "MASTER" | "REPLICA" | "PUBSUB" | undefined;
  /** Connections of this user. */
  user?: CommandArgument | undefined;
  /** The connection from this `ip:port`. */
  addr?: CommandArgument | undefined;
  /** Connections to this `ip:port` of the server. */
  laddr?: CommandArgument | undefined;
  /** Whether this connection is spared; default "yes". */
  skipme?: "yes" | "no" | undefined;
}

/**
 * Kill the connection of a client.
 *
 * Since Redis 2.4.0. O(N) where N is the number of client connections.
 * https://redis.io/commands/client-kill
 */
export function clientKill(options: ClientKillOptions = {}): Command<number> {
  const words: Words = ["CLIENT", "KILL"];
  named(words, "ID", options.id);
  named(words, "TYPE", options.type);
  named(words, "USER", options.user);
  named(words, "ADDR", options.addr);
  named(words, "LADDR", options.laddr);
  named(words, "SKIPME", options.skipme);
  return { args: words, reply: count };
}

/** Options of {@link clientList}. */
export interface ClientListOptions {
  /** Only connections of this kind. */
  type?: "NORMAL" | "MASTER" | "REPLICA" | "PUBSUB" | undefined;
  /** Only these connections. */
  id?: OneOrMany<Integer> | undefined;
}

/**
 * Get the list of client connections.
 *
 * Since Redis 2.4.0. O(N) where N is the number of client connections.
 * https://redis.io/commands/client-list
 */
export function clientList(options: ClientListOptions = {}): Command<Fields[]> {
  const words: Words = ["CLIENT", "LIST"];
  named(words, "TYPE", options.type);
  grouped(words, "ID", options.id);
  return { args: words, reply: clientLines, strings: "utf8" };
}

/**
 * Set client eviction mode for the current connection.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/client-no-evict
 */
export function clientNoEvict(enabled: "ON" | "OFF"): Command<"OK"> {
  return { args: ["CLIENT", "NO-EVICT", enabled], reply: ok };
}

/** Options of {@link clientPause}. */
export type ClientPauseOptions = AtMostOne<{
  /** Only commands that write wait. */
  write: boolean;
  /** Every command waits (the default). */
  all: boolean;
}>;

/**
 * Stop processing commands from clients for some time.
 *
 * Since Redis 2.9.50. O(1). https://redis.io/commands/client-pause
 */
export function clientPause(timeoutMs: Integer, options: ClientPauseOptions = {}): Command<"OK"> {
  const words: Words = ["CLIENT", "PAUSE", timeoutMs];
  flag(words, "WRITE", options.write);
  flag(words, "ALL", options.all);
  return { args: words, reply: ok };
}

/**
 * Set the current connection name.
 *
 * Since Redis 2.6.9. O(1). https://redis.io/commands/client-setname
 */
export function clientSetname(connectionName: CommandArgument): Command<"OK"> {
  return { args: ["CLIENT", "SETNAME", connectionName], reply: ok };
}

/** Options of {@link clientTracking}. */
export interface ClientTrackingOptions {
  /** The id of the connection that gets the messages. */
  redirect?: Integer | undefined;
  /** Prefixes of keys to watch; needs `bcast`. */
  prefix?: OneOrMany<CommandArgument> | undefined;
  /** Broadcasting mode: every change under the prefixes. */
  bcast?: boolean | undefined;
  /** Tracks only what CLIENT CACHING YES precedes. */
  optin?: boolean | undefined;
  /** Tracks all but what CLIENT CACHING NO precedes. */
  optout?: boolean | undefined;
  /** No message about changes of this connection's own. */
  noloop?: boolean | undefined;
}

/**
 * Enable or disable server assisted client side caching support.
 *
 * Since Redis 6.0.0. O(1). Some options may introduce additional complexity.
 * https://redis.io/commands/client-tracking
 */
export function clientTracking(
  status: "ON" | "OFF",
  options: ClientTrackingOptions = {},
): Command<"OK"> {
  const words: Words = ["CLIENT", "TRACKING", status];
  named(words, "REDIRECT", options.redirect);
  each(words, "PREFIX", options.prefix);
  flag(words, "BCAST", options.bcast);
  flag(words, "OPTIN", options.optin);
  flag(words, "OPTOUT", options.optout);
  flag(words, "NOLOOP", options.noloop);
  return { args: words, reply: ok };
}

/**
 * Return information about server assisted client side caching for the current connection.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/client-trackinginfo
 */
export function clientTrackinginfo(): Command<TrackingDetails> {
  return { args: ["CLIENT", "TRACKINGINFO"], reply: trackingDetails, strings: "utf8" };
}

/** Options of {@link clientUnblock}. */
export type ClientUnblockOptions = AtMostOne<{
  /** The client sees a timeout (the default). */
  timeout: boolean;
  /** The client gets an UNBLOCKED error. */
  error: boolean;
}>;

/**
 * Unblock a client blocked in a blocking command from a different connection.
 *
 * Since Redis 5.0.0. O(log N) where N is the number of client connections.
 * https://redis.io/commands/client-unblock
 */
export function clientUnblock(
  clientId: Integer,
  options: ClientUnblockOptions = {},
): Command<boolean> {
  const words: Words = ["CLIENT", "UNBLOCK", clientId];
  flag(words, "TIMEOUT", options.timeout);
  flag(words, "ERROR", options.error);
  return { args: words, reply: yes };
}

/**
 * Resume processing of clients that were paused.
 *
 * Since Redis 6.2.0. O(N) Where N is the number of paused clients.
 * https://redis.io/commands/client-unpause
 */
export function clientUnpause(): Command<"OK"> {
  return { args: ["CLIENT", "UNPAUSE"], reply: ok };
}

/**
 * Echo the given string.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/echo
 */
export function echo(message: CommandArgument): Command<string> {
  return { args: ["ECHO", message], reply: text };
}

/** Options of {@link ping}. */
export interface PingOptions {
  /** Comes back instead of PONG. */
  message?: CommandArgument | undefined;
}

/**
 * Ping the server.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/ping
 */
export function ping(options: PingOptions = {}): Command<string> {
  const words: Words = ["PING"];
  optional(words, options.message);
  return { args: words, reply: text };
}

/**
 * Change the selected database for the current connection.
 *
 * Since Redis 1.0.0. O(1). https://redis.io/commands/select
 */
export function select(index: Integer): Command<"OK"> {
  return { args: ["SELECT", index], reply: ok };
}
