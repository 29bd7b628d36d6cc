// How a value lies in the shared tier: a header of 14 bytes that says when and by whom it was
// written, then the caller's bytes. A tombstone is a header alone; it reads as missing.
//
//   byte   0        1        2 . . . . . . . 7   8     9   10 . . . . 13   14 . . .
//        +--------+--------+-------------------+---------+---------------+----------
//        | format | flags  | timeMs (48 bits)  | counter | replica       | value
//        +--------+--------+-------------------+---------+---------------+----------
//        '- 0xf9: format 1 '----- write stamp, big endian, 12 bytes -----'
//        flags: bit 0 = tombstone, the others are 0
//
// No UTF-8 text holds a byte from 0xf8 up, so text written by other software is never taken for a
// header. The stamp's bytes, read as numbers from the left, order writes as `compareStamps` does.

import { CacheError } from "./errors.ts";
import type { Stamp } from "./stamp.ts";

/** Length of the header in bytes. */
export const valueHeaderBytes = 14;
/** First byte of a stored value in format 1. */
export const valueFormat = 0xf9;
/** Flag bit of a tombstone. */
export const tombstoneFlag = 0x01;

/** What a stored value says. */
export interface StoredValue {
  /** The caller's bytes, sharing the memory they were decoded from; undefined for a tombstone. */
  readonly value: Uint8Array | undefined;
  /** When and by whom it was written. */
  readonly stamp: Stamp;
}

/**
 * A value (or, for undefined, a tombstone) with its header, in fresh memory.
 *
 * @throws {RangeError} if a part of the stamp does not fit its bits.
 */
export function encodeStoredValue(value: Uint8Array | undefined, stamp: Stamp): Uint8Array {
  checkStamp(stamp);
  if (value !== undefined) assertBytes(value);
  const bytes = new Uint8Array(valueHeaderBytes + (value?.length ?? 0));
  // Byte by byte: a DataView would cost as much as all the rest.
  bytes[0] = valueFormat;
  bytes[1] = value === undefined ? tombstoneFlag : 0;
  const { timeMs, counter, replica } = stamp;
  const high = Math.floor(timeMs / 2 ** 32);
  bytes[2] = high >>> 8;
  bytes[3] = high;
  writeUint32(bytes, 4, timeMs % 2 ** 32);
  bytes[8] = counter >>> 8;
  bytes[9] = counter;
  writeUint32(bytes, 10, replica);
  if (value !== undefined) bytes.set(value, valueHeaderBytes);
  return bytes;
}

/**
 * Reads a stored value. The value shares the memory of `bytes`.
 *
 * @throws {CacheError} `INVALID_VALUE` for bytes that `encodeStoredValue` can't have made.
 */
export function decodeStoredValue(bytes: Uint8Array): StoredValue {
  const problem = findProblem(bytes);
  if (problem !== undefined) throw invalidValue(problem);
  const stamp = {
    timeMs: readUint16(bytes, 2) * 2 ** 32 + readUint32(bytes, 4),
    counter: readUint16(bytes, 8),
    replica: readUint32(bytes, 10),
  };
  return { stamp, value: isTombstone(bytes) ? undefined : bytes.subarray(valueHeaderBytes) };
}

/**
 * A plain Uint8Array of its own memory with the same bytes (a Node Buffer's `slice` would share
 * it).
 *
 * @throws {TypeError} for anything but a Uint8Array, of whatever realm.
 */
export function copyBytes(value: Uint8Array): Uint8Array {
  assertBytes(value);
  return new Uint8Array(value);
}

/** True for a Uint8Array of whatever realm, a Node Buffer included. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === "Uint8Array";
}

/** Refuses what is no Uint8Array, of whatever realm. @throws {TypeError} */
export function assertBytes(value: Uint8Array): void {
  if (isBytes(value)) return;
  throw new TypeError(
    `A value must be a Uint8Array, got ${typeof value}; encode text with TextEncoder.`,
  );
}

/** True if bytes, of which the first two are enough, begin a tombstone. */
export function isTombstone(bytes: Uint8Array): boolean {
  return bytes[0] === valueFormat && bytes[1] === tombstoneFlag;
}

/** The error for something that is stored under a key of ours and is none of our values. */
export function invalidValue(problem: string, cause?: unknown): CacheError {
  return new CacheError(
    "INVALID_VALUE",
    `What is stored is not a value of this cache: ${problem}. Delete the key, or, where other ` +
      'software writes these keys, use format "raw" or another prefix.',
    { cause },
  );
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function readUint32(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) * 2 ** 16 + readUint16(bytes, at + 2);
}

function findProblem(bytes: Uint8Array): string | undefined {
  if (bytes.length < valueHeaderBytes) return `${bytes.length} bytes are shorter than its header`;
  if (bytes[0] !== valueFormat) return `its first byte is ${bytes[0]}, not ${valueFormat}`;
  const flags = bytes[1];
  if (flags !== 0 && flags !== tombstoneFlag) return `its flags ${flags} are unknown`;
  if (flags === tombstoneFlag && bytes.length > valueHeaderBytes) return "bytes follow a tombstone";
  return undefined;
}

function checkStamp({ timeMs, counter, replica }: Stamp): void {
  checkBits("timeMs", timeMs, 48);
  checkBits("counter", counter, 16);
  checkBits("replica", replica, 32);
}

function checkBits(name: string, value: number, bits: number): void {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return;
  throw new RangeError(`stamp.${name} must be an integer of ${bits} bits, got ${value}.`);
}
