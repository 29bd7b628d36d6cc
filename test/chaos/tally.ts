// What a schedule has seen: counts, and every breach of a rule as a sentence.

import type { FaultKind, Place } from "./plan.ts";

/** The rules a schedule can find broken. */
export const rules = [
  "mismatched",
  "hung",
  "unhandled",
  "leaked",
  "doubled",
  "lost",
  "secret",
  "unusable",
  "unexpected",
] as const;

/**
 * - `mismatched`: a reply that is not the caller's.
 * - `hung`: a promise that was pending past its deadline, or past its abort.
 * - `unhandled`: a rejection that nobody could handle.
 * - `leaked`: a socket or timer that was left.
 * - `doubled`: more executions than the caller was told of.
 * - `lost`: told as a success and not executed, or half a transaction.
 * - `secret`: an error that shows a password or an argument.
 * - `unusable`: no answer within a second of the last fault.
 * - `unexpected`: an error that this load can't explain.
 */
export type Rule = (typeof rules)[number];

/** One breach. */
export interface Finding {
  readonly rule: Rule;
  readonly text: string;
}

/** What one schedule, or many, came to. */
export class Tally {
  schedules = 0;
  commands = 0;
  succeeded = 0;
  failed = 0;
  messages = 0;
  /** Settlements later than 20 ms behind their deadline once the loop's own delay is taken off. */
  latestMs = 0;
  readonly errors = new Map<string, number>();
  readonly faults = new Map<FaultKind, number>();
  readonly findings: Finding[] = [];

  found(rule: Rule, text: string): void {
    this.findings.push({ rule, text });
  }

  /** Counts of one rule's breaches. */
  count(rule: Rule): number {
    return this.findings.filter((finding) => finding.rule === rule).length;
  }

  fault(kind: FaultKind): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }

  error(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** Adds what another has seen. */
  add(other: Tally): void {
    this.schedules += other.schedules;
    this.commands += other.commands;
    this.succeeded += other.succeeded;
    this.failed += other.failed;
    this.messages += other.messages;
    this.latestMs = Math.max(this.latestMs, other.latestMs);
    for (const [kind, count] of other.faults) {
      this.faults.set(kind, (this.faults.get(kind) ?? 0) + count);
    }
    for (const [code, count] of other.errors) {
      this.errors.set(code, (this.errors.get(code) ?? 0) + count);
    }
    this.findings.push(...other.findings);
  }

  /** The figures as lines of text. */
  toText(): string {
    const table = (map: ReadonlyMap<string, number>): string =>
      [...map]
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([name, count]) => `${name} ${count}`)
        .join(", ");
    return [
      `schedules ${this.schedules}`,
      `commands ${this.commands}: ${this.succeeded} succeeded, ${this.failed} failed; messages ${this.messages}`,
      `faults: ${table(this.faults)}`,
      `errors: ${table(this.errors)}`,
      `latest settlement ${this.latestMs.toFixed(1)} ms behind its deadline`,
      rules.map((rule) => `${rule} ${this.count(rule)}`).join(", "),
    ].join("\n");
  }
}

/** How to see a schedule again. */
export function reproduction(seed: number, place: Place): string {
  return `npm run chaos -- --seed ${seed} --place ${place}`;
}
