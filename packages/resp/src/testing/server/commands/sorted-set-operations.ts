// ZUNION, ZINTER, ZDIFF, their STORE forms and ZINTERCARD. A plain set counts as one whose scores are 1.

import { type Answer, array, binaryBulk, integer } from "../answers.ts";
import {
  CommandError,
  parseCount,
  parseCountFrom,
  syntaxError,
  word,
  wrongType,
} from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, countedKeys } from "../command.ts";
import { parseDouble } from "../numbers.ts";
import type { Words } from "../session.ts";
import { SortedSet } from "../sorted-set.ts";
import { storeResult } from "../values.ts";
import { scoredAnswers } from "./sorted-sets.ts";

type Operation = "union" | "inter" | "diff";
type Scores = ReadonlyMap<string, number>;

/** Commands that combine sorted sets. */
export const sortedSetOperationCommands: readonly CommandSpec[] = [
  ...(["union", "inter", "diff"] as const).flatMap((operation): CommandSpec[] => [
    {
      name: `z${operation}`,
      arity: -3,
      since: "6.2.0",
      reads: countedKeys,
      run: (call) => show(call, operation),
    },
    {
      name: `z${operation}store`,
      arity: -4,
      since: operation === "diff" ? "6.2.0" : undefined,
      flags: ["write"],
      run: (call) => store(call, operation),
    },
  ]),
  { name: "zintercard", arity: -3, since: "7.0.0", reads: countedKeys, run: zintercard },
];

/** `numkeys key …`, and what stands behind. */
function parseKeys(
  call: Call,
  words: Words,
  command: string,
): { sets: readonly Scores[]; options: Words } {
  const keyCount = parseCount(words[0]);
  if (keyCount < 1) {
    throw new CommandError(`ERR at least 1 input key is needed for '${command}' command`);
  }
  if (keyCount > words.length - 1) throw syntaxError();
  const sets = words.slice(1, 1 + keyCount).map((key) => scoresAt(call, key));
  return { sets, options: words.slice(1 + keyCount) };
}

function scoresAt({ database }: Call, key: Uint8Array): Scores {
  const value = database.find(toBinary(key))?.value;
  if (value === undefined) return new Map();
  if (value.type === "set") return new Map([...value.members].map((member) => [member, 1]));
  if (value.type !== "zset") throw wrongType();
  return new Map(value.members.ordered.map(({ member, score }) => [member, score]));
}

interface CombineOptions {
  weights: readonly number[];
  aggregate: (a: number, b: number) => number;
  withScores: boolean;
}

const aggregates: Readonly<Record<string, (a: number, b: number) => number>> = {
  SUM: sum,
  MIN: Math.min,
  MAX: Math.max,
};

function parseOptions(
  words: Words,
  { sets, operation, stores }: { sets: number; operation: Operation; stores: boolean },
): CombineOptions {
  let weights: readonly number[] = Array.from({ length: sets }, () => 1);
  let aggregate = sum;
  let withScores = false;
  for (let at = 0; at < words.length; at += 1) {
    const name = word(words[at]);
    const left = words.length - at;
    if (name === "WEIGHTS" && operation !== "diff" && left > sets) {
      weights = words
        .slice(at + 1, at + 1 + sets)
        .map((one) => parseDouble(one, "ERR weight value is not a float"));
      at += sets;
    } else if (name === "AGGREGATE" && operation !== "diff" && left > 1) {
      at += 1;
      const chosen = word(words[at]);
      if (!Object.hasOwn(aggregates, chosen)) throw syntaxError();
      aggregate = aggregates[chosen] ?? sum;
    } else if (name === "WITHSCORES" && !stores) {
      withScores = true;
    } else {
      throw syntaxError();
    }
  }
  return { weights, aggregate, withScores };
}

function sum(a: number, b: number): number {
  return Number.isNaN(a + b) ? 0 : a + b;
}

function combine(
  sets: readonly Scores[],
  operation: Operation,
  { weights, aggregate }: CombineOptions,
): SortedSet {
  const [first = new Map<string, number>(), ...others] = sets;
  if (operation === "diff") {
    return new SortedSet([...first].filter(([member]) => !others.some((one) => one.has(member))));
  }
  const result = new Map<string, number>();
  for (const [index, scores] of sets.entries()) {
    for (const [member, score] of scores) {
      if (operation === "inter" && !sets.every((one) => one.has(member))) continue;
      const product = score * (weights[index] ?? 1);
      const weighted = Number.isNaN(product) ? 0 : product;
      const before = result.get(member);
      result.set(member, before === undefined ? weighted : aggregate(before, weighted));
    }
  }
  return new SortedSet(result);
}

function show(call: Call, operation: Operation): Answer {
  const { sets, options: words } = parseKeys(call, call.args, `z${operation}`);
  const options = parseOptions(words, { sets: sets.length, operation, stores: false });
  const { ordered } = combine(sets, operation, options);
  return array(
    options.withScores
      ? scoredAnswers(call, ordered)
      : ordered.map(({ member }) => binaryBulk(member)),
  );
}

function store(call: Call, operation: Operation): Answer {
  const { sets, options: words } = parseKeys(call, call.args.slice(1), `z${operation}store`);
  const options = parseOptions(words, { sets: sets.length, operation, stores: true });
  const members = combine(sets, operation, options);
  storeResult(call, toBinary(argument(call, 0)), { type: "zset", members });
  return integer(members.size);
}

function zintercard(call: Call): Answer {
  const { sets, options } = parseKeys(call, call.args, "zintercard");
  let limit = 0;
  for (let at = 0; at < options.length; at += 2) {
    if (word(options[at]) !== "LIMIT" || options[at + 1] === undefined) throw syntaxError();
    limit = parseCountFrom(0, options[at + 1], "ERR LIMIT can't be negative");
  }
  const [first = new Map<string, number>(), ...others] = sets;
  const size = [...first.keys()].filter((member) => others.every((one) => one.has(member))).length;
  return integer(limit === 0 ? size : Math.min(size, limit));
}
