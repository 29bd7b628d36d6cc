// The table of pending writes against a model: the newest of each key, bounds, and books that
// balance.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PendingWrite,
  PendingWrites,
  type Settlement,
} from "../../src/hybrid/pending-writes.ts";

type Step =
  | {
      readonly do: "offer";
      readonly key: string;
      readonly journaled: boolean;
      readonly age: number;
    }
  | { readonly do: "take" | "journal-all" | "lose-all" }
  | { readonly do: "settle"; readonly which: number; readonly as: Settlement }
  | { readonly do: "supersede"; readonly key: string; readonly age: number }
  | { readonly do: "lose-older"; readonly thanMs: number };

const key = fc.constantFrom("a", "b", "c", "d", "e");
const age = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("offer" as const), key, journaled: fc.boolean(), age }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "take" as const,
        "take" as const,
        "journal-all" as const,
        "lose-all" as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      which: fc.nat(),
      as: fc.constantFrom<Settlement>("delivered", "superseded", "lost", "failed"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("supersede" as const), key, age }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lose-older" as const), thanMs: fc.nat({ max: 50 }) }),
  },
);

const limits = { queueEntries: 3, journalEntries: 4, journalBytes: 40 };

describe("PendingWrites", () => {
  it("keeps its bounds, one in flight per key, the newest visible, and accounts for every write", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const pending = new PendingWrites(limits);
        const flying: PendingWrite[] = [];
        let clock = 10;
        for (const one of steps) {
          clock += 1;
          run(pending, flying, clock, one);
          const { accepted, delivered, superseded, lost, pending: open } = pending.accounting();
          expect(delivered + superseded + lost + open).toBe(accepted);
          expect(open).toBe(pending.size);
          expect(new Set(flying.map((write) => write.key)).size).toBe(flying.length);
        }
        pending.loseAll();
        expect(pending.size).toBe(0);
        expect([pending.queued, pending.journaled, pending.journalBytes]).toEqual([0, 0, 0]);
        for (const write of flying) pending.settle(write, "delivered");
        const { accepted, delivered, superseded, lost } = pending.accounting();
        expect(delivered + superseded + lost).toBe(accepted);
      }),
      { numRuns: 500 },
    );
  });

  it("sends the oldest key first, and a key's newest value", () => {
    const pending = new PendingWrites({ queueEntries: 9, journalEntries: 9, journalBytes: 999 });
    for (const [time, name] of ["a", "b", "a", "c"].entries())
      pending.offer(writeOf(name, time, false));
    expect(
      [pending.take(), pending.take(), pending.take()].map((one) => one?.stamp.timeMs),
    ).toEqual([2, 1, 3]);
    expect(pending.take()).toBeUndefined();
    pending.offer(writeOf("a", 9, false));
    expect(pending.take()).toBeUndefined();
  });

  it("refuses what has no room, and an older write changes nothing", () => {
    const pending = new PendingWrites(limits);
    expect(["a", "b", "c", "d"].map((name) => pending.offer(writeOf(name, 5, false)))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(pending.offer(writeOf("a", 6, false))).toBe(true);
    expect(pending.offer(writeOf("a", 4, false))).toBe(true);
    expect(pending.peek("a")?.stamp.timeMs).toBe(6);
    const large = { ...writeOf("x", 7, true), value: new Uint8Array(100) };
    expect(pending.offer(large)).toBe(false);
    expect(pending.accounting()).toMatchObject({ accepted: 5, superseded: 2, pending: 3 });
  });
});

function run(pending: PendingWrites, flying: PendingWrite[], clock: number, one: Step): void {
  switch (one.do) {
    case "offer": {
      const write = writeOf(one.key, clock - one.age, one.journaled);
      const before = pending.peek(one.key);
      const accepted = pending.offer(write);
      if (accepted && before === undefined) expect(pending.peek(one.key)).toBe(write);
      if (!one.journaled) expect(pending.queued).toBeLessThanOrEqual(limits.queueEntries);
      return;
    }
    case "take": {
      const taken = pending.take();
      if (taken !== undefined) flying.push(taken);
      return;
    }
    case "settle": {
      const [write] = flying.splice(one.which % Math.max(flying.length, 1), 1);
      if (write !== undefined) pending.settle(write, one.as);
      return;
    }
    case "supersede":
      pending.supersede(one.key, { timeMs: clock - one.age, counter: 0, replica: 1 });
      return;
    case "journal-all":
      pending.journalAll();
      expect(pending.queued).toBe(0);
      return;
    case "lose-older":
      pending.loseOlderThan(clock - one.thanMs);
      return;
    default:
      pending.loseAll();
      flying.length = 0;
  }
}

function writeOf(name: string, timeMs: number, journaled: boolean): PendingWrite {
  return {
    key: name,
    value: Uint8Array.of(1),
    stamp: { timeMs, counter: 0, replica: 1 },
    expiresAtMs: undefined,
    acceptedAtMs: timeMs,
    onlyIfAbsent: false,
    journaled,
  };
}
