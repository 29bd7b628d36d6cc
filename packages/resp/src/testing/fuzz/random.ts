// Randomness that can be named: a seed stands for the whole run, so that a finding can be repeated.
// Not for secrets.

/** A source of numbers from 0 to below 1, as `Math.random` and `Environment.random`. */
export type Random = () => number;

/**
 * A generator that gives the same numbers for the same seed, everywhere: sfc32 (Chris Doty-Humphrey,
 * PractRand), 128 bits of state, a period of 2^32 at least. `seed` is any number; its lowest 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // Neighbouring seeds differ in few bits at first.
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** A whole number from 0 to `count` - 1. `count` is 1 at least. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of `list`, which is not empty. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)]!;
}

/** So many random bytes. */
export function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = below(random, 256);
  return bytes;
}
