// Seeds 1001 to 2000; see first-thousand.test.ts.

import { expect, it } from "vitest";
import { failuresOf } from "./seeds.ts";

it("replicas, network and server under seeded faults: no rule is broken (seeds 1001 to 2000)", async () => {
  expect(await failuresOf(1001, 1000)).toEqual([]);
}, 600_000);
