// LPUSH and the other commands on one list. What moves between lists or waits for one is in list-moves.ts.
// Arrays are enough: a test's lists are short.

import { type Answer, array, bulk, bulkOrNil, integer, nil, nilArray, ok } from "../answers.ts";
import {
  CommandError,
  parseCount,
  parseCountFrom,
  syntaxError,
  word,
  wrongArity,
} from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { find } from "../values.ts";
import { compareVersions } from "../versions.ts";

/** Commands on one list. */
export const listCommands: readonly CommandSpec[] = [
  { name: "lpush", arity: -3, flags: ["write"], run: (call) => push(call, "left") },
  { name: "rpush", arity: -3, flags: ["write"], run: (call) => push(call, "right") },
  { name: "lpushx", arity: -3, flags: ["write"], run: (call) => pushExisting(call, "left") },
  { name: "rpushx", arity: -3, flags: ["write"], run: (call) => pushExisting(call, "right") },
  { name: "lpop", arity: -2, flags: ["write"], run: (call) => pop(call, "left") },
  { name: "rpop", arity: -2, flags: ["write"], run: (call) => pop(call, "right") },
  {
    name: "llen",
    arity: 2,
    reads: firstKey,
    run: (call) => integer(itemsAt(call, argument(call, 0))?.length ?? 0),
  },
  { name: "lrange", arity: 4, reads: firstKey, run: lrange },
  { name: "lindex", arity: 3, reads: firstKey, run: lindex },
  { name: "linsert", arity: 5, flags: ["write"], run: linsert },
  { name: "lset", arity: 4, flags: ["write"], run: lset },
  { name: "lrem", arity: 4, flags: ["write"], run: lrem },
  { name: "ltrim", arity: 4, flags: ["write"], run: ltrim },
  { name: "lpos", arity: -3, since: "6.0.6", reads: firstKey, run: lpos },
];

/** An end of a list. */
export type End = "left" | "right";

/** A list's elements, to be changed in place; undefined without key. */
export function itemsAt(call: Call, key: Uint8Array): Uint8Array[] | undefined {
  return find(call, toBinary(key), "list")?.items;
}

/** Adds elements one after the other at one end; the list's length. */
export function pushItems(
  call: Call,
  key: Uint8Array,
  end: End,
  added: readonly Uint8Array[],
): number {
  const existing = itemsAt(call, key);
  const items = existing ?? [];
  if (end === "right") items.push(...added);
  else items.unshift(...added.toReversed());
  if (existing === undefined) call.database.set(toBinary(key), { type: "list", items });
  else call.database.touched(toBinary(key));
  return items.length;
}

/** Takes up to `count` elements from one end, that end first; undefined without key. */
export function takeItems(
  call: Call,
  key: Uint8Array,
  end: End,
  count: number,
): readonly Uint8Array[] | undefined {
  const items = itemsAt(call, key);
  if (items === undefined) return undefined;
  const taken =
    end === "left"
      ? items.splice(0, count)
      : items.splice(Math.max(items.length - count, 0), count).toReversed();
  if (taken.length > 0) call.database.touched(toBinary(key));
  return taken;
}

function push(call: Call, end: End): Answer {
  return integer(pushItems(call, argument(call, 0), end, call.args.slice(1)));
}

function pushExisting(call: Call, end: End): Answer {
  return itemsAt(call, argument(call, 0)) === undefined ? integer(0) : push(call, end);
}

function pop(call: Call, end: End): Answer {
  const [key = new Uint8Array(), given, ...rest] = call.args;
  if (rest.length > 0) throw wrongArity(end === "left" ? "lpop" : "rpop");
  if (given === undefined) return bulkOrNil(takeItems(call, key, end, 1)?.[0]);
  const count = parseCountFrom(0, given);
  const { session, core } = call;
  const isOld = compareVersions(core.settings.version, "7.0.0") < 0;
  // The key was not even looked at.
  if (isOld && count === 0) return nilArray(session.state.protocol);
  const taken = takeItems(call, key, end, count);
  if (taken === undefined) return isOld ? nil : nilArray(session.state.protocol);
  return array(taken.map(bulk));
}

