// What an outage means to readers and writers, and how far L1 is believed.

import { afterEach, describe, expect, it } from "vitest";
import { bytes, failure, settle, text, World } from "../support/hybrid-world.ts";

let world = new World();

afterEach(() => world.close());

function fresh(): World {
  world = new World();
  return world;
}

describe("reads in an outage", () => {
  it("'local' answers from L1, marked degraded; 'deny' rejects; own writes are always answered", async () => {
    const replica = fresh().replica();
    const { hybrid } = replica;
    await hybrid.set("k", bytes("1"));
    replica.cut();
    await world.openBreaker(replica);
    expect(await hybrid.lookup("k", { outage: "local" })).toMatchObject({
      source: "l1",
      degraded: true,
    });
    expect((await failure(hybrid.lookup("k", { outage: "deny" }))).code).toBe("UNAVAILABLE");
    await failure(hybrid.set("k", bytes("2")));
    const own = await hybrid.lookup("k", { outage: "deny" });
    expect([text(own.entry), own.source, own.degraded]).toEqual(["2", "pending", true]);
    expect(hybrid.stats().refusedOperations).toBe(1);
  });

  it("the policy acts on a single failure as well, while the breaker is closed", async () => {
    const { hybrid, link } = fresh().replica();
    await hybrid.get("warm");
    link.takeDown();
    expect(await hybrid.lookup("x", { outage: "local" })).toMatchObject({ degraded: true });
    expect((await failure(hybrid.get("x", { outage: "deny" }))).code).toBe("UNAVAILABLE");
  });

  it("what another replica deleted is not answered from a stale L1", async () => {
    const a = fresh().replica();
    const b = world.replica();
    await a.hybrid.set("k", bytes("1"));
    await b.hybrid.get("k");
    await a.hybrid.delete("k");
    b.cut();
    await world.openBreaker(b);
    expect((await b.hybrid.lookup("k", { outage: "local" })).entry).toBeUndefined();
  });

  it("a revocation written here is known here although its echo emptied L1", async () => {
    const replica = fresh().replica({ echoes: true });
    await replica.hybrid.connect();
    replica.link.inject("getMany", { kind: "fail" });
    await replica.hybrid.set("revoked", bytes("1"), { tier: "security" });
    replica.cut();
    await world.openBreaker(replica);
    const lookup = await replica.hybrid.lookup("revoked", { tier: "security", outage: "local" });
    expect(text(lookup.entry)).toBe("1");
  });

  it("no user's question reaches a half-open tier before the replay", async () => {
    const replica = fresh().replica();
    const { hybrid, link } = replica;
    await hybrid.set("k", bytes("old"));
    replica.cut();
    await world.openBreaker(replica);
    await failure(hybrid.delete("k"));
    link.heal();
    link.inject("setIfNewer", { kind: "hang" });
    await world.pass(1000);
    expect(hybrid.availability).toBe("recovering");
    expect(await hybrid.get("k")).toBeUndefined();
    expect((await failure(hybrid.get("x", { outage: "deny" }))).code).toBe("UNAVAILABLE");
    link.heal();
    await settle();
    expect(hybrid.availability).toBe("normal");
  });
});

