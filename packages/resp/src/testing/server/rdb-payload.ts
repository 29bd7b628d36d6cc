// What DUMP writes and RESTORE reads: a value as in an RDB file, then the format's version and a CRC64.
//
//     type  value …  version (2 bytes)  CRC64 of all before (8 bytes), both little-endian
//
// Written in the plain encodings that every server since 5.0 reads; a short string is the same bytes as
// a real server's. Read: the plain encodings, integer sets and listpacks (what servers since 7.0 write).
// Source of the format: rdb.h and rdb.c of Redis 7.0, and the CRC-64-Jones of its crc64.c.

import { fromBinary, toBinary, concatBytes } from "./bytes.ts";
import { crc64 } from "./crc64.ts";
import type { StoredValue } from "./database.ts";
import { lzfExpanded } from "./lzf.ts";
import { intsetItems, listpackItems } from "./rdb-packed.ts";
import { SortedSet } from "./sorted-set.ts";
import { compareVersions } from "./versions.ts";

/** Types of values, as their first byte. */
const types = {
  string: 0,
  list: 1,
  set: 2,
  hash: 4,
  zset: 5,
  setIntset: 11,
  hashListpack: 16,
  zsetListpack: 17,
  listQuicklist2: 18,
  setListpack: 20,
} as const;

/** The format's version that a server of a version writes, and the last it reads. */
export function rdbVersion(serverVersion: string): number {
  if (compareVersions(serverVersion, "7.4.0") >= 0 && compareVersions(serverVersion, "8.0.0") < 0) {
    return 12;
  }
  if (compareVersions(serverVersion, "7.2.0") >= 0) return 11;
  return compareVersions(serverVersion, "7.0.0") >= 0 ? 10 : 9;
}

/** A value as DUMP answers it. */
export function dumpValue(value: StoredValue, version: number): Uint8Array {
  const body = concatBytes([...encodedValue(value), Uint8Array.of(version & 255, version >> 8)]);
  return concatBytes([body, crc64(body)]);
}

/** The value of a payload; undefined for a wrong checksum or a newer version. @throws {RdbError} */
export function restoredValue(payload: Uint8Array, maxVersion: number): StoredValue | undefined {
  const bodyBytes = payload.length - 8;
  if (bodyBytes < 2) return undefined;
  const body = payload.subarray(0, bodyBytes);
  const version = (body[bodyBytes - 2] ?? 0) | ((body[bodyBytes - 1] ?? 0) << 8);
  const checksum = payload.subarray(bodyBytes);
  const isUnchecked = checksum.every((byte) => byte === 0);
  const isWhole = isUnchecked || toBinary(crc64(body)) === toBinary(checksum);
  if (version > maxVersion || !isWhole) return undefined;
  const reader = new RdbReader(body.subarray(0, bodyBytes - 2));
  const value = readValue(reader);
  if (!reader.atEnd) throw new RdbError("something stands behind the value");
  return value;
}

/** A payload that can't be read. */
export class RdbError extends Error {}

function encodedValue(value: StoredValue): readonly Uint8Array[] {
  switch (value.type) {
    case "string":
      return [Uint8Array.of(types.string), encodedString(value.bytes)];
    case "list":
      return counted(types.list, value.items.length, value.items.map(encodedString));
    case "set":
      return counted(types.set, value.members.size, [...value.members].map(encodedText));
    case "hash": {
      const entries = [...value.fields].flatMap(([field, bytes]) => [
        encodedText(field),
        encodedString(bytes),
      ]);
      return counted(types.hash, value.fields.size, entries);
    }
    default: {
      const entries = value.members.ordered.flatMap(({ member, score }) => [
        encodedText(member),
        encodedDouble(score),
      ]);
      return counted(types.zset, value.members.size, entries);
    }
  }
}

function counted(type: number, count: number, items: readonly Uint8Array[]): Uint8Array[] {
  return [Uint8Array.of(type), encodedLength(count), ...items];
}

function encodedText(text: string): Uint8Array {
  return encodedString(fromBinary(text));
}

/** Lengths of 6, 14 or 32 bits, told apart by the first two bits. */
function encodedLength(length: number): Uint8Array {
  if (length < 64) return Uint8Array.of(length);
  if (length < 16_384) return Uint8Array.of(0x40 | (length >> 8), length & 255);
  const bytes = Uint8Array.of(0x80, 0, 0, 0, 0);
  new DataView(bytes.buffer).setUint32(1, length);
  return bytes;
}

