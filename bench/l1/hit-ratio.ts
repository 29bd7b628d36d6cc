// How many requests each policy answers from memory, workload by workload.

import { lru } from "./policies/lru.ts";
import { optimum } from "./policies/optimum.ts";
import type { Policy } from "./policies/policy.ts";
import { respite } from "./policies/respite.ts";
import { sieve } from "./policies/sieve.ts";
import { tinyLfu } from "./policies/tiny-lfu.ts";
import type { Workload } from "./workloads.ts";

/** A column. */
export type PolicyName = "LRU" | "SIEVE" | "W-TinyLFU" | "Respite" | "optimum";

/** In the order of the columns. */
export const policies: Readonly<Record<PolicyName, Policy>> = {
  LRU: lru,
  SIEVE: sieve,
  "W-TinyLFU": tinyLfu,
  Respite: respite,
  optimum,
};

/** One workload at one capacity: hits in percent. */
export interface RatioRow {
  readonly workload: string;
  readonly capacity: number;
  readonly requests: number;
  readonly percent: Readonly<Record<PolicyName, number>>;
}

/** Runs every policy over every workload. */
export function measureRatios(
  workloads: readonly Workload[],
  progress: (line: string) => void,
): RatioRow[] {
  return workloads.flatMap((workload) => {
    progress(workload.name);
    const keys = workload.keys();
    return workload.capacities.map((capacity) => {
      const entries = Object.entries(policies).map(([name, policy]) => {
        return [name, (policy(keys, capacity) / keys.length) * 100];
      });
      return {
        workload: workload.name,
        capacity,
        requests: keys.length,
        percent: Object.fromEntries(entries) as Record<PolicyName, number>,
      };
    });
  });
}

/** Difference to LRU in percentage points: the mean over the rows, and the worst row. */
export function againstLru(
  rows: readonly RatioRow[],
): Record<PolicyName, { readonly mean: number; readonly worst: number }> {
  const names = Object.keys(policies) as PolicyName[];
  const entries = names.map((name) => {
    const gains = rows.map(({ percent }) => percent[name] - percent.LRU);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    return [name, { mean, worst: Math.min(...gains) }];
  });
  return Object.fromEntries(entries) as ReturnType<typeof againstLru>;
}
