// The results as tables, and what was reached of what was meant.

import Table from "cli-table3";
import { limit, own, reference } from "./contenders.ts";
import { type CrowdRow, isPeer, type Row, type Weight } from "./measure.ts";
import type { Case } from "./turn.ts";

/** One limit that this client has set itself. */
export interface Goal {
  readonly name: string;
  readonly reached: number;
  readonly goal: number;
  readonly isMet: boolean;
}

/** CPU time as a share of the reference's in the same round, over TCP. */
const ratioGoals = [
  { valueBytes: 16, inFlight: 1, goal: 1 },
  { valueBytes: 16, inFlight: 10, goal: 0.75 },
  { valueBytes: 16, inFlight: 100, goal: 0.45 },
  { valueBytes: 16, inFlight: 1000, goal: 0.25 },
  { valueBytes: 65_536, inFlight: 100, goal: 0.3 },
];
const bytesPerCommandGoal = 450;

/** The goals that the plan has covered. */
export function goalsOf(rows: readonly Row[], weights: readonly Weight[]): Goal[] {
  const goals = ratioGoals.flatMap(({ valueBytes, inFlight, goal }): Goal[] => {
    const row = rows.find(
      ({ name, via, case: { operation, ...size } }) =>
        name === own &&
        via === "tcp" &&
        operation === "GET" &&
        size.valueBytes === valueBytes &&
        size.inFlight === inFlight,
    );
    if (row?.ratio === undefined) return [];
    const name = `GET ${shownBytes(valueBytes)}, ${inFlight} in flight: CPU to ${reference}`;
    return [{ name, reached: row.ratio, goal, isMet: row.ratio <= goal }];
  });
  const weight = weights.find(({ name }) => name === own)?.bytesPerCommand;
  if (weight === undefined) return goals;
  const isMet = weight <= bytesPerCommandGoal;
  const name = "bytes per command in flight";
  return [...goals, { name, reached: weight, goal: bytesPerCommandGoal, isMet }];
}

/** A line for each goal, and one for each case in which a peer needs less CPU time than ours. */
export function goalLines(rows: readonly Row[], weights: readonly Weight[]): string {
  const lines = goalsOf(rows, weights).map(({ name, reached, goal, isMet }) => {
    const digits = goal > 10 ? 0 : 2;
    const verdict = isMet ? "met   " : "MISSED";
    return `${verdict}  ${name}: ${reached.toFixed(digits)}, goal ${goal.toFixed(digits)}`;
  });
  const behind = casesOf(rows).flatMap((cells) => behindLine(cells));
  const cases = casesOf(rows).length;
  return [
    ...lines,
    `ahead of every peer in ${cases - behind.length} of ${cases} cases`,
    ...behind,
  ].join("\n");
}

function behindLine(cells: readonly Row[]): string[] {
  const ours = cells.find(({ name }) => name === own);
  const best = cells.filter(isPeer).toSorted((a, b) => a.cpuMicros - b.cpuMicros)[0];
  if (ours === undefined || best === undefined || ours.cpuMicros <= best.cpuMicros) return [];
  const by = `${shownMicros(ours.cpuMicros)} against ${shownMicros(best.cpuMicros)} µs`;
  return [`behind ${best.name}: ${shownCase(ours.case)} (${by})`];
}

/** The rows of each case together. */
function casesOf(rows: readonly Row[]): Row[][] {
  const cases = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.via} ${shownCase(row.case)}`;
    cases.set(name, [...(cases.get(name) ?? []), row]);
  }
  return [...cases.values()];
}

/** CPU µs per operation with the ratio behind it: a line per case, a column per contender. */
export function cpuTable(rows: readonly Row[], names: readonly string[]): string {
  return tableOf(rows, names, ({ cpuMicros, ratio }) => {
    const share = ratio === undefined ? "" : ` (${ratio.toFixed(2)})`;
    return `${shownMicros(cpuMicros)}${share}`;
  });
}

/** Thousand operations a second. */
export function speedTable(rows: readonly Row[], names: readonly string[]): string {
  return tableOf(rows, names, ({ opsPerSecond }) => shownMicros(opsPerSecond / 1000));
}

/** Median and 99th percentile of the time of one command, in microseconds. */
export function latencyTable(rows: readonly Row[], names: readonly string[]): string {
  const peers = names.filter((name) => name !== limit);
  return tableOf(rows, peers, ({ p50Micros, p99Micros }) =>
    [p50Micros, p99Micros].map((micros) => micros.toFixed(0)).join(" / "),
  );
}

function tableOf(
  rows: readonly Row[],
  names: readonly string[],
  shown: (row: Row) => string,
): string {
  const table = new Table({
    head: ["case", ...names],
    colAligns: ["left", ...names.map(() => "right" as const)],
    style: { head: [], border: [] },
  });
  for (const cells of casesOf(rows)) {
    const values = names.map((name) => cells.find((row) => row.name === name));
    table.push([
      shownCase(cells[0]!.case),
      ...values.map((row) => (row === undefined ? "–" : shown(row))),
    ]);
  }
  return table.toString();
}

/** What a command in flight holds. */
export function weightTable(weights: readonly Weight[]): string {
  const table = new Table({
    head: ["client", "bytes per command in flight"],
    colAligns: ["left", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, bytesPerCommand } of weights) table.push([name, bytesPerCommand.toFixed(0)]);
  return table.toString();
}

/** What many connections cost. */
export function crowdTable(crowds: readonly CrowdRow[]): string {
  const table = new Table({
    head: ["client", "connections", "KB each", "resident KB", "CPU µs to open", "all PINGs, ms"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, connections, bytes, residentBytes, cpuMicros, pingAllMs } of crowds) {
    const sizes = [bytes, residentBytes].map((size) => (size / 1024).toFixed(1));
    table.push([name, connections, ...sizes, cpuMicros.toFixed(0), pingAllMs.toFixed(0)]);
  }
  return table.toString();
}

/** As `GET 16 B, c=100`. */
export function shownCase({ operation, valueBytes, inFlight }: Case): string {
  return `${operation} ${shownBytes(valueBytes)}, c=${inFlight}`;
}

function shownBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KB`;
}

function shownMicros(micros: number): string {
  if (micros >= 100) return micros.toFixed(0);
  return micros.toFixed(micros >= 10 ? 1 : 2);
}
