// SADD and the other commands on sets: enough for set replies.
// Members keep the order in which they came, which a real server does not promise.

import { type Answer, binaryBulk, integer, set } from "../answers.ts";
import { wrongType } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";

/** Commands on sets. */
export const setCommands: readonly CommandSpec[] = [
  { name: "sadd", arity: -3, flags: ["write"], run: sadd },
  { name: "srem", arity: -3, flags: ["write"], run: srem },
  { name: "scard", arity: 2, reads: firstKey, run: (call) => integer(read(call)?.size ?? 0) },
  { name: "sismember", arity: 3, reads: firstKey, run: sismember },
  {
    name: "smembers",
    arity: 2,
    reads: firstKey,
    run: (call) => set([...(read(call) ?? [])].map(binaryBulk)),
  },
];

function read(call: Call): Set<string> | undefined {
  const value = call.database.find(toBinary(argument(call, 0)))?.value;
  if (value === undefined) return undefined;
  if (value.type !== "set") throw wrongType();
  return value.members;
}

function sadd(call: Call): Answer {
  const key = toBinary(argument(call, 0));
  const existing = read(call);
  const members = existing ?? new Set<string>();
  const before = members.size;
  for (const member of call.args.slice(1)) members.add(toBinary(member));
  if (existing === undefined) call.database.set(key, { type: "set", members });
  else if (members.size > before) call.database.touched(key);
  return integer(members.size - before);
}

function srem(call: Call): Answer {
  const members = read(call);
  const gone = call.args.slice(1).filter((member) => members?.delete(toBinary(member)) === true);
  if (gone.length > 0) call.database.touched(toBinary(argument(call, 0)));
  return integer(gone.length);
}

function sismember(call: Call): Answer {
  return integer(read(call)?.has(toBinary(argument(call, 1))) === true ? 1 : 0);
}
