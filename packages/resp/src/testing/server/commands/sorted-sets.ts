// ZADD and the other commands on single members of sorted sets.
// Ranges, combinations and pops have files of their own.

import { type Answer, array, binaryBulk, bulk, integer, nil, nilArray } from "../answers.ts";
import { CommandError, syntaxError, word, wrongArity } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { compactMembers, parseCursor, scanMembers } from "../member-scan.ts";
import { parseDouble, scoreAnswer, scoreText } from "../numbers.ts";
import { parsePickCount, pickMany, pickOne } from "../random-picks.ts";
import { type ScoredMember, SortedSet } from "../sorted-set.ts";
import { find } from "../values.ts";
import { emptyPage } from "./keys.ts";

/** Commands on single members of sorted sets. */
export const sortedSetCommands: readonly CommandSpec[] = [
  { name: "zadd", arity: -4, flags: ["write"], run: zadd },
  { name: "zincrby", arity: 4, flags: ["write"], run: zincrby },
  { name: "zrem", arity: -3, flags: ["write"], run: zrem },
  { name: "zcard", arity: 2, reads: firstKey, run: (call) => integer(read(call)?.size ?? 0) },
  { name: "zscore", arity: 3, reads: firstKey, run: (call) => scoreOf(call, 1) },
  {
    name: "zmscore",
    arity: -3,
    since: "6.2.0",
    reads: firstKey,
    run: (call) => array(call.args.slice(1).map((_member, at) => scoreOf(call, at + 1))),
  },
  { name: "zrank", arity: -3, reads: firstKey, run: (call) => rankOf(call, false) },
  { name: "zrevrank", arity: -3, reads: firstKey, run: (call) => rankOf(call, true) },
  { name: "zrandmember", arity: -2, since: "6.2.0", reads: firstKey, run: zrandmember },
  { name: "zscan", arity: -3, reads: firstKey, run: zscan },
];

function read(call: Call): SortedSet | undefined {
  return find(call, toBinary(argument(call, 0)), "zset")?.members;
}

/** Members with scores as replies: pairs under RESP3, flat under RESP2. */
export function scoredAnswers(call: Call, members: readonly ScoredMember[]): readonly Answer[] {
  const pairs = members.map(({ member, score }) => [
    binaryBulk(member),
    scoreAnswer(score, call.core.settings.version),
  ]);
  return call.session.state.protocol === 2 ? pairs.flat() : pairs.map(array);
}

interface AddOptions {
  readonly flags: ReadonlySet<string>;
  readonly entries: readonly ScoredMember[];
}

const addFlags = new Set(["NX", "XX", "GT", "LT", "CH", "INCR"]);