describe("the channel's epochs", () => {
  it("losing the channel empties nothing, and L1 is asked about again", async () => {
    const a = fresh().replica();
    const b = world.replica();
    await a.hybrid.set("k", bytes("1"));
    await b.hybrid.get("k");
    b.bus.setUp(false);
    await a.hybrid.set("k", bytes("2"));
    expect(await b.l1.get("k")).toBeDefined();
    expect(text(await b.hybrid.get("k"))).toBe("2");
    await a.hybrid.set("k", bytes("3"));
    expect(text(await b.hybrid.get("k"))).toBe("3");
    b.bus.setUp(true);
    await b.hybrid.get("k");
    const asked = b.link.calls.get;
    expect(text(await b.hybrid.get("k"))).toBe("3");
    expect(b.link.calls.get).toBe(asked);
  });

  it("while it is up L1 answers without asking", async () => {
    const { hybrid, link } = fresh().replica();
    await hybrid.set("k", bytes("1"));
    await hybrid.get("k");
    const asked = link.calls.get;
    for (let times = 0; times < 10; times += 1) await hybrid.get("k");
    expect(link.calls.get).toBe(asked);
    expect(hybrid.stats().l1Hits).toBe(11);
  });

  it("a miss is remembered where asked for, until somebody writes the key", async () => {
    const a = fresh().replica();
    const b = world.replica();
    const options = { negativeTtlMs: 10_000 };
    await a.hybrid.get("k", options);
    const asked = a.link.calls.get;
    expect(await a.hybrid.get("k", options)).toBeUndefined();
    expect(a.link.calls.get).toBe(asked);
    await b.hybrid.set("k", bytes("1"));
    expect(text(await a.hybrid.get("k", options))).toBe("1");
  });

  it("without a channel the security tier is always asked", async () => {
    const { hybrid, link } = fresh().replica({ invalidation: undefined });
    await world.connect();
    await hybrid.set("k", bytes("1"), { tier: "security" });
    const asked = link.calls.getMany ?? 0;
    await hybrid.get("k", { tier: "security" });
    await hybrid.get("k", { tier: "security" });
    expect(link.calls.getMany).toBe(asked + 2);
  });
});

describe("single flight", () => {
  it("asks once for many readers, gives each its own bytes", async () => {
    const { hybrid, link, l1 } = fresh().replica();
    await hybrid.set("k", bytes("1"));
    await l1.clear();
    const asked = link.calls.get ?? 0;
    const entries = await Promise.all(Array.from({ length: 50 }, () => hybrid.get("k")));
    expect(link.calls.get).toBe(asked + 1);
    entries[0]!.value[0] = 0;
    expect(new Set(entries.slice(1).map(text))).toEqual(new Set(["1"]));
  });

  it("a reader that comes after a change does not join a question sent before it", async () => {
    const a = fresh().replica();
    const b = world.replica();
    await b.hybrid.get("warm");
    await a.hybrid.set("k", bytes("old"));
    const original = b.link.get.bind(b.link);
    const held = await world.l2.get("k");
    let answer = (): void => {};
    let isFirst = true;
    b.link.get = async (key) => {
      if (key !== "k" || !isFirst) return original(key);
      isFirst = false;
      await new Promise<void>((resolve) => (answer = resolve));
      return held;
    };
    const early = b.hybrid.get("k");
    await settle();
    await a.hybrid.set("k", bytes("new"));
    expect(text(await b.hybrid.get("k"))).toBe("new");
    answer();
    await early;
    expect(text(await b.hybrid.get("k"))).toBe("new");
  });
});

describe("a question that hangs", () => {
  it("is joined by nobody once the breaker has opened", async () => {
    const { hybrid, link, breaker } = fresh().replica({ l2TimeoutMs: 2000 });
    await hybrid.get("warm");
    link.inject("get", { kind: "hang" });
    const early = hybrid.lookup("k", { outage: "local" }).then(({ source }) => source);
    await settle();
    breaker.open();
    const late = hybrid.lookup("k", { outage: "local" }).then(({ source }) => source);
    const first = await Promise.race([late, early, settle().then(() => "nobody")]);
    expect(first).toBe("none");
    await world.pass(2100);
    expect(await early).toBe("none");
  });
});

