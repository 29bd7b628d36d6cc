// The health page's JSON, in the form that existing monitoring expects: no field renamed, none
// left out in any mode.
//
//   {"status":"healthy","cache":{"mode":"hybrid",
//     "redis":{"connected":true,"latency":"2ms","pool":{"active":5,"idle":5,"total":10}},
//     "memory":{"entries":1000,"size":"50MB"},
//     "circuit_breaker":{"state":"closed","failures":0}}}

import type { CacheMode } from "../cache-events.ts";

/** What the page is built from; all numbers are plain, sizes in bytes and times in ms. */
export interface HealthFacts {
  /** How well it serves: healthy, degraded or unhealthy. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** Where values live. */
  readonly mode: CacheMode;
  /** Whether Redis answers, how fast, and the connections to it. */
  readonly redis: {
    readonly connected: boolean;
    /** Round trip of the last check; undefined if there was none. */
    readonly latencyMs: number | undefined;
    readonly pool: { readonly active: number; readonly idle: number; readonly total: number };
  };
  /** What the tier in this process holds. */
  readonly memory: { readonly entries: number; readonly bytes: number };
  /** The breaker's state, and how many failures in a row it has seen. */
  readonly breaker: { readonly state: string; readonly failures: number };
}

/** The page, ready for `JSON.stringify`. */
export interface HealthJson {
  /** How well it serves: healthy, degraded or unhealthy. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** The tiers, as the page shows them. */
  readonly cache: {
    readonly mode: CacheMode;
    readonly redis: {
      readonly connected: boolean;
      readonly latency: string;
      readonly pool: { readonly active: number; readonly idle: number; readonly total: number };
    };
    readonly memory: { readonly entries: number; readonly size: string };
    readonly circuit_breaker: { readonly state: string; readonly failures: number };
  };
}

/** The health page's JSON; fields stand in the documented order. */
export function healthJson({ status, mode, redis, memory, breaker }: HealthFacts): HealthJson {
  const { active, idle, total } = redis.pool;
  return {
    status,
    cache: {
      mode,
      redis: {
        connected: redis.connected,
        latency: formatLatency(redis.latencyMs ?? 0),
        pool: { active, idle, total },
      },
      memory: { entries: memory.entries, size: formatSize(memory.bytes) },
      circuit_breaker: { state: breaker.state, failures: breaker.failures },
    },
  };
}

/** The page's HTTP status: 200 while the cache serves, degraded or not, 503 when it does not. */
export function healthHttpStatus(status: HealthFacts["status"]): 200 | 503 {
  return status === "unhealthy" ? 503 : 200;
}

/** Milliseconds as `2ms`; below one with one decimal, `0.4ms`. */
export function formatLatency(latencyMs: number): string {
  return `${oneDecimalBelowOne(latencyMs)}ms`;
}

/** Bytes as `50MB` of 1,048,576 bytes; below one with one decimal, `0.2MB`. */
export function formatSize(bytes: number): string {
  return `${oneDecimalBelowOne(bytes / 2 ** 20)}MB`;
}

/** Rounded; below one to tenths, so that little is told from nothing. Nothing is `0`. */
function oneDecimalBelowOne(value: number): string {
  if (value >= 0.95 || value <= 0) return String(Math.max(0, Math.round(value)));
  return value.toFixed(1);
}
