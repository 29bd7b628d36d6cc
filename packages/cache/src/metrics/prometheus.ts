// "@respite/cache/prometheus": a cache's figures as metrics of prom-client (an optional peer).
// Figures that the cache keeps anyway are read when the registry is scraped; only timings are
// pushed.
//
// hits_total and requests_total carry the same labels, so that dividing their rates gives the hit
// rate.

import { Counter, Gauge, Histogram, type Registry, Summary } from "prom-client";
import type { BackendStats } from "../backend.ts";
import type { Cache, CacheStats } from "../cache-types.ts";
import type { HybridStats } from "../hybrid/hybrid-types.ts";
import type { OperationSource } from "./operation-timing.ts";

/** What metrics are taken from: a cache. */
export type MetricsSource = Pick<Cache, "stats" | "on">;

/** Settings of {@link registerMetrics}. */
export interface MetricsOptions {
  /** Where the metrics are registered. */
  registry: Registry;
  /** What every name begins with, before "_"; default "respite". Letters, digits and "_". */
  prefix?: string | undefined;
  /** Times round trips to Redis: a `RedisBackend`. */
  redisOperations?: OperationSource | undefined;
  /** Times the cache's own operations. */
  cacheOperations?: OperationSource | undefined;
}

/** The registered metrics. */
export interface RegisteredMetrics {
  /** Their names, sorted. */
  readonly names: readonly string[];
  /** Stops listening and takes them off the registry. */
  close(): void;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** One metric that is read from the stats at each scrape. */
interface Reading {
  readonly kind: "counter" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: (stats: CacheStats) => readonly Sample[];
}

/**
 * Registers the metrics of one cache. Several caches need a prefix or a registry each.
 *
 * @throws {RangeError} for a prefix that can't be part of a metric's name.
 */
export function registerMetrics(cache: MetricsSource, options: MetricsOptions): RegisteredMetrics {
  const { registry, prefix = "respite", redisOperations, cacheOperations } = options;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(prefix)) {
    const text = `must be letters, digits and "_", beginning with no digit, got "${prefix}"`;
    throw new RangeError(`registerMetrics: option "prefix" ${text}.`);
  }
  const registered = readings.map((reading) => register(cache, registry, prefix, reading));
  const timings = [
    registerRedisTimings(registry, prefix, redisOperations),
    registerCacheTimings(registry, prefix, cacheOperations),
    registerTransitions(cache, registry, prefix),
  ];
  const names = registered.concat(timings.map(({ name }) => name));
  return {
    names: names.toSorted((a, b) => (a < b ? -1 : 1)),
    close(): void {
      for (const timing of timings) timing.stop();
      for (const name of names) registry.removeSingleMetric(name);
    },
  };
}

/** States of the breaker as the guide's dashboards know them. */
const breakerStates: Readonly<Record<string, number>> = {
  closed: 0,
  "half-open": 1,
  open: 2,
  isolated: 3,
};

const readings: readonly Reading[] = [
  {
    kind: "counter",
    name: "cache_hits_total",
    help: "Reads answered with a value.",
    labels: ["namespace"],
    read: (stats) => perNamespace(stats, ({ hits }) => hits),
  },
  {
    kind: "counter",
    name: "cache_requests_total",
    help: "Reads, with and without a value.",
    labels: ["namespace"],
    read: (stats) => perNamespace(stats, ({ hits, misses }) => hits + misses),
  },
  {
    kind: "gauge",
    name: "circuit_breaker_state",
    help: "0 closed, 1 half-open, 2 open, 3 isolated.",
    read: ({ breaker }) => (breaker === undefined ? [] : one(breakerStates[breaker.state] ?? 2)),
  },
  {
    kind: "gauge",
    name: "redis_connections",
    help: "Open connections to Redis by use.",
    labels: ["use"],
    read: connectionSamples,
  },
  {
    kind: "gauge",
    name: "redis_pool_utilization_ratio",
    help: "Leased connections as a share of those the pool holds open; 0 while it holds none.",
    read: ({ redis }) => (redis === undefined ? [] : one(utilization(redis.connections))),
  },
  {
    kind: "gauge",
    name: "l1_entries",
    help: "Entries held in this process.",
    read: ({ memory }) => one(memory.entries),
  },
  {
    kind: "gauge",
    name: "l1_bytes",
    help: "Bytes held in this process.",
    read: ({ memory }) => one(memory.bytes),
  },
  {
    kind: "counter",
    name: "l1_evictions_total",
    help: "Entries that had to make room in this process.",
    read: ({ backend }) => one((hybrid(backend)?.l1 ?? backend).evictions),
  },
  {
    kind: "counter",
    name: "replays_refused_total",
    help: "One-time ids not accepted, by why.",
    labels: ["reason"],
    read: ({ replay }) => [
      [{ reason: "replayed" }, replay.replayed],
      [{ reason: "refused" }, replay.refused],
    ],
  },
  hybridReading("gauge", "write_queue_length", "Writes queued for Redis.", (stats) => stats.queued),
  hybridReading("gauge", "journal_length", "Writes of an outage not yet replayed.", (stats) => {
    return stats.journaled;
  }),
  hybridReading("counter", "dropped_writes_total", "Writes refused by a full queue.", (stats) => {
    return stats.droppedWrites;
  }),
  hybridReading("counter", "lost_writes_total", "Accepted writes given up.", (stats) => {
    return stats.writes.lost;
  }),
  hybridReading("counter", "invalidations_total", "Keys invalidated by others.", (stats) => {
    return stats.invalidations;
  }),
  hybridReading("counter", "fallback_seconds_total", "Time spent without Redis.", (stats) => {
    return stats.fallbackMs / 1000;
  }),
  hybridReading("gauge", "fallback_active", "1 while Redis is not asked.", (stats) => {
    return stats.availability === "normal" ? 0 : 1;
  }),
];

