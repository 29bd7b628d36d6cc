// LMOVE, LMPOP and what waits for a list: BLPOP, BLMOVE, BLMPOP.
// A waiting command tries again at the end of each event.

import { type Answer, array, bulk, bulkOrNil, nil, nilArray } from "../answers.ts";
import { parseCountFrom, parseTimeoutMs, syntaxError, word } from "../arguments.ts";
import { waitFor } from "../blocking.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import type { Words } from "../session.ts";
import { type End, itemsAt, pushItems, takeItems } from "./lists.ts";

/** Commands on several lists. */
export const listMoveCommands: readonly CommandSpec[] = [
  { name: "blpop", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "left") },
  { name: "brpop", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "right") },
  {
    name: "rpoplpush",
    arity: 3,
    flags: ["write"],
    run: (call) => bulkOrNil(move(call, { from: "right", to: "left" })),
  },
  {
    name: "brpoplpush",
    arity: 4,
    flags: ["write"],
    run: (call) => blockingMove(call, { from: "right", to: "left" }),
  },
  {
    name: "lmove",
    arity: 5,
    since: "6.2.0",
    flags: ["write"],
    run: (call) => bulkOrNil(move(call, parseEnds(call))),
  },
  {
    name: "blmove",
    arity: 6,
    since: "6.2.0",
    flags: ["write"],
    run: (call) => blockingMove(call, parseEnds(call)),
  },
  { name: "lmpop", arity: -4, since: "7.0.0", flags: ["write"], run: lmpop },
  { name: "blmpop", arity: -5, since: "7.0.0", flags: ["write"], run: blmpop },
];

interface Ends {
  readonly from: End;
  readonly to: End;
}

function parseEnd(bytes: Uint8Array | undefined): End {
  const name = word(bytes);
  if (name !== "LEFT" && name !== "RIGHT") throw syntaxError();
  return name === "LEFT" ? "left" : "right";
}

function parseEnds({ args }: Call): Ends {
  return { from: parseEnd(args[2]), to: parseEnd(args[3]) };
}

/** The moved element; undefined if there is none. */
function move(call: Call, { from, to }: Ends): Uint8Array | undefined {
  const source = argument(call, 0);
  const target = argument(call, 1);
  if (itemsAt(call, source) === undefined) return undefined;
  // Of the right type, before anything is taken.
  itemsAt(call, target);
  const [item] = takeItems(call, source, from, 1) ?? [];
  if (item !== undefined) pushItems(call, target, to, [item]);
  return item;
}

function blockingMove(call: Call, ends: Ends): Answer | undefined {
  const timeoutMs = parseTimeoutMs(call.args.at(-1));
  const attempt = (): Answer | undefined => {
    const item = move(call, ends);
    return item === undefined ? undefined : bulk(item);
  };
  const late = nilArray(call.session.state.protocol);
  return waitFor(call, { attempt, timeoutMs, late, instead: nil });
}

function blockingPop(call: Call, end: End): Answer | undefined {
  const keys = call.args.slice(0, -1);
  const timeoutMs = parseTimeoutMs(call.args.at(-1));
  const attempt = (): Answer | undefined => {
    for (const key of keys) {
      const [item] = takeItems(call, key, end, 1) ?? [];
      if (item !== undefined) return array([bulk(key), bulk(item)]);
    }
    return undefined;
  };
  return waitFor(call, { attempt, timeoutMs, late: nilArray(call.session.state.protocol) });
}

/** `numkeys key … <where> [COUNT count]`, as LMPOP and ZMPOP have it. */
export function parsePopMany(words: Words): { keys: Words; where: Uint8Array; count: number } {
  const keyCount = parseCountFrom(1, words[0], "ERR numkeys should be greater than 0");
  const keys = words.slice(1, 1 + keyCount);
  const [where, ...options] = words.slice(1 + keyCount);
  if (where === undefined) throw syntaxError();
  let count = 1;
  for (let at = 0; at < options.length; at += 2) {
    const value = options[at + 1];
    if (word(options[at]) !== "COUNT" || value === undefined || at > 0) throw syntaxError();
    count = parseCountFrom(1, value, "ERR count should be greater than 0");
  }
  return { keys, where, count };
}

function popMany(call: Call, words: Words): () => Answer | undefined {
  const { keys, where, count } = parsePopMany(words);
  const end = parseEnd(where);
  return () => {
    for (const key of keys) {
      const taken = takeItems(call, key, end, count);
      if (taken !== undefined) return array([bulk(key), array(taken.map(bulk))]);
    }
    return undefined;
  };
}

function lmpop(call: Call): Answer {
  return popMany(call, call.args)() ?? nilArray(call.session.state.protocol);
}

function blmpop(call: Call): Answer | undefined {
  const timeoutMs = parseTimeoutMs(call.args[0]);
  const attempt = popMany(call, call.args.slice(1));
  return waitFor(call, { attempt, timeoutMs, late: nilArray(call.session.state.protocol) });
}
