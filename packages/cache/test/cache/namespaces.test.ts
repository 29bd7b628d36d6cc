// Typed namespaces over a backend: separation, policies, loaders, values.

import { describe, expect, it, vi } from "vitest";
import { cacheOver } from "../../src/cache.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { oidcNamespaces, oidcPolicyOf } from "../../src/namespace-policy.ts";
import { bytesSerializer } from "../../src/serializer.ts";
import { bytes, failure, settle, World } from "../support/hybrid-world.ts";

function memory() {
  const backend = new MemoryBackend();
  return { backend, cache: cacheOver({ backend }) };
}

describe("namespaces", () => {
  it("U5: keep the same key apart, whatever their names hold", async () => {
    const { cache } = memory();
    const names = ["a", "a:b", "a%3Ab", "b:a", "A"];
    for (const name of names) await cache.namespace<string>(name).set("k:1", name);
    for (const name of names) expect(await cache.namespace<string>(name).get("k:1")).toBe(name);
    await cache.namespace("a").clear();
    expect(await cache.namespace("a").get("k:1")).toBeUndefined();
    expect(await cache.namespace("a:b").get("k:1")).toBe("a:b");
  });

  it("stand in the store as prefix, namespace, key", async () => {
    const { backend, cache } = memory();
    await cache.namespace<string>("session").set("abc123", "x");
    expect(await backend.get("session:abc123")).toBeDefined();
  });

  it("do everything a typed store does", async () => {
    const { cache } = memory();
    const numbers = cache.namespace<number>("n", { ttlMs: 60_000 });
    expect(
      await numbers.setMany([
        ["a", 1],
        ["b", 2],
      ]),
    ).toEqual(["local", "local"]);
    expect(await numbers.getMany(["a", "x", "b"])).toEqual([1, undefined, 2]);
    expect(await numbers.has("a")).toBe(true);
    expect(await numbers.setIfAbsent("a", 5)).toBe(false);
    expect(await numbers.setIfAbsent("c", 3)).toBe(true);
    const keys: string[] = [];
    for await (const key of numbers.keys()) keys.push(key);
    expect(keys.toSorted()).toEqual(["a", "b", "c"]);
    expect(await numbers.touch("a", 1000)).toBe(true);
    expect((await numbers.getWithMeta("a")).ttlMs).toBeLessThanOrEqual(1000);
    expect(await numbers.touch("nothing", 1000)).toBe(false);
    expect(await numbers.delete("a")).toEqual({ existed: true, outcome: "local" });
    expect(await numbers.deleteMany(["b", "b"])).toMatchObject([
      { existed: true },
      { existed: false },
    ]);
    expect(await numbers.get("a")).toBeUndefined();
    expect(cache.stats().namespaces["n"]).toMatchObject({ deletes: 3, sets: 4, errors: 0 });
  });

  it("take the namespace's life, the call's before it, and refuse what is none", async () => {
    const { cache } = memory();
    const space = cache.namespace<number>("n", { ttlMs: 60_000 });
    await space.set("a", 1);
    await space.set("b", 1, { ttlMs: 5000 });
    expect((await space.getWithMeta("a")).ttlMs).toBeGreaterThan(50_000);
    expect((await space.getWithMeta("b")).ttlMs).toBeLessThanOrEqual(5000);
    expect(await failure(space.set("c", 1, { ttlMs: 1.5 }))).toBeInstanceOf(RangeError);
    await space.set("a", 2, { ttlMs: 0 });
    expect(await space.get("a")).toBeUndefined();
  });

  it("refuse wrong policies, naming the field", () => {
    const { cache } = memory();
    const make = (policy: object) => () => cache.namespace("n", policy);
    expect(make({ ttl: 1 })).toThrow(/unknown option "ttl"/);
    expect(make({ ttlMs: 0 })).toThrow(RangeError);
    expect(make({ ttlMs: Number.NaN })).toThrow(RangeError);
    expect(make({ writes: "later" })).toThrow(/"writes"/);
    expect(make({ outage: "maybe" })).toThrow(/"outage"/);
    expect(make({ immutable: 1 })).toThrow(TypeError);
    expect(make({ serializer: {} })).toThrow(/serializer/);
    expect(() => cache.namespace("")).toThrow(RangeError);
  });

  it("hand out a fresh value per read, or one frozen value where told that it is immutable", async () => {
    const { cache } = memory();
    const plain = cache.namespace<{ list: number[] }>("plain");
    await plain.set("k", { list: [1] });
    (await plain.get("k"))!.list.push(2);
    expect(await plain.get("k")).toEqual({ list: [1] });
    const frozen = cache.namespace<{ list: number[] }>("frozen", { immutable: true });
    await frozen.set("k", { list: [1] });
    const first = await frozen.get("k");
    expect(await frozen.get("k")).toBe(first);
    expect(() => first!.list.push(2)).toThrow(TypeError);
    await frozen.set("k", { list: [3] });
    expect(await frozen.get("k")).toEqual({ list: [3] });
  });

  it("keep bytes as bytes, and refuse what JSON can't say", async () => {
    const { cache } = memory();
    const raw = cache.namespace<Uint8Array>("raw", { serializer: bytesSerializer });
    await raw.set("k", Uint8Array.of(0, 255));
    expect(await raw.get("k")).toEqual(Uint8Array.of(0, 255));
    expect(await failure(cache.namespace("json").set("k", undefined))).toBeInstanceOf(TypeError);
    const text = cache.namespace<unknown>("raw");
    expect((await failure(text.get("k"))).code).toBe("INVALID_VALUE");
  });
});

