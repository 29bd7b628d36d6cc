// Whole caches on a simulated network and clock: seeds 1 to 1000. The second thousand is a file of its
// own, for a second processor.

import { expect, it } from "vitest";
import { failuresOf } from "./seeds.ts";
import { simulate } from "./simulate.ts";

it("replicas, network and server under seeded faults: no rule is broken (seeds 1 to 1000)", async () => {
  expect(await failuresOf(1, 1000)).toEqual([]);
}, 600_000);

it("a seed is always the same run", async () => {
  const [one, again] = [await simulate(4711), await simulate(4711)];
  expect(one.trace).toEqual(again.trace);
  expect(one.trace.length).toBeGreaterThan(20);
});
