// Every command with a descriptor, called; and those that no test can run.

import {
  type Command,
  clusterFailover,
  clusterForget,
  clusterMeet,
  clusterReplicate,
  failover,
  moduleLoad,
  moduleLoadex,
  moduleUnload,
  shutdown,
} from "@respite/resp";
import { connections, servers } from "./servers.ts";
import type { Call } from "./call.ts";
import { clusters } from "./clusters.ts";
import { lists, places, sets, sortedSets } from "./collections.ts";
import { messages, scripts, streams, transactions } from "./streams.ts";
import { generic, hashes, strings } from "./values.ts";

/** By server group; those of "cluster" need a server of its kind. */
export const calls: { readonly [group: string]: readonly Call[] } = {
  strings,
  generic,
  hashes,
  lists,
  sets,
  sortedSets,
  places,
  streams,
  messages,
  scripts,
  transactions,
  servers,
  connections,
  clusters,
};

/** Commands that are not run here: their words are checked, and why they are not run. */
export const unrun: readonly {
  readonly command: Command<unknown>;
  readonly peer?: Call["peer"];
  readonly reason: string;
}[] = [
  {
    command: shutdown({ nosave: true, now: true, force: true }),
    reason: "ends the server",
  },
  {
    command: failover({ to: { host: "h", port: 1, force: true }, timeout: 5 }),
    reason: "needs replicas",
  },
  {
    command: moduleLoad("path", ["a"]),
    peer: ["MODULE_LOAD", "path", ["a"]],
    reason: "needs a module",
  },
  {
    command: moduleLoadex("path", { config: { a: "b" }, args: ["c"] }),
    reason: "needs a module",
  },
  { command: moduleUnload("m"), peer: ["MODULE_UNLOAD", "m"], reason: "needs a module" },
  {
    command: clusterFailover({ force: true }),
    peer: ["CLUSTER_FAILOVER", { mode: "FORCE" }],
    reason: "needs a replica",
  },
  { command: clusterForget("id"), peer: ["CLUSTER_FORGET", "id"], reason: "needs another node" },
  {
    command: clusterMeet("127.0.0.1", 7000),
    peer: ["CLUSTER_MEET", "127.0.0.1", 7000],
    reason: "needs another node",
  },
  {
    command: clusterReplicate("id"),
    peer: ["CLUSTER_REPLICATE", "id"],
    reason: "needs another node",
  },
];
