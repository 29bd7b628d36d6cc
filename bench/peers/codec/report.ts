// The results as tables to read.

import Table from "cli-table3";
import type { Timing } from "./measure.ts";
import type { Mode } from "./peers.ts";
import type { Retention } from "./retention.ts";
import type { Cutting } from "./streams.ts";

/** One case, cut one way, in one mode, for all peers. */
export interface Cell {
  readonly case: string;
  readonly cutting: Cutting;
  readonly mode: Mode;
  /** Ours may take this share of redis-parser's time for strings, where there is a goal. */
  readonly goal: number | undefined;
  readonly timings: readonly Timing[];
  /** Who was not timed, and why. */
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

/** The cells of one mode and cutting, a line per case and a column per peer. */
export function decodeTable(cells: readonly Cell[], peers: readonly string[]): string {
  const table = new Table({
    head: ["case", ...peers, "goal", ""],
    colAligns: ["left", ...peers.map(() => "right" as const), "right", "left"],
    style: { head: [], border: [] },
  });
  for (const cell of cells) {
    const own = cell.timings.find(({ name }) => name === peers[0]);
    const shown = peers.map((peer) => shownTiming(cell, peer));
    table.push([cell.case, ...shown, cell.goal?.toFixed(2) ?? "", verdictOf(cell, own?.ratio)]);
  }
  return table.toString();
}

/** "met" or "MISSED" against the goal; empty where there is none. */
export function verdictOf({ goal }: Cell, ratio: number | undefined): string {
  if (goal === undefined || ratio === undefined) return "";
  return ratio <= goal ? "met" : "MISSED";
}

function shownTiming({ timings, skipped }: Cell, peer: string): string {
  const timing = timings.find(({ name }) => name === peer);
  if (timing !== undefined) {
    const ratio = timing.ratio === undefined ? "" : ` (${timing.ratio.toFixed(2)})`;
    return `${shownNanos(timing.nanos)}${ratio}`;
  }
  return skipped.find(({ name }) => name === peer)?.why ?? "";
}

function shownNanos(nanos: number): string {
  return nanos < 100 ? nanos.toFixed(1) : Math.round(nanos).toLocaleString("en");
}

/** The encoders. */
export function encodeTable(timings: readonly Timing[], reference: string): string {
  const table = new Table({
    head: ["SET of 16 B", "CPU ns", `to ${reference}`],
    colAligns: ["left", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, nanos, ratio } of timings) {
    table.push([name, shownNanos(nanos), ratio?.toFixed(2) ?? ""]);
  }
  return table.toString();
}

/** What kept values keep. */
export function retentionTable(rows: readonly Retention[]): string {
  const table = new Table({
    head: ["decoder", "kept value", "mode", "bytes retained each"],
    colAligns: ["left", "right", "left", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, valueBytes, mode, retainedBytes } of rows) {
    table.push([name, `${valueBytes} B`, mode, Math.round(retainedBytes).toLocaleString("en")]);
  }
  return table.toString();
}
