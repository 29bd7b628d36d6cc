// What `createCache` takes, and what it does where no server is.

import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createCache } from "../../src/index.ts";
import type { CacheEvent } from "../../src/index.ts";
import { createClient } from "@respite/resp";
import { evictionWarning } from "../../src/eviction-warning.ts";
import { failure } from "../support/hybrid-world.ts";

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("createCache", () => {
  it("makes a memory cache by default", async () => {
    const cache = createCache();
    await cache.connect();
    const space = cache.namespace<number>("n");
    await space.set("k", 1);
    expect(await space.get("k")).toBe(1);
    expect(await cache.health()).toMatchObject({
      status: "healthy",
      mode: "memory",
      redis: { connected: false, pool: { total: 0 } },
      memory: { entries: 1 },
    });
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 0, requests: 1, hitRate: 1 });
    await cache.close();
    await cache.close();
    expect((await failure(space.get("k"))).code).toBe("CLOSED");
    expect((await failure(cache.connect())).code).toBe("CLOSED");
  });

  it("refuses wrong options, naming them", () => {
    const make = (options: object) => () => createCache(options);
    expect(make({ mode: "hybrid", breaker: false })).toThrow(RangeError);
    expect(make({ mod: "hybrid" })).toThrow(/unknown option "mod"/);
    expect(make({ mode: "both" })).toThrow(RangeError);
    expect(make({ mode: "redis", keyPrefix: "" })).toThrow(/keyPrefix/);
    expect(make({ mode: "redis", keyPrefix: ":" })).toThrow(/keyPrefix/);
    expect(make({ mode: "hybrid", breaker: { failures: 0 } })).toThrow(/failures/);
    expect(make({ mode: "hybrid", breaker: { failure: 1 } })).toThrow(/unknown option "failure"/);
    expect(make({ mode: "hybrid", queue: { maxEntries: "1" } })).toThrow(/maxEntries/);
    expect(make({ mode: "hybrid", redis: { hots: "x" } })).toThrow(/hots/);
    expect(make({ mode: "hybrid", invalidation: { kind: "magic" } })).toThrow(/kind/);
    expect(make({ l1: { maxEntries: 0 } })).toThrow(/maxEntries/);
    expect(make({ l2TimeoutMs: 0 })).toThrow(/l2TimeoutMs/);
  });

  it("redis mode without a server rejects, naming host and port and what to check", async () => {
    const port = await deadPort();
    const redis = { host: "127.0.0.1", port, password: "hunter2", commandTimeoutMs: 500 };
    const cache = createCache({ mode: "redis", redis });
    const error = await failure(cache.connect());
    expect(error.code).toBe("UNAVAILABLE");
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.message).toContain("Check that the server runs");
    expect(error.message).not.toContain("hunter2");
    await cache.close();
  });

  it("hybrid mode without a server starts in fallback and says so", async () => {
    const port = await deadPort();
    const events: CacheEvent[] = [];
    const redis = { port, commandTimeoutMs: 300 };
    const cache = createCache({ mode: "hybrid", redis, closeTimeoutMs: 300 });
    cache.on((event) => events.push(event));
    await cache.connect();
    expect(events).toContainEqual({ type: "ready", mode: "hybrid", fallback: true });
    const space = cache.namespace<number>("n", { acceptQueued: true });
    expect(await space.set("k", 1)).toBe("queued");
    expect(await space.get("k")).toBe(1);
    expect((await cache.health()).status).toBe("degraded");
    await cache.close();
    expect(events.at(-1)).toMatchObject({ type: "closed", report: { accepted: 1, lost: 1 } });
  });

  it("never closes a client that was passed in", async () => {
    const client = createClient({ port: await deadPort(), commandTimeoutMs: 200 });
    const cache = createCache({ mode: "hybrid", redis: client, closeTimeoutMs: 200 });
    await cache.close();
    expect((await failure(client.call(["PING"]))).code).not.toBe("CLIENT_CLOSED");
    await client.close();
  });
});

describe("evictionWarning", () => {
  it("warns of policies that may evict what has an expiry, where there is a limit", () => {
    const info = (policy: string, max = 100) =>
      `# Memory\r\nused_memory:1\r\nmaxmemory:${max}\r\nmaxmemory_policy:${policy}\r\n`;
    expect(evictionWarning(info("noeviction"))).toBeUndefined();
    expect(evictionWarning(info("allkeys-lru", 0))).toBeUndefined();
    expect(evictionWarning(info("allkeys-lru"))).toContain("allkeys-lru");
    expect(evictionWarning(info("volatile-ttl"))).toContain("volatile-ttl");
    expect(evictionWarning("")).toBeUndefined();
  });
});
