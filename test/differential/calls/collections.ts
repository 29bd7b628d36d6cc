// Calls of the groups list, set, sorted-set and geo.

import {
  blmove,
  blmpop,
  blpop,
  brpop,
  brpoplpush,
  bzmpop,
  bzpopmax,
  bzpopmin,
  geoadd,
  geodist,
  geohash,
  geopos,
  georadius,
  georadiusbymember,
  georadiusbymemberRo,
  georadiusRo,
  geosearch,
  geosearchstore,
  lindex,
  linsert,
  llen,
  lmove,
  lmpop,
  lpop,
  lpos,
  lpush,
  lpushx,
  lrange,
  lrem,
  lset,
  ltrim,
  rpop,
  rpoplpush,
  rpush,
  rpushx,
  sadd,
  scard,
  sdiff,
  sdiffstore,
  sinter,
  sintercard,
  sinterstore,
  sismember,
  smembers,
  smismember,
  smove,
  spop,
  srandmember,
  srem,
  sscan,
  sunion,
  sunionstore,
  zadd,
  zcard,
  zcount,
  zdiff,
  zdiffstore,
  zincrby,
  zinter,
  zintercard,
  zinterstore,
  zlexcount,
  zmpop,
  zmscore,
  zpopmax,
  zpopmin,
  zrandmember,
  zrange,
  zrangebylex,
  zrangebyscore,
  zrangestore,
  zrank,
  zrem,
  zremrangebylex,
  zremrangebyrank,
  zremrangebyscore,
  zrevrange,
  zrevrangebylex,
  zrevrangebyscore,
  zrevrank,
  zscan,
  zscore,
  zunion,
  zunionstore,
} from "@respite/resp";
import { expect } from "vitest";
import { call, type Call } from "./call.ts";

const l = [["RPUSH", "l", "a", "b", "c"]];
const s = [["SADD", "s", "a"]];
const pair = [
  ["SADD", "s", "a", "b"],
  ["SADD", "t", "a"],
];
const z = [["ZADD", "z", "1", "a", "2.5", "b", "inf", "c"]];
const zz = [...z, ["ZADD", "y", "1", "a"]];
const lex = [["ZADD", "x", "0", "a", "0", "b"]];
const geo = [
  ["GEOADD", "g", "13.361389", "38.115556", "Palermo", "15.087269", "37.502669", "Catania"],
];
const limit = { offset: 0, count: 1 };
const all = [
  { member: "a", score: 1 },
  { member: "b", score: 2.5 },
  { member: "c", score: Infinity },
];
const [first] = all;
const last = all[2];
const palermo = {
  longitude: expect.closeTo(13.361_389, 4),
  latitude: expect.closeTo(38.115_556, 4),
};
const near = { member: "Palermo", distance: expect.closeTo(190.4424, 3) };

