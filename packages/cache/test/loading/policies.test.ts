// Policies of lives and loads, on virtual time.

import { describe, expect, it, vi } from "vitest";
import { cacheOver } from "../../src/cache.ts";
import type { NamespacePolicy } from "../../src/cache-types.ts";
import { isRefreshDue } from "../../src/loading/early-refresh.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { failure, settle, World } from "../support/hybrid-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

function memory(policy: NamespacePolicy<number>, random: () => number = () => 0.5) {
  const clock = new VirtualClock();
  const environment = { ...clock.environment, random };
  const backend = new MemoryBackend({ environment });
  const cache = cacheOver({ backend, environment });
  return { clock, backend, cache, space: cache.namespace<number>("n", policy) };
}

const never = (): Promise<number> => new Promise(() => {});

describe("timeouts", () => {
  it("the hard one aborts the load, rejects, and lets the next caller load", async () => {
    const { clock, space } = memory({ loadTimeoutMs: 1000 });
    let isAborted = false;
    const waiting = failure(
      space.getOrLoad("k", (_, { signal }) => {
        signal.addEventListener("abort", () => (isAborted = true));
        return never();
      }),
    );
    await settle();
    clock.advance(999);
    await settle();
    expect(isAborted).toBe(false);
    clock.advance(1);
    const error = await waiting;
    expect(error.code).toBe("TIMEOUT");
    expect(error.message).toMatch(/loadTimeoutMs/);
    expect(isAborted).toBe(true);
    expect(await space.getOrLoad("k", () => 1)).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it("what comes after the hard one is not stored", async () => {
    const { clock, space } = memory({ loadTimeoutMs: 1000 });
    let finish: (value: number) => void = () => {};
    const waiting = failure(
      space.getOrLoad("k", () => new Promise<number>((resolve) => (finish = resolve))),
    );
    await settle();
    clock.advance(1000);
    await waiting;
    finish(1);
    await settle();
    expect(await space.get("k")).toBeUndefined();
  });

  it("the soft one answers the stale value while the load goes on", async () => {
    const { clock, space } = memory({
      ttlMs: 1000,
      staleIfErrorMs: 60_000,
      softLoadTimeoutMs: 100,
    });
    await space.set("k", 1);
    clock.advance(1500);
    let finish: (value: number) => void = () => {};
    const load = vi.fn<() => Promise<number>>(() => new Promise((resolve) => (finish = resolve)));
    const answer = space.getOrLoad("k", load);
    await settle();
    clock.advance(100);
    expect(await answer).toBe(1);
    finish(2);
    await settle();
    expect(await space.get("k")).toBe(2);
    expect(load).toHaveBeenCalledTimes(1);
    clock.advance(1500);
    expect(await space.getOrLoad("k", () => 3)).toBe(3);
  });

  it("the hard one answers the stale value too, where errors may", async () => {
    const { clock, space } = memory({ ttlMs: 1000, staleIfErrorMs: 60_000, loadTimeoutMs: 100 });
    await space.set("k", 1);
    clock.advance(1500);
    const answer = space.getOrLoad("k", never);
    await settle();
    clock.advance(100);
    expect(await answer).toBe(1);
  });

  it("stale windows end", async () => {
    const { clock, space } = memory({
      ttlMs: 1000,
      staleIfErrorMs: 2000,
      staleWhileRevalidateMs: 500,
    });
    await space.set("k", 1);
    clock.advance(1499);
    expect(await space.getOrLoad("k", never)).toBe(1);
    clock.advance(1);
    const broken = () => Promise.reject<number>(new Error("down"));
    const { space: other, clock: time } = memory({ ttlMs: 1000, staleIfErrorMs: 2000 });
    await other.set("k", 1);
    time.advance(2999);
    expect(await other.getOrLoad("k", broken)).toBe(1);
    time.advance(1);
    expect((await failure(other.getOrLoad("k", broken))).message).toBe("down");
  });
});

describe("failures", () => {
  it("are not remembered by default, and by negativeTtlMs for so long", async () => {
    const load = vi.fn<() => Promise<number>>(() => Promise.reject(new Error("down")));
    const { space: plain } = memory({});
    await failure(plain.getOrLoad("k", load));
    await failure(plain.getOrLoad("k", load));
    expect(load).toHaveBeenCalledTimes(2);
    const { space, clock } = memory({ negativeTtlMs: 1000 });
    await failure(space.getOrLoad("k", load));
    clock.advance(999);
    expect((await failure(space.getOrLoad("k", load))).message).toBe("down");
    expect(load).toHaveBeenCalledTimes(3);
    clock.advance(1);
    await failure(space.getOrLoad("k", load));
    expect(load).toHaveBeenCalledTimes(4);
    await space.set("k", 5);
    expect(await space.getOrLoad("k", load)).toBe(5);
    await space.delete("k");
    await failure(space.getOrLoad("k", load));
    expect(load).toHaveBeenCalledTimes(5);
  });

  it("so is that there is nothing", async () => {
    const load = vi.fn<() => number>(() => undefined as unknown as number);
    const { space, clock } = memory({ negativeTtlMs: 1000 });
    expect(await space.getOrLoad("k", load)).toBeUndefined();
    expect(await space.getOrLoad("k", load)).toBeUndefined();
    expect(load).toHaveBeenCalledTimes(1);
    clock.advance(1000);
    await space.getOrLoad("k", load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("of a refresh are not repeated by every caller while remembered", async () => {
    const { space, clock } = memory({
      ttlMs: 100,
      staleWhileRevalidateMs: 60_000,
      negativeTtlMs: 1000,
    });
    await space.set("k", 1);
    clock.advance(200);
    const load = vi.fn<() => Promise<number>>(() => Promise.reject(new Error("down")));
    for (let call = 0; call < 5; call += 1) {
      expect(await space.getOrLoad("k", load)).toBe(1);
      await settle();
    }
    expect(load).toHaveBeenCalledTimes(1);
  });
});

describe("lives", () => {
  it("are shortened at random where the namespace or a load gives them, and only there", async () => {
    const { space } = memory({ ttlMs: 1000, ttlJitter: 0.5 }, () => 0.8);
    await space.set("usual", 1);
    await space.set("exact", 1, { ttlMs: 1000 });
    await space.getOrLoad("loaded", () => 1, { ttlMs: 500 });
    const left = async (key: string) => (await space.getWithMeta(key)).ttlMs;
    expect(await left("usual")).toBe(600);
    expect(await left("exact")).toBe(1000);
    expect(await left("loaded")).toBe(300);
  });

  it("of copies in L1 are bounded per namespace and for all, the rest of a life is not", async () => {
    const world = new World();
    const { hybrid, link, l1 } = world.replica({ l1MaxTtlMs: 5000 });
    const { environment } = world.clock;
    const cache = cacheOver({ mode: "hybrid", backend: hybrid, environment });
    await world.connect();
    const short = cache.namespace<number>("short", { ttlMs: 60_000, l1MaxTtlMs: 1000 });
    const usual = cache.namespace<number>("usual", { ttlMs: 60_000, staleIfErrorMs: 10_000 });
    for (const space of [short, usual]) await space.set("k", 1);
    expect(await short.getWithMeta("k")).toMatchObject({ source: "l1", ttlMs: 60_000 });
    expect(await usual.getWithMeta("k")).toMatchObject({ source: "l1", stale: false });
    await world.pass(1000);
    expect(await l1.get("short:k")).toBeUndefined();
    expect(await short.getWithMeta("k")).toMatchObject({ source: "l2", ttlMs: 59_000 });
    expect(await usual.getWithMeta("k")).toMatchObject({ source: "l1", ttlMs: 59_000 });
    await world.pass(4000);
    expect(await usual.getWithMeta("k")).toMatchObject({ source: "l2", ttlMs: 55_000 });
    expect(link.calls.get).toBeGreaterThan(0);
    await world.close();
  });
});

describe("early refresh", () => {
  const envelope = { lifeMs: 1000, staleMs: 0, loadMs: 100, tags: [] };

  it("by a part of the life is due between that part and halfway to the end, replica by replica", () => {
    const dueAt = (replica: number): number => {
      for (let age = 0; age <= 1000; age += 1) {
        const candidate = { key: "k", leftMs: 1000 - age, envelope, replica };
        if (isRefreshDue(0.6, candidate, () => 0)) return age;
      }
      return Infinity;
    };
    const ages = Array.from({ length: 200 }, (_, replica) => dueAt(replica * 7919));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...ages)).toBeLessThanOrEqual(800);
    expect(new Set(ages).size).toBeGreaterThan(50);
    expect(ages.filter((age) => age < 700).length).toBeGreaterThan(60);
    expect(ages.filter((age) => age >= 700).length).toBeGreaterThan(60);
  });

  it("by beta is due with the probability of the paper", () => {
    const candidate = { key: "k", leftMs: 200, envelope, replica: 1 };
    let due = 0;
    for (let draw = 0; draw < 1000; draw += 1) {
      if (isRefreshDue({ beta: 1 }, candidate, () => draw / 1000)) due += 1;
    }
    // P = exp(-left / (load * beta)) = exp(-2)
    expect(due / 1000).toBeCloseTo(Math.exp(-2), 2);
    expect(isRefreshDue({ beta: 1 }, { ...candidate, leftMs: 0 }, () => 0)).toBe(true);
  });

  it("loads behind the caller, once, and before the end", async () => {
    const { clock, space, cache } = memory({ ttlMs: 1000, earlyRefresh: 0.5 });
    const load = vi.fn<() => Promise<number>>(async () => 2);
    await space.set("k", 1);
    clock.advance(499);
    expect(await space.getOrLoad("k", load)).toBe(1);
    expect(load).not.toHaveBeenCalled();
    clock.advance(300);
    expect(await space.getOrLoad("k", load)).toBe(1);
    await settle();
    expect(load).toHaveBeenCalledTimes(1);
    expect(await space.getOrLoad("k", load)).toBe(2);
    expect(load).toHaveBeenCalledTimes(1);
    expect(cache.stats().namespaces["n"]).toMatchObject({ refreshes: 1, hits: 3, misses: 0 });
  });
});

describe("policies", () => {
  it.each([
    [{ ttlJitter: 1 }, /ttlJitter must be below 1/],
    [{ ttlJitter: -0.1 }, /ttlJitter/],
    [{ earlyRefresh: 0 }, /earlyRefresh/],
    [{ earlyRefresh: 1 }, /earlyRefresh/],
    [{ earlyRefresh: { beta: 0 } }, /beta/],
    [{ earlyRefresh: { gamma: 1 } }, /unknown option "gamma"/],
    [{ loadTimeoutMs: 0 }, /loadTimeoutMs/],
    [{ softLoadTimeoutMs: 10 }, /staleIfErrorMs/],
    [{ staleIfErrorMs: -1 }, /staleIfErrorMs/],
    [{ l1MaxTtlMs: 0 }, /l1MaxTtlMs/],
    [{ lock: { ttlMs: 0 } }, /ttlMs/],
    [{ lock: { life: 1 } }, /unknown option "life"/],
  ])("refuses %o", (policy, message) => {
    const { cache } = memory({});
    expect(() => cache.namespace("wrong", policy as NamespacePolicy)).toThrow(message);
  });
});
