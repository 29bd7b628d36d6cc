// One load at a time across processes, on an embedded and a real server; and what happens when the
// lock is lost, or nobody can be asked.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Client } from "@respite/resp";
import { createCache } from "../../src/index.ts";
import type { Cache, CacheOptions, NamespacePolicy } from "../../src/cache-types.ts";
import { RedisLocks } from "../../src/loading/index.ts";
import { failure } from "../support/hybrid-world.ts";
import { type RedisRig, rigKinds } from "../support/redis-rig.ts";
import { until } from "../support/cache-rig.ts";

const ask = <T>(_: string, question: () => Promise<T>): Promise<T> => question();

describe.each(rigKinds)("load locks, $name", ({ make }) => {
  let rig: RedisRig;
  let client: Client;
  const caches: Cache[] = [];

  beforeEach(async () => {
    rig = await make();
    client = rig.client();
  });

  afterEach(async () => {
    await Promise.all(caches.splice(0).map((cache) => cache.close()));
    await rig.close();
  });

  function replica(mode: "redis" | "hybrid", options: CacheOptions = {}): Cache {
    const cache = createCache({ mode, keyPrefix: "p", redis: rig.client(), ...options });
    caches.push(cache);
    return cache;
  }

  const policy: NamespacePolicy<number> = { ttlMs: 60_000, lock: { ttlMs: 5000, waitMs: 5000 } };

  it.each(["redis", "hybrid"] as const)(
    "several processes, one loader; all get its value; nothing is left behind (%s)",
    async (mode) => {
      const spaces = [1, 2, 3, 4].map(() => replica(mode).namespace<number>("n", policy));
      let loads = 0;
      let finish: (value: number) => void = () => {};
      const load = (): Promise<number> => {
        loads += 1;
        return new Promise((resolve) => (finish = resolve));
      };
      const answers = Promise.all(spaces.map((space) => space.getOrLoad("k", load)));
      const waits = () => caches.map((cache) => cache.stats().namespaces["n"]?.lockWaits ?? 0);
      await until("three who wait", () => waits().reduce((sum, one) => sum + one, 0) === 3);
      expect(loads).toBe(1);
      finish(42);
      expect(await answers).toEqual([42, 42, 42, 42]);
      expect(loads).toBe(1);
      await until("no lock", async () => (await client.exists("p:%lock:n:k")) === 0);
    },
  );

  it("a lock that is never let go costs its wait, and no more", async () => {
    await client.call(["SET", "p:%lock:n:k", "somebody"]);
    const lock = { ttlMs: 60_000, waitMs: 30 };
    const space = replica("redis").namespace<number>("n", { ...policy, lock });
    expect(await space.getOrLoad("k", () => 7)).toBe(7);
    expect(await client.get("p:%lock:n:k")).toBe("somebody");
    expect(await space.get("k")).toBe(7);
  });

  it("whoever lost the lock stores no older value over a newer one, and frees no other's lock", async () => {
    const one = replica("redis").namespace<number>("n", policy);
    const other = replica("redis").namespace<number>("n", policy);
    let finish: (value: number) => void = () => {};
    const slow = vi.fn<() => Promise<number>>(() => new Promise((resolve) => (finish = resolve)));
    const late = one.getOrLoad("k", slow);
    await until("the slow load", () => slow.mock.calls.length === 1);
    // The lock has run out, and another process has come and gone, and a third holds it.
    await client.del("p:%lock:n:k");
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
    expect(await other.getOrLoad("k", () => 2)).toBe(2);
    await until("the release", async () => (await client.exists("p:%lock:n:k")) === 0);
    await client.call(["SET", "p:%lock:n:k", "third"]);
    finish(1);
    expect(await late).toBe(1);
    expect(await other.get("k")).toBe(2);
    expect(await client.get("p:%lock:n:k")).toBe("third");
  });

  it("a failed load lets the lock go, and the next one in", async () => {
    const space = replica("redis").namespace<number>("n", policy);
    await failure(space.getOrLoad("k", () => Promise.reject(new Error("down"))));
    await until("the release", async () => (await client.exists("p:%lock:n:k")) === 0);
    expect(
      await replica("redis")
        .namespace<number>("n", policy)
        .getOrLoad("k", () => 3),
    ).toBe(3);
  });

  it("a refresh waits for no value that it is to replace", async () => {
    const refreshing = { ...policy, ttlMs: 60_000, earlyRefresh: 0.0001 };
    const space = replica("redis").namespace<number>("n", refreshing);
    await space.set("k", 1, { ttlMs: 60_000 });
    await rig.advance?.(20_000);
    if (rig.advance === undefined) await client.call(["PEXPIRE", "p:n:k", 20_000]);
    expect(await space.getOrLoad("k", () => 2)).toBe(1);
    await until("the new value", async () => (await space.get("k")) === 2);
  });

  it("takes with a token of its own and releases by it alone", async () => {
    const parts = { client, keyPrefix: "p", ask, crypto: globalThis.crypto };
    const locks = new RedisLocks(parts);
    const first = await locks.acquire("x", 60_000);
    expect(first).toMatchObject({ state: "mine", token: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await locks.acquire("x", 60_000)).toEqual({ state: "taken" });
    expect(await client.pttl("p:%lock:x")).toBeGreaterThan(50_000);
    await locks.release("x", "0".repeat(32));
    expect(await locks.acquire("x", 60_000)).toEqual({ state: "taken" });
    if (first.state === "mine") await locks.release("x", first.token);
    expect(await locks.acquire("x", 60_000)).toMatchObject({ state: "mine" });
  });
});

describe("load locks", () => {
  it("in an outage nobody waits for a lock", async () => {
    const run = (): Promise<never> => Promise.reject(new Error("no connection"));
    const parts = { client: { run }, keyPrefix: "p", ask, crypto: globalThis.crypto };
    const locks = new RedisLocks(parts);
    expect(await locks.acquire("x", 1000)).toEqual({ state: "unknown" });
    await locks.release("x", "token");
  });

  it("refuse to exist without a source of unpredictable tokens", () => {
    const parts = { client: { run: vi.fn<never>() }, keyPrefix: "p", ask, crypto: undefined };
    expect(() => new RedisLocks(parts)).toThrow(/getRandomValues/);
  });

  it("in memory mode there is nobody to lock out", async () => {
    const cache = createCache();
    expect(await cache.namespace<number>("n", { lock: true }).getOrLoad("k", () => 1)).toBe(1);
    await cache.close();
  });
});
