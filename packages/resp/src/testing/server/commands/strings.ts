// GET, SET and the commands on strings and counters.
// Counters are 64-bit integers: bigint, so that overflow is an error as in the server.

import { type Answer, array, bulk, bulkOrNil, integer, nil, ok } from "../answers.ts";
import {
  CommandError,
  maxInt64,
  minInt64,
  parseInt64,
  syntaxError,
  word,
  wrongType,
} from "../arguments.ts";
import { encodeUtf8 } from "../../../base/index.ts";
import { concatBytes, toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import type { Entry } from "../database.ts";
import { unpaired } from "../old-words.ts";
import { deadlineOf } from "./deadlines.ts";

/** Commands on strings. */
export const stringCommands: readonly CommandSpec[] = [
  {
    name: "get",
    arity: 2,
    reads: firstKey,
    run: (call) => bulkOrNil(readString(call, keyOf(call, 0))),
  },
  { name: "set", arity: -3, flags: ["write"], run: set },
  { name: "setnx", arity: 3, flags: ["write"], run: setnx },
  { name: "setex", arity: 4, flags: ["write"], run: (call) => setWithTtl(call, "EX") },
  { name: "psetex", arity: 4, flags: ["write"], run: (call) => setWithTtl(call, "PX") },
  { name: "getset", arity: 3, flags: ["write"], run: getset },
  { name: "getdel", arity: 2, flags: ["write"], since: "6.2.0", run: getdel },
  { name: "getex", arity: -2, flags: ["write"], since: "6.2.0", run: getex },
  { name: "mget", arity: -2, reads: (args) => args, run: mget },
  { name: "mset", arity: -3, flags: ["write"], run: mset },
  { name: "append", arity: 3, flags: ["write"], run: append },
  {
    name: "strlen",
    arity: 2,
    reads: firstKey,
    run: (call) => integer(readString(call, keyOf(call, 0))?.length ?? 0),
  },
  { name: "getrange", arity: 4, reads: firstKey, run: getrange },
  { name: "substr", arity: 4, reads: firstKey, run: getrange },
  { name: "incr", arity: 2, flags: ["write"], run: (call) => addTo(call, 1n) },
  { name: "decr", arity: 2, flags: ["write"], run: (call) => addTo(call, -1n) },
  {
    name: "incrby",
    arity: 3,
    flags: ["write"],
    run: (call) => addTo(call, parseInt64(call.args[1])),
  },
  { name: "decrby", arity: 3, flags: ["write"], run: decrby },
];

/** Negative positions count from the end; both ends belong to the range. */
function getrange(call: Call): Answer {
  const first = Number(parseInt64(call.args[1]));
  const last = Number(parseInt64(call.args[2]));
  const bytes = readString(call, keyOf(call, 0));
  if (bytes === undefined || (first < 0 && last < 0 && first > last)) return bulk("");
  const start = Math.max(first < 0 ? bytes.length + first : first, 0);
  const end = Math.max(last < 0 ? bytes.length + last : last, 0);
  return bulk(bytes.subarray(start, Math.max(end + 1, start)));
}

function keyOf(call: Call, index: number): string {
  return toBinary(argument(call, index));
}

/** The string at `key`; another type is an error. */
function readString({ database }: Call, key: string): Uint8Array | undefined {
  const entry = database.find(key);
  if (entry === undefined) return undefined;
  if (entry.value.type !== "string") throw wrongType();
  return entry.value.bytes;
}

interface SetOptions {
  condition?: "NX" | "XX";
  get?: boolean;
  keepTtl?: boolean;
  expiresAtMs?: number | undefined;
}

function set(call: Call): Answer {
  const key = keyOf(call, 0);
  const value = argument(call, 1);
  const options = parseSetOptions(call);
  const before = call.database.find(key);
  const old = options.get === true ? bulkOrNil(readString(call, key)) : undefined;
  if (conditionHolds(options.condition, before)) {
    const expiresAtMs = options.keepTtl === true ? before?.expiresAtMs : options.expiresAtMs;
    storeString(call, key, { bytes: value, expiresAtMs });
    return old ?? ok;
  }
  return old ?? nil;
}

function conditionHolds(condition: "NX" | "XX" | undefined, before: Entry | undefined): boolean {
  if (condition === undefined) return true;
  return condition === "NX" ? before === undefined : before !== undefined;
}

function parseSetOptions(call: Call): SetOptions {
  const options: SetOptions = {};
  let deadline: { unit: string; amount: Uint8Array } | undefined;
  for (let at = 2; at < call.args.length; at += 1) {
    const name = word(call.args[at]);
    const next = call.args[at + 1];
    if ((name === "NX" || name === "XX") && (options.condition ?? name) === name) {
      options.condition = name;
    } else if (name === "GET") {
      options.get = true;
    } else if (name === "KEEPTTL" && deadline === undefined) {
      options.keepTtl = true;
    } else if (isUnit(name) && next !== undefined && !deadline && options.keepTtl !== true) {
      deadline = { unit: name, amount: next };
      at += 1;
    } else {
      throw syntaxError();
    }
  }
  if (deadline !== undefined) {
    options.expiresAtMs = deadlineOf(call, { ...deadline, command: "set", positive: true });
  }
  return options;
}

function isUnit(name: string): boolean {
  return name === "EX" || name === "PX" || name === "EXAT" || name === "PXAT";
}

/** Stores a string; a deadline that has passed deletes the key instead. */
function storeString(
  { database, core }: Call,
  key: string,
  { bytes, expiresAtMs }: { bytes: Uint8Array; expiresAtMs?: number | undefined },
): void {
  if (expiresAtMs !== undefined && expiresAtMs < core.now()) {
    database.delete(key);
  } else {
    database.set(key, { type: "string", bytes }, expiresAtMs);
  }
}

function setnx(call: Call): Answer {
  const key = keyOf(call, 0);
  if (call.database.find(key) !== undefined) return integer(0);
  storeString(call, key, { bytes: argument(call, 1) });
  return integer(1);
}

function setWithTtl(call: Call, unit: "EX" | "PX"): Answer {
  const command = unit === "EX" ? "setex" : "psetex";
  const amount = argument(call, 1);
  const expiresAtMs = deadlineOf(call, { unit, amount, command, positive: true });
  storeString(call, keyOf(call, 0), { bytes: argument(call, 2), expiresAtMs });
  return ok;
}

function getset(call: Call): Answer {
  const key = keyOf(call, 0);
  const old = bulkOrNil(readString(call, key));
  storeString(call, key, { bytes: argument(call, 1) });
  return old;
}

function getdel(call: Call): Answer {
  const key = keyOf(call, 0);
  const old = bulkOrNil(readString(call, key));
  call.database.delete(key);
  return old;
}

function getex(call: Call): Answer {
  const key = keyOf(call, 0);
  const option = parseGetexOption(call);
  const value = readString(call, key);
  if (value === undefined) return nil;
  if (option === "persist") {
    const { expiresAtMs } = call.database.find(key) ?? {};
    if (expiresAtMs !== undefined) call.database.expireAt(key, undefined);
  } else if (option !== undefined) {
    const expiresAtMs = deadlineOf(call, { ...option, command: "getex", positive: true });
    if (expiresAtMs < call.core.now()) call.database.delete(key);
    else call.database.expireAt(key, expiresAtMs);
  }
  return bulk(value);
}

/** The amount is looked at only if the key is there. */
function parseGetexOption(
  call: Call,
): { unit: string; amount: Uint8Array } | "persist" | undefined {
  const [, option, amount, ...rest] = call.args;
  if (option === undefined) return undefined;
  const unit = word(option);
  if (unit === "PERSIST" && amount === undefined) return "persist";
  if (!isUnit(unit) || amount === undefined || rest.length > 0) throw syntaxError();
  return { unit, amount };
}

/** Unlike GET, a key of another type reads as missing. */
function mget(call: Call): Answer {
  return array(
    call.args.map((key) => {
      const value = call.database.find(toBinary(key))?.value;
      return value?.type === "string" ? bulk(value.bytes) : nil;
    }),
  );
}

function mset(call: Call): Answer {
  if (call.args.length % 2 !== 0) {
    throw unpaired(call.core.settings.version, "mset");
  }
  for (let at = 0; at < call.args.length; at += 2) {
    storeString(call, keyOf(call, at), { bytes: argument(call, at + 1) });
  }
  return ok;
}

function append(call: Call): Answer {
  const key = keyOf(call, 0);
  const bytes = concatBytes([readString(call, key) ?? new Uint8Array(), argument(call, 1)]);
  const expiresAtMs = call.database.find(key)?.expiresAtMs;
  storeString(call, key, { bytes, expiresAtMs });
  return integer(bytes.length);
}

function decrby(call: Call): Answer {
  const amount = parseInt64(call.args[1]);
  if (amount === minInt64) throw new CommandError("ERR decrement would overflow");
  return addTo(call, -amount);
}

function addTo(call: Call, amount: bigint): Answer {
  const key = keyOf(call, 0);
  const current = readString(call, key);
  const sum = (current === undefined ? 0n : parseInt64(current)) + amount;
  if (sum < minInt64 || sum > maxInt64) {
    throw new CommandError("ERR increment or decrement would overflow");
  }
  const expiresAtMs = call.database.find(key)?.expiresAtMs;
  storeString(call, key, { bytes: encodeUtf8(String(sum)), expiresAtMs });
  return integer(sum);
}
