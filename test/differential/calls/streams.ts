// Calls of the groups stream, pubsub, scripting and transactions.

import {
  discard,
  evalsha,
  evalshaRo,
  evaluate,
  evaluateRo,
  exec,
  fcall,
  fcallRo,
  functionDelete,
  functionDump,
  functionFlush,
  functionHelp,
  functionKill,
  functionList,
  functionLoad,
  functionRestore,
  functionStats,
  multi,
  publish,
  pubsubChannels,
  pubsubHelp,
  pubsubNumpat,
  pubsubNumsub,
  pubsubShardchannels,
  pubsubShardnumsub,
  scriptDebug,
  scriptExists,
  scriptFlush,
  scriptHelp,
  scriptKill,
  scriptLoad,
  spublish,
  unwatch,
  watch,
  xack,
  xadd,
  xautoclaim,
  xclaim,
  xdel,
  xgroupCreate,
  xgroupCreateconsumer,
  xgroupDelconsumer,
  xgroupDestroy,
  xgroupHelp,
  xgroupSetid,
  xinfoConsumers,
  xinfoGroups,
  xinfoHelp,
  xinfoStream,
  xlen,
  xpending,
  xrange,
  xread,
  xreadgroup,
  xrevrange,
  xsetid,
  xtrim,
} from "@respite/resp";
import { expect } from "vitest";
import { call, type Call, Refusal } from "./call.ts";

const x = [
  ["XADD", "x", "1-1", "f", "1"],
  ["XADD", "x", "2-1", "f", "2", "g", "3"],
];
const group = [...x, ["XGROUP", "CREATE", "x", "grp", "0"]];
const held = [...group, ["XREADGROUP", "GROUP", "grp", "ann", "STREAMS", "x", ">"]];
const one = { id: "1-1", fields: { f: "1" } };
const two = { id: "2-1", fields: { f: "2", g: "3" } };
const help = expect.arrayContaining([expect.stringContaining("HELP")]);

