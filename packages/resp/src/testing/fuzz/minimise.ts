// Makes a finding small: delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating
// Failure-Inducing Input", 2002), on bytes or on any list.

import { joined, spliced } from "./bytes.ts";
import { tokensOf, topLevelParts } from "./tokens.ts";

/** How long it may go on. */
export interface MinimiseOptions {
  /** Most calls of the predicate; default 5000. */
  readonly maxTries?: number | undefined;
  /** Asked before each call: true ends the search with what was found. */
  readonly stop?: (() => boolean) | undefined;
}

/**
 * The smallest part of `items`, in order, for which `interesting` still holds, as far as removing runs
 * of neighbours finds it: without any single one of the rest it holds no longer (unless the search was
 * cut short). If `interesting` does not hold for `items` itself, they come back whole.
 */
export async function minimise<T>(
  items: readonly T[],
  interesting: (part: readonly T[]) => boolean | Promise<boolean>,
  { maxTries = 5000, stop = () => false }: MinimiseOptions = {},
): Promise<readonly T[]> {
  let tries = 0;
  const spent = (): boolean => tries >= maxTries || stop();
  const holds = (part: readonly T[]): boolean | Promise<boolean> => {
    tries++;
    return interesting(part);
  };
  if (spent() || !(await holds(items))) return items;
  let left = items;
  let size = Math.ceil(left.length / 2);
  while (left.length > 0 && !spent()) {
    const before = left.length;
    for (let at = 0; at < left.length && !spent();) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      if (await holds(without)) left = without;
      else at += size;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (left.length === before) return left;
  }
  return left;
}

/**
 * {@link minimise} for the bytes of a stream: whole values first, then tokens, then bytes, then short
 * runs of bytes at every place. `maxTries` counts for each of the four.
 */
export async function minimiseBytes(
  bytes: Uint8Array,
  interesting: (bytes: Uint8Array) => boolean | Promise<boolean>,
  options: MinimiseOptions = {},
): Promise<Uint8Array> {
  let left = bytes;
  for (const pieces of [topLevelParts, tokenPieces]) {
    const test = (parts: readonly Uint8Array[]): boolean | Promise<boolean> =>
      interesting(joined(parts));
    left = joined(await minimise(pieces(left), test, options));
  }
  const test = (part: readonly number[]): boolean | Promise<boolean> =>
    interesting(Uint8Array.from(part));
  left = Uint8Array.from(await minimise([...left], test, options));
  return withoutRuns(left, interesting, options);
}

const longestRun = 24;

/** Removes runs of up to {@link longestRun} bytes wherever they begin: a token need not be aligned. */
async function withoutRuns(
  bytes: Uint8Array,
  interesting: (bytes: Uint8Array) => boolean | Promise<boolean>,
  { maxTries = 5000, stop = () => false }: MinimiseOptions,
): Promise<Uint8Array> {
  let left = bytes;
  let tries = 0;
  for (let size = Math.min(longestRun, left.length); size > 0; size--) {
    for (let at = 0; at + size <= left.length;) {
      if (tries++ >= maxTries || stop()) return left;
      const without = spliced(left, at, at + size, "");
      if (await interesting(without)) left = without;
      else at++;
    }
  }
  return left;
}

function tokenPieces(bytes: Uint8Array): Uint8Array[] {
  const tokens = tokensOf(bytes);
  const rest = bytes.subarray(tokens.at(-1)?.end ?? 0);
  const pieces = tokens.map(({ start, end }) => bytes.subarray(start, end));
  return rest.length === 0 ? pieces : [...pieces, rest];
}
