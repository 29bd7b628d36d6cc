// The two packed forms in which servers dump small collections: sets of integers and listpacks.
// Source: intset.h and listpack.c of Redis 7.0.

import { fromBinary } from "./bytes.ts";

/** The members of an intset: width in bytes, count, then integers, all little-endian. */
export function intsetItems(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8) return [];
  const width = view.getUint32(0, true);
  const count = Math.min(view.getUint32(4, true), Math.floor((bytes.length - 8) / (width || 1)));
  return Array.from({ length: count }, (_unused, index) => {
    const at = 8 + index * width;
    if (width === 2) return fromBinary(String(view.getInt16(at, true)));
    if (width === 4) return fromBinary(String(view.getInt32(at, true)));
    return fromBinary(String(view.getBigInt64(at, true)));
  });
}

/**
 * The elements of a listpack; undefined if it is damaged.
 *
 *     total bytes (4)  count (2)  [encoding, data, its length backwards] …  0xff
 */
export function listpackItems(bytes: Uint8Array): Uint8Array[] | undefined {
  const items: Uint8Array[] = [];
  for (let at = 6; at < bytes.length;) {
    if (bytes[at] === 0xff) return at === bytes.length - 1 ? items : undefined;
    const entry = listpackEntry(bytes, at);
    if (entry === undefined) return undefined;
    items.push(entry.item);
    at += entry.length + backwardBytes(entry.length);
  }
  return undefined;
}

/** How many bytes the backward length takes, 7 bits a byte. */
function backwardBytes(length: number): number {
  let count = 1;
  for (let bound = 128; length >= bound; bound *= 128) count += 1;
  return count;
}

function listpackEntry(
  bytes: Uint8Array,
  at: number,
): { item: Uint8Array; length: number } | undefined {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x80) return { item: numberItem(BigInt(first)), length: 1 };
  if (first < 0xc0) return textEntry(bytes, at, { header: 1, text: first & 63 });
  if (first < 0xe0) {
    const value = BigInt.asIntN(13, BigInt(((first & 31) << 8) | second));
    return { item: numberItem(value), length: 2 };
  }
  if (first < 0xf0) return textEntry(bytes, at, { header: 2, text: ((first & 15) << 8) | second });
  if (first === 0xf0) {
    return textEntry(bytes, at, { header: 5, text: Number(littleEndian(bytes, at + 1, 4)) });
  }
  const width = { 0xf1: 2, 0xf2: 3, 0xf3: 4, 0xf4: 8 }[first];
  if (width === undefined) return undefined;
  const value = BigInt.asIntN(8 * width, littleEndian(bytes, at + 1, width));
  return { item: numberItem(value), length: 1 + width };
}

function textEntry(
  bytes: Uint8Array,
  at: number,
  { header, text }: { header: number; text: number },
): { item: Uint8Array; length: number } | undefined {
  const item = bytes.slice(at + header, at + header + text);
  return item.length < text ? undefined : { item, length: header + text };
}

function numberItem(value: bigint): Uint8Array {
  return fromBinary(String(value));
}

function littleEndian(bytes: Uint8Array, from: number, width: number): bigint {
  let value = 0n;
  for (let at = width - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[from + at] ?? 0);
  return value;
}