function hybridReading(
  kind: Reading["kind"],
  name: string,
  help: string,
  value: (stats: HybridStats) => number,
): Reading {
  return {
    kind,
    name,
    help,
    read({ backend }) {
      const stats = hybrid(backend);
      return stats === undefined ? [] : one(value(stats));
    },
  };
}

function hybrid(stats: BackendStats | HybridStats): HybridStats | undefined {
  return stats.type === "hybrid" ? (stats as HybridStats) : undefined;
}

function one(value: number): readonly Sample[] {
  return [[{}, value]];
}

function perNamespace(
  { namespaces }: CacheStats,
  value: (stats: CacheStats["namespaces"][string]) => number,
): readonly Sample[] {
  return Object.entries(namespaces).map(([namespace, stats]) => [{ namespace }, value(stats)]);
}

function connectionSamples({ redis }: CacheStats): readonly Sample[] {
  if (redis === undefined) return [];
  const { shared, leased, idle, subscribers } = redis.connections;
  return Object.entries({ shared, leased, idle, subscribers }).map(([use, count]) => [
    { use },
    count,
  ]);
}

function utilization({ leased, idle }: { readonly leased: number; readonly idle: number }): number {
  return leased === 0 ? 0 : leased / (leased + idle);
}

/** Registers a metric that is read anew at each scrape; its full name. */
function register(
  cache: MetricsSource,
  registry: Registry,
  prefix: string,
  { kind, name, help, labels = [], read }: Reading,
): string {
  const configuration = {
    name: `${prefix}_${name}`,
    help,
    labelNames: labels,
    registers: [registry],
  };
  if (kind === "counter") {
    const counter: Counter = new Counter({
      ...configuration,
      collect() {
        const samples = empty(counter, read(cache.stats()));
        for (const [sampleLabels, value] of samples) counter.inc(sampleLabels, value);
      },
    });
  } else {
    const gauge: Gauge = new Gauge({
      ...configuration,
      collect() {
        const samples = empty(gauge, read(cache.stats()));
        for (const [sampleLabels, value] of samples) gauge.set(sampleLabels, value);
      },
    });
  }
  return configuration.name;
}

/**
 * Takes a metric's samples away before the new ones; a reset alone leaves a 0 where there is no
 * label.
 */
function empty(metric: Counter | Gauge, samples: readonly Sample[]): readonly Sample[] {
  metric.reset();
  metric.remove({});
  return samples;
}

/** A metric that is pushed to, and how that is ended. */
interface Pushed {
  readonly name: string;
  stop(): void;
}

/** Bounds in seconds around what a round trip takes: 0.1 ms to 5 s. */
const bucketsSeconds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];

function registerRedisTimings(
  registry: Registry,
  prefix: string,
  source: OperationSource | undefined,
): Pushed {
  const name = `${prefix}_redis_operation_duration_seconds`;
  const histogram = new Histogram({
    name,
    help: "Round trips to Redis by the operation they serve.",
    labelNames: ["operation", "outcome"],
    buckets: bucketsSeconds,
    registers: [registry],
  });
  const stop = source?.onOperation((operation, durationMs, succeeded) => {
    histogram.observe({ operation, outcome: outcomeOf(succeeded) }, durationMs / 1000);
  });
  return { name, stop: stop ?? nothing };
}

function registerCacheTimings(
  registry: Registry,
  prefix: string,
  source: OperationSource | undefined,
): Pushed {
  const name = `${prefix}_cache_operation_duration_seconds`;
  const summary = new Summary({
    name,
    help: "Operations of the cache: p50, p95, p99 of the last ten minutes.",
    labelNames: ["operation", "outcome"],
    percentiles: [0.5, 0.95, 0.99],
    maxAgeSeconds: 600,
    ageBuckets: 5,
    registers: [registry],
  });
  const stop = source?.onOperation((operation, durationMs, succeeded) => {
    summary.observe({ operation, outcome: outcomeOf(succeeded) }, durationMs / 1000);
  });
  return { name, stop: stop ?? nothing };
}

function registerTransitions(cache: MetricsSource, registry: Registry, prefix: string): Pushed {
  const name = `${prefix}_circuit_breaker_transitions_total`;
  const counter = new Counter({
    name,
    help: "Changes of the breaker's state.",
    labelNames: ["from", "to"],
    registers: [registry],
  });
  const stop = cache.on((event) => {
    if (event.type === "breaker") counter.inc({ from: event.from, to: event.to });
  });
  return { name, stop };
}

function outcomeOf(succeeded: boolean): string {
  return succeeded ? "success" : "error";
}

function nothing(): void {}
