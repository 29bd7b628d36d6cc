// The rows as tables, and the goals held against them.

import Table from "cli-table3";
import { againstLru, policies, type PolicyName, type RatioRow } from "./hit-ratio.ts";
import type { SpeedRow } from "./speed.ts";

const names = Object.keys(policies) as PolicyName[];
const plain = { head: [], border: [] };

/** Cost of each operation and of an entry. */
export function speedTable(rows: readonly SpeedRow[]): string {
  const table = new Table({
    head: [
      "library",
      "store",
      "get ns",
      "set ns",
      "churn ns",
      "bytes per entry",
      "after evictions",
    ],
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: plain,
  });
  for (const { library, name, get, set, churn, entryBytes, churnedBytes } of rows) {
    const cells = [get, set, churn, entryBytes, churnedBytes].map(
      (value) => value?.toFixed(0) ?? "-",
    );
    table.push([library, name, ...cells]);
  }
  return table.toString();
}

/** Hits in percent, and the summary against LRU below. */
export function ratioTable(rows: readonly RatioRow[]): string {
  const table = new Table({
    head: ["workload", "capacity", ...names],
    colAligns: ["left", "right", ...names.map(() => "right" as const)],
    style: plain,
  });
  for (const { workload, capacity, percent } of rows) {
    table.push([workload, capacity, ...names.map((name) => percent[name].toFixed(1))]);
  }
  const summary = againstLru(rows);
  table.push(["mean difference to LRU", "", ...names.map((name) => signed(summary[name].mean))]);
  table.push(["worst row", "", ...names.map((name) => signed(summary[name].worst))]);
  return table.toString();
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(1)}`;
}

/** A limit that this package has set itself. */
export interface Goal {
  readonly name: string;
  readonly reached: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** Reads at most 1.3 times a Map's and below lru-cache's everywhere; 80 bytes beyond key and value. */
export function goalsOf(rows: readonly SpeedRow[]): Goal[] {
  const own = find(rows, "MemoryStore");
  const timed = find(rows, "MemoryStore, TTL");
  const rival = find(rows, "LRUCache");
  const timedRival = find(rows, "LRUCache, TTL");
  const map = find(rows, "no bound");
  const goals: [name: string, reached: number, limit: number][] = [
    ["get, as a multiple of Map", own.get / map.get, 1.3],
    ["get, as a share of lru-cache", own.get / rival.get, 1],
    ["set, as a share of lru-cache", own.set / rival.set, 1],
    ["churn, as a share of lru-cache", (own.churn ?? 0) / (rival.churn ?? 0), 1],
    ["get with TTL, as a share of lru-cache with TTL", timed.get / timedRival.get, 1],
    ["set with TTL, as a share of lru-cache with TTL", timed.set / timedRival.set, 1],
    ["churn with TTL, as a share", (timed.churn ?? 0) / (timedRival.churn ?? 0), 1],
    ["bytes per entry", own.entryBytes, 80],
  ];
  return goals.map(([name, reached, limit]) => ({ name, reached, limit, isMet: reached <= limit }));
}

/** A line for each goal. */
export function goalLines(rows: readonly SpeedRow[]): string {
  return goalsOf(rows)
    .map(({ name, reached, limit, isMet }) => {
      return `${isMet ? "met   " : "MISSED"}  ${name}: ${reached.toFixed(2)}; goal ${limit}`;
    })
    .join("\n");
}

function find(rows: readonly SpeedRow[], name: string): SpeedRow {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new RangeError(`There is no row ${name}.`);
  return row;
}
