// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. The client's methods.

import type { CommandArgument, Reply, StringMode } from "../../codec/index.ts";
import * as commands from "../../commands/index.ts";
import type {
  ReadAs,
  AclLogEntry,
  AclUser,
  AutoClaimed,
  BitfieldOperation,
  BitfieldRead,
  ClusterShard,
  ClusterSlots,
  CommandDetails,
  CommandDocs,
  ConsumerDetails,
  Fields,
  FullStreamDetails,
  FunctionStats,
  GeoArea,
  GeoMatch,
  GeoPlace,
  GeoPosition,
  GeoUnit,
  GroupDetails,
  Integer,
  KeyWithFlags,
  LatencyHistogram,
  LatencySample,
  LatestLatency,
  LcsMatches,
  LibraryDetails,
  OneOrMany,
  Pairs,
  PendingEntry,
  PendingRange,
  PendingSummary,
  Popped,
  PoppedElements,
  PoppedMember,
  PoppedMembers,
  ScoredMember,
  ScoredMembers,
  ServerRole,
  ServerTime,
  SlowlogEntry,
  StreamDetails,
  StreamEntries,
  StreamEntry,
  TrackingDetails,
} from "../../commands/index.ts";
import { ClientFeatures } from "../client-features.ts";
import type { CallOptions } from "../client-types.ts";
import type { TypedCallOptions } from "../typed-call-options.ts";

/** The commands as methods of a client; see {@link Client}. */
export class CommandMethods extends ClientFeatures {
  /**
   * List the ACL categories or the commands inside a category.
   *
   * Since Redis 6.0.0. O(1) since the categories and commands are a fixed set.
   * https://redis.io/commands/acl-cat
   */
  aclCat(options?: commands.AclCatOptions & CallOptions): Promise<string[]> {
    return this.run(commands.aclCat(options), options);
  }

