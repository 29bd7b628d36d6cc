// A hybrid keeps the contract of every backend.

import { describe, expect, it } from "vitest";
import { backendCases } from "../../src/testing/index.ts";
import { World } from "../support/hybrid-world.ts";

describe.each([
  ["without echoes", false],
  ["with echoes of its own writes", true],
])("HybridBackend, %s", (_, echoes) => {
  const cases = backendCases(async () => {
    const world = new World();
    const { hybrid } = world.replica({ echoes });
    const peer = world.replica({ echoes }).hybrid;
    return {
      backend: hybrid,
      peer,
      advance: (ms) => world.pass(ms),
      close: () => world.close(),
    };
  });
  it.each(cases)("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
