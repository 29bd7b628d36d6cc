// Calls of the groups server and connection.

import {
  aclCat,
  aclDeluser,
  aclDryrun,
  aclGenpass,
  aclGetuser,
  aclHelp,
  aclList,
  aclLoad,
  aclLog,
  aclSave,
  aclSetuser,
  aclUsers,
  aclWhoami,
  bgrewriteaof,
  bgsave,
  clientCaching,
  clientGetname,
  clientGetredir,
  clientHelp,
  clientId,
  clientInfo,
  clientKill,
  clientList,
  clientNoEvict,
  clientPause,
  clientSetname,
  clientTracking,
  clientTrackinginfo,
  clientUnblock,
  clientUnpause,
  type Command,
  command,
  commandCount,
  commandDocs,
  commandGetkeys,
  commandGetkeysandflags,
  commandHelp,
  commandInfo,
  commandList,
  configGet,
  configHelp,
  configResetstat,
  configRewrite,
  configSet,
  dbsize,
  debug,
  echo,
  flushall,
  flushdb,
  info,
  lastsave,
  latencyDoctor,
  latencyGraph,
  latencyHelp,
  latencyHistogram,
  latencyHistory,
  latencyLatest,
  latencyReset,
  lolwut,
  memoryDoctor,
  memoryHelp,
  memoryMallocStats,
  memoryPurge,
  memoryStats,
  memoryUsage,
  moduleHelp,
  moduleList,
  ping,
  replicaof,
  role,
  save,
  select,
  slaveof,
  slowlogGet,
  slowlogHelp,
  slowlogLen,
  slowlogReset,
  swapdb,
  time,
} from "@respite/resp";
import { expect } from "vitest";
import { call, type Call, Refusal } from "./call.ts";

const help = expect.arrayContaining([expect.stringContaining("HELP")]);
const text = expect.any(String);
const number = expect.any(Number);
const user = [["ACL", "SETUSER", "bob", "on", ">secret", "~k*", "&c*", "+get", "(+set ~s*)"]];
const slow = [
  ["SLOWLOG", "RESET"],
  ["CONFIG", "SET", "slowlog-log-slower-than", "0"],
  ["GET", "k"],
  ["CONFIG", "SET", "slowlog-log-slower-than", "10000"],
];
const spike = [
  ["LATENCY", "RESET"],
  ["CONFIG", "SET", "latency-monitor-threshold", "1"],
  ["DEBUG", "SLEEP", "0.01"],
  ["CONFIG", "SET", "latency-monitor-threshold", "0"],
];
const getInfo = {
  name: "get",
  arity: 2,
  flags: ["readonly", "fast"],
  firstKey: 1,
  lastKey: 1,
  step: 1,
  categories: ["@read", "@string", "@fast"],
  tips: [],
  keySpecs: [
    {
      flags: ["RO", "access"],
      beginSearch: { type: "index", spec: { index: 1 } },
      findKeys: { type: "range", spec: { lastkey: 0, keystep: 1, limit: 0 } },
    },
  ],
  subcommands: [],
};

/** Sent only when nothing is being saved. */
function settled(saving: Command<unknown>): Call["command"] {
  return async (client) => {
    await expect
      .poll(() => client.info("persistence"))
      .toMatch(/rdb_bgsave_in_progress:0[^]*aof_rewrite_in_progress:0/);
    return saving;
  };
}