/** An integer of up to 32 bits is kept as one, as servers do it. */
function encodedString(bytes: Uint8Array): Uint8Array {
  const text = bytes.length > 11 ? "" : toBinary(bytes);
  const value = /^(0|-?[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
  for (const [code, width] of [1, 2, 4].entries()) {
    const bound = 2 ** (8 * width - 1);
    if (value < -bound || value >= bound || Number.isNaN(value)) continue;
    const encoded = new Uint8Array(1 + width);
    encoded[0] = 0xc0 | code;
    for (let at = 0; at < width; at += 1) encoded[1 + at] = (value >> (8 * at)) & 255;
    return encoded;
  }
  return concatBytes([encodedLength(bytes.length), bytes]);
}

function encodedDouble(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** Reads the parts of a payload in order. @throws {RdbError} at its end. */
class RdbReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(count: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    if (part.length < count) throw new RdbError("the payload ends too early");
    this.#at += count;
    return part;
  }

  #view(count: number): DataView {
    const part = this.take(count);
    return new DataView(part.buffer, part.byteOffset, count);
  }

  double(): number {
    return this.#view(8).getFloat64(0, true);
  }

  length(): number {
    const [first = 0] = this.take(1);
    if (first >> 6 === 0) return first;
    if (first >> 6 === 1) return ((first & 63) << 8) | (this.take(1)[0] ?? 0);
    if (first === 0x80) return this.#view(4).getUint32(0);
    if (first === 0x81) return Number(this.#view(8).getBigUint64(0));
    throw new RdbError("a length is none");
  }

  string(): Uint8Array {
    const first = this.#bytes[this.#at] ?? 0;
    if (first >> 6 !== 3) return this.take(this.length()).slice();
    this.#at += 1;
    const width = [1, 2, 4][first & 63];
    if (width !== undefined) {
      const view = this.#view(width);
      const value =
        width === 1
          ? view.getInt8(0)
          : width === 2
            ? view.getInt16(0, true)
            : view.getInt32(0, true);
      return fromBinary(String(value));
    }
    if ((first & 63) !== 3) throw new RdbError("a string is of an unknown kind");
    const [length, expanded] = [this.length(), this.length()];
    const bytes = lzfExpanded(this.take(length), expanded);
    if (bytes === undefined) throw new RdbError("a compressed string is damaged");
    return bytes;
  }

  strings(count: number): Uint8Array[] {
    return Array.from({ length: this.#plausible(count) }, () => this.string());
  }

  /** A count that the rest of the payload can hold, so that nothing is allocated for a lie. */
  #plausible(count: number): number {
    if (count > this.#bytes.length) throw new RdbError("a count is too large");
    return count;
  }

  scored(count: number): (readonly [string, number])[] {
    return Array.from(
      { length: this.#plausible(count) },
      () => [toBinary(this.string()), this.double()] as const,
    );
  }
}

function readValue(reader: RdbReader): StoredValue {
  const [type] = reader.take(1);
  switch (type) {
    case types.string:
      return { type: "string", bytes: reader.string() };
    case types.list:
      return { type: "list", items: reader.strings(reader.length()) };
    case types.listQuicklist2:
      return { type: "list", items: quicklistItems(reader) };
    case types.set:
      return setOf(reader.strings(reader.length()));
    case types.setIntset:
      return setOf(intsetItems(reader.string()));
    case types.setListpack:
      return setOf(packed(reader));
    case types.hash:
      return hashOf(reader.strings(2 * reader.length()));
    case types.hashListpack:
      return hashOf(packed(reader));
    case types.zset:
      return { type: "zset", members: new SortedSet(reader.scored(reader.length())) };
    case types.zsetListpack: {
      const scores = pairs(packed(reader));
      const entries = scores.map(([name, score]) => [toBinary(name), scoreOf(score)] as const);
      return { type: "zset", members: new SortedSet(entries) };
    }
    default:
      throw new RdbError(`type ${type} can't be read`);
  }
}

function packed(reader: RdbReader): Uint8Array[] {
  const items = listpackItems(reader.string());
  if (items === undefined) throw new RdbError("a listpack is damaged");
  return items;
}

/** Nodes are single strings (1) or listpacks (2). */
function quicklistItems(reader: RdbReader): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let left = reader.length(); left > 0; left -= 1) {
    if (reader.length() === 1) items.push(reader.string());
    else items.push(...packed(reader));
  }
  return items;
}

function setOf(items: readonly Uint8Array[]): StoredValue {
  return { type: "set", members: new Set(items.map(toBinary)) };
}

function hashOf(items: readonly Uint8Array[]): StoredValue {
  const fields = pairs(items).map(([name, value]) => [toBinary(name), value] as const);
  return { type: "hash", fields: new Map(fields) };
}

function scoreOf(bytes: Uint8Array): number {
  const text = toBinary(bytes);
  if (!text.endsWith("inf")) return Number(text);
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function pairs(items: readonly Uint8Array[]): (readonly [Uint8Array, Uint8Array])[] {
  if (items.length % 2 !== 0) throw new RdbError("a pair is not whole");
  return Array.from({ length: items.length / 2 }, (_unused, at) => {
    const [one = new Uint8Array(), other = new Uint8Array()] = items.slice(2 * at, 2 * at + 2);
    return [one, other] as const;
  });
}
