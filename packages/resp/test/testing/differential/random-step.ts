// Random commands that meet each other on few keys.
// Few keys and few values, so that types, deadlines and transactions collide often.

import fc from "fast-check";
import type { Step, Verb } from "./step.ts";

const keys = fc.constantFrom("a", "b", "c", "d");
const values = fc.constantFrom("1", "x", "", "-7", "99999999999999999999");
const amounts = fc.constantFrom("1", "-1", "9223372036854775807", "x");
const farSeconds = fc.constantFrom("1000", "2000", "-1", "0");
const farTimes = fc.constantFrom("4000000000", "4000000001", "1");
const floats = fc.constantFrom("0.1", "-2.5", "3", "1e17", "-inf", "x");
const places = fc.constantFrom("0", "1", "2", "-1", "-2", "5");
const ends = fc.constantFrom("LEFT", "RIGHT");

const bits = fc.constantFrom("0", "1", "7", "8", "100", "-1");
const integerTypes = fc.constantFrom("u1", "i3", "u8", "i16", "u63", "i64");
const overflows = fc.constantFrom("WRAP", "SAT", "FAIL");

const steps = [
  step("same", "GET", keys),
  step("same", "SET", keys, values),
  step("same", "SET", keys, values, fc.constantFrom("NX", "XX", "GET", "KEEPTTL")),
  step("same", "SET", keys, values, "EX", farSeconds),
  step("same", "SETNX", keys, values),
  step("same", "GETDEL", keys),
  step("same", "GETEX", keys, fc.constantFrom("EX", "PERSIST"), farSeconds),
  step("same", "GETEX", keys, "PX", fc.constantFrom("1000000", "0")),
  step("same", "APPEND", keys, values),
  step("same", "INCRBY", keys, amounts),
  step("same", "DECR", keys),
  step("same", "MGET", keys, keys),
  step("same", "MSET", keys, values, keys, values),
  step("same", "DEL", keys, keys),
  step("same", "EXISTS", keys, keys),
  step("same", "TYPE", keys),
  step("near", "PTTL", keys),
  step("same", "EXPIRE", keys, farSeconds, fc.constantFrom("NX", "XX")),
  // Absolute: which of two times from now is later hangs on the millisecond they are said in.
  step("same", "EXPIREAT", keys, farTimes, fc.constantFrom("NX", "XX", "GT", "LT")),
  step("same", "PERSIST", keys),
  step("sorted", "KEYS", fc.constantFrom("*", "[a-b]", "[^a]", "?", "\\a", "a*")),
  step("sorted", "SCAN", "0", "COUNT", "100", "TYPE", fc.constantFrom("string", "list", "set")),
  step("same", "DBSIZE"),
  step("same", "HSET", keys, values, values),
  step("sorted", "HGETALL", keys),
  step("same", "HDEL", keys, values),
  step("same", "LPUSH", keys, values, values),
  step("same", "RPUSH", keys, values),
  step("same", "LPOP", keys),
  step("same", "RPOP", keys, fc.constantFrom("0", "1", "5", "-1")),
  step("same", "LRANGE", keys, fc.constantFrom("0", "-2", "1"), fc.constantFrom("-1", "0", "5")),
  step("same", "SADD", keys, values, values),
  step("sorted", "SMEMBERS", keys),
  step("same", "SREM", keys, values),
  step("same", "SETRANGE", keys, fc.constantFrom("0", "3", "-1"), values),
  step("same", "GETRANGE", keys, places, places),
  step("same", "INCRBYFLOAT", keys, floats),
  step("same", "MSETNX", keys, values, keys, values),
  step("same", "LCS", keys, keys, fc.constantFrom("LEN", "IDX")),
  step("same", "RENAME", keys, keys),
  step("same", "RENAMENX", keys, keys),
  step("same", "COPY", keys, keys),
  step("same", "COPY", keys, keys, "REPLACE"),
  step("same", "MOVE", keys, fc.constantFrom("0", "1")),
  step("same", "HMGET", keys, values, values),
  step("same", "HSETNX", keys, values, values),
  step("same", "HSTRLEN", keys, values),
  step("sorted", "HKEYS", keys),
  step("sorted", "HVALS", keys),
  step("same", "HINCRBY", keys, values, amounts),
  step("same", "HINCRBYFLOAT", keys, values, floats),
  step("same", "LPUSHX", keys, values),
  step("same", "LINDEX", keys, places),
  step("same", "LINSERT", keys, fc.constantFrom("BEFORE", "AFTER"), values, values),
  step("same", "LSET", keys, places, values),
  step("same", "LREM", keys, places, values),
  step("same", "LTRIM", keys, places, places),
  step("same", "LPOS", keys, values, "RANK", places, "COUNT", "0"),
  step("same", "LMOVE", keys, keys, ends, ends),
  step("same", "RPOPLPUSH", keys, keys),
  step("same", "LMPOP", "2", keys, keys, ends),
  step("same", "SMOVE", keys, keys, values),
  step("same", "SMISMEMBER", keys, values, values),
  step("sorted", "SINTER", keys, keys),
  step("sorted", "SUNION", keys, keys),
  step("sorted", "SDIFF", keys, keys),
  step("same", "SINTERSTORE", keys, keys, keys),
  step("same", "SUNIONSTORE", keys, keys, keys),
  step("same", "SDIFFSTORE", keys, keys, keys),
  step("same", "SINTERCARD", "2", keys, keys, "LIMIT", fc.constantFrom("0", "1")),
  step("same", "ZADD", keys, floats, values, floats, values),
  step("same", "ZADD", keys, fc.constantFrom("NX", "XX", "GT", "LT", "CH", "INCR"), floats, values),
  step("same", "ZINCRBY", keys, floats, values),
  step("same", "ZSCORE", keys, values),
  step("same", "ZRANK", keys, values),
  step("same", "ZREM", keys, values),
  step("same", "ZRANGE", keys, places, places, "WITHSCORES"),
  step("same", "ZRANGE", keys, places, places, "REV"),
  step("same", "ZRANGE", keys, floats, floats, "BYSCORE", "WITHSCORES"),
  // Not BYLEX: over members of different scores the server's answer is unspecified; the scripts have it.
  // No negative offset: newer servers count it from the end in one encoding, and not in the other.
  step(
    "same",
    "ZRANGEBYSCORE",
    keys,
    "-inf",
    "(1",
    "LIMIT",
    fc.constantFrom("0", "1", "5"),
    places,
  ),
  step("same", "ZREVRANGE", keys, places, places, "WITHSCORES"),
  step("same", "ZRANGESTORE", keys, keys, places, places),
  step("same", "ZCOUNT", keys, floats, "+inf"),
  step("same", "ZREMRANGEBYRANK", keys, places, places),
  step("same", "ZPOPMIN", keys),
  step("same", "ZPOPMAX", keys, "2"),
  step("same", "ZMPOP", "2", keys, keys, "MIN", "COUNT", "2"),
  step("same", "ZUNION", "2", keys, keys, "WITHSCORES"),
  step("same", "ZINTERSTORE", keys, "2", keys, keys, "WEIGHTS", "2", "0.5"),
  step("same", "ZUNIONSTORE", keys, "2", keys, keys, "AGGREGATE", fc.constantFrom("MIN", "MAX")),
  step("same", "ZDIFF", "2", keys, keys, "WITHSCORES"),
  step("same", "ZINTERCARD", "2", keys, keys),
  step("sorted", "HSCAN", keys, "0"),
  step("sorted", "SSCAN", keys, "0", "MATCH", "*"),
  step("same", "SETBIT", keys, bits, fc.constantFrom("0", "1", "2")),
  step("same", "GETBIT", keys, bits),
  step("same", "BITCOUNT", keys, places, places, fc.constantFrom("BYTE", "BIT")),
  step("same", "BITCOUNT", keys),
  step("same", "BITPOS", keys, fc.constantFrom("0", "1"), places, places),
  step("same", "BITPOS", keys, fc.constantFrom("0", "1"), places),
  step("same", "BITOP", fc.constantFrom("AND", "OR", "XOR"), keys, keys, keys),
  step("same", "BITOP", "NOT", keys, keys),
  step("same", "BITFIELD", keys, "SET", integerTypes, bits, amounts, "GET", integerTypes, bits),
  step("same", "BITFIELD", keys, "OVERFLOW", overflows, "INCRBY", integerTypes, bits, amounts),
  step("same", "BITFIELD_RO", keys, "GET", integerTypes, bits),
  step("same", "SORT", keys, "ALPHA", fc.constantFrom("ASC", "DESC"), "LIMIT", places, places),
  // Weights may be equal, and then a real server keeps the order of its hash table: nothing is stored.
  step("sorted", "SORT", keys, "ALPHA", "BY", "c*", "GET", "#", "GET", "*"),
  // With a limit: two for each, stored again and again, would double the list every time.
  step("same", "SORT", keys, "ALPHA", "LIMIT", "0", "3", "GET", "#", "GET", "*", "STORE", keys),
  step("same", "SORT_RO", keys, "ALPHA", "GET", "#", "GET", "*"),
  step("sorted", "SORT", keys, "BY", "nosort", "GET", "d*->x"),
  step("loosely", "OBJECT", "ENCODING", keys),
  step("same", "DUMP", fc.constantFrom("none", "neither")),
  step("same", "MULTI"),
  step("results", "EXEC"),
  step("same", "UNWATCH"),
  step("same", "DISCARD"),
  step("same", "WATCH", keys),
  step("same", "SELECT", fc.constantFrom("0", "1")),
];

