// Ways to cut a stream: what a network does to it.

import { type Random, below } from "./random.ts";

/** Where a stream is cut: ascending byte offsets. */
export type Cuts = readonly number[];

/** `bytes` cut at these places into views; places beyond the end, or out of order, give empty pieces. */
export function cutAt(bytes: Uint8Array, cuts: Cuts): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const to = Math.max(from, Math.min(cut, bytes.length));
    chunks.push(bytes.subarray(from, to));
    from = to;
  }
  return chunks;
}

/** Random places to cut `length` bytes at: none, one, a few, or all of them; one in nine byte by byte. */
export function randomCuts(length: number, random: Random): number[] {
  const style = below(random, 9);
  if (style === 0) return everyByte(length);
  const count = style < 4 ? 1 : below(random, 12);
  const places = Array.from({ length: count }, () => below(random, length + 1));
  return places.toSorted((left, right) => left - right);
}

/** The cuts of byte by byte. */
export function everyByte(length: number): number[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
}
