// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "cluster".

import type { CommandArgument, Reply } from "../../codec/index.ts";
import type { Integer, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne, ExactlyOne } from "../option-types.ts";
import {
  count,
  fieldsList,
  ok,
  shardDetails,
  slotRanges,
  text,
  texts,
  type ClusterShard,
  type ClusterSlots,
  type Fields,
} from "../replies/index.ts";
import { flag, listOf, named, optional, type Words } from "../words.ts";

/**
 * Sent by cluster clients after an -ASK redirect.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/asking
 */
export function asking(): Command<"OK"> {
  return { args: ["ASKING"], reply: ok };
}

/**
 * Assign new hash slots to receiving node.
 *
 * Since Redis 3.0.0. O(N) where N is the total number of hash slot arguments.
 * https://redis.io/commands/cluster-addslots
 */
export function clusterAddslots(slots: OneOrMany<Integer>): Command<"OK"> {
  return { args: ["CLUSTER", "ADDSLOTS", ...listOf(slots)], reply: ok };
}

/**
 * Assign new hash slots to receiving node.
 *
 * Since Redis 7.0.0. O(N) where N is the total number of the slots between the start slot and end
 * slot arguments. https://redis.io/commands/cluster-addslotsrange
 */
export function clusterAddslotsrange(slots: OneOrMany<Integer>): Command<"OK"> {
  return { args: ["CLUSTER", "ADDSLOTSRANGE", ...listOf(slots)], reply: ok };
}

/**
 * Advance the cluster config epoch.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-bumpepoch
 */
export function clusterBumpepoch(): Command<string> {
  return { args: ["CLUSTER", "BUMPEPOCH"], reply: text, strings: "utf8" };
}

/**
 * Return the number of failure reports active for a given node.
 *
 * Since Redis 3.0.0. O(N) where N is the number of failure reports.
 * https://redis.io/commands/cluster-count-failure-reports
 */
export function clusterCountFailureReports(nodeId: CommandArgument): Command<number> {
  return { args: ["CLUSTER", "COUNT-FAILURE-REPORTS", nodeId], reply: count };
}

/**
 * Return the number of local keys in the specified hash slot.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-countkeysinslot
 */
export function clusterCountkeysinslot(slot: Integer): Command<number> {
  return { args: ["CLUSTER", "COUNTKEYSINSLOT", slot], reply: count };
}

/**
 * Set hash slots as unbound in receiving node.
 *
 * Since Redis 3.0.0. O(N) where N is the total number of hash slot arguments.
 * https://redis.io/commands/cluster-delslots
 */
export function clusterDelslots(slots: OneOrMany<Integer>): Command<"OK"> {
  return { args: ["CLUSTER", "DELSLOTS", ...listOf(slots)], reply: ok };
}

/**
 * Set hash slots as unbound in receiving node.
 *
 * Since Redis 7.0.0. O(N) where N is the total number of the slots between the start slot and end
 * slot arguments. https://redis.io/commands/cluster-delslotsrange
 */
export function clusterDelslotsrange(slots: OneOrMany<Integer>): Command<"OK"> {
  return { args: ["CLUSTER", "DELSLOTSRANGE", ...listOf(slots)], reply: ok };
}

/** Options of {@link clusterFailover}. */
export type ClusterFailoverOptions = AtMostOne<{
  /** Even where it is not safe. */
  force: boolean;
  /** Without the agreement of the other primaries. */
  takeover: boolean;
}>;

/**
 * Forces a replica to perform a manual failover of its master.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-failover
 */
export function clusterFailover(options: ClusterFailoverOptions = {}): Command<"OK"> {
  const words: Words = ["CLUSTER", "FAILOVER"];
  flag(words, "FORCE", options.force);
  flag(words, "TAKEOVER", options.takeover);
  return { args: words, reply: ok };
}

/**
 * Delete a node's own slots information.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-flushslots
 */
export function clusterFlushslots(): Command<"OK"> {
  return { args: ["CLUSTER", "FLUSHSLOTS"], reply: ok };
}

/**
 * Remove a node from the nodes table.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-forget
 */
export function clusterForget(nodeId: CommandArgument): Command<"OK"> {
  return { args: ["CLUSTER", "FORGET", nodeId], reply: ok };
}

/**
 * Return local key names in the specified hash slot.
 *
 * Since Redis 3.0.0. O(log(N)) where N is the number of requested keys.
 * https://redis.io/commands/cluster-getkeysinslot
 */
