// HSET and the other commands on hashes: enough for map replies.
// Fields keep the order in which they came, which a real server does not promise.

import { type Answer, binaryBulk, bulk, bulkOrNil, integer, map } from "../answers.ts";
import { CommandError, wrongType } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";

/** Commands on hashes. */
export const hashCommands: readonly CommandSpec[] = [
  { name: "hset", arity: -4, flags: ["write"], run: hset },
  { name: "hget", arity: 3, reads: firstKey, run: (call) => bulkOrNil(field(call)) },
  {
    name: "hexists",
    arity: 3,
    reads: firstKey,
    run: (call) => integer(field(call) === undefined ? 0 : 1),
  },
  { name: "hlen", arity: 2, reads: firstKey, run: (call) => integer(read(call)?.size ?? 0) },
  { name: "hgetall", arity: 2, reads: firstKey, run: hgetall },
  { name: "hdel", arity: -3, flags: ["write"], run: hdel },
];

function read(call: Call): Map<string, Uint8Array> | undefined {
  const value = call.database.find(toBinary(argument(call, 0)))?.value;
  if (value === undefined) return undefined;
  if (value.type !== "hash") throw wrongType();
  return value.fields;
}

function field(call: Call): Uint8Array | undefined {
  return read(call)?.get(toBinary(argument(call, 1)));
}

function hset(call: Call): Answer {
  if (call.args.length % 2 === 0) {
    throw new CommandError("ERR wrong number of arguments for 'hset' command");
  }
  const key = toBinary(argument(call, 0));
  const existing = read(call);
  const fields = existing ?? new Map<string, Uint8Array>();
  const before = fields.size;
  for (let at = 1; at < call.args.length; at += 2) {
    fields.set(toBinary(argument(call, at)), argument(call, at + 1));
  }
  if (existing === undefined) call.database.set(key, { type: "hash", fields });
  else call.database.touched(key);
  return integer(fields.size - before);
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