export const servers: Call[] = [
  call(aclCat(), expect.arrayContaining(["read", "write"]), { peer: ["ACL_CAT"] }),
  call(aclCat({ category: "read" }), expect.arrayContaining(["get"]), {
    peer: ["ACL_CAT", "read"],
  }),
  call(aclDeluser(["bob", "eve"]), 1, { before: user, peer: ["ACL_DELUSER", ["bob", "eve"]] }),
  call(aclDryrun("default", "GET", ["k"]), "OK", { peer: ["ACL_DRYRUN", "default", ["GET", "k"]] }),
  call(aclGenpass({ bits: 8 }), expect.stringMatching(/^[0-9a-f]{2}$/), {
    peer: ["ACL_GENPASS", 8],
  }),
  call(
    aclGetuser("bob"),
    {
      flags: expect.arrayContaining(["on"]),
      passwords: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      commands: "-@all +get",
      keys: "~k*",
      channels: "&c*",
      selectors: [{ commands: "-@all +set", keys: "~s*", channels: "" }],
    },
    { before: [["ACL", "SETUSER", "bob", "reset"], ...user], peer: ["ACL_GETUSER", "bob"] },
  ),
  call(aclGetuser("nobody"), null, { peer: ["ACL_GETUSER", "nobody"] }),
  call(aclHelp(), help),
  call(aclList(), expect.arrayContaining([expect.stringMatching(/^user default on/)]), {
    peer: ["ACL_LIST"],
  }),
  call(aclLoad(), "OK", { peer: ["ACL_LOAD"] }),
  call(
    aclLog({ count: 5 }),
    [
      expect.objectContaining({
        count: 1,
        reason: "command",
        context: "lua",
        object: "lolwut",
        username: "default",
        ageSeconds: number,
        clientInfo: expect.objectContaining({ cmd: "eval" }),
      }),
    ],
    {
      before: [
        ["ACL", "LOG", "RESET"],
        ["ACL", "SETUSER", "default", "-lolwut"],
        ["EVAL", "redis.pcall('LOLWUT')", 0],
        ["ACL", "SETUSER", "default", "+lolwut"],
      ],
      peer: ["ACL_LOG", 5],
    },
  ),
  call(aclLog({ reset: true }), "OK", { peer: ["ACL_LOG_RESET"] }),
  call(aclSave(), "OK", { peer: ["ACL_SAVE"] }),
  call(aclSetuser("carl", ["on", "nopass"]), "OK", {
    peer: ["ACL_SETUSER", "carl", ["on", "nopass"]],
  }),
  call(aclUsers(), expect.arrayContaining(["default"]), { peer: ["ACL_USERS"] }),
  call(aclWhoami(), "default", { peer: ["ACL_WHOAMI"] }),
  call(settled(bgrewriteaof()), expect.stringContaining("append only file rewriting")),
  call(settled(bgsave({ schedule: true })), expect.stringContaining("Background saving")),
  call(command(), expect.arrayContaining([getInfo]), { peer: ["COMMAND"] }),
  call(commandCount(), number, { peer: ["COMMAND_COUNT"] }),
  call(
    commandDocs("set"),
    {
      set: expect.objectContaining({
        summary: "Set the string value of a key",
        group: "string",
        arguments: expect.arrayContaining([
          expect.objectContaining({
            name: "condition",
            type: "oneof",
            arguments: [
              expect.objectContaining({ token: "NX" }),
              expect.objectContaining({ token: "XX" }),
            ],
          }),
        ]),
      }),
    },
    { peer: ["COMMAND_DOCS", "set"] },
  ),
  call(commandGetkeys(["MGET", "a", "b"]), ["a", "b"], {
    peer: ["COMMAND_GETKEYS", ["MGET", "a", "b"]],
  }),
  call(commandGetkeysandflags(["SET", "a", "1"]), [{ key: "a", flags: ["OW", "update"] }], {
    peer: ["COMMAND_GETKEYSANDFLAGS", ["SET", "a", "1"]],
  }),
  call(commandHelp(), help),
  call(commandInfo(["get", "nosuch"]), [getInfo, null], {
    peer: ["COMMAND_INFO", ["get", "nosuch"]],
  }),
  call(commandList({ pattern: "xr*" }), expect.arrayContaining(["xread", "xrange"]), {
    peer: ["COMMAND_LIST", { FILTERBY: { type: "PATTERN", value: "xr*" } }],
  }),
  call(
    configGet(["maxmemory", "appendonly"]),
    { maxmemory: "0", appendonly: "no" },
    {
      peer: ["CONFIG_GET", ["maxmemory", "appendonly"]],
    },
  ),
  call(configHelp(), help),
  call(configResetstat(), "OK", { peer: ["configResetStat"] }),
  call(configRewrite(), new Refusal(/config file/), { peer: ["CONFIG_REWRITE"] }),
  call(configSet({ timeout: 0 }), "OK", { peer: ["CONFIG_SET", { timeout: "0" }] }),
  call(dbsize(), 0, { peer: ["DBSIZE"] }),
  call(debug(["SLEEP", 0]), "OK"),
  call(flushall({ async: true }), "OK", { peer: ["FLUSHALL", "ASYNC"] }),
  call(flushdb({ sync: true }), "OK", { peer: ["FLUSHDB", "SYNC"] }),
  call(info("server"), expect.stringContaining("redis_version:7"), { peer: ["INFO", "server"] }),
  call(info(["server", "memory"]), expect.stringContaining("used_memory:")),
  call(lastsave(), number, { peer: ["LASTSAVE"] }),
  call(latencyDoctor(), text, { peer: ["LATENCY_DOCTOR"] }),
  call(latencyGraph("command"), expect.stringContaining("command - high"), {
    before: spike,
    peer: ["LATENCY_GRAPH", "command"],
  }),
  call(latencyHelp(), help),
  call(
    latencyHistogram("get"),
    { get: { calls: 1, histogramUsec: [[number, 1]] } },
    {
      before: [
        ["CONFIG", "RESETSTAT"],
        ["GET", "k"],
      ],
      peer: ["LATENCY_HISTOGRAM", "get"],
    },
  ),
  call(latencyHistory("command"), [{ unixTimeSeconds: number, latencyMs: number }], {
    before: spike,
    peer: ["LATENCY_HISTORY", "command"],
  }),
  call(
    latencyLatest(),
    [{ event: "command", unixTimeSeconds: number, latencyMs: number, maxLatencyMs: number }],
    { before: spike, peer: ["LATENCY_LATEST"] },
  ),
  call(latencyReset("command"), 1, { before: spike, peer: ["LATENCY_RESET", "command"] }),
  call(lolwut({ version: 5 }), expect.stringContaining("Redis ver."), { peer: ["LOLWUT", 5] }),
  call(memoryDoctor(), text, { peer: ["MEMORY_DOCTOR"] }),
  call(memoryHelp(), help),
  call(memoryMallocStats(), text, { peer: ["MEMORY_MALLOC-STATS"] }),
  call(memoryPurge(), "OK", { peer: ["MEMORY_PURGE"] }),
  call(
    memoryStats(),
    expect.objectContaining({
      "peak.allocated": number,
      "keys.count": 1,
      "peak.percentage": number,
      fragmentation: number,
      "db.0": expect.objectContaining({ "overhead.hashtable.main": number }),
    }),
    { before: [["SET", "k", "v"]], peer: ["MEMORY_STATS"] },
  ),
  call(memoryUsage("k", { samples: 0 }), number, {
    before: [["SET", "k", "v"]],
    peer: ["MEMORY_USAGE", "k", { SAMPLES: 0 }],
  }),
  call(memoryUsage("absent"), null, { peer: ["MEMORY_USAGE", "absent"] }),
  call(moduleHelp(), help),
  call(moduleList(), [], { peer: ["MODULE_LIST"] }),
  call(replicaof("NO", "ONE"), text, { peer: ["REPLICAOF", "NO", "ONE"] }),
  call(role(), { role: "master", offset: number, replicas: [] }, { peer: ["ROLE"] }),
  call(settled(save()), "OK"),
  call(slaveof("NO", "ONE"), text),
  call(
    slowlogGet({ count: 1 }),
    [
      {
        id: number,
        unixTimeSeconds: number,
        durationMicroseconds: number,
        args: ["GET", "k"],
        address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        clientName: "",
      },
    ],
    { before: slow.slice(0, 3) },
  ),
  call(slowlogHelp(), help),
  call(slowlogLen(), number, { before: slow }),
  call(slowlogReset(), "OK", { before: slow }),
  call(swapdb(0, 1), "OK", { peer: ["SWAPDB", 0, 1] }),
  call(time(), { seconds: number, microseconds: number }, { peer: ["TIME"] }),
];

