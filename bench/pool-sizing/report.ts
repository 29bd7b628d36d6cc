// The results as tables to read, and what they say about the size of a pool.

import Table from "cli-table3";
import type { AloneRow } from "./pools-alone.ts";
import type { SweepRow } from "./sweep.ts";

/** Throughput, latency and CPU of each cell, one line per rival. */
export function sweepTable(rows: readonly SweepRow[]): string {
  const table = new Table({
    head: [
      "size",
      "at once",
      "pool",
      "ops/s",
      "slowest-fastest",
      "p50 ms",
      "p99 ms",
      "CPU µs/op",
      "CPU ratio",
    ],
    colAligns: ["right", "right", "left", "right", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const range = row.opsPerSecondRange.map((rate) => `${(rate / 1000).toFixed(1)}k`);
    table.push([
      row.poolSize,
      row.concurrency,
      row.pool,
      Math.round(row.opsPerSecond).toLocaleString("en"),
      range.join(" - "),
      row.p50Ms.toFixed(3),
      row.p99Ms.toFixed(3),
      row.cpuMicrosPerOp.toFixed(1),
      row.toGenericPool.cpuMicrosPerOp.toFixed(2),
    ]);
  }
  return table.toString();
}

/** True if the machine was calm enough to compare one row with another. */
export function isSteady(rows: readonly SweepRow[]): boolean {
  return rows.every(({ opsPerSecondRange: [slowest, fastest] }) => fastest <= slowest * 1.5);
}

/** What the pools cost without a server. */
export function aloneTable(rows: readonly AloneRow[]): string {
  const table = new Table({
    head: ["pool", "free: CPU ns/op", "1000 waiting: CPU ns/op"],
    colAligns: ["left", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { pool, freeNanos, waitingNanos } of rows) {
    table.push([pool, freeNanos.toFixed(0), waitingNanos.toFixed(0)]);
  }
  return table.toString();
}

/** The smallest size that comes within 5 % of the best throughput, for one concurrency. */
export interface Knee {
  readonly concurrency: number;
  readonly poolSize: number;
  /** Its throughput as a share of the best size's. */
  readonly share: number;
}

/** Where more connections stop paying, with our own pool. */
export function kneesOf(rows: readonly SweepRow[]): Knee[] {
  const own = rows.filter(({ pool }) => pool === "respite");
  const concurrencies = [...new Set(own.map(({ concurrency }) => concurrency))];
  return concurrencies.flatMap((concurrency) => {
    const cells = own
      .filter((row) => row.concurrency === concurrency)
      .toSorted((one, other) => one.poolSize - other.poolSize);
    const best = Math.max(...cells.map(({ opsPerSecond }) => opsPerSecond));
    const knee = cells.find(({ opsPerSecond }) => opsPerSecond >= best * 0.95);
    if (knee === undefined) return [];
    return [{ concurrency, poolSize: knee.poolSize, share: knee.opsPerSecond / best }];
  });
}

/** What the sweep says about the size, where it can say anything. */
export function verdict(rows: readonly SweepRow[]): string {
  if (!isSteady(rows)) {
    return [
      "Unsteady: in some rows the fastest round was over 1.5 times the slowest. The ratios (same",
      "round) hold, differences between rows prove nothing: no size is recommended. Try a quieter",
      "machine, longer rounds (--round-ms) or more of them (--rounds).",
    ].join("\n");
  }
  return kneesOf(rows)
    .map(({ concurrency, poolSize, share }) => {
      const percent = Math.round(share * 100);
      return `${concurrency} at once: a pool of ${poolSize} gives ${percent} % of the best throughput.`;
    })
    .join("\n");
}
