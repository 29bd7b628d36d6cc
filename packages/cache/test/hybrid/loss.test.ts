// The shared tier comes back empty: what was revoked stays revoked, what was used stays used.

import { afterEach, describe, expect, it } from "vitest";
import { incarnationKey } from "../../src/key.ts";
import { bytes, failure, settle, text, World } from "../support/hybrid-world.ts";

const security = { tier: "security", outage: "deny" } as const;
let world = new World();

afterEach(() => world.close());

async function pair() {
  world = new World();
  const a = world.replica();
  const b = world.replica();
  await world.connect();
  return { a, b };
}

describe("a shared tier that lost its data", () => {
  it("gets the security entries of every replica again, read or written, before it is asked", async () => {
    const { a, b } = await pair();
    await a.hybrid.set("revoked:1", bytes("by a"), { ...security, ttlMs: 60_000 });
    const many = Array.from({ length: 250 }, (_, index) => ({
      key: `r${index}`,
      value: bytes("x"),
    }));
    await a.hybrid.setMany(many, security);
    await b.hybrid.set("revoked:2", bytes("by b"), { ...security, ttlMs: 60_000 });
    await a.hybrid.get("revoked:2", security);
    a.cut();
    b.cut();
    await world.openBreaker(a);
    await world.openBreaker(b);
    await world.l2.clear();
    await b.hybrid.close();
    a.mend();
    await world.pass(800);
    expect(a.hybrid.availability).toBe("normal");
    expect(text(await world.l2.get("revoked:1"))).toBe("by a");
    expect(text(await world.l2.get("revoked:2"))).toBe("by b");
    expect(text(await world.l2.get("r249"))).toBe("x");
    expect(a.events).toContainEqual({
      type: "cameBackEmpty",
      lostAtMs: a.hybrid.lostAtMs,
      republished: 252,
    });
    expect(a.hybrid.stats().losses).toBe(1);
  });

  it("decides no claim by the loss alone, and then waits for what the others publish again", async () => {
    const { a, b } = await pair();
    const claim = (at: typeof a, key: string) => at.hybrid.setIfAbsent(key, bytes(key), security);
    expect(await claim(a, "id")).toBe(true);
    expect(await claim(a, "other")).toBe(true);
    await world.l2.clear();
    const first = failure(claim(b, "id"));
    await world.pass(150);
    expect(await first).toMatchObject({ code: "UNAVAILABLE", maybeExecuted: true });
    let second: boolean | undefined;
    const claiming = claim(b, "other").then((isFirst) => (second = isFirst));
    await world.pass(500);
    expect(second).toBeUndefined();
    await world.pass(1000);
    await claiming;
    expect(second).toBe(false);
  });

  it("decides no claim that began before the loss was known", async () => {
    const { a, b } = await pair();
    const claim = (at: typeof a) => at.hybrid.setIfAbsent("id", bytes("x"), security);
    expect(await claim(a)).toBe(true);
    b.link.inject("setIfAbsent", { kind: "hang" }, 1);
    const claimed = failure(claim(b));
    await settle();
    a.cut();
    await world.l2.clear();
    b.hybrid.suspect();
    const other = b.hybrid.get("other");
    await world.pass(300);
    await other;
    // The new life is known by now, and the claim is decided in it.
    b.link.release();
    await world.pass(300);
    expect(await claimed).toMatchObject({ code: "UNAVAILABLE", maybeExecuted: true });
  });

  it("is believed no answer of its new life before what was known is published again", async () => {
    const { a } = await pair();
    let runId = Promise.resolve("one");
    const b = world.replica({ runId: () => runId });
    await world.connect();
    await a.hybrid.set("revoked", bytes("1"), security);
    b.link.inject("getMany", { kind: "hang" }, 1);
    const answer = failure(b.hybrid.get("revoked", security));
    await settle();
    a.cut();
    await world.l2.clear();
    let named: (name: string) => void = () => {};
    runId = new Promise((resolve) => (named = resolve));
    b.hybrid.suspect();
    const other = b.hybrid.get("other");
    await world.pass(300);
    // The mark of the new life is known by now, and the question is answered in that life.
    b.link.release();
    await settle();
    named("one");
    await world.pass(500);
    await other;
    expect((await answer).code).toBe("UNAVAILABLE");
  });

  it("does not make forgotten what was revoked while a question about it waited", async () => {
    world = new World();
    let runId = "one";
    const a = world.replica({ runId: () => Promise.resolve(runId) });
    await world.connect();
    a.link.inject("get", { kind: "hang" }, 1);
    a.hybrid.suspect();
    const answer = a.hybrid.get("revoked", security);
    await settle();
    a.link.inject("setIfNewer", { kind: "fail" }, 1);
    const revoked = await failure(a.hybrid.set("revoked", bytes("1"), security));
    expect(revoked.code).toBe("NOT_SHARED");
    a.link.release();
    await settle();
    expect(text(await answer)).toBe("1");
    await world.pass(1000);
    expect(text(await world.l2.get("revoked"))).toBe("1");
    // The tier restarts with what it had saved before.
    await world.l2.delete("revoked");
    runId = "two";
    a.hybrid.suspect();
    await a.hybrid.get("other");
    await settle();
    expect(text(await world.l2.get("revoked"))).toBe("1");
  });

  it("is noticed by the very read that would have said 'not revoked'", async () => {
    const { a, b } = await pair();
    await a.hybrid.set("revoked", bytes("1"), security);
    await world.l2.clear();
    // No outage, no event: b only asks for something it has never seen.
    const answer = b.hybrid.get("revoked", security);
    await world.pass(150);
    // The read told a, which has published the revocation again before b asked once more.
    expect(text(await answer)).toBe("1");
    expect(b.hybrid.lostAtMs).toBeGreaterThan(0);
  });

  it("keeps a miss from counting while other replicas may still be publishing", async () => {
    const { a } = await pair();
    await world.l2.clear();
    const early = failure(a.hybrid.get("unknown", security));
    await world.pass(150);
    expect((await early).code).toBe("UNAVAILABLE");
    await world.pass(1000);
    expect(await a.hybrid.get("unknown", security)).toBeUndefined();
  });

  it("tells replicas that join later when it was lost", async () => {
    const { a } = await pair();
    await world.l2.clear();
    await world.pass(1200);
    const { lostAtMs } = a.hybrid;
    expect(lostAtMs).toBeGreaterThan(0);
    const late = world.replica();
    await late.hybrid.connect();
    expect(late.hybrid.lostAtMs).toBe(lostAtMs);
    expect(late.hybrid.stats().losses).toBe(0);
  });

  it("is recognised also where a replica that knew nothing marked the new life first", async () => {
    const { a, b } = await pair();
    await a.hybrid.set("revoked", bytes("1"), security);
    a.cut();
    b.cut();
    await world.l2.clear();
    const fresh = world.replica();
    await fresh.hybrid.connect();
    expect(fresh.hybrid.lostAtMs).toBeUndefined();
    a.mend();
    b.mend();
    await world.pass(1500);
    expect(text(await fresh.hybrid.get("revoked", security))).toBe("1");
    expect(a.hybrid.lostAtMs).toBeGreaterThan(0);
    expect(fresh.hybrid.lostAtMs).toBe(a.hybrid.lostAtMs);
    expect(b.hybrid.lostAtMs).toBe(a.hybrid.lostAtMs);
  });

  it("does not get back what was deleted, whichever replica publishes last", async () => {
    const { a, b } = await pair();
    await a.hybrid.set("k", bytes("1"), security);
    await b.hybrid.get("k", security);
    b.cut();
    await a.hybrid.delete("k", security);
    await world.l2.clear();
    await world.pass(1500);
    b.mend();
    await world.pass(3000);
    expect(await world.l2.get("k")).toBeUndefined();
    expect(await a.hybrid.get("k", security)).toBeUndefined();
    expect(await b.hybrid.get("k", security)).toBeUndefined();
  });

  it("is told from a clear on purpose, which nobody undoes", async () => {
    const { a, b } = await pair();
    await a.hybrid.set("k", bytes("1"), security);
    await b.hybrid.get("k", security);
    await a.hybrid.clear();
    await world.pass(2500);
    expect(await world.l2.get("k")).toBeUndefined();
    expect(await b.hybrid.get("k", security)).toBeUndefined();
    expect([a.hybrid.stats().losses, b.hybrid.stats().losses]).toEqual([0, 0]);
  });

  it("empties L1 on a null invalidation, after the security tier was saved", async () => {
    const { a } = await pair();
    await a.hybrid.set("plain", bytes("1"));
    await a.hybrid.set("revoked", bytes("1"), security);
    await a.hybrid.get("plain");
    await world.l2.clear();
    a.bus.hear(null);
    await world.pass(200);
    expect(await a.l1.get("plain")).toBeUndefined();
    expect(await a.hybrid.get("plain")).toBeUndefined();
    expect(text(await world.l2.get("revoked"))).toBe("1");
  });

  it("is helped out after a restart that kept the data but not its last writes", async () => {
    world = new World();
    let runId = "first";
    const a = world.replica({ runId: async () => runId });
    await a.hybrid.connect();
    await a.hybrid.set("revoked", bytes("1"), security);
    a.cut();
    await world.openBreaker(a);
    await world.l2.delete("revoked");
    runId = "second";
    a.mend();
    await world.pass(1000);
    expect(text(await world.l2.get("revoked"))).toBe("1");
    expect([a.hybrid.stats().losses, a.hybrid.lostAtMs]).toEqual([0, undefined]);
  });

  it("a mark is never a key of the cache", async () => {
    const { a } = await pair();
    await a.hybrid.set("k", bytes("1"));
    const keys: string[] = [];
    for await (const key of world.l2.keys()) keys.push(key);
    expect(keys).toContain(incarnationKey);
    await settle();
  });
});