const named = [["CLIENT", "SETNAME", "me"]];
const me = expect.objectContaining({
  name: "me",
  cmd: expect.stringContaining("client"),
  id: text,
});

export const connections: Call[] = [
  call(clientCaching("YES"), "OK", {
    before: [["CLIENT", "TRACKING", "ON", "OPTIN"]],
    peer: ["CLIENT_CACHING", true],
  }),
  call(clientGetname(), "me", { before: named, peer: ["CLIENT_GETNAME"] }),
  call(clientGetredir(), -1, { peer: ["CLIENT_GETREDIR"] }),
  call(clientHelp(), help),
  call(clientId(), number, { peer: ["CLIENT_ID"] }),
  call(clientInfo(), me, { before: named, peer: ["CLIENT_INFO"] }),
  call(clientKill({ id: 999_999, skipme: "yes" }), 0, {
    peer: [
      "CLIENT_KILL",
      [
        { filter: "ID", id: 999_999 },
        { filter: "SKIPME", skipMe: true },
      ],
    ],
  }),
  call(clientList(), expect.arrayContaining([me]), { before: named, peer: ["CLIENT_LIST"] }),
  call(clientList({ type: "PUBSUB" }), [], { peer: ["CLIENT_LIST", { TYPE: "PUBSUB" }] }),
  call(clientList({ id: [999_998, 999_999] }), [], {
    peer: ["CLIENT_LIST", { ID: ["999998", "999999"] }],
  }),
  call(clientNoEvict("ON"), "OK", { peer: ["CLIENT_NO-EVICT", true] }),
  call(clientPause(1, { write: true }), "OK", { peer: ["CLIENT_PAUSE", 1, "WRITE"] }),
  call(clientSetname("me"), "OK", { peer: ["CLIENT_SETNAME", "me"] }),
  call(clientTracking("ON", { bcast: true, prefix: ["a", "b"], noloop: true }), expect.anything(), {
    peer: ["CLIENT_TRACKING", true, { BCAST: true, PREFIX: ["a", "b"], NOLOOP: true }],
  }),
  call(
    clientTrackinginfo(),
    { flags: ["off"], redirect: -1, prefixes: [] },
    {
      peer: ["CLIENT_TRACKINGINFO"],
    },
  ),
  call(clientUnblock(999_999, { error: true }), false, {
    peer: ["CLIENT_UNBLOCK", 999_999, "ERROR"],
  }),
  call(clientUnpause(), "OK", { peer: ["CLIENT_UNPAUSE"] }),
  call(echo("grün"), "grün", { peer: ["ECHO", "grün"] }),
  call(ping(), "PONG", { peer: ["PING"] }),
  call(ping({ message: "m" }), "m", { peer: ["PING", "m"] }),
  call(select(1), "OK"),
];
