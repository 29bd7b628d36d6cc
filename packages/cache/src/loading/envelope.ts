// What a namespace writes in front of a value where its policy needs more than the bytes: how long
// the value is fresh, how long it is kept beyond that, what it cost to load, and its tags. It is
// part of the value, so it travels through every backend, encrypted with it and kept by every tier.
//
//   byte   0       1       2 . . . 7   8 . . . 13   14 . . . 17   18 . . .
//        +-------+-------+-----------+------------+-------------+------------------+-------
//        | 0xfa  | flags | lifeMs    | staleMs    | loadMs      | tags             | value
//        +-------+-------+-----------+------------+-------------+------------------+-------
//                         '------- flag 1: times, big endian ---' '- flag 2: tags -'
//        tags: their count (1 byte), then for each its length in bytes (2) and its UTF-8
//
// A value without times and tags stands bare, as it always did. One that happens to begin with 0xfa
// (no UTF-8 text does) gets an envelope without flags, so that it is never taken for one.
//
// Staleness is told by the life that is left, which the shared tier counts for all replicas alike:
// the last `staleMs` of an entry's life are its stale tail. No wall clock is compared.

import { Utf8 } from "@respite/resp/base";
import { invalidValue } from "../value.ts";

/** What is known of a value beside its bytes. */
export interface Envelope {
  /** Its life while fresh, as written, in ms; 0 = not known. */
  readonly lifeMs: number;
  /** How long it is kept beyond that, in ms. */
  readonly staleMs: number;
  /** How long its load took, in ms. */
  readonly loadMs: number;
  /** Its tags. */
  readonly tags: readonly string[];
}

/** The envelope of a bare value. */
export const noEnvelope: Envelope = Object.freeze({
  lifeMs: 0,
  staleMs: 0,
  loadMs: 0,
  tags: Object.freeze([]),
});

const mark = 0xfa;
const timesFlag = 1;
const tagsFlag = 2;
const headBytes = 2;
const timesBytes = 16;
const longestMs = 2 ** 48 - 1;
const longestLoadMs = 2 ** 32 - 1;

/** Most tags of one entry. */
export const maxTags = 64;
/** Longest tag, in bytes of UTF-8. */
export const maxTagBytes = 1024;

/** The bytes to store: the value itself where there is nothing to say about it. */
export function sealValue(value: Uint8Array, envelope: Envelope): Uint8Array {
  const hasTimes = envelope.lifeMs > 0 || envelope.staleMs > 0;
  const flags = (hasTimes ? timesFlag : 0) | (envelope.tags.length > 0 ? tagsFlag : 0);
  if (flags === 0 && value[0] !== mark) return value;
  const tags = encodeTags(envelope.tags);
  const valueAt = headBytes + (hasTimes ? timesBytes : 0) + tags.length;
  const bytes = new Uint8Array(valueAt + value.length);
  bytes[0] = mark;
  bytes[1] = flags;
  if (hasTimes) writeTimes(new DataView(bytes.buffer, headBytes), envelope);
  bytes.set(tags, valueAt - tags.length);
  bytes.set(value, valueAt);
  return bytes;
}

/** A value and what was said about it; a bare value is given back as it is. */
export interface Opened {
  /** The value's own bytes. */
  readonly value: Uint8Array;
  /** What was said about it. */
  readonly envelope: Envelope;
}

/** Reads what {@link sealValue} made. @throws {CacheError} `INVALID_VALUE`. */
export function openValue(bytes: Uint8Array): Opened {
  if (bytes[0] !== mark) return { value: bytes, envelope: noEnvelope };
  const flags = bytes[1] ?? 0xff;
  if (flags > (timesFlag | tagsFlag)) throw invalidValue(`its envelope has flags ${flags}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = headBytes;
  let times = { lifeMs: 0, staleMs: 0, loadMs: 0 };
  if ((flags & timesFlag) !== 0) {
    if (bytes.length < at + timesBytes) throw invalidValue("its envelope is cut");
    times = readTimes(view);
    at += timesBytes;
  }
  const tags: string[] = [];
  if ((flags & tagsFlag) !== 0) at = decodeTags(bytes, view, at, tags);
  // A copy, so that the caller's view begins its own buffer.
  return { value: bytes.slice(at), envelope: { ...times, tags } };
}

/** The tags, each once. @throws {TypeError | RangeError} for what can be no tag. */
export function checkTags(tags: readonly string[] | undefined): readonly string[] {
  if (tags === undefined) return noEnvelope.tags;
  if (!Array.isArray(tags)) throw new TypeError(`tags must be an array, got ${typeof tags}.`);
  const unique = [...new Set(tags as readonly unknown[])];
  if (unique.length > maxTags) {
    throw new RangeError(`An entry has at most ${maxTags} tags, got ${unique.length}.`);
  }
  for (const tag of unique) checkTag(tag);
  return unique as string[];
}

function checkTag(tag: unknown): void {
  if (typeof tag !== "string") throw new TypeError(`A tag must be a string, got ${typeof tag}.`);
  const { length } = new Utf8().encode(tag);
  if (length === 0 || length > maxTagBytes) {
    throw new RangeError(`A tag must have 1 to ${maxTagBytes} bytes, got ${length}.`);
  }
}

function writeTimes(view: DataView, { lifeMs, staleMs, loadMs }: Envelope): void {
  for (const [at, ms] of [lifeMs, staleMs].entries()) {
    const whole = Math.min(ms, longestMs);
    view.setUint16(at * 6, Math.floor(whole / 2 ** 32));
    view.setUint32(at * 6 + 2, whole % 2 ** 32);
  }
  view.setUint32(12, Math.min(Math.ceil(loadMs), longestLoadMs));
}

function readTimes(view: DataView): { lifeMs: number; staleMs: number; loadMs: number } {
  const at = (offset: number) => view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2);
  return {
    lifeMs: at(headBytes),
    staleMs: at(headBytes + 6),
    loadMs: view.getUint32(headBytes + 12),
  };
}

function encodeTags(tags: readonly string[]): Uint8Array {
  if (tags.length === 0) return new Uint8Array(0);
  const utf8 = new Utf8();
  const encoded = tags.map((tag) => utf8.encode(tag));
  const bytes = new Uint8Array(encoded.reduce((sum, tag) => sum + 2 + tag.length, 1));
  bytes[0] = tags.length;
  let at = 1;
  for (const tag of encoded) {
    bytes[at] = tag.length >> 8;
    bytes[at + 1] = tag.length & 0xff;
    bytes.set(tag, at + 2);
    at += 2 + tag.length;
  }
  return bytes;
}

/** Adds the tags to `tags`; where the value begins. */
function decodeTags(bytes: Uint8Array, view: DataView, from: number, tags: string[]): number {
  const utf8 = new Utf8();
  const count = bytes[from] ?? 0;
  if (count === 0) throw invalidValue("its envelope is cut");
  let at = from + 1;
  for (let index = 0; index < count; index += 1) {
    const end = at + 2 <= bytes.length ? at + 2 + view.getUint16(at) : Infinity;
    if (end > bytes.length) throw invalidValue("its envelope is cut");
    tags.push(utf8.decode(bytes.subarray(at + 2, end)));
    at = end;
  }
  return at;
}
