// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "pubsub".

import type { CommandArgument } from "../../codec/index.ts";
import type { OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import { count, countFields, texts, type Fields } from "../replies/index.ts";
import { listOf, optional, type Words } from "../words.ts";

/**
 * Post a message to a channel.
 *
 * Since Redis 2.0.0. O(N+M) where N is the number of clients subscribed to the receiving channel
 * and M is the total number of subscribed patterns (by any client).
 * https://redis.io/commands/publish
 */
export function publish(channel: CommandArgument, message: CommandArgument): Command<number> {
  return { args: ["PUBLISH", channel, message], reply: count };
}

/** Options of {@link pubsubChannels}. */
export interface PubsubChannelsOptions {
  /** Only names that fit this glob pattern. */
  pattern?: CommandArgument | undefined;
}

/**
 * List active channels.
 *
 * Since Redis 2.8.0. O(N) where N is the number of active channels, and assuming constant time
 * pattern matching (relatively short channels and patterns).
 * https://redis.io/commands/pubsub-channels
 */
export function pubsubChannels(options: PubsubChannelsOptions = {}): Command<string[]> {
  const words: Words = ["PUBSUB", "CHANNELS"];
  optional(words, options.pattern);
  return { args: words, reply: texts };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 6.2.0. O(1). https://redis.io/commands/pubsub-help
 */
export function pubsubHelp(): Command<string[]> {
  return { args: ["PUBSUB", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Get the count of unique patterns pattern subscriptions.
 *
 * Since Redis 2.8.0. O(1). https://redis.io/commands/pubsub-numpat
 */
export function pubsubNumpat(): Command<number> {
  return { args: ["PUBSUB", "NUMPAT"], reply: count };
}

/**
 * Get the count of subscribers for channels.
 *
 * Since Redis 2.8.0. O(N) for the NUMSUB subcommand, where N is the number of requested channels.
 * https://redis.io/commands/pubsub-numsub
 */
export function pubsubNumsub(channels: OneOrMany<CommandArgument> = []): Command<Fields<number>> {
  return { args: ["PUBSUB", "NUMSUB", ...listOf(channels)], reply: countFields };
}

/** Options of {@link pubsubShardchannels}. */
export interface PubsubShardchannelsOptions {
  /** Only names that fit this glob pattern. */
  pattern?: CommandArgument | undefined;
}

/**
 * List active shard channels.
 *
 * Since Redis 7.0.0. O(N) where N is the number of active shard channels, and assuming constant
 * time pattern matching (relatively short shard channels).
 * https://redis.io/commands/pubsub-shardchannels
 */
export function pubsubShardchannels(options: PubsubShardchannelsOptions = {}): Command<string[]> {
  const words: Words = ["PUBSUB", "SHARDCHANNELS"];
  optional(words, options.pattern);
  return { args: words, reply: texts };
}

/**
 * Get the count of subscribers for shard channels.
 *
 * Since Redis 7.0.0. O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard
 * channels. https://redis.io/commands/pubsub-shardnumsub
 */
export function pubsubShardnumsub(
  shardchannels: OneOrMany<CommandArgument> = [],
): Command<Fields<number>> {
  return { args: ["PUBSUB", "SHARDNUMSUB", ...listOf(shardchannels)], reply: countFields };
}

/**
 * Post a message to a shard channel.
 *
 * Since Redis 7.0.0. O(N) where N is the number of clients subscribed to the receiving shard
 * channel. https://redis.io/commands/spublish
 */
export function spublish(shardchannel: CommandArgument, message: CommandArgument): Command<number> {
  return { args: ["SPUBLISH", shardchannel, message], reply: count };
}