describe("the prober", () => {
  it("pings at most every 700 ms, and early enough to be back within a second", async () => {
    const replica = fresh().replica();
    await replica.hybrid.get("warm");
    replica.link.takeDown();
    await world.openBreaker(replica);
    const before = replica.link.calls.health ?? 0;
    await world.pass(7000);
    const pings = (replica.link.calls.health ?? 0) - before;
    expect(pings).toBeGreaterThanOrEqual(10);
    expect(pings).toBeLessThanOrEqual(20);
  });

  it("an outage is noticed without any traffic, also where the tier only hangs", async () => {
    const replica = fresh().replica();
    await replica.hybrid.get("warm");
    replica.link.inject("all", { kind: "hang" });
    await world.pass(8000);
    expect(replica.hybrid.availability).toBe("fallback");
    replica.link.heal();
    await world.pass(1000);
    expect(replica.hybrid.availability).toBe("normal");
  });

  it("leaves an isolated breaker alone", async () => {
    const replica = fresh().replica();
    await replica.hybrid.get("warm");
    replica.breaker.isolate();
    await world.pass(3000);
    expect(replica.hybrid.availability).toBe("fallback");
    replica.breaker.reset();
    await world.pass(1000);
    expect(replica.hybrid.availability).toBe("normal");
  });

  it("sends a write again that failed alone, without any fallback", async () => {
    const { hybrid, link } = fresh().replica();
    await hybrid.get("warm");
    link.inject("setIfNewer", { kind: "fail", after: true }, 1);
    expect((await failure(hybrid.set("k", bytes("1")))).code).toBe("NOT_SHARED");
    await world.pass(1000);
    expect(hybrid.stats().writes.pending).toBe(0);
    expect(text(await world.l2.get("k"))).toBe("1");
    expect(hybrid.stats().fallbacks).toBe(0);
  });

  it("recovers also if the fallback began while what was pending was being sent", async () => {
    const replica = fresh().replica();
    const { hybrid, link } = replica;
    await hybrid.get("warm");
    link.inject("setIfNewer", { kind: "fail" }, 1);
    await failure(hybrid.set("k", bytes("1")));
    link.inject("setIfNewer", { kind: "hang" }, 1);
    await world.pass(800);
    link.inject("getMany", { kind: "fail" });
    link.inject("get", { kind: "fail" });
    await world.openBreaker(replica);
    link.heal();
    await world.pass(1500);
    expect(hybrid.availability).toBe("normal");
    expect(text(await world.l2.get("k"))).toBe("1");
  });

  it("starts in fallback where nobody answers, and says so", async () => {
    const replica = fresh().replica();
    replica.link.takeDown();
    expect(await replica.hybrid.connect()).toBe(false);
    expect(replica.hybrid.availability).toBe("fallback");
    expect(replica.events.map(({ type }) => type)).toContain("fallback");
    replica.link.heal();
    await world.pass(1000);
    expect(replica.hybrid.availability).toBe("normal");
  });
});

describe("the journal", () => {
  it("gives up what is older than its bound, says so, and never replays it", async () => {
    const replica = fresh().replica({ journal: { maxAgeMs: 2000 } });
    await replica.hybrid.get("warm");
    replica.cut();
    await world.openBreaker(replica);
    await failure(replica.hybrid.set("k", bytes("late")));
    await world.pass(2500);
    expect(replica.events).toContainEqual({
      type: "lost",
      writes: 1,
      reason: "too-old",
      error: undefined,
    });
    expect(text(await replica.hybrid.get("k"))).toBe("late");
    replica.mend();
    await world.pass(1000);
    expect(await world.l2.get("k")).toBeUndefined();
    expect(replica.hybrid.stats().writes).toMatchObject({ accepted: 1, lost: 1, pending: 0 });
  });

  it("a value that ran out in the outage leaves no older one behind", async () => {
    const replica = fresh().replica();
    await replica.hybrid.set("k", bytes("long"));
    replica.cut();
    await world.openBreaker(replica);
    await failure(replica.hybrid.set("k", bytes("short"), { ttlMs: 500 }));
    await world.pass(600);
    expect(await replica.hybrid.get("k")).toBeUndefined();
    replica.mend();
    await world.pass(1000);
    expect(await world.l2.get("k")).toBeUndefined();
  });

  it("a write the tier refuses is lost, with the reason, and stops no other", async () => {
    const { hybrid, link, events } = fresh().replica({ writes: "async" });
    await hybrid.get("warm");
    const refusal = new TypeError("no such value");
    link.inject("setIfNewer", { kind: "fail", error: refusal }, 1);
    await hybrid.set("a", bytes("1"));
    await settle();
    link.heal();
    await hybrid.set("b", bytes("2"));
    await settle();
    expect(events).toContainEqual({ type: "lost", writes: 1, reason: "refused", error: refusal });
    expect(hybrid.stats().writes).toMatchObject({ accepted: 2, delivered: 1, lost: 1 });
    expect(await hybrid.get("a")).toBeUndefined();
  });
});
