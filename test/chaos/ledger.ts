// What the callers were told against what the server did. Every effect has a key of its own, from whose
// value the number of its executions can be read.

import type { Stored } from "./stage.ts";
import type { Tally } from "./tally.ts";

/** How an execution shows in the key's value. */
export type Trace =
  | { readonly type: "sum"; readonly amount: number }
  | { readonly type: "text"; readonly token: string }
  | { readonly type: "list"; readonly token: string };

/**
 * What the caller knows: it succeeded (`once`; `some` if he allowed repetitions), it can't have been
 * executed (`never`), or it may have been (`maybe`; `any` number of times if he allowed them).
 */
export type Fate = "once" | "some" | "never" | "maybe" | "any";

/** One change that was asked for. */
export interface Effect {
  readonly what: string;
  readonly key: string;
  readonly trace: Trace;
  /** Undefined while nobody was told anything. */
  fate: Fate | undefined;
  /** Elements taken out again, for lists: at least and at most. */
  readonly taken: { least: number; most: number };
  /** Executions seen before the server lost its data. */
  carried: number;
  /** Those of one transaction are executed together. */
  readonly group: number | undefined;
}

/** Bounds of the number of executions. */
const bounds: Readonly<Record<Fate, readonly [least: number, most: number]>> = {
  once: [1, 1],
  some: [1, Infinity],
  never: [0, 0],
  maybe: [0, 1],
  any: [0, Infinity],
};

/** All effects of one schedule. */
export class Ledger {
  readonly effects: Effect[] = [];
  readonly #tally: Tally;
  #groups = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Notes an effect before it is asked for. */
  expect(what: string, key: string, trace: Trace, group?: number): Effect {
    const taken = { least: 0, most: 0 };
    const effect: Effect = { what, key, trace, fate: undefined, taken, carried: 0, group };
    this.effects.push(effect);
    return effect;
  }

  /** A number for the effects of one transaction. */
  newGroup(): number {
    this.#groups += 1;
    return this.#groups;
  }

  /** Keeps what the values show, because the server is about to lose them. */
  carry(values: readonly Stored[]): void {
    for (const [index, effect] of this.effects.entries()) {
      effect.carried += this.#countOf(effect, values[index]);
    }
  }

  /** Compares; the values are in the order of the effects. */
  settle(values: readonly Stored[]): void {
    const groups = new Map<number, Set<number>>();
    for (const [index, effect] of this.effects.entries()) {
      const seen = effect.carried + this.#countOf(effect, values[index]);
      this.#judge(effect, seen);
      if (effect.group === undefined) continue;
      const counts = groups.get(effect.group) ?? new Set();
      groups.set(effect.group, counts.add(seen));
    }
    for (const [group, counts] of groups) {
      if (counts.size > 1) this.#tally.found("lost", `half of transaction ${group} was executed`);
    }
  }

  #judge({ what, fate, taken }: Effect, seen: number): void {
    // What was never told is reported as hung.
    const [least, most] = bounds[fate ?? "any"];
    const told = `${what}: told "${fate}", executed ${seen} times`;
    if (seen > most - taken.least) this.#tally.found("doubled", told);
    if (seen < least - taken.most) this.#tally.found("lost", told);
  }

  #countOf({ what, trace }: Effect, value: Stored): number {
    if (value === undefined) return 0;
    if (trace.type === "sum" && typeof value === "string") {
      const count = Number(value) / trace.amount;
      if (Number.isInteger(count)) return count;
    }
    if (trace.type === "text" && typeof value === "string") {
      const count = value.length / trace.token.length;
      if (value === trace.token.repeat(count)) return count;
    }
    if (trace.type === "list" && typeof value === "object") {
      if (value.every((element) => element === trace.token)) return value.length;
    }
    this.#tally.found("mismatched", `${what}: the server holds ${JSON.stringify(value)}`);
    return 0;
  }
}
