// HSET and the other commands on hashes.
// Fields keep the order in which they came, which a real server does not promise.

import { encodeUtf8 } from "../../../base/index.ts";
import {
  type Answer,
  array,
  binaryBulk,
  bulk,
  bulkOrNil,
  integer,
  map,
  nil,
  ok,
} from "../answers.ts";
import {
  CommandError,
  maxInt64,
  minInt64,
  parseInt64,
  syntaxError,
  word,
  wrongArity,
} from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { parseLongDouble } from "../long-double.ts";
import { parseCursor, scanMembers } from "../member-scan.ts";
import { parsePickCount, pickMany, pickOne } from "../random-picks.ts";
import { find } from "../values.ts";
import { emptyPage } from "./keys.ts";
import { sumOf } from "./string-parts.ts";
import { compareVersions } from "../versions.ts";

/** Commands on hashes. */
export const hashCommands: readonly CommandSpec[] = [
  { name: "hset", arity: -4, flags: ["write"], run: (call) => integer(setFields(call, "hset")) },
  {
    name: "hmset",
    arity: -4,
    flags: ["write"],
    run: (call) => {
      setFields(call, "hmset");
      return ok;
    },
  },
  { name: "hsetnx", arity: 4, flags: ["write"], run: hsetnx },
  { name: "hget", arity: 3, reads: firstKey, run: (call) => bulkOrNil(field(call)) },
  { name: "hmget", arity: -3, reads: firstKey, run: hmget },
  {
    name: "hexists",
    arity: 3,
    reads: firstKey,
    run: (call) => integer(field(call) === undefined ? 0 : 1),
  },
  { name: "hlen", arity: 2, reads: firstKey, run: (call) => integer(read(call)?.size ?? 0) },
  {
    name: "hstrlen",
    arity: 3,
    reads: firstKey,
    run: (call) => integer(field(call)?.length ?? 0),
  },
  { name: "hgetall", arity: 2, reads: firstKey, run: hgetall },
  {
    name: "hkeys",
    arity: 2,
    reads: firstKey,
    run: (call) => array([...(read(call)?.keys() ?? [])].map(binaryBulk)),
  },
  {
    name: "hvals",
    arity: 2,
    reads: firstKey,
    run: (call) => array([...(read(call)?.values() ?? [])].map(bulk)),
  },
  { name: "hdel", arity: -3, flags: ["write"], run: hdel },
  { name: "hincrby", arity: 4, flags: ["write"], run: hincrby },
  { name: "hincrbyfloat", arity: 4, flags: ["write"], run: hincrbyfloat },
  { name: "hrandfield", arity: -2, since: "6.2.0", reads: firstKey, run: hrandfield },
  { name: "hscan", arity: -3, reads: firstKey, run: hscan },
];

function read(call: Call): Map<string, Uint8Array> | undefined {
  return find(call, toBinary(argument(call, 0)), "hash")?.fields;
}

function field(call: Call): Uint8Array | undefined {
  return read(call)?.get(toBinary(argument(call, 1)));
}

/** Applies changes to the hash, making it if there is none. */
function change(
  call: Call,
  entries: readonly (readonly [name: string, value: Uint8Array])[],
): void {
  const key = toBinary(argument(call, 0));
  const existing = read(call);
  const fields = existing ?? new Map<string, Uint8Array>();
  for (const [name, value] of entries) fields.set(name, value);
  if (existing === undefined) call.database.set(key, { type: "hash", fields });
  else call.database.touched(key);
}

/** The number of fields that are new. */
function setFields(call: Call, command: string): number {
  if (call.args.length % 2 === 0) throw wrongArity(command);
  const before = read(call)?.size ?? 0;
  const names = call.args.slice(1).filter((_word, at) => at % 2 === 0);
  change(
    call,
    names.map((name, at) => [toBinary(name), argument(call, 2 * at + 2)]),
  );
  return (read(call)?.size ?? 0) - before;
}

function hsetnx(call: Call): Answer {
  if (field(call) !== undefined) return integer(0);
  change(call, [[toBinary(argument(call, 1)), argument(call, 2)]]);
  return integer(1);
}

function hmget(call: Call): Answer {
  const fields = read(call);
  return array(call.args.slice(1).map((name) => bulkOrNil(fields?.get(toBinary(name)))));
}

function hgetall(call: Call): Answer {
  return map([...(read(call) ?? [])].map(([name, value]) => [binaryBulk(name), bulk(value)]));
}

function hdel(call: Call): Answer {
  const fields = read(call);
  const gone = call.args.slice(1).filter((name) => fields?.delete(toBinary(name)) === true);
  if (gone.length > 0) call.database.touched(toBinary(argument(call, 0)));
  return integer(gone.length);
}

function hincrby(call: Call): Answer {
  const by = parseInt64(call.args[2]);
  const current = field(call);
  const before =
    current === undefined ? 0n : parseInt64(current, "ERR hash value is not an integer");
  const sum = before + by;
  if (sum < minInt64 || sum > maxInt64) {
    throw new CommandError("ERR increment or decrement would overflow");
  }
  change(call, [[toBinary(argument(call, 1)), encodeUtf8(String(sum))]]);
  return integer(sum);
}

function hincrbyfloat(call: Call): Answer {
  const by = argument(call, 2);
  const parsed = parseLongDouble(toBinary(by));
  if (parsed === undefined) throw new CommandError("ERR value is not a valid float");
  if (parsed === "infinite") {
    // Before 7.0 it was the sum that could not be, and the field was read first.
    if (compareVersions(call.core.settings.version, "7.0.0") < 0) {
      sumOf(field(call), encodeUtf8("0"), "ERR hash value is not a float");
      throw new CommandError("ERR increment would produce NaN or Infinity");
    }
    throw new CommandError("ERR value is NaN or Infinity");
  }
  const sum = encodeUtf8(sumOf(field(call), by, "ERR hash value is not a float"));
  change(call, [[toBinary(argument(call, 1)), sum]]);
  return bulk(sum);
}

function hrandfield(call: Call): Answer {
  const random = (): number => call.core.environment.random();
  if (call.args.length === 1) {
    const name = pickOne([...(read(call)?.keys() ?? [])], random);
    return name === undefined ? nil : binaryBulk(name);
  }
  parsePickCount(call.args[1]);
  const withValues = word(call.args[2]) === "WITHVALUES";
  if (call.args.length > 3 || (call.args.length === 3 && !withValues)) throw syntaxError();
  const count = parsePickCount(call.args[1], withValues ? 2 : 1);
  const picked = pickMany([...(read(call) ?? [])], count, random);
  if (!withValues) return array(picked.map(([name]) => binaryBulk(name)));
  const pairs = picked.map(([name, value]) => [binaryBulk(name), bulk(value)]);
  return array(call.session.state.protocol === 2 ? pairs.flat() : pairs.map(array));
}

function hscan(call: Call): Answer {
  parseCursor(call.args[1]);
  const fields = read(call);
  if (fields === undefined) return emptyPage;
  return scanMembers([...fields.keys()], call.args.slice(1), (name) => [
    binaryBulk(name),
    bulkOrNil(fields.get(name)),
  ]);
}
