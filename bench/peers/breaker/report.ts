// The rows as tables, and the goals held against them.

import Table from "cli-table3";
import type { CallRow, MemoryRow } from "./measure.ts";

/** Cost of a call in every way. */
export function callTable(rows: readonly CallRow[]): string {
  const table = new Table({
    head: ["case", "library", "call", "CPU ns", "fastest - slowest", "bytes"],
    colAligns: ["left", "left", "left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const cases = [...new Set(rows.map((row) => row.case))];
  for (const kind of cases) {
    for (const row of rows.filter((one) => one.case === kind)) {
      const range = row.nanosRange.map((nanos) => nanos.toFixed(0)).join(" - ");
      const { library, name, nanos, bytes } = row;
      table.push([kind, library, name, nanos.toFixed(0), range, bytes.toFixed(0)]);
    }
  }
  return table.toString();
}

/** Memory of a breaker at rest. */
export function memoryTable(rows: readonly MemoryRow[]): string {
  const table = new Table({
    head: ["library", "bytes per breaker"],
    colAligns: ["left", "right"],
    style: { head: [], border: [] },
  });
  for (const { library, bytes } of rows) table.push([library, bytes.toFixed(0)]);
  return table.toString();
}

/** A limit that this package has set itself, as a multiple of a bare async call in the same run. */
export interface Goal {
  readonly name: string;
  /** On the machine where it was set, on which a bare async call takes 37 ns. */
  readonly goalNanos: number;
  readonly goalTimesBare: number;
  readonly nanos: number;
  readonly timesBare: number;
  readonly isMet: boolean;
}

const bareNanosOfGoals = 37;

const goals = [
  { case: "closed", name: "run", goalNanos: 90 },
  { case: "rejecting", name: "run, open", goalNanos: 400 },
  { case: "permit", name: "tryAcquire + succeed", goalNanos: 25 },
  { case: "with timeout", name: "compose(breaker, timeout)", goalNanos: 890 },
] as const;

/** What was reached of what was meant. */
export function goalsOf(rows: readonly CallRow[]): Goal[] {
  const nanosOf = (kind: string, name: string): number =>
    rows.find((row) => row.case === kind && row.name === name)?.nanos ?? Number.NaN;
  const bareNanos = nanosOf("closed", "bare async call");
  return goals.map(({ case: kind, name, goalNanos }) => {
    const nanos = nanosOf(kind, name);
    const timesBare = nanos / bareNanos;
    const goalTimesBare = goalNanos / bareNanosOfGoals;
    const isMet = timesBare <= goalTimesBare;
    return { name: `${kind}: ${name}`, goalNanos, goalTimesBare, nanos, timesBare, isMet };
  });
}

/** A line for each goal. */
export function goalLines(rows: readonly CallRow[]): string {
  return goalsOf(rows).map(lineOf).join("\n");
}

function lineOf(goal: Goal): string {
  const { name, goalNanos, goalTimesBare, nanos, timesBare, isMet } = goal;
  const reached = `${nanos.toFixed(0)} ns, ${timesBare.toFixed(1)} x bare`;
  const meant = `goal ${goalNanos} ns, ${goalTimesBare.toFixed(1)} x bare`;
  return `${isMet ? "met   " : "MISSED"}  ${name}: ${reached}; ${meant}`;
}
