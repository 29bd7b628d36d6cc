// A pool of whatever make, driven step by step, with everything a pool must never do checked after
// each step from the outside: by what the factory and the borrowers see.
/* oxlint-disable vitest/no-standalone-expect -- the laws are checked by classes that tests use */

import { expect } from "vitest";
import type { PoolLike } from "../../src/pool/index.ts";
import { ManualFactory, type Thing } from "./manual-factory.ts";
import { settle } from "./virtual-environment.ts";

/** What a pool under test says it holds. */
export interface Holdings {
  readonly borrowed: number;
  readonly idle: number;
  readonly waiting: number;
}

/** A pool under test. */
export interface Subject {
  readonly pool: PoolLike<Thing>;
  readonly factory: ManualFactory;
  readonly max: number;
  holdings(): Holdings;
}

interface Call {
  readonly number: number;
  readonly priority: number;
  outcome: Thing | Error | undefined;
}

/** Who waits and who holds what, as the test sees it. */
export class PoolDriver {
  readonly subject: Subject;
  readonly held: Thing[] = [];
  /** Those who wait, in the order in which they must be served. */
  waiting: Call[] = [];
  #calls = 0;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Notes a call of `acquire`. */
  expectCall(promise: Promise<Thing>, priority = 0): Call {
    const call: Call = { number: ++this.#calls, priority, outcome: undefined };
    promise.then(
      (thing) => (call.outcome = thing),
      (error: Error) => (call.outcome = error),
    );
    this.waiting.push(call);
    this.waiting.sort((one, other) => other.priority - one.priority || one.number - other.number);
    return call;
  }

  /** Takes a thing out of the borrowers' hands. */
  giveUp(index: number): Thing | undefined {
    if (this.held.length === 0) return undefined;
    return this.held.splice(index % this.held.length, 1)[0];
  }

  /** Lets everything settle and checks every law. Returns the calls that were rejected. */
  async check(): Promise<Call[]> {
    await settle();
    const rejected: Call[] = [];
    const open: Call[] = [];
    for (const call of this.waiting) {
      if (call.outcome === undefined) open.push(call);
      else if (call.outcome instanceof Error) rejected.push(call);
      else {
        // First come, first served: nobody of those before is still waiting.
        expect(open, "someone was overtaken").toEqual([]);
        this.#lend(call.outcome);
      }
    }
    this.waiting = open;
    this.#checkHoldings();
    return rejected;
  }

  #lend(thing: Thing): void {
    expect(this.held, "lent to two at once").not.toContain(thing);
    this.held.push(thing);
  }

  #checkHoldings(): void {
    const { factory, max } = this.subject;
    const { borrowed, idle, waiting } = this.subject.holdings();
    expect(factory.peak, "more than max").toBeLessThanOrEqual(max);
    expect(borrowed, "borrowed").toBe(this.held.length);
    expect(waiting, "waiting").toBe(this.waiting.length);
    expect(factory.alive.size, "each resource is borrowed or idle").toBe(borrowed + idle);
    expect(Math.min(waiting, idle), "someone waits while one is idle").toBe(0);
  }
}