export function clusterGetkeysinslot(slot: Integer, count: Integer): Command<string[]> {
  return { args: ["CLUSTER", "GETKEYSINSLOT", slot, count], reply: texts };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/cluster-help
 */
export function clusterHelp(): Command<string[]> {
  return { args: ["CLUSTER", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Provides info about Redis Cluster node state.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-info
 */
export function clusterInfo(): Command<string> {
  return { args: ["CLUSTER", "INFO"], reply: text, strings: "utf8" };
}

/**
 * Returns the hash slot of the specified key.
 *
 * Since Redis 3.0.0. O(N) where N is the number of bytes in the key.
 * https://redis.io/commands/cluster-keyslot
 */
export function clusterKeyslot(key: CommandArgument): Command<number> {
  return { args: ["CLUSTER", "KEYSLOT", key], reply: count };
}

/**
 * Returns a list of all TCP links to and from peer nodes in cluster.
 *
 * Since Redis 7.0.0. O(N) where N is the total number of Cluster nodes.
 * https://redis.io/commands/cluster-links
 */
export function clusterLinks(): Command<Fields<Reply>[]> {
  return { args: ["CLUSTER", "LINKS"], reply: fieldsList, strings: "utf8" };
}

/** Options of {@link clusterMeet}. */
export interface ClusterMeetOptions {
  /** The other node's bus port; default its port + 10000. */
  clusterBusPort?: Integer | undefined;
}

/**
 * Force a node cluster to handshake with another node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-meet
 */
export function clusterMeet(
  ip: CommandArgument,
  port: Integer,
  options: ClusterMeetOptions = {},
): Command<"OK"> {
  const words: Words = ["CLUSTER", "MEET", ip, port];
  optional(words, options.clusterBusPort);
  return { args: words, reply: ok };
}

/**
 * Return the node id.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-myid
 */
export function clusterMyid(): Command<string> {
  return { args: ["CLUSTER", "MYID"], reply: text, strings: "utf8" };
}

/**
 * Get Cluster config for the node.
 *
 * Since Redis 3.0.0. O(N) where N is the total number of Cluster nodes.
 * https://redis.io/commands/cluster-nodes
 */
export function clusterNodes(): Command<string> {
  return { args: ["CLUSTER", "NODES"], reply: text, strings: "utf8" };
}

/**
 * List replica nodes of the specified master node.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/cluster-replicas
 */
export function clusterReplicas(nodeId: CommandArgument): Command<string[]> {
  return { args: ["CLUSTER", "REPLICAS", nodeId], reply: texts, strings: "utf8" };
}

/**
 * Reconfigure a node as a replica of the specified master node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-replicate
 */
export function clusterReplicate(nodeId: CommandArgument): Command<"OK"> {
  return { args: ["CLUSTER", "REPLICATE", nodeId], reply: ok };
}

/** Options of {@link clusterReset}. */
export type ClusterResetOptions = AtMostOne<{
  /** Forgets id and epochs too. */
  hard: boolean;
  /** Keeps id and epochs (the default). */
  soft: boolean;
}>;

/**
 * Reset a Redis Cluster node.
 *
 * Since Redis 3.0.0. O(N) where N is the number of known nodes. The command may execute a FLUSHALL
 * as a side effect. https://redis.io/commands/cluster-reset
 */
export function clusterReset(options: ClusterResetOptions = {}): Command<"OK"> {
  const words: Words = ["CLUSTER", "RESET"];
  flag(words, "HARD", options.hard);
  flag(words, "SOFT", options.soft);
  return { args: words, reply: ok };
}

/**
 * Forces the node to save cluster state on disk.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-saveconfig
 */
export function clusterSaveconfig(): Command<"OK"> {
  return { args: ["CLUSTER", "SAVECONFIG"], reply: ok };
}

/**
 * Set the configuration epoch in a new node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-set-config-epoch
 */
export function clusterSetConfigEpoch(configEpoch: Integer): Command<"OK"> {
  return { args: ["CLUSTER", "SET-CONFIG-EPOCH", configEpoch], reply: ok };
}

/** Options of {@link clusterSetslot}. */
export type ClusterSetslotOptions = ExactlyOne<{
  /** The slot comes from this node. */
  importing: CommandArgument;
  /** The slot goes to this node. */
  migrating: CommandArgument;
  /** The slot is this node's. */
  node: CommandArgument;
  /** Ends any migration of the slot. */
  stable: boolean;
}>;

/**
 * Bind a hash slot to a specific node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-setslot
 */
export function clusterSetslot(slot: Integer, options: ClusterSetslotOptions): Command<"OK"> {
  const words: Words = ["CLUSTER", "SETSLOT", slot];
  named(words, "IMPORTING", options.importing);
  named(words, "MIGRATING", options.migrating);
  named(words, "NODE", options.node);
  flag(words, "STABLE", options.stable);
  return { args: words, reply: ok };
}

/**
 * Get array of cluster slots to node mappings.
 *
 * Since Redis 7.0.0. O(N) where N is the total number of cluster nodes.
 * https://redis.io/commands/cluster-shards
 */
export function clusterShards(): Command<ClusterShard[]> {
  return { args: ["CLUSTER", "SHARDS"], reply: shardDetails, strings: "utf8" };
}

/**
 * List replica nodes of the specified master node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-slaves
 *
 * @deprecated Since Redis 5.0.0: use `CLUSTER REPLICAS`.
 */
export function clusterSlaves(nodeId: CommandArgument): Command<string[]> {
  return { args: ["CLUSTER", "SLAVES", nodeId], reply: texts, strings: "utf8" };
}

/**
 * Get array of Cluster slot to node mappings.
 *
 * Since Redis 3.0.0. O(N) where N is the total number of Cluster nodes.
 * https://redis.io/commands/cluster-slots
 *
 * @deprecated Since Redis 7.0.0: use `CLUSTER SHARDS`.
 */
export function clusterSlots(): Command<ClusterSlots[]> {
  return { args: ["CLUSTER", "SLOTS"], reply: slotRanges, strings: "utf8" };
}

/**
 * Enables read queries for a connection to a cluster replica node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/readonly
 */
export function readonly(): Command<"OK"> {
  return { args: ["READONLY"], reply: ok };
}

/**
 * Disables read queries for a connection to a cluster replica node.
 *
 * Since Redis 3.0.0. O(1). https://redis.io/commands/readwrite
 */
export function readwrite(): Command<"OK"> {
  return { args: ["READWRITE"], reply: ok };
}
