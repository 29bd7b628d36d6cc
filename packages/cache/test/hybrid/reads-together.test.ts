// Reads of one turn are one question to the shared tier; what is wrong with one key is told to who
// asked for that key.

import { describe, expect, it } from "vitest";
import type { CacheEntry } from "../../src/backend.ts";
import { CacheError } from "../../src/errors.ts";
import { bytes, failure, settle, text, World } from "../support/hybrid-world.ts";

async function filled(keys: readonly string[]) {
  const world = new World();
  const replica = world.replica();
  await world.connect();
  await Promise.all(keys.map((key) => world.l2.set(key, bytes(`value of ${key}`))));
  const before = { ...replica.link.calls };
  const calls = (name: "get" | "getMany") => {
    return (replica.link.calls[name] ?? 0) - (before[name] ?? 0);
  };
  return { world, ...replica, calls };
}

describe("reads of one turn", () => {
  it("are one question, and fill L1 each", async () => {
    const keys = ["a", "b", "c", "none"];
    const { hybrid, calls, world } = await filled(keys.slice(0, 3));
    const lookups = await Promise.all(keys.map((key) => hybrid.lookup(key)));
    expect(lookups.map(({ entry }) => text(entry))).toEqual([
      "value of a",
      "value of b",
      "value of c",
      undefined,
    ]);
    expect(lookups.map(({ source }) => source)).toEqual(["l2", "l2", "l2", "l2"]);
    expect([calls("get"), calls("getMany")]).toEqual([0, 1]);
    expect((await hybrid.lookup("b")).source).toBe("l1");
    await world.close();
  });

  it("a hundred keys are one question, one more is a second", async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `k${index}`);
    const { hybrid, calls, world } = await filled(keys);
    const lookups = await Promise.all(keys.map((key) => hybrid.lookup(key)));
    expect(lookups.map(({ entry }) => text(entry))).toEqual(keys.map((key) => `value of ${key}`));
    expect([calls("get"), calls("getMany")]).toEqual([1, 1]);
    await world.close();
  });

  it("an entry that can't be read is the error of its own reader", async () => {
    const { hybrid, link, world } = await filled(["a", "b"]);
    const [getMany, get] = [link.getMany.bind(link), link.get.bind(link)];
    const invalid = new CacheError("INVALID_VALUE", "no value of this cache");
    link.getMany = (keys, options) => {
      return keys.includes("bad") ? Promise.reject(invalid) : getMany(keys, options);
    };
    link.get = (key, options): Promise<CacheEntry | undefined> => {
      return key === "bad" ? Promise.reject(invalid) : get(key, options);
    };
    const [a, bad, b] = await Promise.allSettled(["a", "bad", "b"].map((key) => hybrid.get(key)));
    expect(bad).toEqual({ status: "rejected", reason: invalid });
    for (const one of [a, b]) expect(one).toMatchObject({ status: "fulfilled" });
    await world.close();
  });

  it("in an outage each is answered by its own policy", async () => {
    const { hybrid, link, world } = await filled(["a"]);
    await hybrid.get("a");
    link.inject("all", { kind: "hang", error: new CacheError("UNAVAILABLE", "lost") });
    const refused = failure(hybrid.lookup("x", { outage: "deny" }));
    const known = hybrid.lookup("y", { outage: "local" });
    await settle();
    link.release();
    expect(await refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(await known).toEqual({ entry: undefined, source: "none", degraded: true });
    expect(hybrid.stats().refusedOperations).toBe(1);
    link.heal();
    await world.close();
  });

  it("a change between the question and its answer drops the fill of that key alone", async () => {
    const { hybrid, link, bus, l1, world } = await filled(["a", "b"]);
    link.inject("getMany", { kind: "hang" }, 1);
    const both = Promise.all([hybrid.lookup("a"), hybrid.lookup("b")]);
    await settle();
    bus.hear(["a"]);
    link.release();
    await both;
    expect(await l1.get("a")).toBeUndefined();
    expect(text(await l1.get("b"))).toBe("value of b");
    await world.close();
  });

  it("who joins a question has memory of its own", async () => {
    const { hybrid, calls, world } = await filled(["a"]);
    const [first, second] = await Promise.all([hybrid.get("a"), hybrid.get("a")]);
    first?.value.fill(0);
    expect(text(second)).toBe("value of a");
    expect(text(await hybrid.get("a"))).toBe("value of a");
    expect(calls("get")).toBe(1);
    await world.close();
  });
});
