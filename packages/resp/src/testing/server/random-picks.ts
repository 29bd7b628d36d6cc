// Picking at random, as HRANDFIELD, SRANDMEMBER and ZRANDMEMBER do: a positive count picks different
// elements, a negative one may pick an element again.

import { CommandError, maxInt64, minInt64, parseInt64 } from "./arguments.ts";

/** Elements that one command may pick; a real server takes what memory takes. */
const maxPicks = 10_000_000;

/** A count of elements to pick; `perElement` is 2 where each comes with its value. */
export function parsePickCount(bytes: Uint8Array | undefined, perElement: 1 | 2 = 1): number {
  const count = parseInt64(bytes);
  if (count === minInt64) {
    throw new CommandError(
      `ERR value is out of range, value must between ${-maxInt64} and ${maxInt64}`,
    );
  }
  const isTooLarge = perElement === 2 && (count > maxInt64 / 2n || count < -maxInt64 / 2n);
  if (isTooLarge || count < -maxPicks) throw new CommandError("ERR value is out of range");
  return Number(count);
}

/** `count` of `items`; `random` is in [0, 1). */
export function pickMany<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (items.length === 0) return [];
  if (count < 0) return Array.from({ length: -count }, () => pickOne(items, random) as T);
  const left = [...items];
  if (count >= left.length) return left;
  return Array.from({ length: count }, () => {
    const [picked] = left.splice(Math.floor(random() * left.length), 1);
    return picked as T;
  });
}

/** One of `items`; undefined if there is none. */
export function pickOne<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}