/** The part that LRANGE and LTRIM name; negative positions count from the end. */
function slice(call: Call): readonly Uint8Array[] | undefined {
  const start = parseCount(call.args[1]);
  const stop = parseCount(call.args[2]);
  const items = itemsAt(call, argument(call, 0));
  if (items === undefined) return undefined;
  const from = start < 0 ? Math.max(items.length + start, 0) : start;
  const to = stop < 0 ? items.length + stop : stop;
  return items.slice(from, Math.max(to + 1, 0));
}

function lrange(call: Call): Answer {
  return array((slice(call) ?? []).map(bulk));
}

function ltrim(call: Call): Answer {
  const kept = slice(call);
  const items = itemsAt(call, argument(call, 0));
  if (kept === undefined || items === undefined) return ok;
  items.splice(0, items.length, ...kept);
  call.database.touched(toBinary(argument(call, 0)));
  return ok;
}

function lindex(call: Call): Answer {
  const items = itemsAt(call, argument(call, 0));
  return items === undefined ? nil : bulkOrNil(items.at(parseCount(call.args[1])));
}

function linsert(call: Call): Answer {
  const where = word(call.args[1]);
  if (where !== "BEFORE" && where !== "AFTER") throw syntaxError();
  const items = itemsAt(call, argument(call, 0));
  if (items === undefined) return integer(0);
  const pivot = toBinary(argument(call, 2));
  const at = items.findIndex((item) => toBinary(item) === pivot);
  if (at === -1) return integer(-1);
  items.splice(where === "BEFORE" ? at : at + 1, 0, argument(call, 3));
  call.database.touched(toBinary(argument(call, 0)));
  return integer(items.length);
}

function lset(call: Call): Answer {
  const items = itemsAt(call, argument(call, 0));
  if (items === undefined) throw new CommandError("ERR no such key");
  const index = parseCount(call.args[1]);
  const at = index < 0 ? items.length + index : index;
  if (items[at] === undefined) throw new CommandError("ERR index out of range");
  items[at] = argument(call, 2);
  call.database.touched(toBinary(argument(call, 0)));
  return ok;
}

/** A positive count removes from the left, a negative one from the right, 0 all. */
function lrem(call: Call): Answer {
  const count = parseCount(call.args[1]);
  const items = itemsAt(call, argument(call, 0));
  if (items === undefined) return integer(0);
  const wanted = toBinary(argument(call, 2));
  const places = [...items.keys()].filter(
    (at) => toBinary(items[at] ?? new Uint8Array()) === wanted,
  );
  const chosen = count < 0 ? places.slice(count) : places.slice(0, count === 0 ? undefined : count);
  for (const at of chosen.toReversed()) items.splice(at, 1);
  if (chosen.length > 0) call.database.touched(toBinary(argument(call, 0)));
  return integer(chosen.length);
}

interface LposOptions {
  rank: number;
  count: number | undefined;
  maxlen: number;
}

function parseLposOptions({ args }: Call): LposOptions {
  const options: LposOptions = { rank: 1, count: undefined, maxlen: 0 };
  for (let at = 2; at < args.length; at += 2) {
    const value = args[at + 1];
    if (value === undefined) throw syntaxError();
    switch (word(args[at])) {
      case "RANK":
        options.rank = parseRank(value);
        break;
      case "COUNT":
        options.count = parseCountFrom(0, value, "ERR COUNT can't be negative");
        break;
      case "MAXLEN":
        options.maxlen = parseCountFrom(0, value, "ERR MAXLEN can't be negative");
        break;
      default:
        throw syntaxError();
    }
  }
  return options;
}

function parseRank(value: Uint8Array): number {
  const rank = parseCount(value);
  if (rank === 0) {
    throw new CommandError(
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
        "or use negative to start from the end of the list",
    );
  }
  return rank;
}

function lpos(call: Call): Answer {
  const wanted = toBinary(argument(call, 1));
  const { rank, count, maxlen } = parseLposOptions(call);
  const items = itemsAt(call, argument(call, 0)) ?? [];
  const order = rank > 0 ? [...items.keys()] : [...items.keys()].toReversed();
  const found = (maxlen === 0 ? order : order.slice(0, maxlen))
    .filter((at) => toBinary(items[at] ?? new Uint8Array()) === wanted)
    .slice(Math.abs(rank) - 1);
  if (count === undefined) return found[0] === undefined ? nil : integer(found[0]);
  return array(found.slice(0, count === 0 ? undefined : count).map(integer));
}
