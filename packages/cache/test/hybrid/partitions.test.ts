// Replicas that are partitioned, lose replies and come back, over any schedule: the newest write of
// each key wins everywhere, no deleted key is resurrected, nobody reads back in time, and the books
// balance.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCacheError } from "../../src/errors.ts";
import { bytes, settle, text, World } from "../support/hybrid-world.ts";

const keys = ["k0", "k1", "k2"] as const;

type Step =
  | { readonly do: "set" | "queue" | "delete" | "read"; readonly at: number; readonly key: number }
  | { readonly do: "cut" | "mend" | "lose-replies"; readonly at: number }
  | { readonly do: "cut-all" | "mend-all" }
  | { readonly do: "pass"; readonly ms: number };

function steps(replicas: number): fc.Arbitrary<Step[]> {
  const at = fc.nat({ max: replicas - 1 });
  const key = fc.nat({ max: keys.length - 1 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("set" as const), at, key }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("queue" as const), at, key }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), at, key }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("read" as const), at, key }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const), at }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("mend" as const), at }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("lose-replies" as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom("cut-all" as const, "mend-all" as const) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat({ max: 1500 }) }),
    },
  );
  return fc.array(step, { minLength: 5, maxLength: 60, size: "max" });
}

/** A world and what must be true of it. */
class Run {
  readonly world = new World();
  readonly queued: number[];
  /** Number of the newest write of each key; positive = a value, negative = a delete. */
  readonly newest = new Map<string, number>();
  readonly seen = new Map<string, number>();
  #writes = 0;

  constructor(replicas: number, options: { echoes: boolean; tier: "general" | "security" }) {
    for (let count = 0; count < replicas; count += 1) {
      this.world.replica({ echoes: options.echoes, failures: 3 });
    }
    this.queued = Array.from({ length: replicas }, () => 0);
    this.tier = options.tier;
  }
  readonly tier: "general" | "security";

  async step(step: Step): Promise<void> {
    // Each write gets a millisecond of its own, so that the order of stamps is the order of writes.
    this.world.clock.advance(1);
    if (step.do === "pass") return this.world.pass(step.ms);
    switch (step.do) {
      case "cut-all":
      case "mend-all":
        for (const one of this.world.replicas) {
          if (step.do === "cut-all") one.cut();
          else one.mend();
        }
        return undefined;
      case "cut":
        return this.world.replicas[step.at]!.cut();
      case "mend":
        return this.world.replicas[step.at]!.mend();
      case "lose-replies": {
        const { link } = this.world.replicas[step.at]!;
        link.inject("setIfNewer", { kind: "fail", after: true }, 1);
        return undefined;
      }
      case "read":
        return this.#read(step.at, keys[step.key]!);
      default:
        return this.#write(step.do, step.at, keys[step.key]!);
    }
  }

  async #write(kind: "set" | "queue" | "delete", at: number, key: string): Promise<void> {
    const { hybrid } = this.world.replicas[at]!;
    this.#writes += 1;
    const number = this.#writes;
    this.newest.set(key, kind === "delete" ? -number : number);
    this.seen.set(`${at} ${key}`, number);
    const writes = kind === "queue" ? "async" : "sync";
    const options = { writes, tier: this.tier } as const;
    try {
      const outcome =
        kind === "delete"
          ? (await hybrid.delete(key, options)).outcome
          : await hybrid.set(key, bytes(`${number}`), options);
      if (outcome === "queued") this.queued[at]! += 1;
    } catch (error) {
      if (!isCacheError(error) || error.code !== "NOT_SHARED") throw error;
      this.queued[at]! += 1;
    }
  }

  async #read(at: number, key: string): Promise<void> {
    const { hybrid } = this.world.replicas[at]!;
    const reading = hybrid.lookup(key, { tier: this.tier, outage: "local" });
    await settle();
    const found = text((await reading).entry);
    if (found === undefined) return;
    const before = this.seen.get(`${at} ${key}`) ?? 0;
    expect(Number(found), `replica ${at} read ${key} back in time`).toBeGreaterThanOrEqual(before);
    this.seen.set(`${at} ${key}`, Number(found));
  }

  async end(): Promise<void> {
    for (const replica of this.world.replicas) replica.mend();
    await this.world.pass(4000);
    for (const key of keys) {
      const newest = this.newest.get(key) ?? -1;
      const expected = newest > 0 ? `${newest}` : undefined;
      expect(text(await this.world.l2.get(key)), `${key} in the shared tier`).toBe(expected);
      for (const [at, { hybrid }] of this.world.replicas.entries()) {
        expect(text(await hybrid.get(key)), `${key} at replica ${at}`).toBe(expected);
      }
    }
    for (const [at, { hybrid }] of this.world.replicas.entries()) {
      const { accepted, delivered, superseded, lost, pending } = hybrid.stats().writes;
      expect(accepted).toBe(this.queued[at]);
      expect([delivered + superseded, lost, pending]).toEqual([accepted, 0, 0]);
    }
  }
}

describe("replicas partitioned apart", () => {
  it.each([
    ["with pub/sub", { echoes: false, tier: "general" }],
    ["with tracking", { echoes: true, tier: "general" }],
    ["with tracking, in the security tier", { echoes: true, tier: "security" }],
  ] as const)(
    "end with the newest write everywhere, %s",
    async (_, options) => {
      await fc.assert(
        fc.asyncProperty(steps(2), async (schedule) => {
          const run = new Run(2, options);
          try {
            await run.world.connect();
            for (const step of schedule) await run.step(step);
            await run.end();
          } finally {
            await run.world.close();
          }
        }),
        { numRuns: 200 },
      );
    },
    60_000,
  );

  it("the plain case: both write and delete the same keys, and the newest stands", async () => {
    const run = new Run(2, { echoes: false, tier: "general" });
    const plan: [Step["do"], number, number][] = [
      ["set", 0, 0],
      ["set", 0, 1],
      ["cut", 0, 0],
      ["cut", 1, 0],
      ["set", 0, 0],
      ["delete", 1, 0],
      ["delete", 1, 1],
      ["set", 0, 1],
      ["set", 1, 2],
      ["delete", 0, 2],
    ];
    for (const [name, at, key] of plan) await run.step({ do: name, at, key } as Step);
    await run.end();
    await run.world.close();
  });
});

describe("closing at any moment", () => {
  it("accounts for every accepted write", async () => {
    await fc.assert(
      fc.asyncProperty(steps(1), fc.boolean(), async (schedule, hangs) => {
        const run = new Run(1, { echoes: false, tier: "general" });
        const [replica] = run.world.replicas;
        for (const step of schedule) await run.step(step);
        if (hangs) replica!.link.inject("setIfNewer", { kind: "hang" });
        const closing = replica!.hybrid.close();
        await run.world.pass(6000);
        await closing;
        const { accepted, delivered, superseded, lost, pending } = replica!.hybrid.stats().writes;
        expect(accepted).toBe(run.queued[0]);
        expect(pending).toBe(0);
        expect(delivered + superseded + lost).toBe(accepted);
        replica!.link.heal();
        await settle();
        expect(replica!.hybrid.stats().writes).toMatchObject({ delivered, superseded, lost });
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
