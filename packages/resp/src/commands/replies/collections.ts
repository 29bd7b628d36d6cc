// Readers of arrays, maps and records, of whatever protocol: RESP2 sends a map as a flat array, RESP3 as a
// map, which under "bytes" is an array of entries.

import type { Reply, StringMode } from "../../codec/index.ts";
import {
  count,
  doubleOrNull,
  integerOrNull,
  type Reader,
  text,
  textOrNull,
  unexpected,
  wordOf,
  yes,
} from "./scalars.ts";

/** The elements of an array or set. */
export function elements(reply: Reply): Reply[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected("an array", reply);
}

/** An array whose elements `element` reads. */
export function arrayOf<T>(element: Reader<T>): Reader<T[]> {
  return (reply, strings) => elements(reply).map((part) => element(part, strings));
}

/** Null stays null; all else is read by `reader`. */
export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (reply, strings) => (reply === null ? null : reader(reply, strings));
}

/** Strings. */
export function texts(reply: Reply): string[] {
  return elements(reply).map(text);
}

/** Strings, each of which may be missing. */
export function textsOrNulls(reply: Reply): (string | null)[] {
  return elements(reply).map(textOrNull);
}

/** Strings, or null where there is no such key. */
export function textsOrNull(reply: Reply): string[] | null {
  return reply === null ? null : texts(reply);
}

/** Counts. */
export function counts(reply: Reply): number[] {
  return elements(reply).map(count);
}

/** Integers, each of which may be missing. */
export function integersOrNulls(reply: Reply): (number | bigint | null)[] {
  return elements(reply).map(integerOrNull);
}

/** Doubles, each of which may be missing. */
export function doublesOrNulls(reply: Reply): (number | null)[] {
  return elements(reply).map(doubleOrNull);
}

/** Ones and zeros. */
export function yeses(reply: Reply): boolean[] {
  return elements(reply).map(yes);
}

/** Two by two, however the protocol spells a map or a list of pairs. */
export function entries(reply: Reply): [Reply, Reply][] {
  if (reply instanceof Map) return [...reply];
  const parts = elements(reply);
  if (parts.length > 0 && parts.every((part) => Array.isArray(part) && part.length === 2)) {
    return parts as unknown as [Reply, Reply][];
  }
  return flatEntries(parts);
}

/** Two by two of an array that is surely flat. */
export function flatEntries(parts: readonly Reply[]): [Reply, Reply][] {
  const found: [Reply, Reply][] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    found.push([parts[at] ?? null, parts[at + 1] ?? null]);
  }
  return found;
}

/** Names with values: a record without a prototype. */
export interface Fields<V = string> {
  /** The value of a name. */
  [name: string]: V;
}

/** A record without a prototype; its entries under "bytes". */
export function fieldsOf<V>(value: Reader<V>): Reader<Fields<V>> {
  return (reply, strings) => {
    const pairs = entries(reply).map(([name, part]) => [name, value(part, strings)] as const);
    if (strings === "bytes") return pairs as unknown as Fields<V>;
    return recordOf(pairs as [string, V][]);
  };
}

/** Strings by name. */
export function textFields(reply: Reply, strings?: StringMode): Fields {
  return fieldsOf(text)(reply, strings);
}

/** Strings by name, none of them where the key does not exist. */
export function fieldPairs(reply: Reply): [string, string][] {
  return entries(reply).map(([name, value]) => [text(name), text(value)]);
}

/** Counts by name. */
export function countFields(reply: Reply, strings?: StringMode): Fields<number> {
  return fieldsOf(count)(reply, strings);
}

/** A record without a prototype from its entries. */
export function recordOf<V>(pairs: Iterable<readonly [string, V]>): Fields<V> {
  const record = Object.create(null) as Fields<V>;
  for (const [name, value] of pairs) record[name] = value;
  return record;
}

/**
 * What the server tells about one of its own things: names in camel case, each read as `readers` says,
 * otherwise as it came.
 */
export function detailsOf<T>(readers: { readonly [name: string]: Reader<unknown> }): Reader<T> {
  return (reply, strings) =>
    recordOf(
      entries(reply).map(([name, part]) => {
        const own = camelCase(wordOf(name));
        return [own, readers[own]?.(part, strings) ?? part] as const;
      }),
    ) as T;
}

function camelCase(name: string): string {
  return name.replaceAll(/[-_ .](\w)/g, (_, letter: string) => letter.toUpperCase());
}
