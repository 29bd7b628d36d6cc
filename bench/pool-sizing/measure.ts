// One round of a measurement: so many workers call one operation again and again for a while.

import { performance } from "node:perf_hooks";
import { median, quantileSorted } from "simple-statistics";

/** What one round, or the median over rounds, came to. */
export interface Figures {
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of this process, user and system, per operation. */
  readonly cpuMicrosPerOp: number;
}

/** Calls `operation` from `workers` loops at once for `durationMs`. */
export async function measure(
  operation: (worker: number) => Promise<unknown>,
  workers: number,
  durationMs: number,
): Promise<Figures> {
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const endMs = startMs + durationMs;
  const work = async (worker: number): Promise<void> => {
    for (let beganMs = performance.now(); beganMs < endMs;) {
      // oxlint-disable-next-line no-await-in-loop -- a worker does one after another
      await operation(worker);
      const nowMs = performance.now();
      latencies.push(nowMs - beganMs);
      beganMs = nowMs;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  const elapsedMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(latencies).toSorted();
  const ascending = [...sorted];
  return {
    opsPerSecond: (sorted.length / elapsedMs) * 1000,
    p50Ms: quantileSorted(ascending, 0.5),
    p99Ms: quantileSorted(ascending, 0.99),
    cpuMicrosPerOp: (user + system) / sorted.length,
  };
}

/** The median of each figure over rounds. */
export function medianOf(rounds: readonly Figures[]): Figures {
  const of = (figure: keyof Figures): number => median(rounds.map((round) => round[figure]));
  return {
    opsPerSecond: of("opsPerSecond"),
    p50Ms: of("p50Ms"),
    p99Ms: of("p99Ms"),
    cpuMicrosPerOp: of("cpuMicrosPerOp"),
  };
}

/** The median of one figure's ratio to another's in the same round. */
export function ratioOf(
  rounds: readonly Figures[],
  others: readonly Figures[],
  figure: keyof Figures,
): number {
  return median(rounds.map((round, index) => round[figure] / (others[index]?.[figure] ?? NaN)));
}
