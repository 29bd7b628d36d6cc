// What a test says of many seeds: nothing, or the first that failed and how to see it again.

import { simulate } from "./simulate.ts";

/** Runs `count` seeds from `first` on; the failure of each that found one. */
export async function failuresOf(first: number, count: number): Promise<string[]> {
  const failures: string[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const { violation } = await simulate(seed);
    if (violation !== undefined) failures.push(failureLine(seed, violation));
  }
  return failures;
}

/** A failure in one line, with the command that shows it again. */
export function failureLine(seed: number, violation: string): string {
  return `seed ${seed}: ${violation}\n  npx pnpm simulate --seed ${seed}`;
}
