// Callers of one key at one time share one answer, and only what they would have been told anyway.

import { describe, expect, it } from "vitest";
import { cacheOver } from "../../src/cache.ts";
import type { NamespacePolicy } from "../../src/cache-types.ts";
import { CacheError } from "../../src/errors.ts";
import { StampClock } from "../../src/stamp.ts";
import { failure, settle, World } from "../support/hybrid-world.ts";

interface Value {
  n: number;
}

async function rig(policy: NamespacePolicy<Value>) {
  const world = new World();
  const replica = world.replica();
  const other = world.replica();
  await world.connect();
  const { environment } = world.clock;
  const cacheOf = (backend: typeof replica.hybrid) => {
    return cacheOver({
      mode: "hybrid",
      backend,
      environment,
      clock: new StampClock(environment, 1),
    });
  };
  const cache = cacheOf(replica.hybrid);
  const space = cache.namespace<Value>("n", policy);
  const elsewhere = cacheOf(other.hybrid).namespace<Value>("n", policy);
  return { world, ...replica, cache, space, elsewhere };
}

const count = 100;

function times<R>(call: () => R): R[] {
  return Array.from({ length: count }, call);
}

describe("shared answers", () => {
  it("a hundred callers: one question, one load, one promise for all who join", async () => {
    const { space, link, world, cache } = await rig({ immutable: true, ttlMs: 60_000 });
    const before = link.calls.get ?? 0;
    let loads = 0;
    const load = (): Promise<Value> => {
      loads += 1;
      return Promise.resolve({ n: 1 });
    };
    const answers = times(() => space.getOrLoad("k", load));
    expect(new Set(answers).size).toBe(2);
    for (const value of await Promise.all(answers)) expect(value).toEqual({ n: 1 });
    expect(loads).toBe(1);
    expect((link.calls.get ?? 0) - before).toBe(1);
    expect(cache.stats().namespaces["n"]).toMatchObject({ misses: count, hits: 0, loads: 1 });
    await world.close();
  });

  it("what can be changed is not shared: each caller has a value of its own", async () => {
    const { space, elsewhere, world, cache } = await rig({ ttlMs: 60_000 });
    await elsewhere.set("k", { n: 1 });
    const answers = await Promise.all(times(() => space.getOrLoad("k", () => ({ n: 2 }))));
    for (const value of answers) {
      expect(value).toEqual({ n: 1 });
      value.n = 3;
    }
    expect(cache.stats().namespaces["n"]).toMatchObject({ hits: count, misses: 0, loads: 0 });
    await world.close();
  });

  it("a failure is everybody's, and counted for each", async () => {
    const { space, world, cache } = await rig({ immutable: true });
    const load = (): Promise<Value> => Promise.reject(new Error("down"));
    const answers = await Promise.allSettled(times(() => space.getOrLoad("k", load)));
    for (const answer of answers) expect(answer.status).toBe("rejected");
    expect(cache.stats().namespaces["n"]).toMatchObject({ misses: count, loads: 1, loadErrors: 1 });
    await world.close();
  });

  it.each(["here", "elsewhere"] as const)(
    "who asks after a write (%s) is not told what was asked before it",
    async (where) => {
      const { space, elsewhere, link, world } = await rig({ immutable: true, ttlMs: 60_000 });
      await elsewhere.set("k", { n: 1 });
      link.inject("get", { kind: "hang" }, 1);
      const early = space.getOrLoad("k", () => ({ n: 0 }));
      await settle();
      await (where === "here" ? space : elsewhere).set("k", { n: 2 });
      expect(await space.getOrLoad("k", () => ({ n: 0 }))).toEqual({ n: 2 });
      link.release();
      await early;
      expect(await space.get("k")).toEqual({ n: 2 });
      await world.close();
    },
  );

  it("who asks after an invalidation by tag does not share what was found before it", async () => {
    const { space, elsewhere, link, world } = await rig({ immutable: true, ttlMs: 60_000 });
    await elsewhere.set("k", { n: 1 }, { tags: ["t"] });
    await world.pass(100);
    link.inject("get", { kind: "hang" }, 1);
    const early = space.getOrLoad("k", () => ({ n: 2 }));
    await settle();
    await space.invalidateTag("t");
    const late = space.getOrLoad("k", () => ({ n: 3 }));
    await settle();
    link.release();
    expect(await late).not.toEqual({ n: 1 });
    await early;
    await world.close();
  });

  it("in an outage nobody waits for a question from before it", async () => {
    const replica = await rig({ immutable: true, outage: "deny" });
    const { space, link, world } = replica;
    link.inject("get", { kind: "hang" }, 1);
    const early = failure(space.getOrLoad("k", () => ({ n: 1 })));
    await settle();
    link.takeDown();
    link.inject("get", { kind: "fail", error: new CacheError("UNAVAILABLE", "down") });
    await world.openBreaker(world.replicas[0]!);
    expect(await failure(space.getOrLoad("k", () => ({ n: 1 })))).toMatchObject({
      code: "UNAVAILABLE",
    });
    link.heal();
    await early;
    await world.close();
  });
});
