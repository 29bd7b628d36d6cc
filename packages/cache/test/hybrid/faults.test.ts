// The faults of naive hybrids, each by name: what must never happen again.

import { afterEach, describe, expect, it } from "vitest";
import { type CacheError, NotSharedError } from "../../src/errors.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { StampClock } from "../../src/stamp.ts";
import { cacheOver } from "../../src/cache.ts";
import { bytes, failure, settle, text, World } from "../support/hybrid-world.ts";

let world = new World();

function fresh(): World {
  world = new World();
  return world;
}

afterEach(() => world.close());

describe("closing", () => {
  it("H1: a set after or during close rejects, and a second close is fine", async () => {
    const { hybrid } = fresh().replica({ writes: "async" });
    await hybrid.set("a", bytes("1"));
    const closing = hybrid.close();
    expect((await failure(hybrid.set("b", bytes("2")))).code).toBe("CLOSED");
    await closing;
    await hybrid.close();
    expect((await failure(hybrid.set("c", bytes("3")))).code).toBe("CLOSED");
    expect((await failure(hybrid.get("a"))).code).toBe("CLOSED");
  });

  it("H14: close ends within its deadline though the shared tier hangs, and says what was lost", async () => {
    const { hybrid, link, events } = fresh().replica({ writes: "async", l2TimeoutMs: 60_000 });
    await hybrid.get("warm");
    link.inject("all", { kind: "hang" });
    await hybrid.set("a", bytes("1"));
    await settle();
    let isClosed = false;
    const closing = hybrid.close().then(() => (isClosed = true));
    await world.pass(4900);
    expect(isClosed).toBe(false);
    await world.pass(200);
    await closing;
    expect(hybrid.stats().writes).toMatchObject({ accepted: 1, delivered: 0, lost: 1, pending: 0 });
    expect(events).toContainEqual({
      type: "closed",
      report: { accepted: 1, delivered: 0, superseded: 0, lost: 1, pending: 0 },
    });
  });
});

