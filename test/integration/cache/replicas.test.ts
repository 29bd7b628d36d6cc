// Several replicas over one server: what one writes the others see, a crash of the server is
// survived, and an empty server forgets no revocation.

import { createClient } from "@respite/resp";
import { oidcNamespaces } from "@respite/cache";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serversUnderTest } from "../../harness/index.ts";
import { Fleet, told, until } from "./support.ts";

const kinds = serversUnderTest();
const cases = kinds.flatMap((kind) => ([2, 3] as const).map((protocol) => ({ kind, protocol })));

describe.each(cases)("replicas on $kind.name, protocol $protocol", ({ kind, protocol }) => {
  let fleet: Fleet;

  beforeEach(async (context) => {
    fleet = new Fleet(await kind.start({}, context));
  });

  afterEach(() => fleet.close());

  it.each(["tracking", "pubsub"] as const)(
    "see each other's writes and deletes, by %s",
    async (channel) => {
      const options = { invalidation: { kind: channel } };
      const a = await fleet.cache(protocol, options);
      const b = await fleet.cache(protocol, options);
      for (const { events } of [a, b]) {
        await until("the channel is up", () => told(events, { type: "channel", state: "up" }));
      }
      const atA = a.cache.namespace<string>("session");
      const atB = b.cache.namespace<string>("session");
      await atA.set("s", "one");
      expect(await atB.get("s")).toBe("one");
      await until("b answers from L1", async () => (await atB.getWithMeta("s")).source === "l1");
      await atA.set("s", "two");
      await until("b sees the update", async () => (await atB.get("s")) === "two");
      await until("b answers from L1", async () => (await atB.getWithMeta("s")).source === "l1");
      await atA.delete("s");
      await until("b sees the delete", async () => (await atB.get("s")) === undefined);
    },
  );

  it("choose tracking by themselves, and see what other software writes", async () => {
    const { cache, events } = await fleet.cache(protocol);
    await until("the channel is up", () => told(events, { type: "channel", kind: "tracking" }));
    const sessions = cache.namespace<string>("session");
    await sessions.set("s", "one");
    expect(await sessions.get("s")).toBe("one");
    const { host, port } = fleet.server;
    const client = createClient({ host, port, protocol });
    await client.unlink("fleet:session:s");
    await until("the unlink is seen", async () => (await sessions.get("s")) === undefined);
    await client.close();
  });

  it("accept a one-time id once, however many ask at once", async () => {
    const caches = await Promise.all([1, 2, 3].map(() => fleet.cache(protocol)));
    const guards = caches.map(({ cache }) => cache.replayGuard());
    const options = { expiresAtMs: Date.now() + 60_000, issuedAtMs: Date.now() };
    const decisions = await Promise.all(
      guards.flatMap((guard) => Array.from({ length: 64 }, () => guard.consume("id", options))),
    );
    expect(decisions.filter((decision) => decision === "accepted")).toHaveLength(1);
    expect(decisions.filter((decision) => decision === "replayed")).toHaveLength(191);
    const owned = { ...options, owner: "bearer" };
    expect(await guards[0]!.consume("bearer id", owned)).toBe("accepted");
    expect(await guards[1]!.consume("bearer id", owned)).toBe("known");
  });

  it("G3: survive a crash of the server, and an empty one forgets no revocation", async () => {
    const a = await fleet.cache(protocol);
    const b = await fleet.cache(protocol);
    const revokedAt = [a, b].map(({ cache }) =>
      cache.namespace<boolean>("blacklist", oidcNamespaces.blacklist),
    );
    const sessionsAt = [a, b].map(({ cache }) => cache.namespace<string>("session"));
    await sessionsAt[0]!.set("s", "alice");
    await until("b answers from L1", async () => {
      return (await sessionsAt[1]!.getWithMeta("s")).source === "l1";
    });
    await revokedAt[0]!.set("before", true);
    const guard = a.cache.replayGuard();
    const used = { expiresAtMs: Date.now() + 60_000, issuedAtMs: Date.now() };
    expect(await guard.consume("used", used)).toBe("accepted");

    await fleet.server.kill();
    for (const { cache, events } of [a, b]) {
      const space = cache.namespace<string>("other");
      await until(
        "fallback",
        async () => {
          await space.getWithMeta("x");
          return told(events, { type: "fallback" });
        },
        30_000,
      );
    }
    expect(await sessionsAt[1]!.getWithMeta("s")).toMatchObject({ value: "alice", degraded: true });
    await expect(revokedAt[0]!.set("in outage", true)).rejects.toMatchObject({
      code: "NOT_SHARED",
      outcome: "queued",
    });
    expect(await revokedAt[0]!.get("in outage")).toBe(true);
    await expect(revokedAt[1]!.get("in outage")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await guard.consume("in outage", used)).toBe("refused");

    await fleet.server.restart();
    const backMs = Date.now();
    for (const { events } of [a, b]) {
      await until("recovered", () => told(events, { type: "recovered" }), 10_000);
    }
    expect(Date.now() - backMs).toBeLessThan(3000);
    await until("b knows the revocations", async () => {
      const lookups = ["before", "in outage"].map((key) =>
        revokedAt[1]!.get(key).catch(() => undefined),
      );
      return (await Promise.all(lookups)).every((value) => value === true);
    });
    for (const { cache } of [a, b]) {
      expect(await cache.replayGuard().consume("used", used)).not.toBe("accepted");
    }
    expect(told(a.events, { type: "cameBackEmpty" })).toBe(true);
    const fresh = { expiresAtMs: Date.now() + 60_000, issuedAtMs: Date.now() + 1 };
    expect(await guard.consume("fresh", fresh)).toBe("accepted");
    expect((await a.cache.health()).status).toBe("healthy");
  }, 60_000);

  it("notice FLUSHALL without any outage", async () => {
    const { cache, events } = await fleet.cache(protocol);
    const revoked = cache.namespace<boolean>("blacklist", oidcNamespaces.blacklist);
    await revoked.set("t", true);
    const { host, port } = fleet.server;
    const client = createClient({ host, port, protocol });
    await client.call(["FLUSHALL"]);
    await until("the loss is noticed", () => told(events, { type: "cameBackEmpty" }));
    expect(await revoked.get("t")).toBe(true);
    expect(await client.exists("fleet:blacklist:t")).toBe(1);
    await client.close();
  });

  it("clear their own namespace only, and closing clears nothing", async () => {
    const { cache } = await fleet.cache(protocol);
    const other = await fleet.cache(protocol, { keyPrefix: "fleet2" });
    const one = cache.namespace<number>("one");
    const two = cache.namespace<number>("two");
    const neighbour = other.cache.namespace<number>("one");
    await Promise.all([one.set("k", 1), two.set("k", 2), neighbour.set("k", 3)]);
    await one.clear();
    expect(await one.get("k")).toBeUndefined();
    expect(await two.get("k")).toBe(2);
    expect(await neighbour.get("k")).toBe(3);
    await other.cache.close();
    const again = await fleet.cache(protocol, { keyPrefix: "fleet2" });
    expect(await again.cache.namespace<number>("one").get("k")).toBe(3);
    expect(await two.touch("k", 5000)).toBe(true);
    expect((await two.getWithMeta("k")).ttlMs).toBeLessThanOrEqual(5000);
    const keys: string[] = [];
    for await (const key of two.keys()) keys.push(key);
    expect(keys).toEqual(["k"]);
    expect(cache.stats().redis?.connections.total).toBeGreaterThan(0);
  });
});