export const lists: Call[] = [
  call(blmove("l", "d", "LEFT", "RIGHT", 1), "a", {
    before: l,
    peer: ["BLMOVE", "l", "d", "LEFT", "RIGHT", 1],
  }),
  call(
    blmpop(1, ["x", "l"], "LEFT", { count: 2 }),
    { key: "l", elements: ["a", "b"] },
    {
      before: l,
      peer: ["BLMPOP", 1, ["x", "l"], "LEFT", { COUNT: 2 }],
    },
  ),
  call(
    blpop(["x", "l"], 1),
    { key: "l", element: "a" },
    { before: l, peer: ["BLPOP", ["x", "l"], 1] },
  ),
  call(blpop("absent", 0.01), null, { peer: ["BLPOP", "absent", 0.01] }),
  call(brpop("l", 1), { key: "l", element: "c" }, { before: l, peer: ["BRPOP", "l", 1] }),
  call(brpoplpush("l", "d", 1), "c", { before: l, peer: ["BRPOPLPUSH", "l", "d", 1] }),
  call(lindex("l", -1), "c", { before: l, peer: ["LINDEX", "l", -1] }),
  call(linsert("l", "BEFORE", "b", "x"), 4, {
    before: l,
    peer: ["LINSERT", "l", "BEFORE", "b", "x"],
  }),
  call(llen("l"), 3, { before: l, peer: ["LLEN", "l"] }),
  call(lmove("l", "d", "RIGHT", "LEFT"), "c", {
    before: l,
    peer: ["LMOVE", "l", "d", "RIGHT", "LEFT"],
  }),
  call(
    lmpop("l", "RIGHT"),
    { key: "l", elements: ["c"] },
    { before: l, peer: ["LMPOP", "l", "RIGHT"] },
  ),
  call(lmpop("absent", "RIGHT"), null, { peer: ["LMPOP", "absent", "RIGHT"] }),
  call(lpop("l"), "a", { before: l, peer: ["LPOP", "l"] }),
  call(lpop("l", { count: 2 }), ["a", "b"], { before: l, peer: ["LPOP_COUNT", "l", 2] }),
  call(lpop("absent", { count: 2 }), null, { peer: ["LPOP_COUNT", "absent", 2] }),
  call(lpos("l", "b"), 1, { before: l, peer: ["LPOS", "l", "b"] }),
  call(lpos("l", "b", { rank: -1, count: 0, maxlen: 9 }), [1], {
    before: l,
    peer: ["LPOS_COUNT", "l", "b", 0, { RANK: -1, MAXLEN: 9 }],
  }),
  call(lpush("l", ["x", "y"]), 2, { peer: ["LPUSH", "l", ["x", "y"]] }),
  call(lpushx("l", "x"), 0, { peer: ["LPUSHX", "l", "x"] }),
  call(lrange("l", 0, -1), ["a", "b", "c"], { before: l, peer: ["LRANGE", "l", 0, -1] }),
  call(lrem("l", 0, "b"), 1, { before: l, peer: ["LREM", "l", 0, "b"] }),
  call(lset("l", 0, "x"), "OK", { before: l, peer: ["LSET", "l", 0, "x"] }),
  call(ltrim("l", 0, 1), "OK", { before: l, peer: ["LTRIM", "l", 0, 1] }),
  call(rpop("l"), "c", { before: l, peer: ["RPOP", "l"] }),
  call(rpop("l", { count: 2 }), ["c", "b"], { before: l, peer: ["RPOP_COUNT", "l", 2] }),
  call(rpoplpush("l", "d"), "c", { before: l, peer: ["RPOPLPUSH", "l", "d"] }),
  call(rpush("l", "x"), 1, { peer: ["RPUSH", "l", "x"] }),
  call(rpushx("l", ["x"]), 0, { peer: ["RPUSHX", "l", ["x"]] }),
];

export const sets: Call[] = [
  call(sadd("s", ["a", "b"]), 2, { peer: ["SADD", "s", ["a", "b"]] }),
  call(scard("s"), 1, { before: s, peer: ["SCARD", "s"] }),
  call(sdiff(["s", "t"]), ["b"], { before: pair, peer: ["SDIFF", ["s", "t"]] }),
  call(sdiffstore("d", ["s", "t"]), 1, { before: pair, peer: ["SDIFFSTORE", "d", ["s", "t"]] }),
  call(sinter(["s", "t"]), ["a"], { before: pair, peer: ["SINTER", ["s", "t"]] }),
  call(sintercard(["s", "t"], { limit: 5 }), 1, {
    before: pair,
    peer: ["SINTERCARD", ["s", "t"], { LIMIT: 5 }],
  }),
  call(sinterstore("d", ["s", "t"]), 1, { before: pair, peer: ["SINTERSTORE", "d", ["s", "t"]] }),
  call(sismember("s", "a"), true, { before: s, peer: ["SISMEMBER", "s", "a"] }),
  call(smembers("s"), ["a"], { before: s, peer: ["SMEMBERS", "s"] }),
  call(smismember("s", ["a", "x"]), [true, false], {
    before: s,
    peer: ["SMISMEMBER", "s", ["a", "x"]],
  }),
  call(smove("s", "t", "a"), true, { before: s, peer: ["SMOVE", "s", "t", "a"] }),
  call(spop("s"), "a", { before: s, peer: ["SPOP", "s"] }),
  call(spop("s", { count: 5 }), ["a"], { before: s, peer: ["SPOP_COUNT", "s", 5] }),
  call(srandmember("s"), "a", { before: s, peer: ["SRANDMEMBER", "s"] }),
  call(srandmember("s", { count: -2 }), ["a", "a"], {
    before: s,
    peer: ["SRANDMEMBER_COUNT", "s", -2],
  }),
  call(srem("s", "a"), 1, { before: s, peer: ["SREM", "s", "a"] }),
  call(
    sscan("s", "0", { match: "*", count: 10 }),
    { cursor: "0", members: ["a"] },
    {
      before: s,
      peer: ["SSCAN", "s", "0", { MATCH: "*", COUNT: 10 }],
    },
  ),
  call(sunion(["s", "absent"]), ["a"], { before: s, peer: ["SUNION", ["s", "absent"]] }),
  call(sunionstore("d", ["s", "t"]), 1, { before: s, peer: ["SUNIONSTORE", "d", ["s", "t"]] }),
];