export const streams: Call[] = [
  call(xack("x", "grp", ["1-1", "9-9"]), 1, {
    before: held,
    peer: ["XACK", "x", "grp", ["1-1", "9-9"]],
  }),
  call(xadd("x", "5-5", { f: 1 }), "5-5", { peer: ["XADD", "x", "5-5", { f: "1" }] }),
  call(
    xadd("x", "*", { f: 1 }, { maxlen: { threshold: 1000, approximate: true, limit: 10 } }),
    expect.stringMatching(/^\d+-0$/),
    {
      peer: [
        "XADD",
        "x",
        "*",
        { f: "1" },
        { TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: 1000, limit: 10 } },
      ],
    },
  ),
  call(xadd("x", "5-5", { f: 1 }, { nomkstream: true }), null, {
    peer: ["XADD_NOMKSTREAM", "x", "5-5", { f: "1" }],
  }),
  call(xadd("x", "5-5", { f: 1 }, { minid: "3-0" }), "5-5", { before: x }),
  call(
    xautoclaim("x", "grp", "bob", 0, "0", { count: 1 }),
    { cursor: "2-1", entries: [one], deleted: [] },
    {
      before: held,
      peer: ["XAUTOCLAIM", "x", "grp", "bob", 0, "0", { COUNT: 1 }],
    },
  ),
  call(
    xautoclaim("x", "grp", "bob", 0, "0", { justid: true }),
    {
      cursor: "0-0",
      entries: ["2-1"],
      deleted: ["1-1"],
    },
    {
      before: [...held, ["XDEL", "x", "1-1"]],
      peer: ["XAUTOCLAIM_JUSTID", "x", "grp", "bob", 0, "0"],
    },
  ),
  call(xclaim("x", "grp", "bob", 0, ["1-1", "2-1"]), [one, two], {
    before: held,
    peer: ["XCLAIM", "x", "grp", "bob", 0, ["1-1", "2-1"]],
  }),
  call(
    xclaim("x", "grp", "bob", 0, "1-1", {
      idle: 5,
      retrycount: 3,
      force: true,
      lastid: "1-0",
      justid: true,
    }),
    ["1-1"],
    { before: held },
  ),
  call(
    xclaim("x", "grp", "bob", 0, "1-1", { idle: 5, retrycount: 3, force: true, lastid: "1-0" }),
    [one],
    {
      before: held,
      peer: [
        "XCLAIM",
        "x",
        "grp",
        "bob",
        0,
        "1-1",
        { IDLE: 5, RETRYCOUNT: 3, FORCE: true, LASTID: "1-0" },
      ],
    },
  ),
  call(xdel("x", "1-1"), 1, { before: x, peer: ["XDEL", "x", "1-1"] }),
  call(xgroupCreate("x", "grp", "$", { mkstream: true, entriesread: 1 }), "OK", {
    peer: ["XGROUP_CREATE", "x", "grp", "$", { MKSTREAM: true, ENTRIESREAD: 1 }],
  }),
  call(xgroupCreateconsumer("x", "grp", "ann"), true, {
    before: group,
    peer: ["XGROUP_CREATECONSUMER", "x", "grp", "ann"],
  }),
  call(xgroupDelconsumer("x", "grp", "ann"), 2, {
    before: held,
    peer: ["XGROUP_DELCONSUMER", "x", "grp", "ann"],
  }),
  call(xgroupDestroy("x", "grp"), true, { before: group, peer: ["XGROUP_DESTROY", "x", "grp"] }),
  call(xgroupHelp(), help),
  call(xgroupSetid("x", "grp", "0", { entriesread: 2 }), "OK", {
    before: group,
    peer: ["XGROUP_SETID", "x", "grp", "0"],
  }),
  call(xinfoConsumers("x", "grp"), [{ name: "ann", pending: 2, idle: expect.any(Number) }], {
    before: held,
    peer: ["XINFO_CONSUMERS", "x", "grp"],
  }),
  call(
    xinfoGroups("x"),
    [{ name: "grp", consumers: 1, pending: 2, lastDeliveredId: "2-1", entriesRead: 2, lag: 0 }],
    { before: held, peer: ["XINFO_GROUPS", "x"] },
  ),
  call(xinfoHelp(), help),
  call(
    xinfoStream("x"),
    {
      length: 2,
      radixTreeKeys: 1,
      radixTreeNodes: 2,
      lastGeneratedId: "2-1",
      maxDeletedEntryId: "0-0",
      entriesAdded: 2,
      recordedFirstEntryId: "1-1",
      groups: 1,
      firstEntry: one,
      lastEntry: two,
    },
    { before: group, peer: ["XINFO_STREAM", "x"] },
  ),
  call(
    xinfoStream("x", { full: true, count: 1 }),
    expect.objectContaining({
      entries: [one],
      groups: [
        expect.objectContaining({
          name: "grp",
          pelCount: 2,
          consumers: [expect.objectContaining({ name: "ann", pelCount: 2 })],
        }),
      ],
    }),
    { before: held },
  ),
  call(xlen("x"), 2, { before: x, peer: ["XLEN", "x"] }),
  call(
    xpending("x", "grp"),
    { count: 2, firstId: "1-1", lastId: "2-1", consumers: { ann: 2 } },
    {
      before: held,
      peer: ["XPENDING", "x", "grp"],
    },
  ),
  call(
    xpending("x", "grp"),
    { count: 0, firstId: null, lastId: null, consumers: {} },
    {
      before: group,
      peer: ["XPENDING", "x", "grp"],
    },
  ),
  call(
    xpending("x", "grp", { range: { idle: 0, start: "-", end: "+", count: 1, consumer: "ann" } }),
    [{ id: "1-1", consumer: "ann", idleMs: expect.any(Number), deliveries: 1 }],
    {
      before: held,
      peer: ["XPENDING_RANGE", "x", "grp", "-", "+", 1, { IDLE: 0, consumer: "ann" }],
    },
  ),
  call(xrange("x", "-", "+", { count: 5 }), [one, two], {
    before: x,
    peer: ["XRANGE", "x", "-", "+", { COUNT: 5 }],
  }),
  call(xread({ x: "0", y: "0" }, { count: 1 }), [{ key: "x", entries: [one] }], {
    before: x,
    peer: [
      "XREAD",
      [
        { key: "x", id: "0" },
        { key: "y", id: "0" },
      ],
      { COUNT: 1 },
    ],
  }),
  call(xread([["x", "$"]], { block: 10 }), null, {
    before: x,
    peer: ["XREAD", { key: "x", id: "$" }, { BLOCK: 10 }],
  }),
  call(
    xreadgroup("grp", "ann", { x: ">" }, { count: 5, block: 10, noack: true }),
    [{ key: "x", entries: [one, two] }],
    {
      before: group,
      peer: [
        "XREADGROUP",
        "grp",
        "ann",
        { key: "x", id: ">" },
        { COUNT: 5, BLOCK: 10, NOACK: true },
      ],
    },
  ),
  call(
    xreadgroup("grp", "ann", { x: "0" }),
    [{ key: "x", entries: [{ id: "1-1", fields: {} }, two] }],
    {
      before: [...held, ["XDEL", "x", "1-1"]],
      peer: ["XREADGROUP", "grp", "ann", { key: "x", id: "0" }],
    },
  ),
  call(xrevrange("x", "+", "-", { count: 1 }), [two], {
    before: x,
    peer: ["XREVRANGE", "x", "+", "-", { COUNT: 1 }],
  }),
  call(xsetid("x", "9-9", { entriesadded: 5, maxdeletedid: "1-0" }), "OK", {
    before: x,
    peer: ["XSETID", "x", "9-9", { ENTRIESADDED: 5, MAXDELETEDID: "1-0" }],
  }),
  call(xtrim("x", { maxlen: 1 }), 1, { before: x, peer: ["XTRIM", "x", "MAXLEN", 1] }),
  call(xtrim("x", { minid: { threshold: "2-0" } }), 1, {
    before: x,
    peer: ["XTRIM", "x", "MINID", "2-0", { strategyModifier: "=" }],
  }),
];

