// What is decoded: for each case one reply after the other, as wire bytes and as the value they mean.

import { random } from "./random.ts";

/** A decoded value in plain terms: strings for texts, pairs in an array under `pairs`. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | readonly Expected[]
  | { readonly pairs: readonly (readonly [Expected, Expected])[] };

/** One kind of reply. */
export interface Case {
  readonly name: string;
  /** Decode goal: time as a share of redis-parser's for strings, whole and split. */
  readonly goal: { readonly whole: number; readonly split: number };
  /** True if it needs RESP3. */
  readonly resp3?: true;
  reply(): Expected;
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
const phrase = "Größe übermäßig, naïve café, 東京の天気; plain words between them are the most. ";

/** Every case, in the order of the table. */
export function allCases(): Case[] {
  const next = random(20_261_101);
  const below = (limit: number): number => Math.floor(next() * limit);
  const word = (length: number): string => {
    let text = "";
    while (text.length < length) text += letters[below(letters.length)];
    return text;
  };
  const prose = (byteLength: number): string => {
    let text = "";
    for (let at = below(phrase.length); Buffer.byteLength(text) < byteLength - 2; at++) {
      text += phrase[at % phrase.length];
    }
    return text;
  };
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
  const hash = (fields: number): Expected => ({
    pairs: list(fields, () => [`f${word(5)}`, word(12)] as const),
  });
  const session = (): Expected =>
    JSON.stringify({ id: word(24), user: word(12), roles: [word(5), word(5)], at: below(1e9) });
  const recorded: readonly (() => Expected)[] = [
    () => OK, // SET
    () => OK, // SETEX
    () => below(2), // EXISTS, DEL
    () => below(1_000_000), // INCR
    () => -2, // TTL of a missing key
    () => below(3600), // TTL
    () => null, // GET, missing
    session, // GET
    () => word(40), // GET of a token
    () => list(8, () => (below(4) === 0 ? null : word(20))), // MGET
    () => list(8, () => word(8)), // HGETALL under RESP2
    () => [String(below(4096)), list(10, () => `session:${word(16)}`)], // SCAN
    () => list(10, () => word(10)), // ZRANGE WITHSCORES
    () => [OK, 1, word(12)], // EXEC
  ];
  let at = 0;
  let proseAt = 0;
  const goal = (whole: number, split = whole): Case["goal"] => ({ whole, split });
  return [
    { name: "simple", goal: goal(0.2), reply: () => OK },
    { name: "integer", goal: goal(1), reply: () => below(100_000) },
    { name: "bulk 16", goal: goal(0.4), reply: () => word(16) },
    { name: "bulk 100", goal: goal(0.6), reply: () => word(100) },
    { name: "bulk 1 KB", goal: goal(1), reply: () => word(1024) },
    { name: "1 KB UTF-8", goal: goal(1), reply: () => prose(1024) },
    { name: "bulk 64 KB", goal: goal(0.7, 1), reply: () => word(1024).repeat(64) },
    { name: "array of 100", goal: goal(0.4), reply: () => list(100, () => word(16)) },
    {
      name: "nested",
      goal: goal(0.65),
      reply: () => [below(100), [word(8), below(100)], [word(8), [null, word(12)]]],
    },
    { name: "mix", goal: goal(0.4), reply: () => recorded[at++ % recorded.length]!() },
    {
      name: "mix, UTF-8",
      goal: goal(1),
      reply: () => {
        const turn = proseAt++ % (recorded.length + 1);
        return turn === 0 ? prose(300) : recorded[turn - 1]!();
      },
    },
    { name: "map of 5", goal: goal(1), resp3: true, reply: () => hash(5) },
  ];
}

/** The text that is sent as a simple string; every other is a bulk. */
export const OK = "OK";

/** The reply's bytes. */
export function wireOf(value: Expected): Buffer {
  return Buffer.from(wireText(value));
}

function wireText(value: Expected): string {
  if (value === null) return "$-1\r\n";
  if (value === OK) return "+OK\r\n";
  if (typeof value === "string") return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  if (typeof value === "number") return `:${value}\r\n`;
  if (typeof value === "boolean") return value ? "#t\r\n" : "#f\r\n";
  if (!("pairs" in value)) return `*${value.length}\r\n${value.map(wireText).join("")}`;
  return `%${value.pairs.length}\r\n${value.pairs.flat().map(wireText).join("")}`;
}