export const sortedSets: Call[] = [
  call(
    bzmpop(1, ["x", "z"], "MIN", { count: 2 }),
    { key: "z", members: all.slice(0, 2) },
    {
      before: z,
      peer: ["BZMPOP", 1, ["x", "z"], "MIN", { COUNT: 2 }],
    },
  ),
  call(bzpopmax("z", 1), { key: "z", ...last }, { before: z, peer: ["BZPOPMAX", "z", 1] }),
  call(bzpopmin(["z"], 1), { key: "z", ...first }, { before: z, peer: ["BZPOPMIN", ["z"], 1] }),
  call(bzpopmin("absent", 0.01), null, { peer: ["BZPOPMIN", "absent", 0.01] }),
  call(zadd("z", { a: 1, b: -Infinity }), 2, {
    peer: [
      "ZADD",
      "z",
      [
        { score: 1, value: "a" },
        { score: -Infinity, value: "b" },
      ],
    ],
  }),
  call(zadd("z", new Map([["a", 1]]), { gt: true, ch: true }), 0, {
    before: z,
    peer: ["ZADD", "z", { score: 1, value: "a" }, { comparison: "GT", CH: true }],
  }),
  call(zadd("z", [{ member: "a", score: 1.5 }], { nx: true }), 1, {
    peer: ["ZADD", "z", { score: 1.5, value: "a" }, { condition: "NX" }],
  }),
  call(zadd("z", { a: 2 }, { incr: true }), 3, {
    before: z,
    peer: ["ZADD_INCR", "z", { score: 2, value: "a" }],
  }),
  call(zadd("z", { a: 2 }, { incr: true, nx: true }), null, {
    before: z,
    peer: ["ZADD_INCR", "z", { score: 2, value: "a" }, { condition: "NX" }],
  }),
  call(zcard("z"), 3, { before: z, peer: ["ZCARD", "z"] }),
  call(zcount("z", "(1", "+inf"), 2, { before: z, peer: ["ZCOUNT", "z", "(1", "+inf"] }),
  call(zdiff(["z", "y"]), ["b", "c"], { before: zz, peer: ["ZDIFF", ["z", "y"]] }),
  call(zdiff(["z", "y"], { withscores: true }), all.slice(1), {
    before: zz,
    peer: ["ZDIFF_WITHSCORES", ["z", "y"]],
  }),
  call(zdiffstore("d", ["z", "y"]), 2, { before: zz, peer: ["ZDIFFSTORE", "d", ["z", "y"]] }),
  call(zincrby("z", 1.5, "a"), 2.5, { before: z, peer: ["ZINCRBY", "z", 1.5, "a"] }),
  call(zinter(["z", "y"]), ["a"], { before: zz, peer: ["ZINTER", ["z", "y"]] }),
  call(
    zinter(["z", "y"], { weights: [2, 3], aggregate: "MAX", withscores: true }),
    [{ member: "a", score: 3 }],
    {
      before: zz,
      peer: [
        "ZINTER_WITHSCORES",
        [
          { key: "z", weight: 2 },
          { key: "y", weight: 3 },
        ],
        { AGGREGATE: "MAX" },
      ],
    },
  ),
  call(zintercard(["z", "y"], { limit: 3 }), 1, {
    before: zz,
    peer: ["ZINTERCARD", ["z", "y"], { LIMIT: 3 }],
  }),
  call(zinterstore("d", ["z", "y"], { aggregate: "MIN" }), 1, {
    before: zz,
    peer: ["ZINTERSTORE", "d", ["z", "y"], { AGGREGATE: "MIN" }],
  }),
  call(zlexcount("x", "-", "+"), 2, { before: lex, peer: ["ZLEXCOUNT", "x", "-", "+"] }),
  call(
    zmpop("z", "MAX"),
    { key: "z", members: [last] },
    { before: z, peer: ["ZMPOP", "z", "MAX"] },
  ),
  call(zmpop(["absent"], "MAX", { count: 2 }), null, {
    peer: ["ZMPOP", ["absent"], "MAX", { COUNT: 2 }],
  }),
  call(zmscore("z", ["a", "x"]), [1, null], { before: z, peer: ["ZMSCORE", "z", ["a", "x"]] }),
  call(zpopmax("z"), last, { before: z, peer: ["ZPOPMAX", "z"] }),
  call(zpopmax("absent"), null, { peer: ["ZPOPMAX", "absent"] }),
  call(zpopmax("z", { count: 2 }), [last, all[1]], { before: z, peer: ["ZPOPMAX_COUNT", "z", 2] }),
  call(zpopmin("z"), first, { before: z, peer: ["ZPOPMIN", "z"] }),
  call(zpopmin("z", { count: 2 }), all.slice(0, 2), { before: z, peer: ["ZPOPMIN_COUNT", "z", 2] }),
  call(zrandmember("y"), "a", { before: zz, peer: ["ZRANDMEMBER", "y"] }),
  call(zrandmember("y", { count: -2 }), ["a", "a"], {
    before: zz,
    peer: ["ZRANDMEMBER_COUNT", "y", -2],
  }),
  call(zrandmember("y", { count: -2, withscores: true }), [first, first], {
    before: zz,
    peer: ["ZRANDMEMBER_COUNT_WITHSCORES", "y", -2],
  }),
  call(zrange("z", 0, -1), ["a", "b", "c"], { before: z, peer: ["ZRANGE", "z", 0, -1] }),
  call(zrange("z", 0, -1, { withscores: true, rev: true }), all.toReversed(), {
    before: z,
    peer: ["ZRANGE_WITHSCORES", "z", 0, -1, { REV: true }],
  }),
  call(zrange("z", "(1", "+inf", { byscore: true, limit }), ["b"], {
    before: z,
    peer: ["ZRANGE", "z", "(1", "+inf", { BY: "SCORE", LIMIT: limit }],
  }),
  call(zrange("x", "-", "[a", { bylex: true }), ["a"], {
    before: lex,
    peer: ["ZRANGE", "x", "-", "[a", { BY: "LEX" }],
  }),
  call(zrangebylex("x", "-", "+", { limit }), ["a"], {
    before: lex,
    peer: ["ZRANGEBYLEX", "x", "-", "+", { LIMIT: limit }],
  }),
  call(zrangebyscore("z", 1, 3), ["a", "b"], { before: z, peer: ["ZRANGEBYSCORE", "z", 1, 3] }),
  call(zrangebyscore("z", "-inf", "+inf", { withscores: true, limit }), [first], {
    before: z,
    peer: ["ZRANGEBYSCORE_WITHSCORES", "z", "-inf", "+inf", { LIMIT: limit }],
  }),
  call(zrangestore("d", "z", 0, -1, { rev: true }), 3, {
    before: z,
    peer: ["ZRANGESTORE", "d", "z", 0, -1, { REV: true }],
  }),
  call(zrank("z", "b"), 1, { before: z, peer: ["ZRANK", "z", "b"] }),
  call(zrank("z", "x"), null, { before: z, peer: ["ZRANK", "z", "x"] }),
  call(zrem("z", ["a", "x"]), 1, { before: z, peer: ["ZREM", "z", ["a", "x"]] }),
  call(zremrangebylex("x", "-", "[a"), 1, {
    before: lex,
    peer: ["ZREMRANGEBYLEX", "x", "-", "[a"],
  }),
  call(zremrangebyrank("z", 0, 1), 2, { before: z, peer: ["ZREMRANGEBYRANK", "z", 0, 1] }),
  call(zremrangebyscore("z", 1, 2), 1, { before: z, peer: ["ZREMRANGEBYSCORE", "z", 1, 2] }),
  call(zrevrange("z", 0, 0, { withscores: true }), [last], { before: z }),
  call(zrevrangebylex("x", "+", "-"), ["b", "a"], { before: lex }),
  call(zrevrangebyscore("z", 3, 1), ["b", "a"], { before: z }),
  call(zrevrank("z", "b"), 1, { before: z, peer: ["ZREVRANK", "z", "b"] }),
  call(
    zscan("z", "0", { match: "*", count: 10 }),
    { cursor: "0", members: all },
    {
      before: z,
      peer: ["ZSCAN", "z", "0", { MATCH: "*", COUNT: 10 }],
    },
  ),
  call(zscore("z", "c"), Infinity, { before: z, peer: ["ZSCORE", "z", "c"] }),
  call(zunion(["z", "y"]), ["a", "b", "c"], { before: zz, peer: ["ZUNION", ["z", "y"]] }),
  call(zunion("y", { withscores: true }), [first], {
    before: zz,
    peer: ["ZUNION_WITHSCORES", "y"],
  }),
  call(zunionstore("d", ["z", "y"], { weights: [1, 2], aggregate: "SUM" }), 3, {
    before: zz,
    peer: [
      "ZUNIONSTORE",
      "d",
      [
        { key: "z", weight: 1 },
        { key: "y", weight: 2 },
      ],
      { AGGREGATE: "SUM" },
    ],
  }),
];

