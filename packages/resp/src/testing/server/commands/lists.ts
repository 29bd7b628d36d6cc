// LPUSH and the other commands on lists, with BLPOP as the one that blocks.
// Arrays are enough: tests of blocking need few elements.

import { type Answer, array, bulk, integer, nil, nilArray } from "../answers.ts";
import { CommandError, parseCount, parseTimeoutMs, wrongType } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";

/** Commands on lists. */
export const listCommands: readonly CommandSpec[] = [
  { name: "lpush", arity: -3, flags: ["write"], run: (call) => insert(call, "left") },
  { name: "rpush", arity: -3, flags: ["write"], run: (call) => insert(call, "right") },
  { name: "lpop", arity: -2, flags: ["write"], run: (call) => pop(call, "left") },
  { name: "rpop", arity: -2, flags: ["write"], run: (call) => pop(call, "right") },
  {
    name: "llen",
    arity: 2,
    reads: firstKey,
    run: (call) => integer(read(call, argument(call, 0))?.length ?? 0),
  },
  { name: "lrange", arity: 4, reads: firstKey, run: lrange },
  { name: "blpop", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "left") },
  { name: "brpop", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "right") },
];

type End = "left" | "right";

function read({ database }: Call, key: Uint8Array): Uint8Array[] | undefined {
  const value = database.find(toBinary(key))?.value;
  if (value === undefined) return undefined;
  if (value.type !== "list") throw wrongType();
  return value.items;
}

function insert(call: Call, end: End): Answer {
  const key = argument(call, 0);
  const existing = read(call, key);
  const items = existing ?? [];
  const added = call.args.slice(1);
  if (end === "right") items.push(...added);
  else items.unshift(...added.toReversed());
  if (existing === undefined) call.database.set(toBinary(key), { type: "list", items });
  else call.database.touched(toBinary(key));
  return integer(items.length);
}

function take(call: Call, key: Uint8Array, end: End): Uint8Array | undefined {
  const items = read(call, key);
  const item = end === "left" ? items?.shift() : items?.pop();
  if (item !== undefined) call.database.touched(toBinary(key));
  return item;
}

function pop(call: Call, end: End): Answer {
  const [key = new Uint8Array(), given, ...rest] = call.args;
  if (rest.length > 0) {
    const name = end === "left" ? "lpop" : "rpop";
    throw new CommandError(`ERR wrong number of arguments for '${name}' command`);
  }
  if (given === undefined) {
    const item = take(call, key, end);
    return item === undefined ? nil : bulk(item);
  }
  const message = "ERR value is out of range, must be positive";
  const count = parseCount(given, message);
  if (count < 0) throw new CommandError(message);
  const items = read(call, key);
  if (items === undefined) return nilArray(call.session.state.protocol);
  const taken = end === "left" ? items.splice(0, count) : lastOf(items, count).toReversed();
  if (taken.length > 0) call.database.touched(toBinary(key));
  return array(taken.map(bulk));
}

function lastOf(items: Uint8Array[], count: number): Uint8Array[] {
  return items.splice(Math.max(items.length - count, 0), count);
}

function lrange(call: Call): Answer {
  const start = parseCount(call.args[1]);
  const stop = parseCount(call.args[2]);
  const items = read(call, argument(call, 0)) ?? [];
  const from = start < 0 ? Math.max(items.length + start, 0) : start;
  const to = stop < 0 ? items.length + stop : stop;
  return array(items.slice(from, Math.max(to + 1, 0)).map(bulk));
}

function blockingPop(call: Call, end: End): Answer | undefined {
  const keys = call.args.slice(0, -1);
  const timeoutMs = parseTimeoutMs(call.args.at(-1));
  const attempt = (): Answer | undefined => {
    for (const key of keys) {
      const item = take(call, key, end);
      if (item !== undefined) return array([bulk(key), bulk(item)]);
    }
    return undefined;
  };
  const late = nilArray(call.session.state.protocol);
  const answer = attempt() ?? (call.mayBlock ? undefined : late);
  if (answer !== undefined) return answer;
  call.core.block({ session: call.session, attempt: attemptLater(attempt) }, timeoutMs, late);
  return undefined;
}

/** While it waits, a key of another type is as good as none. */
function attemptLater(attempt: () => Answer | undefined): () => Answer | undefined {
  return () => {
    try {
      return attempt();
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  };
}
