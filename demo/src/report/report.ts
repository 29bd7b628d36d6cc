// The end of the show: a table of what was measured, and one verdict line for each claim.
// Verdict lines are an interface: tests and people search for "PASS" and "FAIL" at their beginning.

import Table from "cli-table3";
import type { PhaseFigures } from "../driver/measurements.ts";
import type { Verdict } from "../driver/verdicts.ts";

/** Paints verdicts; picocolors fits. */
export interface VerdictColours {
  green(text: string): string;
  red(text: string): string;
}

/** One row per phase. */
export function figuresTable(phases: readonly PhaseFigures[]): string {
  const table = new Table({
    head: ["phase", "requests", "no answer", "session hits", "from L1", "p50", "p99", "max"],
    colAligns: ["left", ...Array<"right">(7).fill("right")],
    style: { head: [], border: [], compact: true },
  });
  for (const { phase, requests, unanswered, hitRates, l1Share, p50Ms, p99Ms, maxMs } of phases) {
    table.push([
      phase,
      requests,
      unanswered,
      percent(hitRates.get("session")),
      percent(l1Share),
      milliseconds(p50Ms),
      milliseconds(p99Ms),
      milliseconds(maxMs),
    ]);
  }
  return table.toString();
}

/** `PASS <claim> (<detail>)` or `FAIL <claim>: <what happened>`. */
export function verdictLine({ claim, held, detail }: Verdict, colours: VerdictColours): string {
  if (!held) return `${colours.red("FAIL")} ${claim}: ${detail}`;
  return `${colours.green("PASS")} ${claim}${detail === "" ? "" : ` (${detail})`}`;
}

/** The last line: how many claims held. */
export function summaryLine(verdicts: readonly Verdict[]): string {
  const held = verdicts.filter((verdict) => verdict.held).length;
  return `${held} of ${verdicts.length} claims held.`;
}

function percent(share: number | undefined): string {
  return share === undefined ? "-" : `${(share * 100).toFixed(1)} %`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? "-" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