const centre = { longitude: 15, latitude: 37 };
export const places: Call[] = [
  call(geoadd("g", { longitude: 13.5, latitude: 38.5, member: "m" }, { nx: true, ch: true }), 1, {
    peer: [
      "GEOADD",
      "g",
      { longitude: 13.5, latitude: 38.5, member: "m" },
      { condition: "NX", CH: true },
    ],
  }),
  call(geodist("g", "Palermo", "Catania", { unit: "KM" }), expect.closeTo(166.2742, 3), {
    before: geo,
    peer: ["GEODIST", "g", "Palermo", "Catania", "KM"],
  }),
  call(geohash("g", ["Palermo", "x"]), ["sqc8b49rny0", null], {
    before: geo,
    peer: ["GEOHASH", "g", ["Palermo", "x"]],
  }),
  call(geopos("g", ["Palermo", "x"]), [palermo, null], {
    before: geo,
    peer: ["GEOPOS", "g", ["Palermo", "x"]],
  }),
  call(georadius("g", 15, 37, 100, "KM"), [{ member: "Catania" }], {
    before: geo,
    peer: ["GEORADIUS", "g", centre, 100, "KM"],
  }),
  call(
    georadius("g", 15, 37, 200, "KM", { withdist: true, count: 1, any: true, desc: true }),
    [near],
    {
      before: geo,
    },
  ),
  call(georadius("g", 15, 37, 200, "KM", { store: "d" }), 2, {
    before: geo,
    peer: ["GEORADIUS_STORE", "g", centre, 200, "KM", "d"],
  }),
  call(
    georadiusRo("g", 15, 37, 100, "KM", { withhash: true }),
    [{ member: "Catania", hash: 3_479_447_370_796_909 }],
    { before: geo, peer: ["GEORADIUS_RO_WITH", "g", centre, 100, "KM", ["WITHHASH"]] },
  ),
  call(georadiusRo("g", 15, 37, 100, "KM"), [{ member: "Catania" }], {
    before: geo,
    peer: ["GEORADIUS_RO", "g", centre, 100, "KM"],
  }),
  call(georadiusbymemberRo("g", "Palermo", 1, "M"), [{ member: "Palermo" }], {
    before: geo,
    peer: ["GEORADIUSBYMEMBER_RO", "g", "Palermo", 1, "M"],
  }),
  call(georadiusbymember("g", "Palermo", 1, "M", { storedist: "d" }), 1, {
    before: geo,
    peer: ["GEORADIUSBYMEMBER_STORE", "g", "Palermo", 1, "M", "d", { STOREDIST: true }],
  }),
  call(georadiusbymember("g", "Palermo", 1, "M"), [{ member: "Palermo" }], {
    before: geo,
    peer: ["GEORADIUSBYMEMBER", "g", "Palermo", 1, "M"],
  }),
  call(
    georadiusbymemberRo("g", "Palermo", 1, "M", { withcoord: true }),
    [{ member: "Palermo", position: palermo }],
    { before: geo, peer: ["GEORADIUSBYMEMBER_RO_WITH", "g", "Palermo", 1, "M", ["WITHCOORD"]] },
  ),
  call(geosearch("g", { member: "Palermo", radius: 1, unit: "KM" }), [{ member: "Palermo" }], {
    before: geo,
    peer: ["GEOSEARCH", "g", "Palermo", { radius: 1, unit: "KM" }],
  }),
  call(
    geosearch(
      "g",
      { ...centre, width: 400, height: 400, unit: "KM" },
      {
        asc: true,
        count: 5,
        any: true,
        withcoord: true,
        withdist: true,
        withhash: true,
      },
    ),
    [
      {
        member: "Catania",
        distance: expect.closeTo(56.4413, 3),
        hash: 3_479_447_370_796_909,
        position: {
          longitude: expect.closeTo(15.087_269, 4),
          latitude: expect.closeTo(37.502_669, 4),
        },
      },
      { ...near, hash: 3_479_099_956_230_698, position: palermo },
    ],
    {
      before: geo,
      peer: [
        "GEOSEARCH_WITH",
        "g",
        centre,
        { width: 400, height: 400, unit: "KM" },
        ["WITHCOORD", "WITHDIST", "WITHHASH"],
        { SORT: "ASC", COUNT: { value: 5, ANY: true } },
      ],
    },
  ),
  call(geosearchstore("d", "g", { member: "Palermo", radius: 1 }, { storedist: true }), 1, {
    before: geo,
    peer: ["GEOSEARCHSTORE", "d", "g", "Palermo", { radius: 1, unit: "M" }, { STOREDIST: true }],
  }),
];
