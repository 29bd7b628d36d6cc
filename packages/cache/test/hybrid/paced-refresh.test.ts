// Asking again in the background has a bound: a batch, a pause, and no more than a batch waits.

import { describe, expect, it } from "vitest";
import { PacedRefresh } from "../../src/hybrid/paced-refresh.ts";
import { settle } from "../support/hybrid-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

function rig() {
  const clock = new VirtualClock();
  const batches: (readonly string[])[] = [];
  const refresh = new PacedRefresh(clock.environment, (keys) => {
    batches.push(keys);
    return Promise.resolve();
  });
  return { clock, batches, refresh };
}

describe("paced refresh", () => {
  it("keys of one turn go together, the next ones after a pause", async () => {
    const { clock, batches, refresh } = rig();
    refresh.add("a");
    refresh.add("b");
    refresh.add("a");
    await settle();
    expect(batches).toEqual([["a", "b"]]);
    refresh.add("c");
    await settle();
    clock.advance(49);
    await settle();
    expect(batches).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(batches).toEqual([["a", "b"], ["c"]]);
  });

  it("a key that finds the batch full is let go", async () => {
    const { clock, batches, refresh } = rig();
    for (let index = 0; index < 250; index += 1) refresh.add(`${index}`);
    await settle();
    clock.advance(50);
    await settle();
    expect(batches.map(({ length }) => length)).toEqual([100]);
    refresh.add("later");
    await settle();
    expect(batches.at(-1)).toEqual(["later"]);
  });

  it("asks no more once it is closed, and leaves no timer", async () => {
    const { clock, batches, refresh } = rig();
    refresh.add("a");
    await settle();
    refresh.add("b");
    refresh.close();
    expect(clock.pending).toBe(0);
    expect(batches).toHaveLength(1);
  });
});