export const messages: Call[] = [
  call(publish("c", "m"), 0, { peer: ["PUBLISH", "c", "m"] }),
  call(spublish("c", "m"), 0, { peer: ["SPUBLISH", "c", "m"] }),
  call(pubsubChannels({ pattern: "c*" }), [], { peer: ["PUBSUB_CHANNELS", "c*"] }),
  call(pubsubHelp(), help),
  call(pubsubNumpat(), 0, { peer: ["PUBSUB_NUMPAT"] }),
  call(pubsubNumsub(["a", "b"]), { a: 0, b: 0 }, { peer: ["PUBSUB_NUMSUB", ["a", "b"]] }),
  call(pubsubNumsub(), {}, { peer: ["PUBSUB_NUMSUB"] }),
  call(pubsubShardchannels(), [], { peer: ["PUBSUB_SHARDCHANNELS"] }),
  call(pubsubShardnumsub("a"), { a: 0 }, { peer: ["PUBSUB_SHARDNUMSUB", ["a"]] }),
];

const source = "return {KEYS[1], ARGV[1]}";
const input = { keys: ["k"], args: ["v"] };
const peerInput = { keys: ["k"], arguments: ["v"] };
const load = [["SCRIPT", "LOAD", "return 1"]];
const digest = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";
const library =
  "#!lua name=lib\nredis.register_function{function_name='f', callback=function(k, a) return k[1] end, flags={'no-writes'}}";
const loaded = [["FUNCTION", "LOAD", "REPLACE", library]];

export const scripts: Call[] = [
  call(evaluate(source, input), ["k", "v"], { peer: ["EVAL", source, peerInput] }),
  call(evaluate("return 1"), 1, { peer: ["EVAL", "return 1"] }),
  call(evaluateRo(source, input), ["k", "v"], { peer: ["EVAL_RO", source, peerInput] }),
  call(evalsha(digest, input), 1, { before: load, peer: ["EVALSHA", digest, peerInput] }),
  call(evalshaRo(digest), 1, { before: load, peer: ["EVALSHA_RO", digest] }),
  call(fcall("f", input), "k", { before: loaded, peer: ["FCALL", "f", peerInput] }),
  call(fcallRo("f", input), "k", { before: loaded, peer: ["FCALL_RO", "f", peerInput] }),
  call(functionDelete("lib"), "OK", { before: loaded, peer: ["FUNCTION_DELETE", "lib"] }),
  call(functionDump(), expect.objectContaining({ length: expect.any(Number) }), {
    before: loaded,
    peer: ["FUNCTION_DUMP"],
  }),
  call(functionFlush({ async: true }), "OK", { peer: ["FUNCTION_FLUSH", "ASYNC"] }),
  call(functionHelp(), help),
  call(functionKill(), new Refusal(/NOTBUSY/), { peer: ["FUNCTION_KILL"] }),
  call(
    functionList({ libraryname: "l*", withcode: true }),
    [
      {
        libraryName: "lib",
        engine: "LUA",
        functions: [{ name: "f", description: null, flags: ["no-writes"] }],
        libraryCode: library,
      },
    ],
    { before: loaded, peer: ["FUNCTION_LIST_WITHCODE", { LIBRARYNAME: "l*" }] },
  ),
  call(functionList(), [], { before: [["FUNCTION", "FLUSH"]], peer: ["FUNCTION_LIST"] }),
  call(functionLoad(library, { replace: true }), "lib", {
    peer: ["FUNCTION_LOAD", library, { REPLACE: true }],
  }),
  call(async (client) => functionRestore(await client.functionDump(), { flush: true }), "OK"),
  call(functionRestore("x", { append: true }), new Refusal(/DUMP/), {
    peer: ["FUNCTION_RESTORE", "x", { mode: "APPEND" }],
  }),
  call(
    functionStats(),
    { runningScript: null, engines: { LUA: { librariesCount: 1, functionsCount: 1 } } },
    { before: loaded, peer: ["FUNCTION_STATS"] },
  ),
  call(scriptDebug("NO"), "OK", { peer: ["SCRIPT_DEBUG", "NO"] }),
  call(scriptExists([digest, "x"]), [true, false], {
    before: load,
    peer: ["SCRIPT_EXISTS", [digest, "x"]],
  }),
  call(scriptFlush({ sync: true }), "OK", { peer: ["SCRIPT_FLUSH", "SYNC"] }),
  call(scriptHelp(), help),
  call(scriptKill(), new Refusal(/NOTBUSY/), { peer: ["SCRIPT_KILL"] }),
  call(scriptLoad("return 1"), digest, { peer: ["SCRIPT_LOAD", "return 1"] }),
];

export const transactions: Call[] = [
  call(multi(), "OK"),
  call(discard(), "OK", { before: [["MULTI"]] }),
  call(exec(), ["PONG"], { before: [["MULTI"], ["PING"]] }),
  call(watch(["k"]), "OK"),
  call(unwatch(), "OK"),
];
