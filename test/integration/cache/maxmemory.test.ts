// A server that may hold 2 MB, under every eviction policy: who runs into the limit is told, nothing
// is taken for stored that was refused, and no reader ever sees a value older than the last accepted.

import { type CacheOptions, type HybridStats, isCacheError } from "@respite/cache";
import { createClient } from "@respite/resp";
import { beforeEach, describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";
import { Fleet, told, until } from "./support.ts";

const policies = [
  "noeviction",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
] as const;

const name = availableServer();
const kilobytes = 40;
const keyCount = 80;
const keys = Array.from({ length: keyCount }, (_, index) => `k${index}`);
const valueOf = (key: string, version: number): string =>
  `${key} v${version} `.padEnd(kilobytes * 1024, "x");
const versionOf = (value: string | undefined): number =>
  value === undefined ? 0 : Number(/ v(\d+) /.exec(value)?.[1]);

async function small(maxmemoryPolicy: string, options: CacheOptions = {}) {
  const server = await startRedis({ maxmemory: "2mb", maxmemoryPolicy });
  const fleet = new Fleet(server);
  const client = createClient({ port: server.port });
  const { cache, events } = await fleet.cache(3, options);
  return {
    fleet,
    client,
    cache,
    events,
    evicted: async () =>
      Number(/^evicted_keys:(\d+)/m.exec(await client.call<string>(["INFO", "stats"]))?.[1]),
    async close() {
      await client.close();
      await fleet.close();
    },
  };
}

describe.runIf(name !== undefined)("2 MB", () => {
  beforeEach((context) => {
    noteServer(context, { name: name!, version: serverOnPath()?.version ?? "unknown" });
  });

  it.each(policies)("under %s: what may be lost is said at connect", async (policy) => {
    const { events, close } = await small(policy);
    const isWarned = events.some(
      (event) => event.type === "warning" && event.message.includes(`maxmemory-policy ${policy}`),
    );
    expect(isWarned).toBe(policy !== "noeviction");
    await close();
  });

  it.each(policies)("under %s: a refused write is an error, and stays one", async (policy) => {
    const { cache, client, evicted, close } = await small(policy, {
      mode: "redis",
      breaker: false,
    });
    const values = cache.namespace<string>("values", { ttlMs: 600_000 });
    const refused: string[] = [];
    for (const key of keys) {
      try {
        await values.set(key, valueOf(key, 1));
      } catch (error) {
        expect(error).toMatchObject({ cause: { code: "OUT_OF_MEMORY" } });
        refused.push(key);
      }
    }
    const found = (await values.getMany(keys)).map((value) => versionOf(value));
    for (const [index, key] of keys.entries()) {
      if (refused.includes(key)) expect(found[index]).toBe(0);
      else if (policy === "noeviction") expect(found[index]).toBe(1);
    }
    if (policy === "noeviction") {
      expect(refused.length).toBeGreaterThan(20);
      expect(await evicted()).toBe(0);
      const options = { expiresAtMs: Date.now() + 60_000, issuedAtMs: Date.now() };
      expect(await cache.replayGuard().consume("id", options)).toBe("refused");
      expect(await client.exists("fleet:jti:id")).toBe(0);
    } else {
      expect(refused).toEqual([]);
      expect(await evicted()).toBeGreaterThan(20);
    }
    await close();
  });

  it.each(policies.filter((policy) => policy.startsWith("volatile-")))(
    "under %s: values without an expiry are refused, not evicted",
    async (policy) => {
      const { cache, evicted, close } = await small(policy, {
        mode: "redis",
        breaker: false,
      });
      const values = cache.namespace<string>("values");
      const outcomes = await values.setMany(keys.map((key) => [key, valueOf(key, 1)] as const));
      const found = (await values.getMany(keys)).map((value) => versionOf(value));
      const expected = outcomes.map((outcome) => {
        if (!(outcome instanceof Error)) return 1;
        expect(outcome).toMatchObject({ code: "OUT_OF_MEMORY" });
        return 0;
      });
      expect(found).toEqual(expected);
      expect(found).toContain(0);
      expect(await evicted()).toBe(0);
      await close();
    },
  );

  it.each(policies)(
    "under %s: the hybrid serves nothing older than the last accepted",
    async (policy) => {
      const { fleet, cache, client, events, close } = await small(policy, {
        breaker: { failures: 3 },
      });
      const values = cache.namespace<string>("values", { ttlMs: 600_000, acceptQueued: true });
      const hybridStats = () => cache.stats().backend as HybridStats;
      const accepted = new Map<string, number>();
      for (const version of [1, 2, 3]) {
        for (const key of keys) {
          try {
            await values.set(key, valueOf(key, version));
            accepted.set(key, version);
          } catch (error) {
            // Refused before the breaker had opened: then the write acts nowhere.
            expect(isCacheError(error)).toBe(true);
          }
          const found = versionOf(await values.get(key).catch(() => undefined));
          expect([0, accepted.get(key) ?? 0]).toContain(found);
        }
      }
      await client.call(["CONFIG", "SET", "maxmemory", "0"]);
      if (told(events, { type: "fallback" })) {
        await until("recovered", () => hybridStats().availability === "normal", 10_000);
      }
      await until("all is delivered", () => hybridStats().journaled === 0, 10_000);
      const peer = await fleet.cache(3);
      const elsewhere = peer.cache.namespace<string>("values");
      for (const key of keys) {
        const found = versionOf(await elsewhere.get(key));
        expect([0, accepted.get(key) ?? 0]).toContain(found);
        if (policy === "noeviction") expect(found).toBe(accepted.get(key) ?? 0);
      }
      await close();
    },
    60_000,
  );
});
