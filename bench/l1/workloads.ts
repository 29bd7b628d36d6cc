// Made-up workloads: twelve ways in which keys are asked for, each at three capacities. A key is a
// number; what it stands for does not matter to a policy.

import { randomOf } from "./random.ts";

/** Keys in the order in which they are asked for, and the capacities to try. */
export interface Workload {
  readonly name: string;
  readonly capacities: readonly number[];
  /** Made when it is needed: a workload of a million keys takes 4 MB. */
  keys(): Uint32Array;
}

const capacities = [1000, 3000, 10_000];
const seed = 20_261_122;

/** All of them, `requests` long each. */
export function workloads(requests: number): Workload[] {
  const of = (name: string, keys: () => Uint32Array): Workload => ({ name, capacities, keys });
  return [
    of("Zipf 0.6 of 100k", () => zipf(requests, 0.6, 100_000)),
    of("Zipf 0.8 of 1M", () => zipf(requests, 0.8, 1_000_000)),
    of("Zipf 0.99 of 1M", () => zipf(requests, 0.99, 1_000_000)),
    of("Zipf 1.2 of 1M", () => zipf(requests, 1.2, 1_000_000)),
    of("Zipf 0.99 + scans", () => withScans(requests)),
    of("Zipf 0.99, drifting", () => drifting(requests)),
    of("Zipf 0.99, changing at once", () => changing(requests)),
    of("loop of 12k", () => fill(requests, (index) => index % 12_000)),
    of("loop of 12k + Zipf", () => loopAndZipf(requests)),
    of("uniform of 20k", () => uniform(requests, 20_000)),
    of("sessions", () => sessions(requests)),
    of("one-hit wonders + Zipf", () => oneHits(requests)),
  ];
}

function fill(requests: number, keyAt: (index: number) => number): Uint32Array {
  const keys = new Uint32Array(requests);
  for (let index = 0; index < requests; index += 1) keys[index] = keyAt(index);
  return keys;
}

/** Draws ranks 0 … universe - 1, rank r with weight 1 / (r + 1) ^ exponent, by bisection. */
function zipfDraw(exponent: number, universe: number, random: () => number): () => number {
  const sums = new Float64Array(universe);
  let total = 0;
  for (let rank = 0; rank < universe; rank += 1) {
    total += 1 / (rank + 1) ** exponent;
    sums[rank] = total;
  }
  return () => {
    const wanted = random() * total;
    let low = 0;
    let high = universe - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function zipf(requests: number, exponent: number, universe: number): Uint32Array {
  return fill(requests, zipfDraw(exponent, universe, randomOf(seed)));
}

/** Every 20,000 requests, 5,000 keys nobody asks for again. */
function withScans(requests: number): Uint32Array {
  const draw = zipfDraw(0.99, 1_000_000, randomOf(seed));
  let fresh = 2_000_000;
  return fill(requests, (index) => (index % 20_000 < 5000 ? fresh++ : draw()));
}

/** What is popular moves on by one key every 50 requests. */
function drifting(requests: number): Uint32Array {
  const draw = zipfDraw(0.99, 200_000, randomOf(seed));
  return fill(requests, (index) => draw() + Math.floor(index / 50));
}

/** Five times another set of keys. */
function changing(requests: number): Uint32Array {
  const draw = zipfDraw(0.99, 200_000, randomOf(seed));
  const phase = Math.ceil(requests / 5);
  return fill(requests, (index) => draw() + Math.floor(index / phase) * 200_000);
}

function loopAndZipf(requests: number): Uint32Array {
  const draw = zipfDraw(0.99, 100_000, randomOf(seed));
  return fill(requests, (index) => (index % 2 === 0 ? (index / 2) % 12_000 : 20_000 + draw()));
}

function uniform(requests: number, universe: number): Uint32Array {
  const random = randomOf(seed);
  return fill(requests, () => Math.floor(random() * universe));
}

/** 8,000 users at a time; each asks some twenty times and is then replaced by another. */
function sessions(requests: number): Uint32Array {
  const random = randomOf(seed);
  const users = Uint32Array.from({ length: 8000 }, (_, user) => user);
  let next = users.length;
  return fill(requests, () => {
    const place = Math.floor(random() ** 2 * users.length);
    if (random() < 0.05) users[place] = next++;
    return users[place] as number;
  });
}

/** Two of five requests are for a key that is never asked for again. */
function oneHits(requests: number): Uint32Array {
  const random = randomOf(seed);
  const draw = zipfDraw(0.9, 100_000, random);
  let fresh = 1_000_000;
  return fill(requests, () => (random() < 0.4 ? fresh++ : draw()));
}
