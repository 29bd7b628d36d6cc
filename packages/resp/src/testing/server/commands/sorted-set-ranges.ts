// ZRANGE in all its forms, the older commands it replaced, ZCOUNT and ZREMRANGE.
// One parser for all of them; a form says which options it takes.

import { type Answer, array, binaryBulk, integer } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { type ScoredMember, SortedSet } from "../sorted-set.ts";
import { parseRange, type RangeKind } from "../sorted-set-ranges.ts";
import type { Words } from "../session.ts";
import { find, storeResult } from "../values.ts";
import { scoredAnswers } from "./sorted-sets.ts";

/** What a command fixes; undefined leaves it to the options. */
interface Form {
  readonly kind?: RangeKind;
  readonly reversed?: boolean;
  readonly stores?: boolean;
}

/** Commands on ranges of sorted sets. */
export const sortedSetRangeCommands: readonly CommandSpec[] = [
  reader("zrange", {}),
  reader("zrevrange", { kind: "rank", reversed: true }),
  reader("zrangebyscore", { kind: "score", reversed: false }),
  reader("zrevrangebyscore", { kind: "score", reversed: true }),
  reader("zrangebylex", { kind: "lex", reversed: false }),
  reader("zrevrangebylex", { kind: "lex", reversed: true }),
  { name: "zrangestore", arity: -5, since: "6.2.0", flags: ["write"], run: zrangestore },
  { name: "zcount", arity: 4, reads: firstKey, run: (call) => count(call, "score") },
  { name: "zlexcount", arity: 4, reads: firstKey, run: (call) => count(call, "lex") },
  ...Object.entries({ rank: "rank", score: "score", lex: "lex" } as const).map(
    ([name, kind]): CommandSpec => ({
      name: `zremrangeby${name}`,
      arity: 4,
      flags: ["write"],
      run: (call) => remove(call, kind),
    }),
  ),
];

function reader(name: string, form: Form): CommandSpec {
  return { name, arity: -4, reads: firstKey, run: (call) => zrange(call, form) };
}

interface RangeOptions {
  kind: RangeKind;
  reversed: boolean;
  withScores: boolean;
  offset: number;
  /** Negative = all. */
  limit: number;
}

/** The words behind the two ends. */
function parseOptions(words: Words, form: Form): RangeOptions {
  let { kind, reversed } = form;
  let withScores = false;
  let offset = 0;
  let limit = -1;
  for (let at = 0; at < words.length; at += 1) {
    const name = word(words[at]);
    if (name === "WITHSCORES" && form.stores !== true) {
      withScores = true;
    } else if (name === "LIMIT" && at + 2 < words.length) {
      offset = parseCount(words[at + 1]);
      limit = parseCount(words[at + 2]);
      at += 2;
    } else if (name === "REV" && form.reversed === undefined) {
      reversed = true;
    } else if ((name === "BYSCORE" || name === "BYLEX") && form.kind === undefined) {
      kind = name === "BYSCORE" ? "score" : "lex";
    } else {
      throw syntaxError();
    }
  }
  const options = { kind: kind ?? "rank", reversed: reversed ?? false, withScores, offset, limit };
  checkTogether(options);
  return options;
}

function checkTogether({ kind, limit, withScores }: RangeOptions): void {
  if (limit !== -1 && kind === "rank") {
    throw new CommandError(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    );
  }
  if (withScores && kind === "lex") {
    throw new CommandError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
}

/** Key, the two ends and options; what is asked for, in its order. */
function select(
  call: Call,
  words: Words,
  form: Form,
): { members: readonly ScoredMember[]; withScores: boolean } {
  const [key = new Uint8Array(), first, last, ...rest] = words;
  const { kind, reversed, withScores, offset, limit } = parseOptions(rest, form);
  const swapped = reversed && kind !== "rank";
  const range = parseRange(kind, swapped ? [last, first] : [first, last], reversed);
  const found = range(find(call, toBinary(key), "zset")?.members.ordered ?? []);
  const inOrder = reversed ? found.toReversed() : found;
  if (kind === "rank") return { members: inOrder, withScores };
  // A negative offset skips everything, as counting down from it does in the server.
  const skipped = offset < 0 ? [] : inOrder.slice(offset);
  return { members: limit < 0 ? skipped : skipped.slice(0, limit), withScores };
}

function zrange(call: Call, form: Form): Answer {
  const { members, withScores } = select(call, call.args, form);
  return array(
    withScores ? scoredAnswers(call, members) : members.map(({ member }) => binaryBulk(member)),
  );
}

function zrangestore(call: Call): Answer {
  const { members } = select(call, call.args.slice(1), { stores: true });
  const entries = members.map(({ member, score }) => [member, score] as const);
  storeResult(call, toBinary(argument(call, 0)), {
    type: "zset",
    members: new SortedSet(entries),
  });
  return integer(members.length);
}

function inRange(call: Call, kind: RangeKind): readonly ScoredMember[] {
  const range = parseRange(kind, call.args.slice(1));
  return range(find(call, toBinary(argument(call, 0)), "zset")?.members.ordered ?? []);
}

function count(call: Call, kind: RangeKind): Answer {
  return integer(inRange(call, kind).length);
}

function remove(call: Call, kind: RangeKind): Answer {
  const key = toBinary(argument(call, 0));
  const gone = inRange(call, kind);
  const members = find(call, key, "zset")?.members;
  for (const { member } of gone) members?.delete(member);
  if (gone.length > 0) call.database.touched(key);
  return integer(gone.length);
}
