// SADD and the other commands on sets.
// Members keep the order in which they came, which a real server does not promise.

import { type Answer, array, binaryBulk, integer, nil, set } from "../answers.ts";
import { CommandError, parseCountFrom, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, countedKeys, firstKey } from "../command.ts";
import { parseCursor, scanMembers } from "../member-scan.ts";
import { parsePickCount, pickMany, pickOne } from "../random-picks.ts";
import { find, storeResult } from "../values.ts";
import { emptyPage } from "./keys.ts";

/** Commands on sets. */
export const setCommands: readonly CommandSpec[] = [
  { name: "sadd", arity: -3, flags: ["write"], run: sadd },
  { name: "srem", arity: -3, flags: ["write"], run: srem },
  { name: "smove", arity: 4, flags: ["write"], run: smove },
  { name: "spop", arity: -2, flags: ["write"], run: spop },
  { name: "srandmember", arity: -2, reads: firstKey, run: srandmember },
  { name: "scard", arity: 2, reads: firstKey, run: (call) => integer(read(call)?.size ?? 0) },
  { name: "sismember", arity: 3, reads: firstKey, run: (call) => isMember(call, 1) },
  {
    name: "smismember",
    arity: -3,
    since: "6.2.0",
    reads: firstKey,
    run: (call) => array(call.args.slice(1).map((_member, at) => isMember(call, at + 1))),
  },
  {
    name: "smembers",
    arity: 2,
    reads: firstKey,
    run: (call) => set([...(read(call) ?? [])].map(binaryBulk)),
  },
  { name: "sscan", arity: -3, reads: firstKey, run: sscan },
  ...Object.entries({ sinter: intersection, sunion: union, sdiff: difference }).flatMap(
    ([name, combine]): CommandSpec[] => [
      {
        name,
        arity: -2,
        reads: (args) => args,
        run: (call) => set([...combine(setsAt(call, call.args))].map(binaryBulk)),
      },
      {
        name: `${name}store`,
        arity: -3,
        flags: ["write"],
        run: (call) => store(call, combine(setsAt(call, call.args.slice(1)))),
      },
    ],
  ),
  { name: "sintercard", arity: -3, since: "7.0.0", reads: countedKeys, run: sintercard },
];

type Members = ReadonlySet<string>;

function read(call: Call): Set<string> | undefined {
  return find(call, toBinary(argument(call, 0)), "set")?.members;
}

function setsAt(call: Call, keys: readonly Uint8Array[]): readonly Members[] {
  return keys.map((key) => find(call, toBinary(key), "set")?.members ?? new Set<string>());
}

function add(call: Call, key: string, added: readonly string[]): number {
  const existing = find(call, key, "set")?.members;
  const members = existing ?? new Set<string>();
  const before = members.size;
  for (const member of added) members.add(member);
  if (existing === undefined) call.database.set(key, { type: "set", members });
  else if (members.size > before) call.database.touched(key);
  return members.size - before;
}

function remove(call: Call, key: string, removed: readonly string[]): number {
  const members = find(call, key, "set")?.members;
  const gone = removed.filter((member) => members?.delete(member) === true);
  if (gone.length > 0) call.database.touched(key);
  return gone.length;
}

function sadd(call: Call): Answer {
  const [key = "", ...members] = call.args.map(toBinary);
  return integer(add(call, key, members));
}

function srem(call: Call): Answer {
  const [key = "", ...members] = call.args.map(toBinary);
  return integer(remove(call, key, members));
}

function smove(call: Call): Answer {
  const [from = "", to = "", member = ""] = call.args.map(toBinary);
  const members = read(call);
  if (members === undefined) return integer(0);
  find(call, to, "set");
  if (from === to) return integer(members.has(member) ? 1 : 0);
  if (remove(call, from, [member]) === 0) return integer(0);
  add(call, to, [member]);
  return integer(1);
}

function isMember(call: Call, index: number): Answer {
  return integer(read(call)?.has(toBinary(argument(call, index))) === true ? 1 : 0);
}

function spop(call: Call): Answer {
  if (call.args.length > 2) throw syntaxError();
  const random = (): number => call.core.environment.random();
  const count = call.args[1] === undefined ? undefined : parseCountFrom(0, call.args[1]);
  const picked = pickMany([...(read(call) ?? [])], count ?? 1, random);
  remove(call, toBinary(argument(call, 0)), picked);
  if (count !== undefined) return set(picked.map(binaryBulk));
  return picked[0] === undefined ? nil : binaryBulk(picked[0]);
}

function srandmember(call: Call): Answer {
  if (call.args.length > 2) throw syntaxError();
  const random = (): number => call.core.environment.random();
  if (call.args[1] === undefined) {
    const member = pickOne([...(read(call) ?? [])], random);
    return member === undefined ? nil : binaryBulk(member);
  }
  const count = parsePickCount(call.args[1]);
  return array(pickMany([...(read(call) ?? [])], count, random).map(binaryBulk));
}

function sscan(call: Call): Answer {
  parseCursor(call.args[1]);
  const members = read(call);
  if (members === undefined) return emptyPage;
  return scanMembers([...members], call.args.slice(1), (member) => [binaryBulk(member)]);
}

function intersection([first, ...others]: readonly Members[]): Set<string> {
  return new Set([...(first ?? [])].filter((member) => others.every((one) => one.has(member))));
}

function union(sets: readonly Members[]): Set<string> {
  return new Set(sets.flatMap((one) => [...one]));
}

function difference([first, ...others]: readonly Members[]): Set<string> {
  return new Set([...(first ?? [])].filter((member) => !others.some((one) => one.has(member))));
}

function store(call: Call, members: Set<string>): Answer {
  storeResult(call, toBinary(argument(call, 0)), { type: "set", members });
  return integer(members.size);
}

function sintercard(call: Call): Answer {
  const keyCount = parseCountFrom(1, call.args[0], "ERR numkeys should be greater than 0");
  if (keyCount > call.args.length - 1) {
    throw new CommandError("ERR Number of keys can't be greater than number of args");
  }
  let limit = 0;
  const options = call.args.slice(1 + keyCount);
  for (let at = 0; at < options.length; at += 2) {
    if (word(options[at]) !== "LIMIT" || options[at + 1] === undefined) throw syntaxError();
    limit = parseCountFrom(0, options[at + 1], "ERR LIMIT can't be negative");
  }
  const { size } = intersection(setsAt(call, call.args.slice(1, 1 + keyCount)));
  return integer(limit === 0 ? size : Math.min(size, limit));
}