/** Commands that meet each other on few keys; every reply can be compared. */
export const randomStep: fc.Arbitrary<Step> = fc.oneof(...steps.map(({ arbitrary }) => arbitrary));

/** The commands of one type, and those on keys: what is stored grows where types don't collide. */
export const randomStepOf: Readonly<Record<string, fc.Arbitrary<Step>>> = Object.fromEntries(
  Object.entries({
    strings: /^(GET|SET|GETDEL|APPEND|INCRBY|DECR|MGET|MSET|SETRANGE|GETRANGE|INCRBYFLOAT|LCS)$/,
    bits: /^(SET|GET|APPEND|.*BIT.*)$/,
    "what is sorted": /^([LR]PUSH|[SZ]ADD|SET|HSET|SORT.*)$/,
    hashes: /^H/,
    lists: /^(L(?!CS)|RP)/,
    sets: /^S(?!ET|CAN|ELECT)/,
    "sorted sets": /^(Z|SADD)/,
  }).map(([name, family]) => {
    const own = steps.filter((one) => family.test(one.name));
    const shared = steps.filter((one) => /^(RENAME|COPY|DEL)$/.test(one.name));
    return [name, fc.oneof(...[...own, ...own, ...shared].map(({ arbitrary }) => arbitrary))];
  }),
);

/** Patterns of the characters that mean something, and of some that don't. */
export const randomPattern: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom("*", "?", "[", "]", "^", "-", "\\", "a", "b", "c"),
  maxLength: 8,
});

/** Names that such patterns can match. */
export const randomName: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom("*", "[", "]", "^", "-", "\\", "a", "b", "c"),
  minLength: 1,
  maxLength: 5,
});

function step(
  verb: Verb,
  name: string,
  ...words: (string | fc.Arbitrary<string>)[]
): { name: string; arbitrary: fc.Arbitrary<Step> } {
  const arbitraries = words.map((word) => (typeof word === "string" ? fc.constant(word) : word));
  const arbitrary = fc
    .tuple(...arbitraries)
    .map((chosen): Step => Object.freeze<Step>([verb, name, ...chosen]));
  return { name, arbitrary };
}