describe("getOrLoad", () => {
  it("loads once for all who wait, and stores", async () => {
    const { cache } = memory();
    const space = cache.namespace<number>("n");
    const load = vi.fn<() => Promise<number>>(async () => 42);
    const values = await Promise.all(Array.from({ length: 20 }, () => space.getOrLoad("k", load)));
    expect(new Set(values)).toEqual(new Set([42]));
    expect(load).toHaveBeenCalledTimes(1);
    expect(await space.get("k")).toBe(42);
  });

  it("passes a loader's error on, and tries again next time", async () => {
    const { cache } = memory();
    const space = cache.namespace<number>("n");
    const broken = Promise.reject(new Error("no such user"));
    expect((await failure(space.getOrLoad("k", () => broken))).message).toBe("no such user");
    expect(await space.getOrLoad("k", () => 1)).toBe(1);
  });

  it("does not store what was loaded before a newer write, here or elsewhere", async () => {
    const world = new World();
    const { environment } = world.clock;
    const of = () =>
      cacheOver({ mode: "hybrid", backend: world.replica().hybrid, environment }).namespace<string>(
        "n",
      );
    const [a, b] = [of(), of()];
    let finish: (value: string) => void = () => {};
    const load = () => new Promise<string>((resolve) => (finish = resolve));
    const loading = a.getOrLoad("k", load);
    await settle();
    world.clock.advance(1);
    await b.set("k", "newer");
    finish("older");
    expect(await loading).toBe("older");
    expect(await a.get("k")).toBe("newer");
    const again = a.getOrLoad("gone", load);
    await settle();
    world.clock.advance(1);
    await b.delete("gone");
    finish("revived");
    await again;
    expect(await b.get("gone")).toBeUndefined();
    await world.close();
  });

  it("ends a caller's wait by its signal and not the load", async () => {
    const { cache } = memory();
    const space = cache.namespace<number>("n");
    let finish: (value: number) => void = () => {};
    const controller = new AbortController();
    const load = () => new Promise<number>((resolve) => (finish = resolve));
    const waiting = failure(space.getOrLoad("k", load, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect((await waiting).code).toBe("ABORTED");
    finish(7);
    await settle();
    expect(await space.get("k")).toBe(7);
  });
});

describe("policies in an outage", () => {
  it("mark what was answered from here, and turn no outage into 'not revoked'", async () => {
    const world = new World();
    const replica = world.replica();
    const { environment } = world.clock;
    const cache = cacheOver({ mode: "hybrid", backend: replica.hybrid, environment });
    const sessions = cache.namespace<string>("session", oidcNamespaces.session);
    const revoked = cache.namespace<boolean>("blacklist", oidcNamespaces.blacklist);
    await world.connect();
    await sessions.set("s", "alice");
    await sessions.get("s");
    replica.cut();
    await world.openBreaker(replica);
    expect(await sessions.getWithMeta("s")).toMatchObject({ value: "alice", degraded: true });
    expect((await failure(revoked.get("t"))).code).toBe("UNAVAILABLE");
    expect((await failure(revoked.has("t"))).code).toBe("UNAVAILABLE");
    const meta = await revoked.getWithMeta("t", { outage: "local" });
    expect(meta).toMatchObject({ value: undefined, source: "none", degraded: true });
    expect((await failure(revoked.set("t", true))).code).toBe("NOT_SHARED");
    expect(await revoked.get("t")).toBe(true);
    expect(await revoked.set("u", true, { acceptQueued: true })).toBe("queued");
    await world.close();
  });

  it("oidc policies are found in any case, general for the rest", () => {
    expect(oidcPolicyOf("BLACKLIST")).toBe(oidcNamespaces.blacklist);
    expect(oidcPolicyOf("tokenmetadata")).toBe(oidcNamespaces.tokenMetadata);
    expect(oidcPolicyOf("whatever")).toBe(oidcNamespaces.general);
  });
});

describe("several caches", () => {
  it("U1: closing one wipes nothing", async () => {
    const world = new World();
    const a = world.replica();
    const b = world.replica();
    await a.hybrid.set("k", bytes("1"));
    await a.hybrid.close();
    expect(await b.hybrid.get("k")).toBeDefined();
    await world.close();
  });

  it("U3: the local copy does not outlive the shared entry", async () => {
    const world = new World();
    const { hybrid, l1 } = world.replica();
    await world.l2.set("k", bytes("1"), { ttlMs: 700 });
    await hybrid.get("k");
    await world.pass(700);
    expect(await l1.get("k")).toBeUndefined();
    await world.close();
  });

  it("U4: another instance's revocation is seen", async () => {
    const world = new World();
    const { environment } = world.clock;
    const of = () =>
      cacheOver({
        mode: "hybrid",
        backend: world.replica().hybrid,
        environment,
      }).namespace<boolean>("blacklist", { ...oidcNamespaces.blacklist, negativeTtlMs: 60_000 });
    const [a, b] = [of(), of()];
    await world.connect();
    expect(await b.get("t")).toBeUndefined();
    await a.set("t", true);
    expect(await b.get("t")).toBe(true);
    await world.close();
  });
});
