// Seeded schedules of faults, half of them in memory on a virtual clock and half in front of real
// servers. A failure prints its seed and how to play it again; `npm run chaos` plays as many as asked.

import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath } from "../harness/index.ts";
import { faultKinds, type Place } from "./plan.ts";
import { runReal } from "./run-real.ts";
import { runVirtual } from "./run-virtual.ts";
import { reproduction, Tally } from "./tally.ts";

const seeds = Array.from({ length: 100 }, (_unused, index) => index + 1);

/** What was found, each with its seed. */
function told({ findings }: Tally, seed: number, place: Place): string[] {
  return findings.map(
    ({ rule, text }) => `${rule}: ${text}\n  again: ${reproduction(seed, place)}`,
  );
}

/** The schedules have done what they are for. */
function expectHarm(total: Tally): void {
  expect([...total.faults.keys()].toSorted()).toEqual([...faultKinds].toSorted());
  expect(total.schedules).toBe(seeds.length);
  expect(total.succeeded).toBeGreaterThan(1000);
  expect(total.failed).toBeGreaterThan(1000);
  expect(total.messages).toBeGreaterThan(0);
}

describe("random schedules of faults", () => {
  it(
    "in memory: nothing mismatched, hung, leaked or executed twice",
    { timeout: 300_000 },
    async () => {
      const total = new Tally();
      const found: string[] = [];
      for (const seed of seeds) {
        const tally = await runVirtual(seed);
        total.add(tally);
        found.push(...told(tally, seed, "virtual"));
      }
      expect(found).toEqual([]);
      expectHarm(total);
    },
  );

  it.runIf(availableServer() !== undefined)(
    "in front of real servers: the same",
    { timeout: 300_000 },
    async (context) => {
      const { name, version } = serverOnPath() ?? { name: "redis-server", version: "unknown" };
      noteServer(context, { name, version });
      const total = new Tally();
      const found: string[] = [];
      await runReal(seeds, 6, (seed, tally) => {
        total.add(tally);
        found.push(...told(tally, seed, "real"));
      });
      expect(found).toEqual([]);
      expectHarm(total);
    },
  );

  it("a seed stands for the same schedule and the same outcome, every time", async () => {
    const [one, other] = [await runVirtual(7), await runVirtual(7)];
    expect(one).toEqual(other);
  });
});
