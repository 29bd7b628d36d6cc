// Random commands that meet each other on few keys.
// Few keys and few values, so that types, deadlines and transactions collide often.

import fc from "fast-check";
import type { Step, Verb } from "./step.ts";

const keys = fc.constantFrom("a", "b", "c", "d");
const values = fc.constantFrom("1", "x", "", "-7", "99999999999999999999");
const amounts = fc.constantFrom("1", "-1", "9223372036854775807", "x");
const farSeconds = fc.constantFrom("1000", "2000", "-1", "0");

/** Commands that meet each other on few keys; every reply can be compared. */
export const randomStep: fc.Arbitrary<Step> = fc.oneof(
  step("same", "GET", keys),
  step("same", "SET", keys, values),
  step("same", "SET", keys, values, fc.constantFrom("NX", "XX", "GET", "KEEPTTL")),
  step("same", "SET", keys, values, "EX", farSeconds),
  step("same", "SETNX", keys, values),
  step("same", "GETDEL", keys),
  step("same", "GETEX", keys, fc.constantFrom("EX", "PERSIST", "PX"), farSeconds),
  step("same", "APPEND", keys, values),
  step("same", "INCRBY", keys, amounts),
  step("same", "DECR", keys),
  step("same", "MGET", keys, keys),
  step("same", "MSET", keys, values, keys, values),
  step("same", "DEL", keys, keys),
  step("same", "EXISTS", keys, keys),
  step("same", "TYPE", keys),
  step("near", "PTTL", keys),
  step("same", "EXPIRE", keys, farSeconds, fc.constantFrom("NX", "XX", "GT", "LT")),
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
  step("same", "MULTI"),
  step("results", "EXEC"),
  step("same", "UNWATCH"),
  step("same", "DISCARD"),
  step("same", "WATCH", keys),
  step("same", "SELECT", fc.constantFrom("0", "1")),
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

function step(verb: Verb, ...words: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<Step> {
  const arbitraries = words.map((word) => (typeof word === "string" ? fc.constant(word) : word));
  return fc.tuple(...arbitraries).map((chosen): Step => Object.freeze<Step>([verb, ...chosen]));
}
