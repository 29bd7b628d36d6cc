// getOrLoad over every kind of store: one load for all, what a loader may say, stale values, and
// what fails.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CancelSignal } from "@respite/resp/base";
import type { Cache, LoadContext } from "../../src/cache-types.ts";
import { type CacheRig, cacheRigKinds, until } from "../support/cache-rig.ts";
import { failure, settle } from "../support/hybrid-world.ts";

describe.each(cacheRigKinds)("getOrLoad, $name", ({ make }) => {
  let rig: CacheRig;
  let cache: Cache;

  beforeEach(async () => {
    rig = await make();
    cache = await rig.replica();
  });

  afterEach(async () => {
    await rig.close();
  });

  it("1000 callers, one loader", async () => {
    const space = cache.namespace<number>("n", { ttlMs: 60_000 });
    const load = vi.fn<() => Promise<number>>(async () => 42);
    const values = await Promise.all(
      Array.from({ length: 1000 }, () => space.getOrLoad("k", load)),
    );
    expect(new Set(values)).toEqual(new Set([42]));
    expect(load).toHaveBeenCalledTimes(1);
    expect(await space.get("k")).toBe(42);
    expect(cache.stats().namespaces["n"]).toMatchObject({ loads: 1, loadErrors: 0, misses: 1000 });
  });

  it("a loader says life and tags, or that its value is not to be stored", async () => {
    const space = cache.namespace<string>("n", { ttlMs: 60_000 });
    const load = (key: string, context: LoadContext): string => {
      expect(context.key).toBe(key);
      expect(context.signal.aborted).toBe(false);
      if (key === "short") context.setTtl(5000);
      if (key === "tagged") context.addTags("all", "some");
      if (key === "once") context.skipStore();
      return key;
    };
    for (const key of ["short", "tagged", "once"]) {
      expect(await space.getOrLoad(key, load, { tags: ["all"] })).toBe(key);
    }
    expect((await space.getWithMeta("short")).ttlMs).toBeLessThanOrEqual(5000);
    expect(await space.get("once")).toBeUndefined();
    await space.invalidateTag("some");
    expect(await space.get("tagged")).toBeUndefined();
    expect(await space.get("short")).toBe("short");
    await space.invalidateTag("all");
    expect(await space.get("short")).toBeUndefined();
  });

  it("refuses what a loader can't say", async () => {
    const space = cache.namespace<number>("n");
    const says = (say: (context: LoadContext) => void) =>
      failure(
        space.getOrLoad("k", (_, context) => {
          say(context);
          return 1;
        }),
      );
    expect(await says((context) => context.setTtl(0))).toBeInstanceOf(RangeError);
    expect(await says((context) => context.setTtl(Number.NaN))).toBeInstanceOf(RangeError);
    expect(await says((context) => context.addTags(""))).toBeInstanceOf(RangeError);
  });

  it("keeps a value beyond its life only where the policy says so, and tells", async () => {
    const keeping = cache.namespace<number>("keeping", { ttlMs: 50, staleIfErrorMs: 60_000 });
    const plain = cache.namespace<number>("plain", { ttlMs: 50 });
    await keeping.set("k", 1);
    await plain.set("k", 1);
    expect(await keeping.getWithMeta("k")).toMatchObject({ value: 1, stale: false });
    await rig.pass(60);
    expect(await keeping.get("k")).toBeUndefined();
    expect(await keeping.has("k")).toBe(false);
    expect(await keeping.getMany(["k"])).toEqual([undefined]);
    expect(await keeping.getWithMeta("k")).toMatchObject({ value: undefined, stale: true });
    const meta = await keeping.getWithMeta("k", { allowStale: true });
    expect(meta).toMatchObject({ value: 1, stale: true, ttlMs: 0 });
    expect(await keeping.has("k", { allowStale: true })).toBe(true);
    const none = await plain.getWithMeta("k", { allowStale: true });
    expect(none).toMatchObject({ value: undefined, stale: false });
  });

  it("stale-while-revalidate answers at once and loads behind the caller", async () => {
    const space = cache.namespace<number>("n", { ttlMs: 50, staleWhileRevalidateMs: 60_000 });
    await space.set("k", 1);
    await rig.pass(60);
    let finish: (value: number) => void = () => {};
    const load = vi.fn<() => Promise<number>>(() => new Promise((resolve) => (finish = resolve)));
    for (let call = 0; call < 5; call += 1) expect(await space.getOrLoad("k", load)).toBe(1);
    expect(load).toHaveBeenCalledTimes(1);
    finish(2);
    await until("the new value", async () => (await space.get("k", { allowStale: true })) === 2);
    expect(cache.stats().namespaces["n"]).toMatchObject({ refreshes: 1, loads: 1 });
  });

  it("stale-if-error answers what there is when the load fails, and nothing where there is none", async () => {
    const space = cache.namespace<number>("n", { ttlMs: 50, staleIfErrorMs: 60_000 });
    await space.set("k", 1);
    await rig.pass(60);
    const broken = async (): Promise<number> => {
      throw new Error("The source is down.");
    };
    expect(await space.getOrLoad("k", broken)).toBe(1);
    expect((await failure(space.getOrLoad("other", broken))).message).toBe("The source is down.");
    expect(cache.stats().namespaces["n"]).toMatchObject({ staleHits: 1, loadErrors: 2 });
    expect(await space.getOrLoad("k", () => 2)).toBe(2);
  });

  it("touch and expire move the end of a life, its stale tail with it", async () => {
    const space = cache.namespace<number>("n", { ttlMs: 60_000, staleIfErrorMs: 60_000 });
    await space.set("k", 1);
    expect(await space.touch("k", 50)).toBe(true);
    expect((await space.getWithMeta("k")).ttlMs).toBeLessThanOrEqual(50);
    await rig.pass(60);
    expect(await space.getWithMeta("k", { allowStale: true })).toMatchObject({ stale: true });
    await space.set("k", 1);
    expect(await space.expire("k", 1000)).toBe(true);
    expect(await space.get("k", { allowStale: true })).toBeUndefined();
    expect(await space.expire("k", 4e12)).toBe(false);
    expect(await failure(space.expire("k", 0.5))).toBeInstanceOf(RangeError);
  });

  it("the security tier keeps nothing stale", () => {
    const make2 = (policy: object) => () => cache.namespace("s", { tier: "security", ...policy });
    expect(make2({ staleWhileRevalidateMs: 1 })).toThrow(RangeError);
    expect(make2({ staleIfErrorMs: 1 })).toThrow(RangeError);
    expect(make2({ staleIfErrorMs: 1, softLoadTimeoutMs: 1 })).toThrow(RangeError);
    expect(make2({ staleIfErrorMs: 0, earlyRefresh: 0.5 })).not.toThrow();
  });

  it("aborts the load when the last caller is gone, and no sooner", async () => {
    const space = cache.namespace<number>("n");
    const signals: CancelSignal[] = [];
    const load = (_: string, { signal }: LoadContext): Promise<number> => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const [one, two] = [new AbortController(), new AbortController()];
    const first = failure(space.getOrLoad("k", load, { signal: one.signal }));
    const second = failure(space.getOrLoad("k", load, { signal: two.signal }));
    await until("the load", () => signals.length > 0);
    await settle();
    one.abort();
    expect((await first).code).toBe("ABORTED");
    expect(signals[0]!.aborted).toBe(false);
    two.abort();
    expect((await second).code).toBe("ABORTED");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(signals[0]).toBeInstanceOf(AbortSignal);
    expect(await space.getOrLoad("k", () => 7)).toBe(7);
  });

  it("does not abort a load that has ended", async () => {
    const space = cache.namespace<number>("n");
    let seen: CancelSignal | undefined;
    await space.getOrLoad("k", (_, { signal }) => {
      seen = signal;
      return 1;
    });
    await settle();
    expect(seen?.aborted).toBe(false);
  });
});