  /**
   * Remove the specified ACL users and the associated rules.
   *
   * Since Redis 6.0.0. O(1) amortized time considering the typical user.
   * https://redis.io/commands/acl-deluser
   */
  aclDeluser(usernames: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.aclDeluser(usernames), options);
  }

  /**
   * Returns whether the user can execute the given command without executing the command.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/acl-dryrun
   */
  aclDryrun(
    username: CommandArgument,
    command: CommandArgument,
    args: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<string> {
    return this.run(commands.aclDryrun(username, command, args), options);
  }

  /**
   * Generate a pseudorandom secure password to use for ACL users.
   *
   * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-genpass
   */
  aclGenpass(options?: commands.AclGenpassOptions & CallOptions): Promise<string> {
    return this.run(commands.aclGenpass(options), options);
  }

  /**
   * Get the rules for a specific ACL user.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of password, command and pattern rules that the
   * user has. https://redis.io/commands/acl-getuser
   */
  aclGetuser(username: CommandArgument, options?: CallOptions): Promise<AclUser | null> {
    return this.run(commands.aclGetuser(username), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-help
   */
  aclHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.aclHelp(), options);
  }

  /**
   * List the current ACL rules in ACL config file format.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of configured users.
   * https://redis.io/commands/acl-list
   */
  aclList(options?: CallOptions): Promise<string[]> {
    return this.run(commands.aclList(), options);
  }

  /**
   * Reload the ACLs from the configured ACL file.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of configured users.
   * https://redis.io/commands/acl-load
   */
  aclLoad(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.aclLoad(), options);
  }

  /**
   * List latest events denied because of ACLs in place.
   *
   * Since Redis 6.0.0. O(N) with N being the number of entries shown.
   * https://redis.io/commands/acl-log
   */
  aclLog<Reset extends boolean = false>(
    options?: commands.AclLogOptions<Reset> & CallOptions,
  ): Promise<Reset extends true ? "OK" : AclLogEntry[]> {
    return this.run(commands.aclLog(options), options);
  }

  /**
   * Save the current ACL rules in the configured ACL file.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of configured users.
   * https://redis.io/commands/acl-save
   */
  aclSave(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.aclSave(), options);
  }

  /**
   * Modify or create the rules for a specific ACL user.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of rules provided.
   * https://redis.io/commands/acl-setuser
   */
  aclSetuser(
    username: CommandArgument,
    rules: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.aclSetuser(username, rules), options);
  }

  /**
   * List the username of all the configured ACL rules.
   *
   * Since Redis 6.0.0. O(N). Where N is the number of configured users.
   * https://redis.io/commands/acl-users
   */
  aclUsers(options?: CallOptions): Promise<string[]> {
    return this.run(commands.aclUsers(), options);
  }

  /**
   * Return the name of the user associated to the current connection.
   *
   * Since Redis 6.0.0. O(1). https://redis.io/commands/acl-whoami
   */
  aclWhoami(options?: CallOptions): Promise<string> {
    return this.run(commands.aclWhoami(), options);
  }

  /**
   * Append a value to a key.
   *
   * Since Redis 2.0.0. O(1). The amortized time complexity is O(1) assuming the appended value is
   * small and the already present value is of any size, since the dynamic string library used by
   * Redis will double the free space available on every reallocation.
   * https://redis.io/commands/append
   */
  append(key: CommandArgument, value: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.append(key, value), options);
  }

  /**
   * Asynchronously rewrite the append-only file.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/bgrewriteaof
   */
  bgrewriteaof(options?: CallOptions): Promise<string> {
    return this.run(commands.bgrewriteaof(), options);
  }

  /**
   * Asynchronously save the dataset to disk.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/bgsave
   */
  bgsave(options?: commands.BgsaveOptions & CallOptions): Promise<string> {
    return this.run(commands.bgsave(options), options);
  }

  /**
   * Count set bits in a string.
   *
   * Since Redis 2.6.0. O(N). https://redis.io/commands/bitcount
   */
  bitcount(
    key: CommandArgument,
    options?: commands.BitcountOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.bitcount(key, options), options);
  }

  /**
   * Perform arbitrary bitfield integer operations on strings.
   *
   * Since Redis 3.2.0. O(1) for each subcommand specified. https://redis.io/commands/bitfield
   */
  bitfield(
    key: CommandArgument,
    operations: OneOrMany<BitfieldOperation>,
    options?: CallOptions,
  ): Promise<(number | bigint | null)[]> {
    return this.run(commands.bitfield(key, operations), options);
  }

  /**
   * Perform arbitrary bitfield integer operations on strings. Read-only variant of BITFIELD.
   *
   * Since Redis 6.0.0. O(1) for each subcommand specified. https://redis.io/commands/bitfield_ro
   */
  bitfieldRo(
    key: CommandArgument,
    reads: OneOrMany<BitfieldRead>,
    options?: CallOptions,
  ): Promise<(number | bigint | null)[]> {
    return this.run(commands.bitfieldRo(key, reads), options);
  }

  /**
   * Perform bitwise operations between strings.
   *
   * Since Redis 2.6.0. O(N). https://redis.io/commands/bitop
   */
  bitop(
    operation: "AND" | "OR" | "XOR" | "NOT",
    destkey: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.bitop(operation, destkey, keys), options);
  }

  /**
   * Find first bit set or clear in a string.
   *
   * Since Redis 2.8.7. O(N). https://redis.io/commands/bitpos
   */
  bitpos(
    key: CommandArgument,
    bit: Integer,
    options?: commands.BitposOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.bitpos(key, bit, options), options);
  }

  /**
   * Pop an element from a list, push it to another list and return it; or block until one is
   * available.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/blmove
   */
  blmove<S extends StringMode = "utf8">(
    source: CommandArgument,
    destination: CommandArgument,
    wherefrom: "LEFT" | "RIGHT",
    whereto: "LEFT" | "RIGHT",
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(
      commands.blmove(source, destination, wherefrom, whereto, timeoutSeconds),
      options,
    ) as Promise<never>;
  }

  /**
   * Pop elements from a list, or block until one is available.
   *
   * Since Redis 7.0.0. O(N+M) where N is the number of provided keys and M is the number of elements
   * returned. https://redis.io/commands/blmpop
   */
  blmpop<S extends StringMode = "utf8">(
    timeoutSeconds: number,
    keys: OneOrMany<CommandArgument>,
    where: "LEFT" | "RIGHT",
    options?: commands.BlmpopOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedElements | null>> {
    return this.run(
      commands.blmpop(timeoutSeconds, keys, where, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Remove and get the first element in a list, or block until one is available.
   *
   * Since Redis 2.0.0. O(N) where N is the number of provided keys. https://redis.io/commands/blpop
   */
  blpop<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, Popped | null>> {
    return this.run(commands.blpop(keys, timeoutSeconds), options) as Promise<never>;
  }

  /**
   * Remove and get the last element in a list, or block until one is available.
   *
   * Since Redis 2.0.0. O(N) where N is the number of provided keys. https://redis.io/commands/brpop
   */
  brpop<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, Popped | null>> {
    return this.run(commands.brpop(keys, timeoutSeconds), options) as Promise<never>;
  }

  /**
   * Pop an element from a list, push it to another list and return it; or block until one is
   * available.
   *
   * Since Redis 2.2.0. O(1). https://redis.io/commands/brpoplpush
   *
   * @deprecated Since Redis 6.2.0: use `BLMOVE` with the `RIGHT` and `LEFT` arguments.
   */
  brpoplpush<S extends StringMode = "utf8">(
    source: CommandArgument,
    destination: CommandArgument,
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(
      commands.brpoplpush(source, destination, timeoutSeconds),
      options,
    ) as Promise<never>;
  }

  /**
   * Remove and return members with scores in a sorted set or block until one is available.
   *
   * Since Redis 7.0.0. O(K) + O(M*log(N)) where K is the number of provided keys, N being the number
   * of elements in the sorted set, and M being the number of elements popped.
   * https://redis.io/commands/bzmpop
   */
  bzmpop<S extends StringMode = "utf8">(
    timeoutSeconds: number,
    keys: OneOrMany<CommandArgument>,
    where: "MIN" | "MAX",
    options?: commands.BzmpopOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedMembers | null>> {
    return this.run(
      commands.bzmpop(timeoutSeconds, keys, where, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Remove and return the member with the highest score from one or more sorted sets, or block until
   * one is available.
   *
   * Since Redis 5.0.0. O(log(N)) with N being the number of elements in the sorted set.
   * https://redis.io/commands/bzpopmax
   */
  bzpopmax<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedMember | null>> {
    return this.run(commands.bzpopmax(keys, timeoutSeconds), options) as Promise<never>;
  }

  /**
   * Remove and return the member with the lowest score from one or more sorted sets, or block until
   * one is available.
   *
   * Since Redis 5.0.0. O(log(N)) with N being the number of elements in the sorted set.
   * https://redis.io/commands/bzpopmin
   */
  bzpopmin<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    timeoutSeconds: number,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedMember | null>> {
    return this.run(commands.bzpopmin(keys, timeoutSeconds), options) as Promise<never>;
  }

  /**
   * Get the current connection name.
   *
   * Since Redis 2.6.9. O(1). https://redis.io/commands/client-getname
   */
  clientGetname(options?: CallOptions): Promise<string | null> {
    return this.run(commands.clientGetname(), options);
  }

  /**
   * Get tracking notifications redirection client ID if any.
   *
   * Since Redis 6.0.0. O(1). https://redis.io/commands/client-getredir
   */
  clientGetredir(options?: CallOptions): Promise<number> {
    return this.run(commands.clientGetredir(), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/client-help
   */
  clientHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.clientHelp(), options);
  }

  /**
   * Returns the client ID for the current connection.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/client-id
   */
  clientId(options?: CallOptions): Promise<number> {
    return this.run(commands.clientId(), options);
  }

  /**
   * Returns information about the current client connection.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/client-info
   */
  clientInfo(options?: CallOptions): Promise<Fields> {
    return this.run(commands.clientInfo(), options);
  }

  /**
   * Kill the connection of a client.
   *
   * Since Redis 2.4.0. O(N) where N is the number of client connections.
   * https://redis.io/commands/client-kill
   */
  clientKill(options?: commands.ClientKillOptions & CallOptions): Promise<number> {
    return this.run(commands.clientKill(options), options);
  }

  /**
   * Get the list of client connections.
   *
   * Since Redis 2.4.0. O(N) where N is the number of client connections.
   * https://redis.io/commands/client-list
   */
  clientList(options?: commands.ClientListOptions & CallOptions): Promise<Fields[]> {
    return this.run(commands.clientList(options), options);
  }

  /**
   * Stop processing commands from clients for some time.
   *
   * Since Redis 2.9.50. O(1). https://redis.io/commands/client-pause
   */
  clientPause(
    timeoutMs: Integer,
    options?: commands.ClientPauseOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.clientPause(timeoutMs, options), options);
  }

  /**
   * Return information about server assisted client side caching for the current connection.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/client-trackinginfo
   */
  clientTrackinginfo(options?: CallOptions): Promise<TrackingDetails> {
    return this.run(commands.clientTrackinginfo(), options);
  }

  /**
   * Unblock a client blocked in a blocking command from a different connection.
   *
   * Since Redis 5.0.0. O(log N) where N is the number of client connections.
   * https://redis.io/commands/client-unblock
   */
  clientUnblock(
    clientId: Integer,
    options?: commands.ClientUnblockOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.clientUnblock(clientId, options), options);
  }

  /**
   * Resume processing of clients that were paused.
   *
   * Since Redis 6.2.0. O(N) Where N is the number of paused clients.
   * https://redis.io/commands/client-unpause
   */
  clientUnpause(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clientUnpause(), options);
  }

  /**
   * Assign new hash slots to receiving node.
   *
   * Since Redis 3.0.0. O(N) where N is the total number of hash slot arguments.
   * https://redis.io/commands/cluster-addslots
   */
  clusterAddslots(slots: OneOrMany<Integer>, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterAddslots(slots), options);
  }

  /**
   * Assign new hash slots to receiving node.
   *
   * Since Redis 7.0.0. O(N) where N is the total number of the slots between the start slot and end
   * slot arguments. https://redis.io/commands/cluster-addslotsrange
   */
  clusterAddslotsrange(slots: OneOrMany<Integer>, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterAddslotsrange(slots), options);
  }

  /**
   * Advance the cluster config epoch.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-bumpepoch
   */
  clusterBumpepoch(options?: CallOptions): Promise<string> {
    return this.run(commands.clusterBumpepoch(), options);
  }

  /**
   * Return the number of failure reports active for a given node.
   *
   * Since Redis 3.0.0. O(N) where N is the number of failure reports.
   * https://redis.io/commands/cluster-count-failure-reports
   */
  clusterCountFailureReports(nodeId: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.clusterCountFailureReports(nodeId), options);
  }

  /**
   * Return the number of local keys in the specified hash slot.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-countkeysinslot
   */
  clusterCountkeysinslot(slot: Integer, options?: CallOptions): Promise<number> {
    return this.run(commands.clusterCountkeysinslot(slot), options);
  }

  /**
   * Set hash slots as unbound in receiving node.
   *
   * Since Redis 3.0.0. O(N) where N is the total number of hash slot arguments.
   * https://redis.io/commands/cluster-delslots
   */
  clusterDelslots(slots: OneOrMany<Integer>, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterDelslots(slots), options);
  }

  /**
   * Set hash slots as unbound in receiving node.
   *
   * Since Redis 7.0.0. O(N) where N is the total number of the slots between the start slot and end
   * slot arguments. https://redis.io/commands/cluster-delslotsrange
   */
  clusterDelslotsrange(slots: OneOrMany<Integer>, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterDelslotsrange(slots), options);
  }

  /**
   * Forces a replica to perform a manual failover of its master.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-failover
   */
  clusterFailover(options?: commands.ClusterFailoverOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.clusterFailover(options), options);
  }

  /**
   * Delete a node's own slots information.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-flushslots
   */
  clusterFlushslots(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterFlushslots(), options);
  }

  /**
   * Remove a node from the nodes table.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-forget
   */
  clusterForget(nodeId: CommandArgument, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterForget(nodeId), options);
  }

  /**
   * Return local key names in the specified hash slot.
   *
   * Since Redis 3.0.0. O(log(N)) where N is the number of requested keys.
   * https://redis.io/commands/cluster-getkeysinslot
   */
  clusterGetkeysinslot<S extends StringMode = "utf8">(
    slot: Integer,
    count: Integer,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.clusterGetkeysinslot(slot, count), options) as Promise<never>;
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/cluster-help
   */
  clusterHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.clusterHelp(), options);
  }

  /**
   * Provides info about Redis Cluster node state.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-info
   */
  clusterInfo(options?: CallOptions): Promise<string> {
    return this.run(commands.clusterInfo(), options);
  }

  /**
   * Returns the hash slot of the specified key.
   *
   * Since Redis 3.0.0. O(N) where N is the number of bytes in the key.
   * https://redis.io/commands/cluster-keyslot
   */
  clusterKeyslot(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.clusterKeyslot(key), options);
  }

  /**
   * Returns a list of all TCP links to and from peer nodes in cluster.
   *
   * Since Redis 7.0.0. O(N) where N is the total number of Cluster nodes.
   * https://redis.io/commands/cluster-links
   */
  clusterLinks(options?: CallOptions): Promise<Fields<Reply>[]> {
    return this.run(commands.clusterLinks(), options);
  }

  /**
   * Force a node cluster to handshake with another node.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-meet
   */
  clusterMeet(
    ip: CommandArgument,
    port: Integer,
    options?: commands.ClusterMeetOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.clusterMeet(ip, port, options), options);
  }

  /**
   * Return the node id.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-myid
   */
  clusterMyid(options?: CallOptions): Promise<string> {
    return this.run(commands.clusterMyid(), options);
  }

  /**
   * Get Cluster config for the node.
   *
   * Since Redis 3.0.0. O(N) where N is the total number of Cluster nodes.
   * https://redis.io/commands/cluster-nodes
   */
  clusterNodes(options?: CallOptions): Promise<string> {
    return this.run(commands.clusterNodes(), options);
  }

  /**
   * List replica nodes of the specified master node.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/cluster-replicas
   */
  clusterReplicas(nodeId: CommandArgument, options?: CallOptions): Promise<string[]> {
    return this.run(commands.clusterReplicas(nodeId), options);
  }

  /**
   * Reconfigure a node as a replica of the specified master node.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-replicate
   */
  clusterReplicate(nodeId: CommandArgument, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterReplicate(nodeId), options);
  }

  /**
   * Reset a Redis Cluster node.
   *
   * Since Redis 3.0.0. O(N) where N is the number of known nodes. The command may execute a FLUSHALL
   * as a side effect. https://redis.io/commands/cluster-reset
   */
  clusterReset(options?: commands.ClusterResetOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.clusterReset(options), options);
  }

  /**
   * Forces the node to save cluster state on disk.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-saveconfig
   */
  clusterSaveconfig(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterSaveconfig(), options);
  }

  /**
   * Set the configuration epoch in a new node.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-set-config-epoch
   */
  clusterSetConfigEpoch(configEpoch: Integer, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.clusterSetConfigEpoch(configEpoch), options);
  }

  /**
   * Bind a hash slot to a specific node.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-setslot
   */
  clusterSetslot(
    slot: Integer,
    options: commands.ClusterSetslotOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.clusterSetslot(slot, options), options);
  }

  /**
   * Get array of cluster slots to node mappings.
   *
   * Since Redis 7.0.0. O(N) where N is the total number of cluster nodes.
   * https://redis.io/commands/cluster-shards
   */
  clusterShards(options?: CallOptions): Promise<ClusterShard[]> {
    return this.run(commands.clusterShards(), options);
  }

  /**
   * List replica nodes of the specified master node.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/cluster-slaves
   *
   * @deprecated Since Redis 5.0.0: use `CLUSTER REPLICAS`.
   */
  clusterSlaves(nodeId: CommandArgument, options?: CallOptions): Promise<string[]> {
    return this.run(commands.clusterSlaves(nodeId), options);
  }

  /**
   * Get array of Cluster slot to node mappings.
   *
   * Since Redis 3.0.0. O(N) where N is the total number of Cluster nodes.
   * https://redis.io/commands/cluster-slots
   *
   * @deprecated Since Redis 7.0.0: use `CLUSTER SHARDS`.
   */
  clusterSlots(options?: CallOptions): Promise<ClusterSlots[]> {
    return this.run(commands.clusterSlots(), options);
  }

  /**
   * Get array of Redis command details.
   *
   * Since Redis 2.8.13. O(N) where N is the total number of Redis commands.
   * https://redis.io/commands/command
   */
  command(options?: CallOptions): Promise<(CommandDetails | null)[]> {
    return this.run(commands.command(), options);
  }

  /**
   * Get total number of Redis commands.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/command-count
   */
  commandCount(options?: CallOptions): Promise<number> {
    return this.run(commands.commandCount(), options);
  }

  /**
   * Get array of specific Redis command documentation.
   *
   * Since Redis 7.0.0. O(N) where N is the number of commands to look up.
   * https://redis.io/commands/command-docs
   */
  commandDocs(
    commandNames: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<Fields<CommandDocs>> {
    return this.run(commands.commandDocs(commandNames), options);
  }

  /**
   * Extract keys given a full Redis command.
   *
   * Since Redis 2.8.13. O(N) where N is the number of arguments to the command.
   * https://redis.io/commands/command-getkeys
   */
  commandGetkeys<S extends StringMode = "utf8">(
    args: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.commandGetkeys(args), options) as Promise<never>;
  }

  /**
   * Extract keys and access flags given a full Redis command.
   *
   * Since Redis 7.0.0. O(N) where N is the number of arguments to the command.
   * https://redis.io/commands/command-getkeysandflags
   */
  commandGetkeysandflags(
    args: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<KeyWithFlags[]> {
    return this.run(commands.commandGetkeysandflags(args), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/command-help
   */
  commandHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.commandHelp(), options);
  }

  /**
   * Get array of specific Redis command details, or all when no argument is given.
   *
   * Since Redis 2.8.13. O(N) where N is the number of commands to look up.
   * https://redis.io/commands/command-info
   */
  commandInfo(
    commandNames: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<(CommandDetails | null)[]> {
    return this.run(commands.commandInfo(commandNames), options);
  }

  /**
   * Get an array of Redis command names.
   *
   * Since Redis 7.0.0. O(N) where N is the total number of Redis commands.
   * https://redis.io/commands/command-list
   */
  commandList(options?: commands.CommandListOptions & CallOptions): Promise<string[]> {
    return this.run(commands.commandList(options), options);
  }

  /**
   * Get the values of configuration parameters.
   *
   * Since Redis 2.0.0. O(N) when N is the number of configuration parameters provided.
   * https://redis.io/commands/config-get
   */
  configGet(parameters: OneOrMany<CommandArgument>, options?: CallOptions): Promise<Fields> {
    return this.run(commands.configGet(parameters), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/config-help
   */
  configHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.configHelp(), options);
  }

  /**
   * Reset the stats returned by INFO.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/config-resetstat
   */
  configResetstat(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.configResetstat(), options);
  }

  /**
   * Rewrite the configuration file with the in memory configuration.
   *
   * Since Redis 2.8.0. O(1). https://redis.io/commands/config-rewrite
   */
  configRewrite(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.configRewrite(), options);
  }

  /**
   * Set configuration parameters to the given values.
   *
   * Since Redis 2.0.0. O(N) when N is the number of configuration parameters provided.
   * https://redis.io/commands/config-set
   */
  configSet(parameters: Pairs, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.configSet(parameters), options);
  }

  /**
   * Copy a key.
   *
   * Since Redis 6.2.0. O(N) worst case for collections, where N is the number of nested items. O(1)
   * for string values. https://redis.io/commands/copy
   */
  copy(
    source: CommandArgument,
    destination: CommandArgument,
    options?: commands.CopyOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.copy(source, destination, options), options);
  }

  /**
   * Return the number of keys in the selected database.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/dbsize
   */
  dbsize(options?: CallOptions): Promise<number> {
    return this.run(commands.dbsize(), options);
  }

  /**
   * A container for debugging commands.
   *
   * Since Redis 1.0.0. Depends on subcommand. https://redis.io/commands/debug
   */
  debug(args: OneOrMany<CommandArgument>, options?: CallOptions): Promise<Reply> {
    return this.run(commands.debug(args), options);
  }

  /**
   * Decrement the integer value of a key by one.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/decr
   */
  decr(key: CommandArgument, options?: CallOptions): Promise<number | bigint> {
    return this.run(commands.decr(key), options);
  }

  /**
   * Decrement the integer value of a key by the given number.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/decrby
   */
  decrby(
    key: CommandArgument,
    decrement: Integer,
    options?: CallOptions,
  ): Promise<number | bigint> {
    return this.run(commands.decrby(key, decrement), options);
  }

  /**
   * Delete a key.
   *
   * Since Redis 1.0.0. O(N) where N is the number of keys that will be removed. When a key to remove
   * holds a value other than a string, the individual complexity for this key is O(M) where M is the
   * number of elements in the list, set, sorted set or hash. Removing a single key that holds a
   * string value is O(1). https://redis.io/commands/del
   */
  del(keys: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.del(keys), options);
  }

  /**
   * Return a serialized version of the value stored at the specified key.
   *
   * Since Redis 2.6.0. O(1) to access the key and additional O(N*M) to serialize it, where N is the
   * number of Redis objects composing the value and M their average size. For small string values
   * the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1).
   * https://redis.io/commands/dump
   */
  dump(key: CommandArgument, options?: CallOptions): Promise<Uint8Array | null> {
    return this.run(commands.dump(key), options);
  }

  /**
   * Echo the given string.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/echo
   */
  echo<S extends StringMode = "utf8">(
    message: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string>> {
    return this.run(commands.echo(message), options) as Promise<never>;
  }

  /**
   * Execute a Lua script server side.
   *
   * Since Redis 2.6.0. Depends on the script that is executed. https://redis.io/commands/eval
   */
  eval(script: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evaluate(script, options), options);
  }

  /**
   * Execute a read-only Lua script server side.
   *
   * Since Redis 7.0.0. Depends on the script that is executed. https://redis.io/commands/eval_ro
   */
  evalRo(script: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evaluateRo(script, options), options);
  }

  /**
   * Execute a Lua script server side.
   *
   * Since Redis 2.6.0. Depends on the script that is executed. https://redis.io/commands/evalsha
   */
  evalsha(sha1: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evalsha(sha1, options), options);
  }

  /**
   * Execute a read-only Lua script server side.
   *
   * Since Redis 7.0.0. Depends on the script that is executed. https://redis.io/commands/evalsha_ro
   */
  evalshaRo(sha1: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evalshaRo(sha1, options), options);
  }

  /**
   * Determine if a key exists.
   *
   * Since Redis 1.0.0. O(N) where N is the number of keys to check. https://redis.io/commands/exists
   */
  exists(keys: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.exists(keys), options);
  }

  /**
   * Set a key's time to live in seconds.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/expire
   */
  expire(
    key: CommandArgument,
    seconds: Integer,
    options?: commands.ExpireOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.expire(key, seconds, options), options);
  }

  /**
   * Set the expiration for a key as a UNIX timestamp.
   *
   * Since Redis 1.2.0. O(1). https://redis.io/commands/expireat
   */
  expireat(
    key: CommandArgument,
    unixTimeSeconds: Integer,
    options?: commands.ExpireatOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.expireat(key, unixTimeSeconds, options), options);
  }

  /**
   * Get the expiration Unix timestamp for a key.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/expiretime
   */
  expiretime(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.expiretime(key), options);
  }

  /**
   * Start a coordinated failover between this server and one of its replicas.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/failover
   */
  failover(options?: commands.FailoverOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.failover(options), options);
  }

  /**
   * Invoke a function.
   *
   * Since Redis 7.0.0. Depends on the function that is executed. https://redis.io/commands/fcall
   */
  fcall(name: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.fcall(name, options), options);
  }

  /**
   * Invoke a read-only function.
   *
   * Since Redis 7.0.0. Depends on the function that is executed. https://redis.io/commands/fcall_ro
   */
  fcallRo(name: CommandArgument, options?: commands.ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.fcallRo(name, options), options);
  }

  /**
   * Remove all keys from all databases.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of keys in all databases.
   * https://redis.io/commands/flushall
   */
  flushall(options?: commands.FlushallOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.flushall(options), options);
  }

  /**
   * Remove all keys from the current database.
   *
   * Since Redis 1.0.0. O(N) where N is the number of keys in the selected database.
   * https://redis.io/commands/flushdb
   */
  flushdb(options?: commands.FlushdbOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.flushdb(options), options);
  }

  /**
   * Delete a function by name.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/function-delete
   */
  functionDelete(libraryName: CommandArgument, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.functionDelete(libraryName), options);
  }

  /**
   * Dump all functions into a serialized binary payload.
   *
   * Since Redis 7.0.0. O(N) where N is the number of functions.
   * https://redis.io/commands/function-dump
   */
  functionDump(options?: CallOptions): Promise<Uint8Array> {
    return this.run(commands.functionDump(), options);
  }

  /**
   * Deleting all functions.
   *
   * Since Redis 7.0.0. O(N) where N is the number of functions deleted.
   * https://redis.io/commands/function-flush
   */
  functionFlush(options?: commands.FunctionFlushOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.functionFlush(options), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/function-help
   */
  functionHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.functionHelp(), options);
  }

  /**
   * Kill the function currently in execution.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/function-kill
   */
  functionKill(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.functionKill(), options);
  }

  /**
   * List information about all the functions.
   *
   * Since Redis 7.0.0. O(N) where N is the number of functions.
   * https://redis.io/commands/function-list
   */
  functionList(options?: commands.FunctionListOptions & CallOptions): Promise<LibraryDetails[]> {
    return this.run(commands.functionList(options), options);
  }

  /**
   * Create a function with the given arguments (name, code, description).
   *
   * Since Redis 7.0.0. O(1) (considering compilation time is redundant).
   * https://redis.io/commands/function-load
   */
  functionLoad(
    functionCode: CommandArgument,
    options?: commands.FunctionLoadOptions & CallOptions,
  ): Promise<string> {
    return this.run(commands.functionLoad(functionCode, options), options);
  }

  /**
   * Restore all the functions on the given payload.
   *
   * Since Redis 7.0.0. O(N) where N is the number of functions on the payload.
   * https://redis.io/commands/function-restore
   */
  functionRestore(
    serialized: CommandArgument,
    options?: commands.FunctionRestoreOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.functionRestore(serialized, options), options);
  }

  /**
   * Return information about the function currently running (name, description, duration).
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/function-stats
   */
  functionStats(options?: CallOptions): Promise<FunctionStats> {
    return this.run(commands.functionStats(), options);
  }

  /**
   * Add one or more geospatial items in the geospatial index represented using a sorted set.
   *
   * Since Redis 3.2.0. O(log(N)) for each item added, where N is the number of elements in the
   * sorted set. https://redis.io/commands/geoadd
   */
  geoadd(
    key: CommandArgument,
    places: OneOrMany<GeoPlace>,
    options?: commands.GeoaddOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.geoadd(key, places, options), options);
  }

  /**
   * Returns the distance between two members of a geospatial index.
   *
   * Since Redis 3.2.0. O(log(N)). https://redis.io/commands/geodist
   */
  geodist(
    key: CommandArgument,
    member1: CommandArgument,
    member2: CommandArgument,
    options?: commands.GeodistOptions & CallOptions,
  ): Promise<number | null> {
    return this.run(commands.geodist(key, member1, member2, options), options);
  }

  /**
   * Returns members of a geospatial index as standard geohash strings.
   *
   * Since Redis 3.2.0. O(log(N)) for each member requested, where N is the number of elements in the
   * sorted set. https://redis.io/commands/geohash
   */
  geohash<S extends StringMode = "utf8">(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, (string | null)[]>> {
    return this.run(commands.geohash(key, members), options) as Promise<never>;
  }

  /**
   * Returns longitude and latitude of members of a geospatial index.
   *
   * Since Redis 3.2.0. O(N) where N is the number of members requested.
   * https://redis.io/commands/geopos
   */
  geopos(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<(GeoPosition | null)[]> {
    return this.run(commands.geopos(key, members), options);
  }

  /**
   * Query a sorted set representing a geospatial index to fetch members matching a given maximum
   * distance from a point.
   *
   * Since Redis 3.2.0. O(N+log(M)) where N is the number of elements inside the bounding box of the
   * circular area delimited by center and radius and M is the number of items inside the index.
   * https://redis.io/commands/georadius
   *
   * @deprecated Since Redis 6.2.0: use `GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS`
   * argument.
   */
  georadius<
    S extends StringMode = "utf8",
    Store extends CommandArgument | undefined = undefined,
    Storedist extends CommandArgument | undefined = undefined,
  >(
    key: CommandArgument,
    longitude: number,
    latitude: number,
    radius: number,
    unit: GeoUnit,
    options?: commands.GeoradiusOptions<Store, Storedist> & TypedCallOptions<S>,
  ): Promise<
    ReadAs<
      S,
      Store extends undefined ? (Storedist extends undefined ? GeoMatch[] : number) : number
    >
  > {
    return this.run(
      commands.georadius(key, longitude, latitude, radius, unit, options),
      options,
    ) as Promise<never>;
  }

  /**
   * A read-only variant for GEORADIUS.
   *
   * Since Redis 3.2.10. O(N+log(M)) where N is the number of elements inside the bounding box of the
   * circular area delimited by center and radius and M is the number of items inside the index.
   * https://redis.io/commands/georadius_ro
   *
   * @deprecated Since Redis 6.2.0: use `GEOSEARCH` with the `BYRADIUS` argument.
   */
  georadiusRo<S extends StringMode = "utf8">(
    key: CommandArgument,
    longitude: number,
    latitude: number,
    radius: number,
    unit: GeoUnit,
    options?: commands.GeoradiusRoOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, GeoMatch[]>> {
    return this.run(
      commands.georadiusRo(key, longitude, latitude, radius, unit, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Query a sorted set representing a geospatial index to fetch members matching a given maximum
   * distance from a member.
   *
   * Since Redis 3.2.0. O(N+log(M)) where N is the number of elements inside the bounding box of the
   * circular area delimited by center and radius and M is the number of items inside the index.
   * https://redis.io/commands/georadiusbymember
   *
   * @deprecated Since Redis 6.2.0: use `GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and
   * `FROMMEMBER` arguments.
   */
  georadiusbymember<
    S extends StringMode = "utf8",
    Store extends CommandArgument | undefined = undefined,
    Storedist extends CommandArgument | undefined = undefined,
  >(
    key: CommandArgument,
    member: CommandArgument,
    radius: number,
    unit: GeoUnit,
    options?: commands.GeoradiusbymemberOptions<Store, Storedist> & TypedCallOptions<S>,
  ): Promise<
    ReadAs<
      S,
      Store extends undefined ? (Storedist extends undefined ? GeoMatch[] : number) : number
    >
  > {
    return this.run(
      commands.georadiusbymember(key, member, radius, unit, options),
      options,
    ) as Promise<never>;
  }

  /**
   * A read-only variant for GEORADIUSBYMEMBER.
   *
   * Since Redis 3.2.10. O(N+log(M)) where N is the number of elements inside the bounding box of the
   * circular area delimited by center and radius and M is the number of items inside the index.
   * https://redis.io/commands/georadiusbymember_ro
   *
   * @deprecated Since Redis 6.2.0: use `GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments.
   */
  georadiusbymemberRo<S extends StringMode = "utf8">(
    key: CommandArgument,
    member: CommandArgument,
    radius: number,
    unit: GeoUnit,
    options?: commands.GeoradiusbymemberRoOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, GeoMatch[]>> {
    return this.run(
      commands.georadiusbymemberRo(key, member, radius, unit, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Query a sorted set representing a geospatial index to fetch members inside an area of a box or a
   * circle.
   *
   * Since Redis 6.2.0. O(N+log(M)) where N is the number of elements in the grid-aligned bounding
   * box area around the shape provided as the filter and M is the number of items inside the shape.
   * https://redis.io/commands/geosearch
   */
  geosearch<S extends StringMode = "utf8">(
    key: CommandArgument,
    area: GeoArea,
    options?: commands.GeosearchOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, GeoMatch[]>> {
    return this.run(commands.geosearch(key, area, options), options) as Promise<never>;
  }

  /**
   * Query a sorted set representing a geospatial index to fetch members inside an area of a box or a
   * circle, and store the result in another key.
   *
   * Since Redis 6.2.0. O(N+log(M)) where N is the number of elements in the grid-aligned bounding
   * box area around the shape provided as the filter and M is the number of items inside the shape.
   * https://redis.io/commands/geosearchstore
   */
  geosearchstore(
    destination: CommandArgument,
    source: CommandArgument,
    area: GeoArea,
    options?: commands.GeosearchstoreOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.geosearchstore(destination, source, area, options), options);
  }

  /**
   * Get the value of a key.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/get
   */
  get<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.get(key), options) as Promise<never>;
  }

  /**
   * Returns the bit value at offset in the string value stored at key.
   *
   * Since Redis 2.2.0. O(1). https://redis.io/commands/getbit
   */
  getbit(key: CommandArgument, offset: Integer, options?: CallOptions): Promise<number> {
    return this.run(commands.getbit(key, offset), options);
  }

  /**
   * Get the value of a key and delete the key.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/getdel
   */
  getdel<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.getdel(key), options) as Promise<never>;
  }

  /**
   * Get the value of a key and optionally set its expiration.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/getex
   */
  getex<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: commands.GetexOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.getex(key, options), options) as Promise<never>;
  }

  /**
   * Get a substring of the string stored at a key.
   *
   * Since Redis 2.4.0. O(N) where N is the length of the returned string. The complexity is
   * ultimately determined by the returned length, but because creating a substring from an existing
   * string is very cheap, it can be considered O(1) for small strings.
   * https://redis.io/commands/getrange
   */
  getrange<S extends StringMode = "utf8">(
    key: CommandArgument,
    start: Integer,
    end: Integer,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string>> {
    return this.run(commands.getrange(key, start, end), options) as Promise<never>;
  }

  /**
   * Set the string value of a key and return its old value.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/getset
   *
   * @deprecated Since Redis 6.2.0: use `SET` with the `!GET` argument.
   */
  getset<S extends StringMode = "utf8">(
    key: CommandArgument,
    value: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.getset(key, value), options) as Promise<never>;
  }

  /**
   * Delete one or more hash fields.
   *
   * Since Redis 2.0.0. O(N) where N is the number of fields to be removed.
   * https://redis.io/commands/hdel
   */
  hdel(
    key: CommandArgument,
    fields: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.hdel(key, fields), options);
  }

  /**
   * Determine if a hash field exists.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/hexists
   */
  hexists(key: CommandArgument, field: CommandArgument, options?: CallOptions): Promise<boolean> {
    return this.run(commands.hexists(key, field), options);
  }

  /**
   * Get the value of a hash field.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/hget
   */
  hget<S extends StringMode = "utf8">(
    key: CommandArgument,
    field: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.hget(key, field), options) as Promise<never>;
  }

  /**
   * Get all the fields and values in a hash.
   *
   * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hgetall
   */
  hgetall<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, Fields>> {
    return this.run(commands.hgetall(key), options) as Promise<never>;
  }

  /**
   * Increment the integer value of a hash field by the given number.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/hincrby
   */
  hincrby(
    key: CommandArgument,
    field: CommandArgument,
    increment: Integer,
    options?: CallOptions,
  ): Promise<number | bigint> {
    return this.run(commands.hincrby(key, field, increment), options);
  }

  /**
   * Increment the float value of a hash field by the given amount.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/hincrbyfloat
   */
  hincrbyfloat(
    key: CommandArgument,
    field: CommandArgument,
    increment: number,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.hincrbyfloat(key, field, increment), options);
  }

  /**
   * Get all the fields in a hash.
   *
   * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hkeys
   */
  hkeys<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.hkeys(key), options) as Promise<never>;
  }

  /**
   * Get the number of fields in a hash.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/hlen
   */
  hlen(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.hlen(key), options);
  }

  /**
   * Get the values of all the given hash fields.
   *
   * Since Redis 2.0.0. O(N) where N is the number of fields being requested.
   * https://redis.io/commands/hmget
   */
  hmget<S extends StringMode = "utf8">(
    key: CommandArgument,
    fields: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, (string | null)[]>> {
    return this.run(commands.hmget(key, fields), options) as Promise<never>;
  }

  /**
   * Set multiple hash fields to multiple values.
   *
   * Since Redis 2.0.0. O(N) where N is the number of fields being set.
   * https://redis.io/commands/hmset
   *
   * @deprecated Since Redis 4.0.0: use `HSET` with multiple field-value pairs.
   */
  hmset(key: CommandArgument, fields: Pairs, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.hmset(key, fields), options);
  }

  /**
   * Get one or multiple random fields from a hash.
   *
   * Since Redis 6.2.0. O(N) where N is the number of fields returned.
   * https://redis.io/commands/hrandfield
   */
  hrandfield<
    S extends StringMode = "utf8",
    Count extends Integer | undefined = undefined,
    Withvalues extends boolean = false,
  >(
    key: CommandArgument,
    options?: commands.HrandfieldOptions<Count, Withvalues> & TypedCallOptions<S>,
  ): Promise<
    ReadAs<
      S,
      Count extends undefined
        ? string | null
        : Withvalues extends true
          ? [field: string, value: string][]
          : string[]
    >
  > {
    return this.run(commands.hrandfield(key, options), options) as Promise<never>;
  }

  /**
   * Set the string value of a hash field.
   *
   * Since Redis 2.0.0. O(1) for each field/value pair added, so O(N) to add N field/value pairs when
   * the command is called with multiple field/value pairs. https://redis.io/commands/hset
   */
  hset(key: CommandArgument, fields: Pairs, options?: CallOptions): Promise<number> {
    return this.run(commands.hset(key, fields), options);
  }

  /**
   * Set the value of a hash field, only if the field does not exist.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/hsetnx
   */
  hsetnx(
    key: CommandArgument,
    field: CommandArgument,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.hsetnx(key, field, value), options);
  }

  /**
   * Get the length of the value of a hash field.
   *
   * Since Redis 3.2.0. O(1). https://redis.io/commands/hstrlen
   */
  hstrlen(key: CommandArgument, field: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.hstrlen(key, field), options);
  }

  /**
   * Get all the values in a hash.
   *
   * Since Redis 2.0.0. O(N) where N is the size of the hash. https://redis.io/commands/hvals
   */
  hvals<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.hvals(key), options) as Promise<never>;
  }

  /**
   * Increment the integer value of a key by one.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/incr
   */
  incr(key: CommandArgument, options?: CallOptions): Promise<number | bigint> {
    return this.run(commands.incr(key), options);
  }

  /**
   * Increment the integer value of a key by the given amount.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/incrby
   */
  incrby(
    key: CommandArgument,
    increment: Integer,
    options?: CallOptions,
  ): Promise<number | bigint> {
    return this.run(commands.incrby(key, increment), options);
  }

  /**
   * Increment the float value of a key by the given amount.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/incrbyfloat
   */
  incrbyfloat(key: CommandArgument, increment: number, options?: CallOptions): Promise<number> {
    return this.run(commands.incrbyfloat(key, increment), options);
  }

  /**
   * Get information and statistics about the server.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/info
   */
  info(sections: OneOrMany<CommandArgument> = [], options?: CallOptions): Promise<string> {
    return this.run(commands.info(sections), options);
  }

  /**
   * Find all keys matching the given pattern.
   *
   * Since Redis 1.0.0. O(N) with N being the number of keys in the database, under the assumption
   * that the key names in the database and the given pattern have limited length.
   * https://redis.io/commands/keys
   */
  keys<S extends StringMode = "utf8">(
    pattern: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.keys(pattern), options) as Promise<never>;
  }

  /**
   * Get the UNIX time stamp of the last successful save to disk.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/lastsave
   */
  lastsave(options?: CallOptions): Promise<number> {
    return this.run(commands.lastsave(), options);
  }

  /**
   * Return a human readable latency analysis report.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-doctor
   */
  latencyDoctor(options?: CallOptions): Promise<string> {
    return this.run(commands.latencyDoctor(), options);
  }

  /**
   * Return a latency graph for the event.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-graph
   */
  latencyGraph(event: CommandArgument, options?: CallOptions): Promise<string> {
    return this.run(commands.latencyGraph(event), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-help
   */
  latencyHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.latencyHelp(), options);
  }

  /**
   * Return the cumulative distribution of latencies of a subset of commands or all.
   *
   * Since Redis 7.0.0. O(N) where N is the number of commands with latency information being
   * retrieved. https://redis.io/commands/latency-histogram
   */
  latencyHistogram(
    commandNames: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<Fields<LatencyHistogram>> {
    return this.run(commands.latencyHistogram(commandNames), options);
  }

  /**
   * Return timestamp-latency samples for the event.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-history
   */
  latencyHistory(event: CommandArgument, options?: CallOptions): Promise<LatencySample[]> {
    return this.run(commands.latencyHistory(event), options);
  }

  /**
   * Return the latest latency samples for all events.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-latest
   */
  latencyLatest(options?: CallOptions): Promise<LatestLatency[]> {
    return this.run(commands.latencyLatest(), options);
  }

  /**
   * Reset latency data for one or more events.
   *
   * Since Redis 2.8.13. O(1). https://redis.io/commands/latency-reset
   */
  latencyReset(events: OneOrMany<CommandArgument> = [], options?: CallOptions): Promise<number> {
    return this.run(commands.latencyReset(events), options);
  }

  /**
   * Find longest common substring.
   *
   * Since Redis 7.0.0. O(N*M) where N and M are the lengths of s1 and s2, respectively.
   * https://redis.io/commands/lcs
   */
  lcs<S extends StringMode = "utf8", Len extends boolean = false, Idx extends boolean = false>(
    key1: CommandArgument,
    key2: CommandArgument,
    options?: commands.LcsOptions<Len, Idx> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Len extends true ? number : Idx extends true ? LcsMatches : string>> {
    return this.run(commands.lcs(key1, key2, options), options) as Promise<never>;
  }

  /**
   * Get an element from a list by its index.
   *
   * Since Redis 1.0.0. O(N) where N is the number of elements to traverse to get to the element at
   * index. This makes asking for the first or the last element of the list O(1).
   * https://redis.io/commands/lindex
   */
  lindex<S extends StringMode = "utf8">(
    key: CommandArgument,
    index: Integer,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.lindex(key, index), options) as Promise<never>;
  }

  /**
   * Insert an element before or after another element in a list.
   *
   * Since Redis 2.2.0. O(N) where N is the number of elements to traverse before seeing the value
   * pivot. This means that inserting somewhere on the left end on the list (head) can be considered
   * O(1) and inserting somewhere on the right end (tail) is O(N). https://redis.io/commands/linsert
   */
  linsert(
    key: CommandArgument,
    where: "BEFORE" | "AFTER",
    pivot: CommandArgument,
    element: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.linsert(key, where, pivot, element), options);
  }

  /**
   * Get the length of a list.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/llen
   */
  llen(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.llen(key), options);
  }

  /**
   * Pop an element from a list, push it to another list and return it.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/lmove
   */
  lmove<S extends StringMode = "utf8">(
    source: CommandArgument,
    destination: CommandArgument,
    wherefrom: "LEFT" | "RIGHT",
    whereto: "LEFT" | "RIGHT",
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(
      commands.lmove(source, destination, wherefrom, whereto),
      options,
    ) as Promise<never>;
  }

  /**
   * Pop elements from a list.
   *
   * Since Redis 7.0.0. O(N+M) where N is the number of provided keys and M is the number of elements
   * returned. https://redis.io/commands/lmpop
   */
  lmpop<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    where: "LEFT" | "RIGHT",
    options?: commands.LmpopOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedElements | null>> {
    return this.run(commands.lmpop(keys, where, options), options) as Promise<never>;
  }

  /**
   * Display some computer art and the Redis version.
   *
   * Since Redis 5.0.0. https://redis.io/commands/lolwut
   */
  lolwut(options?: commands.LolwutOptions & CallOptions): Promise<string> {
    return this.run(commands.lolwut(options), options);
  }

  /**
   * Remove and get the first elements in a list.
   *
   * Since Redis 1.0.0. O(N) where N is the number of elements returned.
   * https://redis.io/commands/lpop
   */
  lpop<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.LpopOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? string | null : string[] | null>> {
    return this.run(commands.lpop(key, options), options) as Promise<never>;
  }

  /**
   * Return the index of matching elements on a list.
   *
   * Since Redis 6.0.6. O(N) where N is the number of elements in the list, for the average case.
   * When searching for elements near the head or the tail of the list, or when the MAXLEN option is
   * provided, the command may run in constant time. https://redis.io/commands/lpos
   */
  lpos<Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    element: CommandArgument,
    options?: commands.LposOptions<Count> & CallOptions,
  ): Promise<Count extends undefined ? number | null : number[]> {
    return this.run(commands.lpos(key, element, options), options);
  }

  /**
   * Prepend one or multiple elements to a list.
   *
   * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
   * called with multiple arguments. https://redis.io/commands/lpush
   */
  lpush(
    key: CommandArgument,
    elements: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.lpush(key, elements), options);
  }

  /**
   * Prepend an element to a list, only if the list exists.
   *
   * Since Redis 2.2.0. O(1) for each element added, so O(N) to add N elements when the command is
   * called with multiple arguments. https://redis.io/commands/lpushx
   */
  lpushx(
    key: CommandArgument,
    elements: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.lpushx(key, elements), options);
  }

  /**
   * Get a range of elements from a list.
   *
   * Since Redis 1.0.0. O(S+N) where S is the distance of start offset from HEAD for small lists,
   * from nearest end (HEAD or TAIL) for large lists; and N is the number of elements in the
   * specified range. https://redis.io/commands/lrange
   */
  lrange<S extends StringMode = "utf8">(
    key: CommandArgument,
    start: Integer,
    stop: Integer,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.lrange(key, start, stop), options) as Promise<never>;
  }

  /**
   * Remove elements from a list.
   *
   * Since Redis 1.0.0. O(N+M) where N is the length of the list and M is the number of elements
   * removed. https://redis.io/commands/lrem
   */
  lrem(
    key: CommandArgument,
    howMany: Integer,
    element: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.lrem(key, howMany, element), options);
  }

  /**
   * Set the value of an element in a list by its index.
   *
   * Since Redis 1.0.0. O(N) where N is the length of the list. Setting either the first or the last
   * element of the list is O(1). https://redis.io/commands/lset
   */
  lset(
    key: CommandArgument,
    index: Integer,
    element: CommandArgument,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.lset(key, index, element), options);
  }

  /**
   * Trim a list to the specified range.
   *
   * Since Redis 1.0.0. O(N) where N is the number of elements to be removed by the operation.
   * https://redis.io/commands/ltrim
   */
  ltrim(key: CommandArgument, start: Integer, stop: Integer, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.ltrim(key, start, stop), options);
  }

  /**
   * Outputs memory problems report.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-doctor
   */
  memoryDoctor(options?: CallOptions): Promise<string> {
    return this.run(commands.memoryDoctor(), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-help
   */
  memoryHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.memoryHelp(), options);
  }

  /**
   * Show allocator internal stats.
   *
   * Since Redis 4.0.0. Depends on how much memory is allocated, could be slow.
   * https://redis.io/commands/memory-malloc-stats
   */
  memoryMallocStats(options?: CallOptions): Promise<string> {
    return this.run(commands.memoryMallocStats(), options);
  }

  /**
   * Ask the allocator to release memory.
   *
   * Since Redis 4.0.0. Depends on how much memory is allocated, could be slow.
   * https://redis.io/commands/memory-purge
   */
  memoryPurge(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.memoryPurge(), options);
  }

  /**
   * Show memory usage details.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/memory-stats
   */
  memoryStats(options?: CallOptions): Promise<Fields<number | string | Fields<number>>> {
    return this.run(commands.memoryStats(), options);
  }

  /**
   * Estimate the memory usage of a key.
   *
   * Since Redis 4.0.0. O(N) where N is the number of samples. https://redis.io/commands/memory-usage
   */
  memoryUsage(
    key: CommandArgument,
    options?: commands.MemoryUsageOptions & CallOptions,
  ): Promise<number | null> {
    return this.run(commands.memoryUsage(key, options), options);
  }

  /**
   * Get the values of all the given keys.
   *
   * Since Redis 1.0.0. O(N) where N is the number of keys to retrieve.
   * https://redis.io/commands/mget
   */
  mget<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, (string | null)[]>> {
    return this.run(commands.mget(keys), options) as Promise<never>;
  }

  /**
   * Atomically transfer a key from a Redis instance to another one.
   *
   * Since Redis 2.6.0. This command actually executes a DUMP+DEL in the source instance, and a
   * RESTORE in the target instance. See the pages of these commands for time complexity. Also an
   * O(N) data transfer between the two instances is performed. https://redis.io/commands/migrate
   */
  migrate(
    host: CommandArgument,
    port: Integer,
    destinationDb: Integer,
    timeoutMs: Integer,
    options: commands.MigrateOptions & CallOptions,
  ): Promise<string> {
    return this.run(commands.migrate(host, port, destinationDb, timeoutMs, options), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/module-help
   */
  moduleHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.moduleHelp(), options);
  }

  /**
   * List all modules loaded by the server.
   *
   * Since Redis 4.0.0. O(N) where N is the number of loaded modules.
   * https://redis.io/commands/module-list
   */
  moduleList(options?: CallOptions): Promise<Fields<Reply>[]> {
    return this.run(commands.moduleList(), options);
  }

  /**
   * Load a module.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/module-load
   */
  moduleLoad(
    path: CommandArgument,
    args: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.moduleLoad(path, args), options);
  }

  /**
   * Load a module with extended parameters.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/module-loadex
   */
  moduleLoadex(
    path: CommandArgument,
    options?: commands.ModuleLoadexOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.moduleLoadex(path, options), options);
  }

  /**
   * Unload a module.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/module-unload
   */
  moduleUnload(name: CommandArgument, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.moduleUnload(name), options);
  }

  /**
   * Move a key to another database.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/move
   */
  move(key: CommandArgument, db: Integer, options?: CallOptions): Promise<boolean> {
    return this.run(commands.move(key, db), options);
  }

  /**
   * Set multiple keys to multiple values.
   *
   * Since Redis 1.0.1. O(N) where N is the number of keys to set. https://redis.io/commands/mset
   */
  mset(values: Pairs, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.mset(values), options);
  }

  /**
   * Set multiple keys to multiple values, only if none of the keys exist.
   *
   * Since Redis 1.0.1. O(N) where N is the number of keys to set. https://redis.io/commands/msetnx
   */
  msetnx(values: Pairs, options?: CallOptions): Promise<boolean> {
    return this.run(commands.msetnx(values), options);
  }

  /**
   * Inspect the internal encoding of a Redis object.
   *
   * Since Redis 2.2.3. O(1). https://redis.io/commands/object-encoding
   */
  objectEncoding(key: CommandArgument, options?: CallOptions): Promise<string | null> {
    return this.run(commands.objectEncoding(key), options);
  }

  /**
   * Get the logarithmic access frequency counter of a Redis object.
   *
   * Since Redis 4.0.0. O(1). https://redis.io/commands/object-freq
   */
  objectFreq(key: CommandArgument, options?: CallOptions): Promise<number | null> {
    return this.run(commands.objectFreq(key), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/object-help
   */
  objectHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.objectHelp(), options);
  }

  /**
   * Get the time since a Redis object was last accessed.
   *
   * Since Redis 2.2.3. O(1). https://redis.io/commands/object-idletime
   */
  objectIdletime(key: CommandArgument, options?: CallOptions): Promise<number | null> {
    return this.run(commands.objectIdletime(key), options);
  }

  /**
   * Get the number of references to the value of the key.
   *
   * Since Redis 2.2.3. O(1). https://redis.io/commands/object-refcount
   */
  objectRefcount(key: CommandArgument, options?: CallOptions): Promise<number | null> {
    return this.run(commands.objectRefcount(key), options);
  }

  /**
   * Remove the expiration from a key.
   *
   * Since Redis 2.2.0. O(1). https://redis.io/commands/persist
   */
  persist(key: CommandArgument, options?: CallOptions): Promise<boolean> {
    return this.run(commands.persist(key), options);
  }

  /**
   * Set a key's time to live in milliseconds.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/pexpire
   */
  pexpire(
    key: CommandArgument,
    milliseconds: Integer,
    options?: commands.PexpireOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.pexpire(key, milliseconds, options), options);
  }

  /**
   * Set the expiration for a key as a UNIX timestamp specified in milliseconds.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/pexpireat
   */
  pexpireat(
    key: CommandArgument,
    unixTimeMilliseconds: Integer,
    options?: commands.PexpireatOptions & CallOptions,
  ): Promise<boolean> {
    return this.run(commands.pexpireat(key, unixTimeMilliseconds, options), options);
  }

  /**
   * Get the expiration Unix timestamp for a key in milliseconds.
   *
   * Since Redis 7.0.0. O(1). https://redis.io/commands/pexpiretime
   */
  pexpiretime(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.pexpiretime(key), options);
  }

  /**
   * Adds the specified elements to the specified HyperLogLog.
   *
   * Since Redis 2.8.9. O(1) to add every element. https://redis.io/commands/pfadd
   */
  pfadd(
    key: CommandArgument,
    elements: OneOrMany<CommandArgument> = [],
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.pfadd(key, elements), options);
  }

  /**
   * Return the approximated cardinality of the set(s) observed by the HyperLogLog at key(s).
   *
   * Since Redis 2.8.9. O(1) with a very small average constant time when called with a single key.
   * O(N) with N being the number of keys, and much bigger constant times, when called with multiple
   * keys. https://redis.io/commands/pfcount
   */
  pfcount(keys: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.pfcount(keys), options);
  }

  /**
   * Internal commands for debugging HyperLogLog values.
   *
   * Since Redis 2.8.9. N/A. https://redis.io/commands/pfdebug
   */
  pfdebug(
    subcommand: CommandArgument,
    key: CommandArgument,
    options?: CallOptions,
  ): Promise<Reply> {
    return this.run(commands.pfdebug(subcommand, key), options);
  }

  /**
   * Merge N different HyperLogLogs into a single one.
   *
   * Since Redis 2.8.9. O(N) to merge N HyperLogLogs, but with high constant times.
   * https://redis.io/commands/pfmerge
   */
  pfmerge(
    destkey: CommandArgument,
    sourcekeys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.pfmerge(destkey, sourcekeys), options);
  }

  /**
   * An internal command for testing HyperLogLog values.
   *
   * Since Redis 2.8.9. N/A. https://redis.io/commands/pfselftest
   */
  pfselftest(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.pfselftest(), options);
  }

  /**
   * Ping the server.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/ping
   */
  ping<S extends StringMode = "utf8">(
    options?: commands.PingOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string>> {
    return this.run(commands.ping(options), options) as Promise<never>;
  }

  /**
   * Set the value and expiration in milliseconds of a key.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/psetex
   */
  psetex(
    key: CommandArgument,
    milliseconds: Integer,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.psetex(key, milliseconds, value), options);
  }

  /**
   * Get the time to live for a key in milliseconds.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/pttl
   */
  pttl(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.pttl(key), options);
  }

  /**
   * Post a message to a channel.
   *
   * Since Redis 2.0.0. O(N+M) where N is the number of clients subscribed to the receiving channel
   * and M is the total number of subscribed patterns (by any client).
   * https://redis.io/commands/publish
   */
  publish(
    channel: CommandArgument,
    message: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.publish(channel, message), options);
  }

  /**
   * List active channels.
   *
   * Since Redis 2.8.0. O(N) where N is the number of active channels, and assuming constant time
   * pattern matching (relatively short channels and patterns).
   * https://redis.io/commands/pubsub-channels
   */
  pubsubChannels<S extends StringMode = "utf8">(
    options?: commands.PubsubChannelsOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.pubsubChannels(options), options) as Promise<never>;
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/pubsub-help
   */
  pubsubHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.pubsubHelp(), options);
  }

  /**
   * Get the count of unique patterns pattern subscriptions.
   *
   * Since Redis 2.8.0. O(1). https://redis.io/commands/pubsub-numpat
   */
  pubsubNumpat(options?: CallOptions): Promise<number> {
    return this.run(commands.pubsubNumpat(), options);
  }

  /**
   * Get the count of subscribers for channels.
   *
   * Since Redis 2.8.0. O(N) for the NUMSUB subcommand, where N is the number of requested channels.
   * https://redis.io/commands/pubsub-numsub
   */
  pubsubNumsub<S extends StringMode = "utf8">(
    channels: OneOrMany<CommandArgument> = [],
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, Fields<number>>> {
    return this.run(commands.pubsubNumsub(channels), options) as Promise<never>;
  }

  /**
   * List active shard channels.
   *
   * Since Redis 7.0.0. O(N) where N is the number of active shard channels, and assuming constant
   * time pattern matching (relatively short shard channels).
   * https://redis.io/commands/pubsub-shardchannels
   */
  pubsubShardchannels<S extends StringMode = "utf8">(
    options?: commands.PubsubShardchannelsOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.pubsubShardchannels(options), options) as Promise<never>;
  }

  /**
   * Get the count of subscribers for shard channels.
   *
   * Since Redis 7.0.0. O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard
   * channels. https://redis.io/commands/pubsub-shardnumsub
   */
  pubsubShardnumsub<S extends StringMode = "utf8">(
    shardchannels: OneOrMany<CommandArgument> = [],
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, Fields<number>>> {
    return this.run(commands.pubsubShardnumsub(shardchannels), options) as Promise<never>;
  }

  /**
   * Return a random key from the keyspace.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/randomkey
   */
  randomkey<S extends StringMode = "utf8">(
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.randomkey(), options) as Promise<never>;
  }

  /**
   * Rename a key.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/rename
   */
  rename(key: CommandArgument, newkey: CommandArgument, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.rename(key, newkey), options);
  }

  /**
   * Rename a key, only if the new key does not exist.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/renamenx
   */
  renamenx(key: CommandArgument, newkey: CommandArgument, options?: CallOptions): Promise<boolean> {
    return this.run(commands.renamenx(key, newkey), options);
  }

  /**
   * Make the server a replica of another instance, or promote it as master.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/replicaof
   */
  replicaof(host: CommandArgument, port: CommandArgument, options?: CallOptions): Promise<string> {
    return this.run(commands.replicaof(host, port), options);
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
  restore(
    key: CommandArgument,
    ttlMs: Integer,
    serialized: CommandArgument,
    options?: commands.RestoreOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.restore(key, ttlMs, serialized, options), options);
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
  restoreAsking(
    key: CommandArgument,
    ttlMs: Integer,
    serialized: CommandArgument,
    options?: commands.RestoreAskingOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.restoreAsking(key, ttlMs, serialized, options), options);
  }

  /**
   * Return the role of the instance in the context of replication.
   *
   * Since Redis 2.8.12. O(1). https://redis.io/commands/role
   */
  role(options?: CallOptions): Promise<ServerRole> {
    return this.run(commands.role(), options);
  }

  /**
   * Remove and get the last elements in a list.
   *
   * Since Redis 1.0.0. O(N) where N is the number of elements returned.
   * https://redis.io/commands/rpop
   */
  rpop<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.RpopOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? string | null : string[] | null>> {
    return this.run(commands.rpop(key, options), options) as Promise<never>;
  }

  /**
   * Remove the last element in a list, prepend it to another list and return it.
   *
   * Since Redis 1.2.0. O(1). https://redis.io/commands/rpoplpush
   *
   * @deprecated Since Redis 6.2.0: use `LMOVE` with the `RIGHT` and `LEFT` arguments.
   */
  rpoplpush<S extends StringMode = "utf8">(
    source: CommandArgument,
    destination: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    return this.run(commands.rpoplpush(source, destination), options) as Promise<never>;
  }

  /**
   * Append one or multiple elements to a list.
   *
   * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
   * called with multiple arguments. https://redis.io/commands/rpush
   */
  rpush(
    key: CommandArgument,
    elements: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.rpush(key, elements), options);
  }

  /**
   * Append an element to a list, only if the list exists.
   *
   * Since Redis 2.2.0. O(1) for each element added, so O(N) to add N elements when the command is
   * called with multiple arguments. https://redis.io/commands/rpushx
   */
  rpushx(
    key: CommandArgument,
    elements: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.rpushx(key, elements), options);
  }

  /**
   * Add one or more members to a set.
   *
   * Since Redis 1.0.0. O(1) for each element added, so O(N) to add N elements when the command is
   * called with multiple arguments. https://redis.io/commands/sadd
   */
  sadd(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.sadd(key, members), options);
  }

  /**
   * Synchronously save the dataset to disk.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of keys in all databases.
   * https://redis.io/commands/save
   */
  save(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.save(), options);
  }

  /**
   * Get the number of members in a set.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/scard
   */
  scard(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.scard(key), options);
  }

  /**
   * Check existence of scripts in the script cache.
   *
   * Since Redis 2.6.0. O(N) with N being the number of scripts to check (so checking a single script
   * is an O(1) operation). https://redis.io/commands/script-exists
   */
  scriptExists(sha1s: OneOrMany<CommandArgument>, options?: CallOptions): Promise<boolean[]> {
    return this.run(commands.scriptExists(sha1s), options);
  }

  /**
   * Remove all the scripts from the script cache.
   *
   * Since Redis 2.6.0. O(N) with N being the number of scripts in cache.
   * https://redis.io/commands/script-flush
   */
  scriptFlush(options?: commands.ScriptFlushOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.scriptFlush(options), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/script-help
   */
  scriptHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.scriptHelp(), options);
  }

  /**
   * Kill the script currently in execution.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/script-kill
   */
  scriptKill(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.scriptKill(), options);
  }

  /**
   * Load the specified Lua script into the script cache.
   *
   * Since Redis 2.6.0. O(N) with N being the length in bytes of the script body.
   * https://redis.io/commands/script-load
   */
  scriptLoad(script: CommandArgument, options?: CallOptions): Promise<string> {
    return this.run(commands.scriptLoad(script), options);
  }

  /**
   * Subtract multiple sets.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
   * https://redis.io/commands/sdiff
   */
  sdiff<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.sdiff(keys), options) as Promise<never>;
  }

  /**
   * Subtract multiple sets and store the resulting set in a key.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
   * https://redis.io/commands/sdiffstore
   */
  sdiffstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.sdiffstore(destination, keys), options);
  }

  /**
   * Set the string value of a key.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/set
   */
  set<S extends StringMode = "utf8", Get extends boolean = false>(
    key: CommandArgument,
    value: CommandArgument,
    options?: commands.SetOptions<Get> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Get extends true ? string | null : "OK" | null>> {
    return this.run(commands.set(key, value, options), options) as Promise<never>;
  }

  /**
   * Sets or clears the bit at offset in the string value stored at key.
   *
   * Since Redis 2.2.0. O(1). https://redis.io/commands/setbit
   */
  setbit(
    key: CommandArgument,
    offset: Integer,
    value: Integer,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.setbit(key, offset, value), options);
  }

  /**
   * Set the value and expiration of a key.
   *
   * Since Redis 2.0.0. O(1). https://redis.io/commands/setex
   */
  setex(
    key: CommandArgument,
    seconds: Integer,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.setex(key, seconds, value), options);
  }

  /**
   * Set the value of a key, only if the key does not exist.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/setnx
   */
  setnx(key: CommandArgument, value: CommandArgument, options?: CallOptions): Promise<boolean> {
    return this.run(commands.setnx(key, value), options);
  }

  /**
   * Overwrite part of a string at key starting at the specified offset.
   *
   * Since Redis 2.2.0. O(1), not counting the time taken to copy the new string in place. Usually,
   * this string is very small so the amortized complexity is O(1). Otherwise, complexity is O(M)
   * with M being the length of the value argument. https://redis.io/commands/setrange
   */
  setrange(
    key: CommandArgument,
    offset: Integer,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.setrange(key, offset, value), options);
  }

  /**
   * Synchronously save the dataset to disk and then shut down the server.
   *
   * Since Redis 1.0.0. O(N) when saving, where N is the total number of keys in all databases when
   * saving data, otherwise O(1). https://redis.io/commands/shutdown
   */
  shutdown(options?: commands.ShutdownOptions & CallOptions): Promise<"OK"> {
    return this.run(commands.shutdown(options), options);
  }

  /**
   * Intersect multiple sets.
   *
   * Since Redis 1.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
   * number of sets. https://redis.io/commands/sinter
   */
  sinter<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.sinter(keys), options) as Promise<never>;
  }

  /**
   * Intersect multiple sets and return the cardinality of the result.
   *
   * Since Redis 7.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
   * number of sets. https://redis.io/commands/sintercard
   */
  sintercard(
    keys: OneOrMany<CommandArgument>,
    options?: commands.SintercardOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.sintercard(keys, options), options);
  }

  /**
   * Intersect multiple sets and store the resulting set in a key.
   *
   * Since Redis 1.0.0. O(N*M) worst case where N is the cardinality of the smallest set and M is the
   * number of sets. https://redis.io/commands/sinterstore
   */
  sinterstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.sinterstore(destination, keys), options);
  }

  /**
   * Determine if a given value is a member of a set.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/sismember
   */
  sismember(
    key: CommandArgument,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.sismember(key, member), options);
  }

  /**
   * Make the server a replica of another instance, or promote it as master.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/slaveof
   *
   * @deprecated Since Redis 5.0.0: use `REPLICAOF`.
   */
  slaveof(host: CommandArgument, port: CommandArgument, options?: CallOptions): Promise<string> {
    return this.run(commands.slaveof(host, port), options);
  }

  /**
   * Get the slow log's entries.
   *
   * Since Redis 2.2.12. O(N) where N is the number of entries returned.
   * https://redis.io/commands/slowlog-get
   */
  slowlogGet(options?: commands.SlowlogGetOptions & CallOptions): Promise<SlowlogEntry[]> {
    return this.run(commands.slowlogGet(options), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/slowlog-help
   */
  slowlogHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.slowlogHelp(), options);
  }

  /**
   * Get the slow log's length.
   *
   * Since Redis 2.2.12. O(1). https://redis.io/commands/slowlog-len
   */
  slowlogLen(options?: CallOptions): Promise<number> {
    return this.run(commands.slowlogLen(), options);
  }

  /**
   * Clear all entries from the slow log.
   *
   * Since Redis 2.2.12. O(N) where N is the number of entries in the slowlog.
   * https://redis.io/commands/slowlog-reset
   */
  slowlogReset(options?: CallOptions): Promise<"OK"> {
    return this.run(commands.slowlogReset(), options);
  }

  /**
   * Get all the members in a set.
   *
   * Since Redis 1.0.0. O(N) where N is the set cardinality. https://redis.io/commands/smembers
   */
  smembers<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.smembers(key), options) as Promise<never>;
  }

  /**
   * Returns the membership associated with the given elements for a set.
   *
   * Since Redis 6.2.0. O(N) where N is the number of elements being checked for membership.
   * https://redis.io/commands/smismember
   */
  smismember(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<boolean[]> {
    return this.run(commands.smismember(key, members), options);
  }

  /**
   * Move a member from one set to another.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/smove
   */
  smove(
    source: CommandArgument,
    destination: CommandArgument,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.smove(source, destination, member), options);
  }

  /**
   * Sort the elements in a list, set or sorted set.
   *
   * Since Redis 1.0.0. O(N+M*log(M)) where N is the number of elements in the list or set to sort,
   * and M the number of returned elements. When the elements are not sorted, complexity is O(N).
   * https://redis.io/commands/sort
   */
  sort<S extends StringMode = "utf8", Store extends CommandArgument | undefined = undefined>(
    key: CommandArgument,
    options?: commands.SortOptions<Store> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Store extends undefined ? (string | null)[] : number>> {
    return this.run(commands.sort(key, options), options) as Promise<never>;
  }

  /**
   * Sort the elements in a list, set or sorted set. Read-only variant of SORT.
   *
   * Since Redis 7.0.0. O(N+M*log(M)) where N is the number of elements in the list or set to sort,
   * and M the number of returned elements. When the elements are not sorted, complexity is O(N).
   * https://redis.io/commands/sort_ro
   */
  sortRo<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: commands.SortRoOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, (string | null)[]>> {
    return this.run(commands.sortRo(key, options), options) as Promise<never>;
  }

  /**
   * Remove and return one or multiple random members from a set.
   *
   * Since Redis 1.0.0. Without the count argument O(1), otherwise O(N) where N is the value of the
   * passed count. https://redis.io/commands/spop
   */
  spop<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.SpopOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? string | null : string[]>> {
    return this.run(commands.spop(key, options), options) as Promise<never>;
  }

  /**
   * Post a message to a shard channel.
   *
   * Since Redis 7.0.0. O(N) where N is the number of clients subscribed to the receiving shard
   * channel. https://redis.io/commands/spublish
   */
  spublish(
    shardchannel: CommandArgument,
    message: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.spublish(shardchannel, message), options);
  }

  /**
   * Get one or multiple random members from a set.
   *
   * Since Redis 1.0.0. Without the count argument O(1), otherwise O(N) where N is the absolute value
   * of the passed count. https://redis.io/commands/srandmember
   */
  srandmember<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.SrandmemberOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? string | null : string[]>> {
    return this.run(commands.srandmember(key, options), options) as Promise<never>;
  }

  /**
   * Remove one or more members from a set.
   *
   * Since Redis 1.0.0. O(N) where N is the number of members to be removed.
   * https://redis.io/commands/srem
   */
  srem(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.srem(key, members), options);
  }

  /**
   * Get the length of the value stored in a key.
   *
   * Since Redis 2.2.0. O(1). https://redis.io/commands/strlen
   */
  strlen(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.strlen(key), options);
  }

  /**
   * Get a substring of the string stored at a key.
   *
   * Since Redis 1.0.0. O(N) where N is the length of the returned string. The complexity is
   * ultimately determined by the returned length, but because creating a substring from an existing
   * string is very cheap, it can be considered O(1) for small strings.
   * https://redis.io/commands/substr
   *
   * @deprecated Since Redis 2.0.0: use `GETRANGE`.
   */
  substr<S extends StringMode = "utf8">(
    key: CommandArgument,
    start: Integer,
    end: Integer,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string>> {
    return this.run(commands.substr(key, start, end), options) as Promise<never>;
  }

  /**
   * Add multiple sets.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
   * https://redis.io/commands/sunion
   */
  sunion<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.sunion(keys), options) as Promise<never>;
  }

  /**
   * Add multiple sets and store the resulting set in a key.
   *
   * Since Redis 1.0.0. O(N) where N is the total number of elements in all given sets.
   * https://redis.io/commands/sunionstore
   */
  sunionstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.sunionstore(destination, keys), options);
  }

  /**
   * Swaps two Redis databases.
   *
   * Since Redis 4.0.0. O(N) where N is the count of clients watching or blocking on keys from both
   * databases. https://redis.io/commands/swapdb
   */
  swapdb(index1: Integer, index2: Integer, options?: CallOptions): Promise<"OK"> {
    return this.run(commands.swapdb(index1, index2), options);
  }

  /**
   * Return the current server time.
   *
   * Since Redis 2.6.0. O(1). https://redis.io/commands/time
   */
  time(options?: CallOptions): Promise<ServerTime> {
    return this.run(commands.time(), options);
  }

  /**
   * Alters the last access time of a key(s). Returns the number of existing keys specified.
   *
   * Since Redis 3.2.1. O(N) where N is the number of keys that will be touched.
   * https://redis.io/commands/touch
   */
  touch(keys: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.touch(keys), options);
  }

  /**
   * Get the time to live for a key in seconds.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/ttl
   */
  ttl(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.ttl(key), options);
  }

  /**
   * Determine the type stored at key.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/type
   */
  type(key: CommandArgument, options?: CallOptions): Promise<string> {
    return this.run(commands.type(key), options);
  }

  /**
   * Delete a key asynchronously in another thread. Otherwise it is just as DEL, but non blocking.
   *
   * Since Redis 4.0.0. O(1) for each key removed regardless of its size. Then the command does O(N)
   * work in a different thread in order to reclaim memory, where N is the number of allocations the
   * deleted objects where composed of. https://redis.io/commands/unlink
   */
  unlink(keys: OneOrMany<CommandArgument>, options?: CallOptions): Promise<number> {
    return this.run(commands.unlink(keys), options);
  }

  /**
   * Wait for the synchronous replication of all the write commands sent in the context of the
   * current connection.
   *
   * Since Redis 3.0.0. O(1). https://redis.io/commands/wait
   */
  wait(numreplicas: Integer, timeoutMs: Integer, options?: CallOptions): Promise<number> {
    return this.run(commands.wait(numreplicas, timeoutMs), options);
  }

  /**
   * Marks a pending message as correctly processed, effectively removing it from the pending entries
   * list of the consumer group. Return value of the command is the number of messages successfully
   * acknowledged, that is, the IDs we were actually able to resolve in the PEL.
   *
   * Since Redis 5.0.0. O(1) for each message ID processed. https://redis.io/commands/xack
   */
  xack(
    key: CommandArgument,
    group: CommandArgument,
    ids: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.xack(key, group, ids), options);
  }

  /**
   * Appends a new entry to a stream.
   *
   * Since Redis 5.0.0. O(1) when adding a new entry, O(N) when trimming where N being the number of
   * entries evicted. https://redis.io/commands/xadd
   */
  xadd<S extends StringMode = "utf8", Nomkstream extends boolean = false>(
    key: CommandArgument,
    id: CommandArgument,
    fields: Pairs,
    options?: commands.XaddOptions<Nomkstream> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Nomkstream extends true ? string | null : string>> {
    return this.run(commands.xadd(key, id, fields, options), options) as Promise<never>;
  }

  /**
   * Changes (or acquires) ownership of messages in a consumer group, as if the messages were
   * delivered to the specified consumer.
   *
   * Since Redis 6.2.0. O(1) if COUNT is small. https://redis.io/commands/xautoclaim
   */
  xautoclaim<S extends StringMode = "utf8", Justid extends boolean = false>(
    key: CommandArgument,
    group: CommandArgument,
    consumer: CommandArgument,
    minIdleMs: CommandArgument,
    start: CommandArgument,
    options?: commands.XautoclaimOptions<Justid> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Justid extends true ? AutoClaimed<string> : AutoClaimed<StreamEntry>>> {
    return this.run(
      commands.xautoclaim(key, group, consumer, minIdleMs, start, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Changes (or acquires) ownership of a message in a consumer group, as if the message was
   * delivered to the specified consumer.
   *
   * Since Redis 5.0.0. O(log N) with N being the number of messages in the PEL of the consumer
   * group. https://redis.io/commands/xclaim
   */
  xclaim<S extends StringMode = "utf8", Justid extends boolean = false>(
    key: CommandArgument,
    group: CommandArgument,
    consumer: CommandArgument,
    minIdleMs: CommandArgument,
    ids: OneOrMany<CommandArgument>,
    options?: commands.XclaimOptions<Justid> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Justid extends true ? string[] : StreamEntry[]>> {
    return this.run(
      commands.xclaim(key, group, consumer, minIdleMs, ids, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Removes the specified entries from the stream. Returns the number of items actually deleted,
   * that may be different from the number of IDs passed in case certain IDs do not exist.
   *
   * Since Redis 5.0.0. O(1) for each single item to delete in the stream, regardless of the stream
   * size. https://redis.io/commands/xdel
   */
  xdel(
    key: CommandArgument,
    ids: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.xdel(key, ids), options);
  }

  /**
   * Create a consumer group.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-create
   */
  xgroupCreate(
    key: CommandArgument,
    groupname: CommandArgument,
    id: CommandArgument,
    options?: commands.XgroupCreateOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.xgroupCreate(key, groupname, id, options), options);
  }

  /**
   * Create a consumer in a consumer group.
   *
   * Since Redis 6.2.0. O(1). https://redis.io/commands/xgroup-createconsumer
   */
  xgroupCreateconsumer(
    key: CommandArgument,
    groupname: CommandArgument,
    consumername: CommandArgument,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.xgroupCreateconsumer(key, groupname, consumername), options);
  }

  /**
   * Delete a consumer from a consumer group.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-delconsumer
   */
  xgroupDelconsumer(
    key: CommandArgument,
    groupname: CommandArgument,
    consumername: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.xgroupDelconsumer(key, groupname, consumername), options);
  }

  /**
   * Destroy a consumer group.
   *
   * Since Redis 5.0.0. O(N) where N is the number of entries in the group's pending entries list
   * (PEL). https://redis.io/commands/xgroup-destroy
   */
  xgroupDestroy(
    key: CommandArgument,
    groupname: CommandArgument,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run(commands.xgroupDestroy(key, groupname), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-help
   */
  xgroupHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.xgroupHelp(), options);
  }

  /**
   * Set a consumer group to an arbitrary last delivered ID value.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xgroup-setid
   */
  xgroupSetid(
    key: CommandArgument,
    groupname: CommandArgument,
    id: CommandArgument,
    options?: commands.XgroupSetidOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.xgroupSetid(key, groupname, id, options), options);
  }

  /**
   * List the consumers in a consumer group.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-consumers
   */
  xinfoConsumers(
    key: CommandArgument,
    groupname: CommandArgument,
    options?: CallOptions,
  ): Promise<ConsumerDetails[]> {
    return this.run(commands.xinfoConsumers(key, groupname), options);
  }

  /**
   * List the consumer groups of a stream.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-groups
   */
  xinfoGroups(key: CommandArgument, options?: CallOptions): Promise<GroupDetails[]> {
    return this.run(commands.xinfoGroups(key), options);
  }

  /**
   * Show helpful text about the different subcommands.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-help
   */
  xinfoHelp(options?: CallOptions): Promise<string[]> {
    return this.run(commands.xinfoHelp(), options);
  }

  /**
   * Get information about a stream.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xinfo-stream
   */
  xinfoStream<Full extends boolean = false>(
    key: CommandArgument,
    options?: commands.XinfoStreamOptions<Full> & CallOptions,
  ): Promise<Full extends true ? FullStreamDetails : StreamDetails> {
    return this.run(commands.xinfoStream(key, options), options);
  }

  /**
   * Return the number of entries in a stream.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xlen
   */
  xlen(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.xlen(key), options);
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
  xpending<S extends StringMode = "utf8", Range extends PendingRange | undefined = undefined>(
    key: CommandArgument,
    group: CommandArgument,
    options?: commands.XpendingOptions<Range> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Range extends undefined ? PendingSummary : PendingEntry[]>> {
    return this.run(commands.xpending(key, group, options), options) as Promise<never>;
  }

  /**
   * Return a range of elements in a stream, with IDs matching the specified IDs interval.
   *
   * Since Redis 5.0.0. O(N) with N being the number of elements being returned. If N is constant
   * (e.g. always asking for the first 10 elements with COUNT), you can consider it O(1).
   * https://redis.io/commands/xrange
   */
  xrange<S extends StringMode = "utf8">(
    key: CommandArgument,
    start: CommandArgument,
    end: CommandArgument,
    options?: commands.XrangeOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, StreamEntry[]>> {
    return this.run(commands.xrange(key, start, end, options), options) as Promise<never>;
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
  xread<S extends StringMode = "utf8">(
    streams: Pairs,
    options?: commands.XreadOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, StreamEntries[] | null>> {
    return this.run(commands.xread(streams, options), options) as Promise<never>;
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
  xreadgroup<S extends StringMode = "utf8">(
    group: CommandArgument,
    consumer: CommandArgument,
    streams: Pairs,
    options?: commands.XreadgroupOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, StreamEntries[] | null>> {
    return this.run(
      commands.xreadgroup(group, consumer, streams, options),
      options,
    ) as Promise<never>;
  }

  /**
   * Return a range of elements in a stream, with IDs matching the specified IDs interval, in reverse
   * order (from greater to smaller IDs) compared to XRANGE.
   *
   * Since Redis 5.0.0. O(N) with N being the number of elements returned. If N is constant (e.g.
   * always asking for the first 10 elements with COUNT), you can consider it O(1).
   * https://redis.io/commands/xrevrange
   */
  xrevrange<S extends StringMode = "utf8">(
    key: CommandArgument,
    end: CommandArgument,
    start: CommandArgument,
    options?: commands.XrevrangeOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, StreamEntry[]>> {
    return this.run(commands.xrevrange(key, end, start, options), options) as Promise<never>;
  }

  /**
   * An internal command for replicating stream values.
   *
   * Since Redis 5.0.0. O(1). https://redis.io/commands/xsetid
   */
  xsetid(
    key: CommandArgument,
    lastId: CommandArgument,
    options?: commands.XsetidOptions & CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.xsetid(key, lastId, options), options);
  }

  /**
   * Trims the stream to (approximately if '~' is passed) a certain size.
   *
   * Since Redis 5.0.0. O(N), with N being the number of evicted entries. Constant times are very
   * small however, since entries are organized in macro nodes containing multiple entries that can
   * be released with a single deallocation. https://redis.io/commands/xtrim
   */
  xtrim(key: CommandArgument, options: commands.XtrimOptions & CallOptions): Promise<number> {
    return this.run(commands.xtrim(key, options), options);
  }

  /**
   * Add one or more members to a sorted set, or update its score if it already exists.
   *
   * Since Redis 1.2.0. O(log(N)) for each item added, where N is the number of elements in the
   * sorted set. https://redis.io/commands/zadd
   */
  zadd<Incr extends boolean = false>(
    key: CommandArgument,
    members: ScoredMembers,
    options?: commands.ZaddOptions<Incr> & CallOptions,
  ): Promise<Incr extends true ? number | null : number> {
    return this.run(commands.zadd(key, members, options), options);
  }

  /**
   * Get the number of members in a sorted set.
   *
   * Since Redis 1.2.0. O(1). https://redis.io/commands/zcard
   */
  zcard(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.zcard(key), options);
  }

  /**
   * Count the members in a sorted set with scores within the given values.
   *
   * Since Redis 2.0.0. O(log(N)) with N being the number of elements in the sorted set.
   * https://redis.io/commands/zcount
   */
  zcount(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zcount(key, min, max), options);
  }

  /**
   * Subtract multiple sorted sets.
   *
   * Since Redis 6.2.0. O(L + (N-K)log(N)) worst case where L is the total number of elements in all
   * the sets, N is the size of the first set, and K is the size of the result set.
   * https://redis.io/commands/zdiff
   */
  zdiff<S extends StringMode = "utf8", Withscores extends boolean = false>(
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZdiffOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zdiff(keys, options), options) as Promise<never>;
  }

  /**
   * Subtract multiple sorted sets and store the resulting sorted set in a new key.
   *
   * Since Redis 6.2.0. O(L + (N-K)log(N)) worst case where L is the total number of elements in all
   * the sets, N is the size of the first set, and K is the size of the result set.
   * https://redis.io/commands/zdiffstore
   */
  zdiffstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zdiffstore(destination, keys), options);
  }

  /**
   * Increment the score of a member in a sorted set.
   *
   * Since Redis 1.2.0. O(log(N)) where N is the number of elements in the sorted set.
   * https://redis.io/commands/zincrby
   */
  zincrby(
    key: CommandArgument,
    increment: number,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zincrby(key, increment, member), options);
  }

  /**
   * Intersect multiple sorted sets.
   *
   * Since Redis 6.2.0. O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K
   * being the number of input sorted sets and M being the number of elements in the resulting sorted
   * set. https://redis.io/commands/zinter
   */
  zinter<S extends StringMode = "utf8", Withscores extends boolean = false>(
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZinterOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zinter(keys, options), options) as Promise<never>;
  }

  /**
   * Intersect multiple sorted sets and return the cardinality of the result.
   *
   * Since Redis 7.0.0. O(N*K) worst case with N being the smallest input sorted set, K being the
   * number of input sorted sets. https://redis.io/commands/zintercard
   */
  zintercard(
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZintercardOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.zintercard(keys, options), options);
  }

  /**
   * Intersect multiple sorted sets and store the resulting sorted set in a new key.
   *
   * Since Redis 2.0.0. O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K
   * being the number of input sorted sets and M being the number of elements in the resulting sorted
   * set. https://redis.io/commands/zinterstore
   */
  zinterstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZinterstoreOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.zinterstore(destination, keys, options), options);
  }

  /**
   * Count the number of members in a sorted set between a given lexicographical range.
   *
   * Since Redis 2.8.9. O(log(N)) with N being the number of elements in the sorted set.
   * https://redis.io/commands/zlexcount
   */
  zlexcount(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zlexcount(key, min, max), options);
  }

  /**
   * Remove and return members with scores in a sorted set.
   *
   * Since Redis 7.0.0. O(K) + O(M*log(N)) where K is the number of provided keys, N being the number
   * of elements in the sorted set, and M being the number of elements popped.
   * https://redis.io/commands/zmpop
   */
  zmpop<S extends StringMode = "utf8">(
    keys: OneOrMany<CommandArgument>,
    where: "MIN" | "MAX",
    options?: commands.ZmpopOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, PoppedMembers | null>> {
    return this.run(commands.zmpop(keys, where, options), options) as Promise<never>;
  }

  /**
   * Get the score associated with the given members in a sorted set.
   *
   * Since Redis 6.2.0. O(N) where N is the number of members being requested.
   * https://redis.io/commands/zmscore
   */
  zmscore(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<(number | null)[]> {
    return this.run(commands.zmscore(key, members), options);
  }

  /**
   * Remove and return members with the highest scores in a sorted set.
   *
   * Since Redis 5.0.0. O(log(N)*M) with N being the number of elements in the sorted set, and M
   * being the number of elements popped. https://redis.io/commands/zpopmax
   */
  zpopmax<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.ZpopmaxOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? ScoredMember | null : ScoredMember[]>> {
    return this.run(commands.zpopmax(key, options), options) as Promise<never>;
  }

  /**
   * Remove and return members with the lowest scores in a sorted set.
   *
   * Since Redis 5.0.0. O(log(N)*M) with N being the number of elements in the sorted set, and M
   * being the number of elements popped. https://redis.io/commands/zpopmin
   */
  zpopmin<S extends StringMode = "utf8", Count extends Integer | undefined = undefined>(
    key: CommandArgument,
    options?: commands.ZpopminOptions<Count> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Count extends undefined ? ScoredMember | null : ScoredMember[]>> {
    return this.run(commands.zpopmin(key, options), options) as Promise<never>;
  }

  /**
   * Get one or multiple random elements from a sorted set.
   *
   * Since Redis 6.2.0. O(N) where N is the number of elements returned.
   * https://redis.io/commands/zrandmember
   */
  zrandmember<
    S extends StringMode = "utf8",
    Count extends Integer | undefined = undefined,
    Withscores extends boolean = false,
  >(
    key: CommandArgument,
    options?: commands.ZrandmemberOptions<Count, Withscores> & TypedCallOptions<S>,
  ): Promise<
    ReadAs<
      S,
      Count extends undefined ? string | null : Withscores extends true ? ScoredMember[] : string[]
    >
  > {
    return this.run(commands.zrandmember(key, options), options) as Promise<never>;
  }

  /**
   * Return a range of members in a sorted set.
   *
   * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements returned. https://redis.io/commands/zrange
   */
  zrange<S extends StringMode = "utf8", Withscores extends boolean = false>(
    key: CommandArgument,
    start: CommandArgument,
    stop: CommandArgument,
    options?: commands.ZrangeOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zrange(key, start, stop, options), options) as Promise<never>;
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
  zrangebylex<S extends StringMode = "utf8">(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: commands.ZrangebylexOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.zrangebylex(key, min, max, options), options) as Promise<never>;
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
  zrangebyscore<S extends StringMode = "utf8", Withscores extends boolean = false>(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: commands.ZrangebyscoreOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zrangebyscore(key, min, max, options), options) as Promise<never>;
  }

  /**
   * Store a range of members from sorted set into another key.
   *
   * Since Redis 6.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements stored into the destination key. https://redis.io/commands/zrangestore
   */
  zrangestore(
    dst: CommandArgument,
    src: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: commands.ZrangestoreOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.zrangestore(dst, src, min, max, options), options);
  }

  /**
   * Determine the index of a member in a sorted set.
   *
   * Since Redis 2.0.0. O(log(N)). https://redis.io/commands/zrank
   */
  zrank(
    key: CommandArgument,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<number | null> {
    return this.run(commands.zrank(key, member), options);
  }

  /**
   * Remove one or more members from a sorted set.
   *
   * Since Redis 1.2.0. O(M*log(N)) with N being the number of elements in the sorted set and M the
   * number of elements to be removed. https://redis.io/commands/zrem
   */
  zrem(
    key: CommandArgument,
    members: OneOrMany<CommandArgument>,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zrem(key, members), options);
  }

  /**
   * Remove all members in a sorted set between the given lexicographical range.
   *
   * Since Redis 2.8.9. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements removed by the operation. https://redis.io/commands/zremrangebylex
   */
  zremrangebylex(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zremrangebylex(key, min, max), options);
  }

  /**
   * Remove all members in a sorted set within the given indexes.
   *
   * Since Redis 2.0.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements removed by the operation. https://redis.io/commands/zremrangebyrank
   */
  zremrangebyrank(
    key: CommandArgument,
    start: Integer,
    stop: Integer,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zremrangebyrank(key, start, stop), options);
  }

  /**
   * Remove all members in a sorted set within the given scores.
   *
   * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements removed by the operation. https://redis.io/commands/zremrangebyscore
   */
  zremrangebyscore(
    key: CommandArgument,
    min: CommandArgument,
    max: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.zremrangebyscore(key, min, max), options);
  }

  /**
   * Return a range of members in a sorted set, by index, with scores ordered from high to low.
   *
   * Since Redis 1.2.0. O(log(N)+M) with N being the number of elements in the sorted set and M the
   * number of elements returned. https://redis.io/commands/zrevrange
   *
   * @deprecated Since Redis 6.2.0: use `ZRANGE` with the `REV` argument.
   */
  zrevrange<S extends StringMode = "utf8", Withscores extends boolean = false>(
    key: CommandArgument,
    start: Integer,
    stop: Integer,
    options?: commands.ZrevrangeOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zrevrange(key, start, stop, options), options) as Promise<never>;
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
  zrevrangebylex<S extends StringMode = "utf8">(
    key: CommandArgument,
    max: CommandArgument,
    min: CommandArgument,
    options?: commands.ZrevrangebylexOptions & TypedCallOptions<S>,
  ): Promise<ReadAs<S, string[]>> {
    return this.run(commands.zrevrangebylex(key, max, min, options), options) as Promise<never>;
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
  zrevrangebyscore<S extends StringMode = "utf8", Withscores extends boolean = false>(
    key: CommandArgument,
    max: CommandArgument,
    min: CommandArgument,
    options?: commands.ZrevrangebyscoreOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zrevrangebyscore(key, max, min, options), options) as Promise<never>;
  }

  /**
   * Determine the index of a member in a sorted set, with scores ordered from high to low.
   *
   * Since Redis 2.0.0. O(log(N)). https://redis.io/commands/zrevrank
   */
  zrevrank(
    key: CommandArgument,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<number | null> {
    return this.run(commands.zrevrank(key, member), options);
  }

  /**
   * Get the score associated with the given member in a sorted set.
   *
   * Since Redis 1.2.0. O(1). https://redis.io/commands/zscore
   */
  zscore(
    key: CommandArgument,
    member: CommandArgument,
    options?: CallOptions,
  ): Promise<number | null> {
    return this.run(commands.zscore(key, member), options);
  }

  /**
   * Add multiple sorted sets.
   *
   * Since Redis 6.2.0. O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets,
   * and M being the number of elements in the resulting sorted set. https://redis.io/commands/zunion
   */
  zunion<S extends StringMode = "utf8", Withscores extends boolean = false>(
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZunionOptions<Withscores> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Withscores extends true ? ScoredMember[] : string[]>> {
    return this.run(commands.zunion(keys, options), options) as Promise<never>;
  }

  /**
   * Add multiple sorted sets and store the resulting sorted set in a new key.
   *
   * Since Redis 2.0.0. O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets,
   * and M being the number of elements in the resulting sorted set.
   * https://redis.io/commands/zunionstore
   */
  zunionstore(
    destination: CommandArgument,
    keys: OneOrMany<CommandArgument>,
    options?: commands.ZunionstoreOptions & CallOptions,
  ): Promise<number> {
    return this.run(commands.zunionstore(destination, keys, options), options);
  }
}
