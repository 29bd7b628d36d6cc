// The rows as a table, and the goals held against them.

import Table from "cli-table3";
import type { Case, Row } from "./measure.ts";

/** Cost of an acquire and release in every pool. */
export function poolTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["case", "library", "call", "CPU ns", "fastest - slowest", "bytes"],
    colAligns: ["left", "left", "left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { case: kind, library, name, nanos, nanosRange, bytes } of rows) {
    const range = nanosRange.map((limit) => limit.toFixed(0)).join(" - ");
    table.push([kind, library, name, nanos.toFixed(0), range, bytes.toFixed(0)]);
  }
  return table.toString();
}

/** A limit that this package has set itself, as a share of generic-pool in the same run. */
export interface Goal {
  readonly name: string;
  readonly share: number;
  readonly goalShare: number;
  readonly isMet: boolean;
}

/** 160 ns with a resource free and 300 ns with a thousand waiting, where generic-pool took 484 and 571. */
const goalShares: Readonly<Record<Case, number>> = { free: 160 / 484, waiting: 300 / 571 };

/** What was reached of what was meant: ours with deadline against generic-pool without. */
export function goalsOf(rows: readonly Row[]): Goal[] {
  return rows
    .filter(({ library }) => library === "respite")
    .map(({ case: kind, name, nanos }) => {
      const rival = rows.find(
        (row) => row.case === kind && row.library === "generic-pool" && row.name === "bare",
      );
      const share = nanos / (rival?.nanos ?? Number.NaN);
      const goalShare = goalShares[kind];
      return { name: `${kind}: ${name}`, share, goalShare, isMet: share <= goalShare };
    });
}

/** A line for each goal. */
export function goalLines(rows: readonly Row[]): string {
  return goalsOf(rows)
    .map(({ name, share, goalShare, isMet }) => {
      const reached = `${share.toFixed(2)} x generic-pool`;
      return `${isMet ? "met   " : "MISSED"}  ${name}: ${reached}; goal ${goalShare.toFixed(2)}`;
    })
    .join("\n");
}
