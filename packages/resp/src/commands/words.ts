// How arguments that are more than one word are written behind the words there are.

import type { CommandArgument } from "../codec/index.ts";
import type {
  BitRange,
  BitfieldOperation,
  FailoverTarget,
  GeoArea,
  GeoPlace,
  Limit,
  MigrateCredentials,
  OneOrMany,
  Pairs,
  PendingRange,
  ScoredMembers,
  ScriptInput,
  TrimThreshold,
} from "./arguments.ts";

/** The words of a command being written. */
export type Words = CommandArgument[];

/** A word if the option is true. */
export function flag(words: Words, word: string, value: boolean | undefined): void {
  if (value === true) words.push(word);
}

/** A word and its value, if there is one. */
export function named(words: Words, word: string, value: CommandArgument | undefined): void {
  if (value !== undefined) words.push(word, value);
}

/** A value, if there is one. */
export function optional(words: Words, value: CommandArgument | undefined): void {
  if (value !== undefined) words.push(value);
}

/** One value or many, as an array. */
export function listOf<T extends CommandArgument>(values: OneOrMany<T>): readonly T[] {
  return Array.isArray(values) ? values : [values as T];
}

/** Every value; a loop, since an array of any length may come. */
export function all(words: Words, values: OneOrMany<CommandArgument>): void {
  for (const value of listOf(values)) words.push(value);
}

/** How many, then every one of them. */
export function counted(words: Words, values: OneOrMany<CommandArgument>): void {
  words.push(listOf(values).length);
  all(words, values);
}

/** A word before each value. */
export function each(
  words: Words,
  word: string,
  values: OneOrMany<CommandArgument> | undefined,
): void {
  if (values !== undefined) for (const value of listOf(values)) words.push(word, value);
}

/** A word, then all values. */
export function grouped(
  words: Words,
  word: string,
  values: OneOrMany<CommandArgument> | undefined,
): void {
  if (values === undefined) return;
  words.push(word);
  all(words, values);
}

/** Every name with its value. */
export function pairs(words: Words, given: Pairs): void {
  for (const [name, value] of entriesOf(given)) words.push(name, value);
}

/** Every score with its member. */
export function scored(words: Words, members: ScoredMembers): void {
  if (Array.isArray(members)) for (const { score, member } of members) words.push(score, member);
  else {
    const given = members as Exclude<ScoredMembers, readonly unknown[]>;
    for (const [member, score] of entriesOf<number>(given)) words.push(score, member);
  }
}

/** Every place with its name. */
export function geoPlaces(words: Words, given: OneOrMany<GeoPlace>): void {
  for (const { longitude, latitude, member } of manyOf(given)) {
    words.push(longitude, latitude, member);
  }
}

/** Where to search. */
export function geoArea(words: Words, given: GeoArea): void {
  if ("member" in given) words.push("FROMMEMBER", given.member);
  else words.push("FROMLONLAT", given.longitude, given.latitude);
  if ("radius" in given) words.push("BYRADIUS", given.radius);
  else words.push("BYBOX", given.width, given.height);
  words.push(given.unit ?? "M");
}

/** How to trim. */
export function trim(
  words: Words,
  strategy: string,
  given: TrimThreshold<CommandArgument> | undefined,
): void {
  if (given === undefined) return;
  if (typeof given !== "object" || ArrayBuffer.isView(given)) {
    words.push(strategy, given);
    return;
  }
  words.push(strategy, given.approximate === true ? "~" : "=", given.threshold);
  named(words, "LIMIT", given.limit);
}

/** Streams with the ids to read after: all keys, then all ids. */
export function streamIds(words: Words, streams: Pairs): void {
  const entries = [...entriesOf(streams)];
  words.push("STREAMS");
  for (const [key] of entries) words.push(key);
  for (const [, id] of entries) words.push(id);
}

/** Operations of BITFIELD, in order. */
export function bitfieldOperations(words: Words, given: OneOrMany<BitfieldOperation>): void {
  for (const one of manyOf(given)) {
    if ("get" in one) words.push("GET", one.get, one.offset);
    else if ("set" in one) words.push("SET", one.set, one.offset, one.value);
    else if ("incrby" in one) words.push("INCRBY", one.incrby, one.offset, one.increment);
    else words.push("OVERFLOW", one.overflow);
  }
}

/** Keys, counted, and arguments of a script. */
export function scriptInput(words: Words, { keys = [], args = [] }: ScriptInput): void {
  counted(words, keys);
  all(words, args);
}

/** A part of the results. */
export function limit(words: Words, given: Limit | undefined): void {
  if (given !== undefined) words.push("LIMIT", given.offset, given.count);
}

/** A part of a string. */
export function bitRange(words: Words, given: BitRange | undefined): void {
  if (given === undefined) return;
  words.push(given.start);
  optional(words, given.end);
  optional(words, given.unit);
}

/** Which pending entries. */
export function pendingRange(words: Words, given: PendingRange | undefined): void {
  if (given === undefined) return;
  named(words, "IDLE", given.idle);
  words.push(given.start, given.end, given.count);
  optional(words, given.consumer);
}

/** The replica that is to take over. */
export function failoverTarget(words: Words, given: FailoverTarget | undefined): void {
  if (given === undefined) return;
  words.push("TO", given.host, given.port);
  flag(words, "FORCE", given.force);
}

/** Who to be on another server. */
export function migrateCredentials(words: Words, given: MigrateCredentials | undefined): void {
  if (given !== undefined) words.push("AUTH2", given.username, given.password);
}

/** Settings of a module, each behind its word. */
export function configs(words: Words, given: Pairs | undefined): void {
  if (given === undefined) return;
  for (const [name, value] of entriesOf(given)) words.push("CONFIG", name, value);
}

function manyOf<T extends object>(given: OneOrMany<T>): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

function entriesOf<V = CommandArgument>(given: Pairs<V>): Iterable<readonly [CommandArgument, V]> {
  if (Array.isArray(given)) return given;
  if (Symbol.iterator in given) return given as ReadonlyMap<CommandArgument, V>;
  return Object.entries(given);
}
