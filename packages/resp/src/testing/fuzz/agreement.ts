// Whether a decoder's JavaScript value means what was said. Libraries hand the same reply over in
// different ways (a map as Map, object or flat list; a big integer as bigint or string): all of them
// pass, a wrong value passes in none.

import { decodeUtf8 } from "../../base/index.ts";
import { fromText } from "./bytes.ts";
import { type Said, type SaidPairs, saidNumber } from "./said.ts";

/**
 * True if `value` is a JavaScript form of what was said.
 *
 * - texts: a string (UTF-8, ill-formed bytes as U+FFFD, or one character per byte) or the bytes
 * - errors: an Error with that message, or the text
 * - numbers: number, bigint or numeric text of the same value
 * - booleans: boolean, or 1 and 0; nulls: null or undefined
 * - arrays and sets: array or Set; pushes: array, or `{ kind, data }`
 * - maps: Map, plain object, list of pairs, or flat list; of equal keys the last may stand alone
 *
 * Attributes are not looked at. Nested verbatim strings may come with or without their format.
 */
export function agrees(said: Said, value: unknown): boolean {
  switch (said.type) {
    case "null":
      return value === null || value === undefined;
    case "boolean":
      return value === said.value || value === Number(said.value);
    case "integer":
    case "big-number":
    case "double":
      return agreesNumber(said.number, value);
    case "simple":
    case "bulk":
    case "streamed-bulk":
      return agreesText(said.text, value);
    case "verbatim":
      return agreesText(said.text.slice(4), value) || agreesText(said.text, value);
    case "error":
    case "bulk-error":
      return agreesError(said.text, value);
    case "array":
    case "set":
    case "push":
      return agreesList(said.items, value);
    default:
      return agreesMap(said.entries, value);
  }
}

function agreesText(text: string, value: unknown): boolean {
  if (typeof value === "string") {
    const bytes = fromText(text);
    return value === decodeUtf8(bytes) || value === text;
  }
  if (!ArrayBuffer.isView(value)) return false;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return bytes.length === text.length && bytes.every((byte, at) => byte === text.charCodeAt(at));
}

function agreesError(text: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("message" in value)) {
    return agreesText(text, value);
  }
  return agreesText(text, value.message);
}

function agreesNumber(number: string, value: unknown): boolean {
  if (typeof value === "bigint") return String(value) === number;
  if (typeof value === "number") {
    const isWhole = Number.isInteger(value) && !Object.is(value, -0);
    return saidNumber(value) === number || (isWhole && number === String(BigInt(value)));
  }
  return typeof value === "string" && sameNumber(value, number);
}

function sameNumber(text: string, number: string): boolean {
  if (text === number) return true;
  if (/^[+-]?[0-9]+$/.test(text)) return String(BigInt(text)) === number;
  return text.trim() !== "" && !Number.isNaN(Number(text)) && saidNumber(Number(text)) === number;
}

function agreesList(items: readonly Said[], value: unknown): boolean {
  const list = listOf(value);
  return (
    list !== undefined &&
    list.length === items.length &&
    items.every((item, at) => agrees(item, list[at]))
  );
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return [...value];
  if (typeof value === "object" && value !== null && "kind" in value && "data" in value) {
    return Array.isArray(value.data) ? [value.kind, ...value.data] : undefined;
  }
  return undefined;
}

function agreesMap(entries: SaidPairs, value: unknown): boolean {
  const pairs = pairsOf(value);
  if (pairs !== undefined && sameEntries(entries, pairs)) return true;
  const last = lastOfEqualKeys(entries);
  if (pairs !== undefined) return sameEntries(last, pairs);
  return isRecord(value) && sameRecord(last, value);
}

function sameEntries(entries: SaidPairs, pairs: readonly (readonly unknown[])[]): boolean {
  return (
    entries.length === pairs.length &&
    entries.every(([key, item], at) => {
      const [otherKey, otherItem] = pairs[at]!;
      return agreesKey(key, otherKey) && agrees(item, otherItem);
    })
  );
}

/** A Map's key is never -0. */
function agreesKey(key: Said, value: unknown): boolean {
  return agrees(key, value) || ("number" in key && key.number === "-0" && value === 0);
}

/** A plain object has text keys, and an order of its own. */
function sameRecord(entries: SaidPairs, value: Record<string, unknown>): boolean {
  return (
    Object.keys(value).length <= entries.length &&
    entries.every(([key, item]) =>
      Object.keys(value).some((name) => agrees(key, name) && agrees(item, value[name])),
    )
  );
}

/** What a Map keeps: of equal keys the last value, at the first one's place. */
function lastOfEqualKeys(entries: SaidPairs): SaidPairs {
  const last = new Map<unknown, readonly [Said, Said]>();
  for (const [key, item] of entries) {
    const identity = identityOf(key);
    last.set(identity, [last.get(identity)?.[0] ?? key, item]);
  }
  return [...last.values()];
}

/** Equal for keys that are one key of a JavaScript Map; lists, maps and errors are never equal. */
function identityOf(key: Said): unknown {
  switch (key.type) {
    case "null":
      return null;
    case "boolean":
      return key.value;
    case "integer":
    case "double":
      return numberIdentity(key.number);
    case "big-number":
      return BigInt(key.number);
    case "simple":
    case "bulk":
    case "streamed-bulk":
      return decodeUtf8(fromText(key.text));
    case "verbatim":
      return decodeUtf8(fromText(key.text.slice(4)));
    default:
      return key;
  }
}

function numberIdentity(number: string): number | bigint {
  if (/^-?[0-9]+$/.test(number) && !Number.isSafeInteger(Number(number))) return BigInt(number);
  return number === "inf" ? Infinity : number === "-inf" ? -Infinity : Number(number);
}

function pairsOf(value: unknown): (readonly unknown[])[] | undefined {
  if (value instanceof Map) return [...value];
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const nested = list.every((pair) => Array.isArray(pair) && pair.length === 2);
    if (nested) return list as (readonly unknown[])[];
    const flat = (_: unknown, at: number): readonly unknown[] => [list[2 * at], list[2 * at + 1]];
    return list.length % 2 === 0 ? Array.from({ length: list.length / 2 }, flat) : undefined;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
