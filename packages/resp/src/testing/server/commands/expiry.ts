// EXPIRE and its relatives, TTL, PERSIST.
// A deadline in the past deletes at once, as in the server.

import { type Answer, integer } from "../answers.ts";
import { CommandError, word } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { deadlineOf } from "./deadlines.ts";

/** Commands on a key's remaining time. */
export const expiryCommands: readonly CommandSpec[] = [
  ...Object.entries({ expire: "EX", pexpire: "PX", expireat: "EXAT", pexpireat: "PXAT" }).map(
    ([name, unit]): CommandSpec => ({
      name,
      arity: -3,
      flags: ["write"],
      run: (call) => expire(call, name, unit),
    }),
  ),
  { name: "persist", arity: 2, flags: ["write"], run: persist },
  {
    name: "expiretime",
    arity: 2,
    since: "7.0.0",
    reads: firstKey,
    run: (call) => deadline(call, 1000),
  },
  {
    name: "pexpiretime",
    arity: 2,
    since: "7.0.0",
    reads: firstKey,
    run: (call) => deadline(call, 1),
  },
  { name: "ttl", arity: 2, reads: firstKey, run: (call) => remaining(call, 1000) },
  { name: "pttl", arity: 2, reads: firstKey, run: (call) => remaining(call, 1) },
];

function expire(call: Call, command: string, unit: string): Answer {
  const key = toBinary(argument(call, 0));
  const condition = parseConditions(call);
  const amount = argument(call, 1);
  const deadlineMs = deadlineOf(call, { unit, amount, command, positive: false });
  const entry = call.database.find(key);
  if (entry === undefined || !condition(entry.expiresAtMs, deadlineMs)) return integer(0);
  if (deadlineMs <= call.core.now()) call.database.delete(key);
  else call.database.expireAt(key, deadlineMs);
  return integer(1);
}

type Condition = (beforeMs: number | undefined, afterMs: number) => boolean;

const conditions: Readonly<Record<string, Condition>> = {
  NX: (before) => before === undefined,
  XX: (before) => before !== undefined,
  GT: (before, after) => before !== undefined && after > before,
  LT: (before, after) => before === undefined || after < before,
};

/** NX, XX, GT and LT behind the amount (Redis 7.0). */
function parseConditions(call: Call): Condition {
  const names = new Set<string>();
  for (const option of call.args.slice(2)) {
    if (!Object.hasOwn(conditions, word(option))) {
      throw new CommandError(`ERR Unsupported option ${decodeUtf8(option)}`);
    }
    names.add(word(option));
  }
  if (names.has("NX") && names.size > 1) {
    throw new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (names.has("GT") && names.has("LT")) {
    throw new CommandError("ERR GT and LT options at the same time are not compatible");
  }
  return (before, after) => [...names].every((name) => conditions[name]?.(before, after) ?? true);
}

function persist(call: Call): Answer {
  const key = toBinary(argument(call, 0));
  if (call.database.find(key)?.expiresAtMs === undefined) return integer(0);
  call.database.expireAt(key, undefined);
  return integer(1);
}

/** -2 without key, -1 without deadline; seconds are rounded to the nearest. */
function remaining(call: Call, unitMs: number): Answer {
  const entry = call.database.find(toBinary(argument(call, 0)));
  if (entry === undefined) return integer(-2);
  if (entry.expiresAtMs === undefined) return integer(-1);
  const leftMs = Math.max(entry.expiresAtMs - call.core.now(), 0);
  return integer(unitMs === 1 ? leftMs : Math.floor((leftMs + 500) / unitMs));
}

/** -2 without key, -1 without deadline; else since 1970, in seconds rounded to the nearest. */
function deadline(call: Call, unitMs: number): Answer {
  const entry = call.database.find(toBinary(argument(call, 0)));
  if (entry === undefined) return integer(-2);
  if (entry.expiresAtMs === undefined) return integer(-1);
  return integer(unitMs === 1 ? entry.expiresAtMs : Math.floor((entry.expiresAtMs + 500) / unitMs));
}
