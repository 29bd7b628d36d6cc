// ZPOPMIN, ZMPOP and what waits for a sorted set: BZPOPMIN, BZMPOP.

import { type Answer, array, binaryBulk, bulk, nilArray } from "../answers.ts";
import { parseCount, parseCountFrom, parseTimeoutMs, syntaxError, word } from "../arguments.ts";
import { waitFor } from "../blocking.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { scoreAnswer } from "../numbers.ts";
import type { Words } from "../session.ts";
import type { ScoredMember } from "../sorted-set.ts";
import { find } from "../values.ts";
import { compareVersions } from "../versions.ts";
import { parsePopMany } from "./list-moves.ts";

type End = "min" | "max";

/** Commands that pop from sorted sets. */
export const sortedSetPopCommands: readonly CommandSpec[] = [
  { name: "zpopmin", arity: -2, flags: ["write"], run: (call) => pop(call, "min") },
  { name: "zpopmax", arity: -2, flags: ["write"], run: (call) => pop(call, "max") },
  { name: "bzpopmin", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "min") },
  { name: "bzpopmax", arity: -3, flags: ["write"], run: (call) => blockingPop(call, "max") },
  { name: "zmpop", arity: -4, since: "7.0.0", flags: ["write"], run: zmpop },
  { name: "bzmpop", arity: -5, since: "7.0.0", flags: ["write"], run: bzmpop },
];

/** Takes up to `count` members from one end, that end first; undefined without key. */
function take(
  call: Call,
  key: Uint8Array,
  end: End,
  count: number,
): readonly ScoredMember[] | undefined {
  const members = find(call, toBinary(key), "zset")?.members;
  if (members === undefined) return undefined;
  const { ordered } = members;
  const taken =
    end === "min"
      ? ordered.slice(0, count)
      : ordered.slice(Math.max(ordered.length - count, 0)).toReversed();
  for (const { member } of taken) members.delete(member);
  if (taken.length > 0) call.database.touched(toBinary(key));
  return taken;
}

function pairOf(call: Call, { member, score }: ScoredMember): readonly Answer[] {
  return [binaryBulk(member), scoreAnswer(score, call.core.settings.version)];
}

function pop(call: Call, end: End): Answer {
  if (call.args.length > 2) throw syntaxError();
  const given = call.args[1];
  const count = given === undefined ? 1 : popCount(call, given);
  const taken = take(call, argument(call, 0), end, count) ?? [];
  const pairs = taken.map((one) => pairOf(call, one));
  const nested = call.session.state.protocol === 3 && given !== undefined;
  return array(nested ? pairs.map(array) : pairs.flat());
}

/** Before 7.0 less than one was none, and no error. */
function popCount({ core }: Call, given: Uint8Array): number {
  return compareVersions(core.settings.version, "7.0.0") < 0
    ? Math.max(parseCount(given), 0)
    : parseCountFrom(0, given);
}

function blockingPop(call: Call, end: End): Answer | undefined {
  const keys = call.args.slice(0, -1);
  const timeoutMs = parseTimeoutMs(call.args.at(-1));
  const attempt = (): Answer | undefined => {
    for (const key of keys) {
      const [one] = take(call, key, end, 1) ?? [];
      if (one !== undefined) return array([bulk(key), ...pairOf(call, one)]);
    }
    return undefined;
  };
  return waitFor(call, { attempt, timeoutMs, late: nilArray(call.session.state.protocol) });
}

function popMany(call: Call, words: Words): () => Answer | undefined {
  const { keys, where, count } = parsePopMany(words);
  const name = word(where);
  if (name !== "MIN" && name !== "MAX") throw syntaxError();
  return () => {
    for (const key of keys) {
      const taken = take(call, key, name === "MIN" ? "min" : "max", count);
      if (taken === undefined) continue;
      return array([bulk(key), array(taken.map((one) => array(pairOf(call, one))))]);
    }
    return undefined;
  };
}

function zmpop(call: Call): Answer {
  return popMany(call, call.args)() ?? nilArray(call.session.state.protocol);
}

function bzmpop(call: Call): Answer | undefined {
  const timeoutMs = parseTimeoutMs(call.args[0]);
  const attempt = popMany(call, call.args.slice(1));
  return waitFor(call, { attempt, timeoutMs, late: nilArray(call.session.state.protocol) });
}