describe("fallback", () => {
  it("H2: one error starts no fallback; the breaker does, and a probe ends it within a second", async () => {
    const { hybrid, link, events, breaker } = fresh().replica();
    await hybrid.set("a", bytes("1"));
    link.inject("get", { kind: "fail" }, 1);
    await hybrid.lookup("other");
    expect(hybrid.availability).toBe("normal");
    link.heal();
    link.takeDown();
    const replica = world.replicas[0]!;
    await world.openBreaker(replica);
    expect(hybrid.availability).toBe("fallback");
    expect(events.filter(({ type }) => type === "fallback")).toHaveLength(1);
    link.heal();
    await world.pass(1000);
    expect(hybrid.availability).toBe("normal");
    expect(breaker.state).toBe("closed");
    expect(events.filter(({ type }) => type === "recovered")).toHaveLength(1);
  });

  it("H3: a caller's abort loses no queued write and starts no fallback", async () => {
    const { hybrid, link } = fresh().replica({ writes: "async", failures: 1 });
    await hybrid.get("warm");
    link.inject("setIfNewer", { kind: "hang" });
    const controller = new AbortController();
    await hybrid.set("a", bytes("1"), { signal: controller.signal });
    const reading = failure(hybrid.get("b", { signal: controller.signal }));
    controller.abort();
    await reading;
    link.heal();
    await settle();
    expect(text(await world.l2.get("a"))).toBe("1");
    expect(hybrid.availability).toBe("normal");
  });

  it("H4: a delete in an outage acts here at once, says it is not shared, and reaches the tier", async () => {
    const replica = fresh().replica();
    const { hybrid } = replica;
    await hybrid.set("token", bytes("live"));
    replica.cut();
    await world.openBreaker(replica);
    const error = await failure(hybrid.delete("token"));
    expect(error).toBeInstanceOf(NotSharedError);
    expect(error).toMatchObject({ code: "NOT_SHARED", outcome: "queued" });
    expect(await hybrid.get("token")).toBeUndefined();
    expect(text(await world.l2.get("token"))).toBe("live");
    replica.mend();
    await world.pass(1000);
    expect(await world.l2.get("token")).toBeUndefined();
    expect(await hybrid.get("token")).toBeUndefined();
  });

  it("H10: what is written in an outage is replayed", async () => {
    const replica = fresh().replica();
    const other = world.replica();
    await replica.hybrid.get("warm");
    replica.cut();
    await world.openBreaker(replica);
    for (let index = 0; index < 100; index += 1) {
      const written = replica.hybrid.set(`k${index}`, bytes(`${index}`), { acceptQueued: true });
      expect(await written).toBe("queued");
    }
    expect(text(await replica.hybrid.get("k42"))).toBe("42");
    replica.mend();
    await world.pass(1000);
    expect(text(await other.hybrid.get("k42"))).toBe("42");
    expect(replica.events).toContainEqual({
      type: "replayed",
      delivered: 100,
      superseded: 0,
      lost: 0,
    });
  });

  it("H10: a full queue loses nothing unseen: it waits, rejects, or counts", async () => {
    fresh();
    for (const onFull of ["sync", "reject", "drop"] as const) {
      const queue = { maxEntries: 1, concurrency: 1, onFull };
      const { hybrid, link } = world.replica({ writes: "async", queue });
      await hybrid.get("warm");
      link.inject("setIfNewer", { kind: "hang" }, 1);
      await hybrid.set(`${onFull} a`, bytes("1"));
      await hybrid.set(`${onFull} b`, bytes("2"));
      const third = hybrid.set(`${onFull} c`, bytes("3")).catch((error: CacheError) => error.code);
      expect(await third).toBe({ sync: "shared", reject: "QUEUE_FULL", drop: "local" }[onFull]);
      expect(hybrid.stats().droppedWrites).toBe(onFull === "drop" ? 1 : 0);
      link.heal();
      await settle();
      expect(hybrid.stats().writes).toMatchObject({ accepted: 2, delivered: 2, pending: 0 });
    }
  });

  it("H11: a set that reached no tier is no success", async () => {
    const journal = { maxEntries: 1 };
    const replica = fresh().replica({ journal });
    await replica.hybrid.get("warm");
    replica.cut();
    await world.openBreaker(replica);
    expect((await failure(replica.hybrid.set("a", bytes("1")))).code).toBe("NOT_SHARED");
    expect((await failure(replica.hybrid.set("b", bytes("2")))).code).toBe("QUEUE_FULL");
    expect(await replica.hybrid.get("b")).toBeUndefined();
  });

  it("H12: an outage is never an answer in a security namespace", async () => {
    const replica = fresh().replica();
    const { hybrid } = replica;
    await hybrid.get("warm");
    replica.cut();
    await world.openBreaker(replica);
    const deny = { outage: "deny", tier: "security" } as const;
    expect((await failure(hybrid.get("jti", deny))).code).toBe("UNAVAILABLE");
    expect((await failure(hybrid.exists("jti", deny))).code).toBe("UNAVAILABLE");
    expect((await failure(hybrid.getMany(["jti", "x"], deny))).code).toBe("UNAVAILABLE");
    expect((await failure(hybrid.get("jti", deny))).message).toMatch(/^Circuit breaker is open/);
    const local = { outage: "local", tier: "security" } as const;
    expect((await failure(hybrid.get("jti", local))).code).toBe("UNAVAILABLE");
    expect(await hybrid.lookup("jti", local)).toEqual({
      entry: undefined,
      source: "none",
      degraded: true,
    });
    const outcomes = await hybrid.deleteMany(["a", "b"]);
    expect(outcomes.every((outcome) => outcome instanceof NotSharedError)).toBe(true);
  });

  it("H15: a clear in an outage rejects and clears nothing", async () => {
    const replica = fresh().replica();
    const { hybrid } = replica;
    await hybrid.set("a", bytes("1"));
    expect(text(await hybrid.get("a"))).toBe("1");
    replica.cut();
    await world.openBreaker(replica);
    expect((await failure(hybrid.clear())).code).toBe("UNAVAILABLE");
    expect(text(await hybrid.get("a"))).toBe("1");
    replica.mend();
    await world.pass(1000);
    await hybrid.clear();
    expect(await hybrid.get("a")).toBeUndefined();
    expect(await world.l2.get("a")).toBeUndefined();
    expect(hybrid.stats().losses).toBe(0);
  });

  it("H16: what was queued before the outage is kept and delivered", async () => {
    const replica = fresh().replica({ writes: "async" });
    const { hybrid, link } = replica;
    await hybrid.get("warm");
    link.takeDown();
    for (let index = 0; index < 10; index += 1) await hybrid.set(`q${index}`, bytes(`${index}`));
    await world.openBreaker(replica);
    expect(text(await hybrid.get("q7"))).toBe("7");
    link.heal();
    await world.pass(1500);
    for (let index = 0; index < 10; index += 1) {
      expect(text(await world.l2.get(`q${index}`))).toBe(`${index}`);
    }
    expect(hybrid.stats().writes).toEqual({
      accepted: 10,
      delivered: 10,
      superseded: 0,
      lost: 0,
      pending: 0,
    });
  });

  it("H17: every failure is counted, and getMany counts its misses in an outage too", async () => {
    const replica = fresh().replica({ failures: 100 });
    const { hybrid, link } = replica;
    await hybrid.get("warm");
    const before = hybrid.stats();
    link.takeDown();
    await hybrid.getMany(["a", "b", "c"]);
    await hybrid.get("d");
    const after = hybrid.stats();
    expect(after.misses - before.misses).toBe(4);
    expect(after.errors - before.errors).toBeGreaterThanOrEqual(2);
    expect(after.degradedReads - before.degradedReads).toBe(4);
    expect(after.lastL2Error?.message).toContain("taken down");
  });
});

