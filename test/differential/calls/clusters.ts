// Calls of the group cluster: on a server with cluster-enabled, a cluster of one node.

import {
  asking,
  clusterAddslots,
  clusterAddslotsrange,
  clusterBumpepoch,
  clusterCountFailureReports,
  clusterCountkeysinslot,
  clusterDelslots,
  clusterDelslotsrange,
  clusterFlushslots,
  clusterGetkeysinslot,
  clusterHelp,
  clusterInfo,
  clusterKeyslot,
  clusterLinks,
  clusterMyid,
  clusterNodes,
  clusterReplicas,
  clusterReset,
  clusterSaveconfig,
  clusterSetConfigEpoch,
  clusterSetslot,
  clusterShards,
  clusterSlaves,
  clusterSlots,
  readonly,
  readwrite,
} from "@respite/resp";
import { expect } from "vitest";
import { call, type Call } from "./call.ts";

const reset = [["CLUSTER", "RESET", "HARD"]];
const slots = [...reset, ["CLUSTER", "ADDSLOTSRANGE", 0, 10, 12, 12]];
const id = expect.stringMatching(/^[0-9a-f]{40}$/);

export const clusters: Call[] = [
  call(asking(), "OK", { peer: ["ASKING"] }),
  call(readonly(), "OK", { peer: ["READONLY"] }),
  call(readwrite(), "OK"),
  call(clusterAddslots([1, 2]), "OK", { before: reset, peer: ["CLUSTER_ADDSLOTS", [1, 2]] }),
  call(clusterAddslotsrange([1, 2]), "OK", {
    before: reset,
    peer: ["CLUSTER_ADDSLOTSRANGE", { start: 1, end: 2 }],
  }),
  call(clusterBumpepoch(), expect.stringMatching(/^(BUMPED|STILL) \d+$/), {
    peer: ["CLUSTER_BUMPEPOCH"],
  }),
  call(async (client) => clusterCountFailureReports(await client.clusterMyid()), 0),
  call(clusterCountkeysinslot(1), 0, { peer: ["CLUSTER_COUNTKEYSINSLOT", 1] }),
  call(clusterDelslots(1), "OK", { before: slots, peer: ["CLUSTER_DELSLOTS", 1] }),
  call(clusterDelslotsrange([1, 2]), "OK", {
    before: slots,
    peer: ["CLUSTER_DELSLOTSRANGE", { start: 1, end: 2 }],
  }),
  call(clusterFlushslots(), "OK", { peer: ["CLUSTER_FLUSHSLOTS"] }),
  call(clusterGetkeysinslot(1, 10), [], { peer: ["CLUSTER_GETKEYSINSLOT", 1, 10] }),
  call(clusterHelp(), expect.arrayContaining([expect.stringContaining("HELP")])),
  call(clusterInfo(), expect.stringContaining("cluster_state"), { peer: ["CLUSTER_INFO"] }),
  call(clusterKeyslot("foo"), 12_182, { peer: ["CLUSTER_KEYSLOT", "foo"] }),
  call(clusterLinks(), [], { peer: ["CLUSTER_LINKS"] }),
  call(clusterMyid(), id, { peer: ["CLUSTER_MYID"] }),
  call(clusterNodes(), expect.stringContaining("myself,master"), { peer: ["CLUSTER_NODES"] }),
  call(async (client) => clusterReplicas(await client.clusterMyid()), []),
  call(clusterReset({ soft: true }), "OK", { peer: ["CLUSTER_RESET", { mode: "SOFT" }] }),
  call(clusterSaveconfig(), "OK", { peer: ["CLUSTER_SAVECONFIG"] }),
  call(clusterSetConfigEpoch(7), "OK", { before: reset, peer: ["CLUSTER_SET-CONFIG-EPOCH", 7] }),
  call(clusterSetslot(1, { stable: true }), "OK", {
    before: slots,
    peer: ["CLUSTER_SETSLOT", 1, "STABLE"],
  }),
  call(
    clusterShards(),
    [
      {
        slots: [
          [0, 10],
          [12, 12],
        ],
        nodes: [expect.objectContaining({ id, role: "master", health: "online" })],
      },
    ],
    { before: slots },
  ),
  call(async (client) => clusterSlaves(await client.clusterMyid()), []),
  call(
    clusterSlots(),
    [
      { first: 0, last: 10, nodes: [{ host: expect.anything(), port: expect.any(Number), id }] },
      { first: 12, last: 12, nodes: [{ host: expect.anything(), port: expect.any(Number), id }] },
    ],
    { before: slots, peer: ["CLUSTER_SLOTS"] },
  ),
];