function parseAdd(call: Call): AddOptions {
  let at = 1;
  const flags = new Set<string>();
  for (; addFlags.has(word(call.args[at])); at += 1) flags.add(word(call.args[at]));
  const pairs = call.args.slice(at);
  if (pairs.length % 2 !== 0 || pairs.length === 0) throw syntaxError();
  if (flags.has("NX") && flags.has("XX")) {
    throw new CommandError("ERR XX and NX options at the same time are not compatible");
  }
  if (["NX", "GT", "LT"].filter((flag) => flags.has(flag)).length > 1) {
    throw new CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (flags.has("INCR") && pairs.length > 2) {
    throw new CommandError("ERR INCR option supports a single increment-element pair");
  }
  const scores = pairs.filter((_word, index) => index % 2 === 0).map((one) => parseDouble(one));
  const entries = scores.map((score, index) => ({
    score,
    member: toBinary(pairs[2 * index + 1] ?? new Uint8Array()),
  }));
  return { flags, entries };
}

/** What became of one member: its score, or undefined if a condition kept it from being set. */
interface Added {
  readonly score: number | undefined;
  readonly isNew: boolean;
  readonly isChanged: boolean;
}

const untouched: Added = { score: undefined, isNew: false, isChanged: false };

function addOne(
  members: SortedSet,
  { member, score: given }: ScoredMember,
  flags: ReadonlySet<string>,
): Added {
  const before = members.score(member);
  if (before === undefined) {
    if (flags.has("XX")) return untouched;
    members.set(member, given);
    return { score: given, isNew: true, isChanged: false };
  }
  if (flags.has("NX")) return untouched;
  const score = flags.has("INCR") ? before + given : given;
  if (Number.isNaN(score)) throw new CommandError("ERR resulting score is not a number (NaN)");
  if ((flags.has("LT") && score >= before) || (flags.has("GT") && score <= before)) {
    return untouched;
  }
  if (score !== before) members.set(member, score);
  return { score, isNew: false, isChanged: score !== before };
}

function addAll(call: Call, { flags, entries }: AddOptions): readonly Added[] {
  const key = toBinary(argument(call, 0));
  const existing = read(call);
  if (existing === undefined && flags.has("XX")) return entries.map(() => untouched);
  const members = existing ?? new SortedSet();
  const added = entries.map((entry) => addOne(members, entry, flags));
  if (existing === undefined) call.database.set(key, { type: "zset", members });
  else if (added.some(({ isNew, isChanged }) => isNew || isChanged)) call.database.touched(key);
  return added;
}

function zadd(call: Call): Answer {
  const options = parseAdd(call);
  const added = addAll(call, options);
  if (options.flags.has("INCR")) return incremented(call, added);
  const countsChanges = options.flags.has("CH");
  return integer(
    added.filter(({ isNew, isChanged }) => isNew || (countsChanges && isChanged)).length,
  );
}

function incremented(call: Call, [added]: readonly Added[]): Answer {
  return added?.score === undefined ? nil : scoreAnswer(added.score, call.core.settings.version);
}

function zincrby(call: Call): Answer {
  const score = parseDouble(call.args[1]);
  const member = toBinary(argument(call, 2));
  return incremented(
    call,
    addAll(call, { flags: new Set(["INCR"]), entries: [{ score, member }] }),
  );
}

function zrem(call: Call): Answer {
  const members = read(call);
  const gone = call.args.slice(1).filter((one) => members?.delete(toBinary(one)) === true);
  if (gone.length > 0) call.database.touched(toBinary(argument(call, 0)));
  return integer(gone.length);
}

function scoreOf(call: Call, index: number): Answer {
  const score = read(call)?.score(toBinary(argument(call, index)));
  return score === undefined ? nil : scoreAnswer(score, call.core.settings.version);
}

function rankOf(call: Call, reversed: boolean): Answer {
  const [, name, option, ...rest] = call.args;
  if (rest.length > 0) throw wrongArity(reversed ? "zrevrank" : "zrank");
  if (option !== undefined && word(option) !== "WITHSCORE") throw syntaxError();
  const members = read(call);
  const rank = members?.rank(toBinary(name ?? new Uint8Array()));
  if (members === undefined || rank === undefined) {
    return option === undefined ? nil : nilArray(call.session.state.protocol);
  }
  const place = integer(reversed ? members.size - 1 - rank : rank);
  return option === undefined ? place : array([place, scoreOf(call, 1)]);
}

function zrandmember(call: Call): Answer {
  const random = (): number => call.core.environment.random();
  if (call.args.length === 1) {
    const picked = pickOne(read(call)?.ordered ?? [], random);
    return picked === undefined ? nil : binaryBulk(picked.member);
  }
  parsePickCount(call.args[1]);
  const withScores = word(call.args[2]) === "WITHSCORES";
  if (call.args.length > 3 || (call.args.length === 3 && !withScores)) throw syntaxError();
  const count = parsePickCount(call.args[1], withScores ? 2 : 1);
  const picked = pickMany(read(call)?.ordered ?? [], count, random);
  return array(
    withScores ? scoredAnswers(call, picked) : picked.map(({ member }) => binaryBulk(member)),
  );
}

function zscan(call: Call): Answer {
  parseCursor(call.args[1]);
  const members = read(call);
  if (members === undefined) return emptyPage;
  const names = members.ordered.map(({ member }) => member);
  return scanMembers(names, call.args.slice(1), (member) => [
    binaryBulk(member),
    bulk(scannedScore(call, members, member)),
  ]);
}

/** Compact sets keep whole scores as integers, and ZSCAN shows what is kept. */
function scannedScore(call: Call, members: SortedSet, member: string): string {
  const score = members.score(member) ?? 0;
  const isKeptWhole =
    members.size <= compactMembers && Number.isInteger(score) && Math.abs(score) < 2 ** 62;
  return isKeptWhole ? String(BigInt(score)) : scoreText(score, call.core.settings.version);
}