describe.each(kinds)("redis mode on $name", (kind) => {
  it("works, and says what an outage means", async (context) => {
    const fleet = new Fleet(await kind.start({}, context));
    const { cache } = await fleet.cache(3, {
      mode: "redis",
      breaker: { failures: 2, openMs: 60_000 },
      l2TimeoutMs: 300,
    });
    const plain = cache.namespace<number>("plain");
    const revoked = cache.namespace<number>("revoked", { tier: "security" });
    await plain.set("k", 1);
    expect(await plain.get("k")).toBe(1);
    expect((await cache.health()).redis.connected).toBe(true);
    await fleet.server.kill();
    expect(await plain.getWithMeta("k")).toMatchObject({ source: "none", degraded: true });
    await expect(revoked.get("k")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(revoked.get("k")).rejects.toThrow(/^Circuit breaker is open/);
    await expect(plain.set("k", 2)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await fleet.close();
  });

  it("refuses ids from before a loss", async (context) => {
    const fleet = new Fleet(await kind.start({}, context));
    const { cache, events } = await fleet.cache(3, { mode: "redis" });
    const guard = cache.replayGuard();
    const used = { expiresAtMs: Date.now() + 60_000, issuedAtMs: Date.now() };
    expect(await guard.consume("used", used)).toBe("accepted");
    await fleet.server.kill();
    await fleet.server.restart();
    await until("the server answers", async () => (await cache.health()).redis.connected);
    expect(await guard.consume("used", used)).toBe("refused");
    expect(told(events, { type: "cameBackEmpty" })).toBe(true);
    const later = { ...used, issuedAtMs: Date.now() + 1 };
    expect(await guard.consume("later", later)).toBe("accepted");
    await fleet.close();
  }, 30_000);
});
