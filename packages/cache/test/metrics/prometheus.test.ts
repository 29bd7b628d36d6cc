// The metrics by name, on a registry of prom-client, from a cache that only tells figures.

import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import type { CacheListener } from "../../src/cache-events.ts";
import type { CacheStats } from "../../src/cache-types.ts";
import { OperationTimer } from "../../src/metrics/index.ts";
import { type MetricsSource, registerMetrics } from "../../src/metrics/prometheus.ts";

const backend = {
  type: "memory",
  hits: 0,
  misses: 0,
  sets: 0,
  deletes: 0,
  errors: 0,
  evictions: 7,
  entries: 3,
  bytes: 300,
  hitRate: undefined,
};

const memoryStats: CacheStats = {
  mode: "memory",
  hits: 0,
  misses: 0,
  requests: 0,
  hitRate: undefined,
  namespaces: {},
  backend,
  memory: { entries: 3, bytes: 300 },
  breaker: undefined,
  redis: undefined,
  replay: { accepted: 1, known: 2, replayed: 3, refused: 4 },
  health: undefined,
};

function fakeCache(stats: () => unknown): MetricsSource & { listeners: Set<CacheListener> } {
  const listeners = new Set<CacheListener>();
  return {
    listeners,
    stats: () => stats() as CacheStats,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The scraped lines of one metric. */
async function linesOf(registry: Registry, name: string): Promise<string[]> {
  const text = await registry.metrics();
  return text
    .split("\n")
    .filter((line) => line === name || line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe("registerMetrics", () => {
  it("offers every metric by its name, hits and requests with the same labels", async () => {
    const registry = new Registry();
    const connections = { shared: 1, leased: 3, idle: 1, subscribers: 1, total: 6 };
    const hybrid = {
      ...backend,
      type: "hybrid",
      l1: { ...backend, evictions: 9 },
      queued: 5,
      journaled: 6,
      droppedWrites: 1,
      writes: { lost: 2 },
      invalidations: 8,
      fallbackMs: 1500,
      availability: "fallback",
    };
    const stats = {
      ...memoryStats,
      mode: "hybrid",
      backend: hybrid,
      breaker: { state: "open" },
      redis: { connections },
      namespaces: { session: { hits: 9, misses: 1 }, jwk: { hits: 0, misses: 2 } },
    };
    const cache = fakeCache(() => stats);
    const { names } = registerMetrics(cache, { registry, prefix: "traefikoidc" });
    for (const listener of cache.listeners)
      listener({ type: "breaker", from: "closed", to: "open" });
    const expected = {
      cache_hits_total: ['{namespace="session"} 9', '{namespace="jwk"} 0'],
      cache_requests_total: ['{namespace="session"} 10', '{namespace="jwk"} 2'],
      circuit_breaker_state: [" 2"],
      circuit_breaker_transitions_total: ['{from="closed",to="open"} 1'],
      redis_connections: [
        '{use="shared"} 1',
        '{use="leased"} 3',
        '{use="idle"} 1',
        '{use="subscribers"} 1',
      ],
      redis_pool_utilization_ratio: [" 0.75"],
      l1_entries: [" 3"],
      l1_bytes: [" 300"],
      l1_evictions_total: [" 9"],
      replays_refused_total: ['{reason="replayed"} 3', '{reason="refused"} 4'],
      write_queue_length: [" 5"],
      journal_length: [" 6"],
      dropped_writes_total: [" 1"],
      lost_writes_total: [" 2"],
      invalidations_total: [" 8"],
      fallback_seconds_total: [" 1.5"],
      fallback_active: [" 1"],
    };
    for (const [name, samples] of Object.entries(expected)) {
      const full = `traefikoidc_${name}`;
      expect(await linesOf(registry, full)).toEqual(samples.map((sample) => full + sample));
      expect(names).toContain(full);
    }
    expect(names).toContain("traefikoidc_redis_operation_duration_seconds");
    expect(names).toContain("traefikoidc_cache_operation_duration_seconds");
  });

  it("reads anew at each scrape, and does not add up", async () => {
    const registry = new Registry();
    let hits = 1;
    registerMetrics(
      fakeCache(() => ({ ...memoryStats, namespaces: { a: { hits, misses: 0 } } })),
      { registry },
    );
    expect(await linesOf(registry, "respite_cache_hits_total")).toEqual([
      'respite_cache_hits_total{namespace="a"} 1',
    ]);
    hits = 5;
    await registry.metrics();
    expect(await linesOf(registry, "respite_cache_hits_total")).toEqual([
      'respite_cache_hits_total{namespace="a"} 5',
    ]);
  });

  it("times operations in seconds, failures apart", async () => {
    const registry = new Registry();
    let nowMs = 0;
    const timer = new OperationTimer({ monotonic: () => nowMs });
    const cache = fakeCache(() => memoryStats);
    const metrics = registerMetrics(cache, {
      registry,
      redisOperations: timer,
      cacheOperations: timer,
    });
    const take = (ms: number) => async (): Promise<void> => {
      nowMs += ms;
    };
    await timer.time("get", take(4));
    const failing = timer.time("get", async () => {
      nowMs += 2000;
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const name = "respite_redis_operation_duration_seconds";
    expect(await linesOf(registry, `${name}_sum`)).toEqual([
      `${name}_sum{operation="get",outcome="success"} 0.004`,
      `${name}_sum{operation="get",outcome="error"} 2`,
    ]);
    const buckets = await linesOf(registry, `${name}_bucket`);
    expect(buckets).toContain(`${name}_bucket{le="0.0025",operation="get",outcome="success"} 0`);
    expect(buckets).toContain(`${name}_bucket{le="0.005",operation="get",outcome="success"} 1`);
    const summary = await linesOf(registry, "respite_cache_operation_duration_seconds");
    for (const quantile of ["0.5", "0.95", "0.99"])
      expect(summary.join("\n")).toContain(`quantile="${quantile}"`);
    metrics.close();
    expect(await registry.metrics()).toBe("\n");
    expect(cache.listeners.size).toBe(0);
    await timer.time("get", take(1));
  });

  it("leaves out what memory mode does not have", async () => {
    const registry = new Registry();
    registerMetrics(
      fakeCache(() => memoryStats),
      { registry },
    );
    for (const name of ["circuit_breaker_state", "write_queue_length", "redis_connections"]) {
      expect(await linesOf(registry, `respite_${name}`)).toEqual([]);
    }
    expect(await linesOf(registry, "respite_l1_evictions_total")).toEqual([
      "respite_l1_evictions_total 7",
    ]);
  });

  it("refuses a prefix that no metric may have", () => {
    const registry = new Registry();
    const cache = fakeCache(() => memoryStats);
    expect(() => registerMetrics(cache, { registry, prefix: "my-app" })).toThrow(
      /"prefix".*"my-app"/,
    );
  });
});
