// What lies in this process is answered without a wait, by the same rules as everything else: whose
// memory it is, how long it lives, when it may be believed.

import { describe, expect, it } from "vitest";
import { cacheOver } from "../../src/cache.ts";
import { HybridBackend } from "../../src/hybrid/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { bytesSerializer } from "../../src/serializer.ts";
import { StampClock } from "../../src/stamp.ts";
import { failure, World } from "../support/hybrid-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

interface Value {
  n: number;
  list: number[];
}

const value: Value = { n: 1, list: [1] };

function memory(options: { maxBytes?: number } = {}) {
  const clock = new VirtualClock();
  const { environment } = clock;
  const backend = new MemoryBackend({ environment, ...options });
  return { clock, backend, cache: cacheOver({ backend, environment }) };
}

async function hybrid() {
  const world = new World();
  const replica = world.replica();
  await world.connect();
  const { environment } = world.clock;
  const cache = cacheOver({
    mode: "hybrid",
    backend: replica.hybrid,
    environment,
    clock: new StampClock(environment, 1),
  });
  return { world, ...replica, cache };
}

describe("reads from this process", () => {
  it.each(["memory", "hybrid"] as const)(
    "mutable values are each caller's own, immutable ones the same and frozen (%s)",
    async (mode) => {
      const { cache } = mode === "memory" ? memory() : await hybrid();
      const own = cache.namespace<Value>("own");
      const same = cache.namespace<Value>("same", { immutable: true });
      for (const space of [own, same]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await space.set("k", value);
      }
      const first = await own.get("k");
      first?.list.push(2);
      expect(await own.get("k")).toEqual(value);
      expect(await own.getOrLoad("k", () => ({ n: 9, list: [] }))).toEqual(value);
      const frozen = await same.get("k");
      expect(await same.get("k")).toBe(frozen);
      expect(await same.getOrLoad("k", () => ({ n: 9, list: [] }))).toBe(frozen);
      expect(Object.isFrozen(frozen?.list)).toBe(true);
      await same.set("k", { n: 2, list: [] });
      expect(await same.get("k")).toEqual({ n: 2, list: [] });
      await cache.close();
    },
  );

  it("bytes that a serializer keeps are copied for it", async () => {
    const { cache } = memory();
    const space = cache.namespace("bytes", { serializer: bytesSerializer });
    await space.set("k", Uint8Array.of(1, 2));
    const first = await space.get("k");
    first?.fill(0);
    expect(await space.get("k")).toEqual(Uint8Array.of(1, 2));
    await cache.close();
  });

  it("two views of one namespace don't see each other's decoded values", async () => {
    const { cache } = memory();
    const json = cache.namespace<Value>("n", { immutable: true });
    const raw = cache.namespace("n", { immutable: true, serializer: bytesSerializer });
    await json.set("k", value);
    expect(await json.get("k")).toEqual(value);
    expect(await raw.get("k")).toBeInstanceOf(Uint8Array);
    expect(await json.get("k")).toEqual(value);
    await cache.close();
  });

  it("decoded values count as bytes of the memory tier, and make room as others do", async () => {
    const { cache, backend } = memory({ maxBytes: 4000 });
    const space = cache.namespace<string>("n", { immutable: true });
    for (let index = 0; index < 8; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await space.set(`${index}`, "x".repeat(150));
    }
    expect(backend.stats().entries).toBe(8);
    for (let index = 0; index < 8; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await space.get(`${index}`);
    }
    const after = backend.stats();
    expect(after.bytes).toBeLessThanOrEqual(4000);
    expect(after.entries).toBeLessThan(8);
    await cache.close();
  });

  it("a life is over to the millisecond, and a new one counts", async () => {
    const { cache, clock } = memory();
    const space = cache.namespace<Value>("n");
    await space.set("k", value, { ttlMs: 100 });
    clock.advance(99);
    expect(await space.get("k")).toEqual(value);
    expect(await space.touch("k", 50)).toBe(true);
    clock.advance(49);
    expect((await space.getWithMeta("k")).ttlMs).toBe(1);
    clock.advance(1);
    expect(await space.get("k")).toBeUndefined();
    await cache.close();
  });

  it("a stale value is given to who asks for it alone, and counted once", async () => {
    const { cache, clock } = memory();
    const space = cache.namespace<Value>("n", { staleIfErrorMs: 100 });
    await space.set("k", value, { ttlMs: 100 });
    clock.advance(150);
    expect(await space.get("k")).toBeUndefined();
    expect(await space.get("k", { allowStale: true })).toEqual(value);
    expect(cache.stats().namespaces["n"]).toMatchObject({ hits: 1, misses: 1, staleHits: 1 });
    await cache.close();
  });

  it("hits are counted by namespace, backend and tier alike", async () => {
    const { cache, hybrid: backend, world } = await hybrid();
    const space = cache.namespace<Value>("n");
    await space.set("k", value);
    const before = backend.stats();
    for (let read = 0; read < 3; read += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await space.get("k");
    }
    const after = backend.stats();
    expect(after.l1Hits - before.l1Hits).toBe(3);
    expect(after.l1.hits - before.l1.hits).toBe(3);
    expect(after.misses - before.misses).toBe(0);
    expect(cache.stats().namespaces["n"]).toMatchObject({ hits: 3, l1Hits: 3, l2Hits: 0 });
    await world.close();
  });

  it("nothing is believed once the channel has been down, or the key was changed elsewhere", async () => {
    const { cache, bus, link, world, l2 } = await changed();
    const space = cache.namespace<Value>("n");
    await space.set("k", value);
    await space.get("k");
    const asked = () => (link.calls.get ?? 0) + (link.calls.getMany ?? 0);
    let before = asked();
    await space.get("k");
    expect(asked()).toBe(before);
    bus.hear(["n:k"]);
    before = asked();
    await space.get("k");
    expect(asked()).toBeGreaterThan(before);
    bus.setUp(false);
    bus.setUp(true);
    before = asked();
    await space.get("k");
    expect(asked()).toBeGreaterThan(before);
    await l2.delete("n:k");
    bus.hear(["n:k"]);
    expect(await space.get("k")).toBeUndefined();
    await world.close();
  });

  it("in an outage the policy says what may be answered", async () => {
    const { cache, world } = await hybrid();
    const local = cache.namespace<Value>("local", { outage: "local" });
    const deny = cache.namespace<Value>("deny", { outage: "deny" });
    for (const space of [local, deny]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await space.set("k", value);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await space.get("k");
    }
    const [replica] = world.replicas;
    replica!.cut();
    await world.openBreaker(replica!);
    expect(await local.get("k")).toEqual(value);
    expect(await local.getOrLoad("k", () => ({ n: 9, list: [] }))).toEqual(value);
    expect(await failure(deny.get("k"))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await failure(local.get("k", { outage: "deny" }))).toMatchObject({
      code: "UNAVAILABLE",
    });
    expect(replica!.hybrid.stats().degradedReads).toBeGreaterThan(0);
    replica!.mend();
    await world.close();
  });

  it("a written value that is on its way is answered before the old one", async () => {
    const { cache, link, world } = await hybrid();
    const space = cache.namespace<Value>("n", { writes: "async" });
    await space.set("k", value);
    await world.pass(50);
    await space.get("k");
    link.inject("setIfNewer", { kind: "hang" }, 1);
    await space.set("k", { n: 2, list: [] });
    expect(await space.get("k")).toEqual({ n: 2, list: [] });
    link.release();
    await world.close();
  });

  it.each(["memory", "hybrid"] as const)("wrong calls reject as ever (%s)", async (mode) => {
    const { cache } = mode === "memory" ? memory() : await hybrid();
    const space = cache.namespace<Value>("n");
    await space.set("k", value);
    const load = () => value;
    expect(await failure(space.get(7 as never))).toBeInstanceOf(TypeError);
    expect(await failure(space.getOrLoad(7 as never, load))).toBeInstanceOf(TypeError);
    const signal = AbortSignal.abort();
    expect(await failure(space.get("k", { signal }))).toMatchObject({ code: "ABORTED" });
    await cache.close();
    expect(await failure(space.get("k"))).toMatchObject({ code: "CLOSED" });
    expect(await failure(space.getOrLoad("k", load))).toMatchObject({ code: "CLOSED" });
  });

  it("an L1 that shows no records serves all the same", async () => {
    const clock = new VirtualClock();
    const { environment } = clock;
    const world = new World();
    // A backend of somebody's own: the contract's methods, and no more.
    const plain = new MemoryBackend({ environment });
    const l1 = new Proxy(plain, {
      get: (target, name) => {
        if (name === "hold" || name === "put") return undefined;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === "function" ? (member.bind(target) as unknown) : member;
      },
    });
    const { hybrid: backend, link } = world.replica({ l1 });
    await world.connect();
    expect(backend).toBeInstanceOf(HybridBackend);
    const cache = cacheOver({ mode: "hybrid", backend, environment: world.clock.environment });
    const space = cache.namespace<Value>("n", { immutable: true });
    await space.set("k", value);
    const before = link.calls.get ?? 0;
    const first = await space.get("k");
    expect(first).toEqual(value);
    expect(await space.get("k")).toBe(first);
    expect(link.calls.get ?? 0).toBe(before);
    await world.close();
  });
});

async function changed() {
  const rig = await hybrid();
  return { ...rig, l2: rig.world.l2 };
}
