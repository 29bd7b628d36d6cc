// Alternated rounds: each contender runs once per round, so that a slow moment of the machine hits all
// of them. CPU time (user and system, the collector's threads too) is what counts.

import { median } from "simple-statistics";

/** Something to be timed: runs once over its input, which holds `count` units. */
export interface Contender {
  readonly name: string;
  readonly count: number;
  readonly run: () => void;
}

/** How long to measure. */
export interface Rounds {
  readonly rounds: number;
  /** A round repeats its input until so much time has passed. */
  readonly roundMs: number;
}

/** One contender's result. */
export interface Timing {
  readonly name: string;
  /** CPU time per unit; the median of the rounds. */
  readonly nanos: number;
  /** The median of the ratios to the reference in the same round; absent without reference. */
  readonly ratio: number | undefined;
}

const warmUpRounds = 3;

/** Times all contenders; ratios are to the one called `reference`. */
export function measure(
  contenders: readonly Contender[],
  reference: string,
  { rounds, roundMs }: Rounds,
): Timing[] {
  const nanos = contenders.map(() => [] as number[]);
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const result = oneRound(contender, roundMs);
      if (round >= 0) nanos[index]!.push(result);
    }
  }
  const base = nanos[contenders.findIndex(({ name }) => name === reference)];
  return contenders.map(({ name }, index) => {
    const own = nanos[index]!;
    const ratio = base && median(own.map((value, round) => value / base[round]!));
    return { name, nanos: median(own), ratio };
  });
}

function oneRound({ run, count }: Contender, roundMs: number): number {
  let units = 0;
  let microseconds = 0;
  const before = process.cpuUsage();
  do {
    run();
    units += count;
    const { user, system } = process.cpuUsage(before);
    microseconds = user + system;
  } while (microseconds < roundMs * 1000);
  return (microseconds * 1000) / units;
}
