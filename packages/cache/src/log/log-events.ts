// Every event of a cache as a log line: its level, its fixed wording, and the fields that matter.
// Dashboards and alerts search for these words, so they are part of the interface. Keys are left
// out: they may be tokens.

import type { CacheEvent, CacheListener } from "../cache-events.ts";
import type { LogFields, LogLevel, Logger } from "./logger.ts";

/** One line to be written. */
export interface LogLine {
  /** How loud it is. */
  readonly level: LogLevel;
  /** What happened, in words. */
  readonly message: string;
  /** Structured values beside the message. */
  readonly fields: LogFields;
}

/** The fixed wording of the lines, by what they tell. */
export const logMessages = {
  initialized: "Redis cache initialized",
  hybridInitialized: "Hybrid cache initialized with both tiers",
  hybridInitializedInFallback: "Hybrid cache initialized in fallback",
  memoryInitialized: "Memory cache initialized",
  breakerOpened: "Circuit breaker opened",
  breakerClosed: "Circuit breaker closed",
  breakerHalfOpen: "Circuit breaker half-open",
  breakerIsolated: "Circuit breaker isolated",
  fallback: "Falling back to memory cache",
  recovered: "Redis connection restored",
  replayed: "Writes of the outage replayed",
  lost: "Accepted writes lost",
  dropped: "Write queue full, write dropped",
  channelUp: "Invalidation channel up",
  channelDown: "Invalidation channel lost",
  invalidated: "Entries invalidated",
  cameBackEmpty: "Redis came back empty",
  doubleAccept: "One-time id accepted twice",
  healthy: "Cache healthy",
  degraded: "Cache degraded",
  unhealthy: "Cache unhealthy",
  closed: "Cache closed",
} as const;

/** Writes each event of a cache to `logger`; the result stops it. */
export function logEvents(
  source: { on(listener: CacheListener): () => void },
  logger: Logger,
): () => void {
  return source.on((event) => {
    const { level, message, fields } = logLineOf(event);
    logger[level](message, fields);
  });
}

// The switch is checked to be complete, so the end is never reached.
// oxlint-disable typescript/consistent-return
/** The line for an event. */
export function logLineOf(event: CacheEvent): LogLine {
  switch (event.type) {
    case "ready":
      return readyLine(event.mode, event.fallback);
    case "breaker":
      return breakerLine(event.from, event.to);
    case "channel":
      return channelLine(event);
    case "fallback":
      return line("warn", "fallback", { reason: event.reason, error: event.error?.message });
    case "recovered":
      return line("info", "recovered", { fallbackMs: event.fallbackMs });
    case "invalidated":
      return line("debug", "invalidated", {
        keys: event.keys === "all" ? "all" : event.keys.length,
      });
    case "replayed":
      return line(event.lost > 0 ? "warn" : "info", "replayed", countsOf(event));
    case "lost":
      return line("error", "lost", {
        writes: event.writes,
        reason: event.reason,
        error: event.error?.message,
      });
    case "dropped":
      return line("warn", "dropped", {});
    case "cameBackEmpty":
      return line("error", "cameBackEmpty", {
        lostAtMs: event.lostAtMs,
        republished: event.republished,
      });
    case "doubleAccept":
      return line("error", "doubleAccept", {});
    case "health":
      return healthLine(event);
    case "warning":
      return { level: "warn", message: event.message, fields: { event: "warning" } };
    case "closed":
      return line(event.report.lost > 0 ? "warn" : "info", "closed", { ...event.report });
  }
}
// oxlint-enable typescript/consistent-return

function readyLine(mode: string, fallback: boolean): LogLine {
  if (mode === "memory") return line("info", "memoryInitialized", { mode });
  if (mode === "redis") return line("info", "initialized", { mode });
  if (fallback) return line("warn", "hybridInitializedInFallback", { mode });
  return line("info", "hybridInitialized", { mode });
}

function breakerLine(from: string, to: string): LogLine {
  if (to === "open") return line("error", "breakerOpened", { from });
  if (to === "isolated") return line("warn", "breakerIsolated", { from });
  if (to === "half-open") return line("info", "breakerHalfOpen", { from });
  return line("info", "breakerClosed", { from });
}

function channelLine({ kind, state, epoch }: Extract<CacheEvent, { type: "channel" }>): LogLine {
  if (state === "up") return line("debug", "channelUp", { kind, epoch });
  return line("warn", "channelDown", { kind, epoch });
}

function healthLine(event: Extract<CacheEvent, { type: "health" }>): LogLine {
  const { from, to, latencyMs, error } = event;
  const level = to === "healthy" ? "info" : to === "degraded" ? "warn" : "error";
  return line(level, to, { from, latencyMs, error: error?.message });
}

function countsOf(event: Extract<CacheEvent, { type: "replayed" }>): LogFields {
  const { delivered, superseded, lost } = event;
  return { delivered, superseded, lost };
}

function line(level: LogLevel, name: keyof typeof logMessages, fields: LogFields): LogLine {
  return { level, message: logMessages[name], fields: { event: name, ...fields } };
}