describe("coherence", () => {
  it("H5: a queued set does not resurrect a key deleted after it", async () => {
    const { hybrid, link } = fresh().replica();
    await hybrid.get("warm");
    link.inject("setIfNewer", { kind: "hang" }, 2);
    await hybrid.set("a", bytes("in flight"), { writes: "async" });
    await hybrid.set("b", bytes("waiting"), { writes: "async" });
    await hybrid.delete("a");
    await hybrid.delete("b");
    link.heal();
    await settle();
    expect(await world.l2.get("a")).toBeUndefined();
    expect(await hybrid.get("a")).toBeUndefined();
    expect(await hybrid.get("b")).toBeUndefined();
    const { accepted, delivered, superseded } = hybrid.stats().writes;
    expect([accepted, delivered, superseded]).toEqual([2, 0, 2]);
  });

  it("H5: a read does not see a queued write that a newer one has overtaken", async () => {
    const { hybrid, link } = fresh().replica();
    await hybrid.get("warm");
    link.inject("setIfNewer", { kind: "hang", error: new Error("lost") }, 1);
    await hybrid.set("a", bytes("queued"), { writes: "async" });
    expect(text(await hybrid.get("a"))).toBe("queued");
    await hybrid.set("a", bytes("newer"));
    expect(text(await hybrid.get("a"))).toBe("newer");
    link.heal();
    await settle();
    expect(text(await hybrid.get("a"))).toBe("newer");
    expect(hybrid.stats().writes).toMatchObject({ accepted: 1, superseded: 1, pending: 0 });
  });

  it.each(["set", "delete"] as const)(
    "H5: a %s given up at its deadline undoes nothing when it arrives late",
    async (kind) => {
      const late = fresh().replica();
      const other = world.replica().hybrid;
      await other.set("k", bytes("first"));
      await late.hybrid.get("warm");
      late.link.inject("setIfNewer", { kind: "hang" }, 1);
      const given = kind === "set" ? late.hybrid.set("k", bytes("late")) : late.hybrid.delete("k");
      const outcome = failure(given);
      await world.pass(2100);
      expect((await outcome).code).toBe("NOT_SHARED");
      if (kind === "set") await other.delete("k");
      else await other.set("k", bytes("newer"));
      late.link.release();
      await world.pass(1000);
      const expected = kind === "set" ? undefined : "newer";
      expect(text(await world.l2.get("k"))).toBe(expected);
      expect(text(await late.hybrid.get("k"))).toBe(expected);
      expect(text(await other.get("k"))).toBe(expected);
    },
  );

  it("H6: a write counts also where another replica's clock is ahead", async () => {
    const { environment } = fresh().clock;
    const ahead = new StampClock({ ...environment, now: () => environment.now() + 5000 });
    const fast = world.replica({ clock: ahead }).hybrid;
    const slow = world.replica().hybrid;
    await fast.set("k", bytes("1"));
    expect(await slow.set("k", bytes("2"))).toBe("shared");
    expect(text(await fast.get("k"))).toBe("2");
    await fast.set("k", bytes("3"));
    expect((await slow.delete("k")).existed).toBe(true);
    expect(await fast.get("k")).toBeUndefined();
    expect(await slow.set("k", bytes("4"))).toBe("shared");
    expect(text(await fast.get("k"))).toBe("4");
  });

  it("H6: other replicas see an update and a delete at once", async () => {
    const a = fresh().replica().hybrid;
    const b = world.replica().hybrid;
    await a.set("k", bytes("1"));
    expect(text(await b.get("k"))).toBe("1");
    await a.set("k", bytes("2"));
    expect(text(await b.get("k"))).toBe("2");
    await a.delete("k");
    expect(await b.get("k")).toBeUndefined();
  });

  it("H7: getMany fills L1 with the entry's own life", async () => {
    const a = fresh().replica().hybrid;
    const b = world.replica();
    await a.set("k", bytes("1"), { ttlMs: 1000 });
    await world.pass(400);
    await b.hybrid.getMany(["k"]);
    const held = await b.l1.get("k");
    expect(held?.ttlMs).toBeGreaterThan(0);
    expect(held?.ttlMs).toBeLessThanOrEqual(600);
    await world.pass(600);
    expect(await b.hybrid.getMany(["k"])).toEqual([undefined]);
    expect(await b.l1.get("k")).toBeUndefined();
  });

  it("H8: lives are milliseconds; a short one ends, and L1 never outlives the shared tier", async () => {
    const { hybrid, l1, link } = fresh().replica();
    await hybrid.set("k", bytes("1"), { ttlMs: 300 });
    expect((await hybrid.get("k"))?.ttlMs).toBeLessThanOrEqual(300);
    await world.pass(300);
    expect(await hybrid.get("k")).toBeUndefined();
    await world.l2.set("slow", bytes("1"), { ttlMs: 1000 });
    link.inject("get", { kind: "delay", delayMs: 400 }, 1);
    const reading = hybrid.get("slow");
    await settle();
    await world.pass(400);
    await reading;
    expect((await l1.get("slow"))?.ttlMs).toBeLessThanOrEqual(600);
  });

  it("H9: how a key is written is its namespace's policy, not guessed from its text", async () => {
    const { hybrid } = fresh().replica();
    const cache = cacheOver({
      mode: "hybrid",
      backend: hybrid,
      environment: world.clock.environment,
    });
    const revoked = cache.namespace<number>("revoked", { tier: "security" });
    const rest = cache.namespace<number>("rest", { writes: "async" });
    expect(await revoked.set("app:prod:session:1", 1)).toBe("shared");
    expect(await rest.set("app:prod:blacklist:1", 1)).toBe("queued");
  });

  it("H13: a late fill does not bring back a deleted value", async () => {
    const a = fresh().replica();
    const b = world.replica();
    await b.hybrid.get("warm");
    await a.hybrid.set("k", bytes("old"));
    // The answer is taken before the delete and arrives after it.
    const held = await world.l2.get("k");
    const original = b.link.get.bind(b.link);
    let answer = (): void => {};
    b.link.get = async (key) => {
      if (key !== "k") return original(key);
      await new Promise<void>((resolve) => (answer = resolve));
      return held;
    };
    const late = b.hybrid.get("k");
    await settle();
    await a.hybrid.delete("k");
    answer();
    expect(text(await late)).toBe("old");
    b.link.get = original;
    expect(await b.l1.get("k")).toBeUndefined();
    expect(await b.hybrid.get("k")).toBeUndefined();
  });
});

describe("options", () => {
  it("names the option that is missing or wrong", () => {
    fresh();
    const l1 = new MemoryBackend();
    const { breaker } = world.replica();
    const make = (options: object) => () => world.replica(options);
    expect(make({ l1: undefined })).toThrow(/"l1" is required/);
    expect(make({ l2: undefined })).toThrow(/"l2" is required/);
    expect(make({ breaker: undefined })).toThrow(/"breaker" is required/);
    expect(make({ breaker: false })).toThrow(RangeError);
    expect(make({ l1, breaker, queue: { maxEntries: 0 } })).toThrow(/maxEntries/);
    expect(make({ journal: { size: 1 } })).toThrow(/unknown option "size"/);
    expect(make({ probeMs: "1" })).toThrow(TypeError);
  });
});
