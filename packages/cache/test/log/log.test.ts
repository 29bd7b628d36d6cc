// Loggers and log lines: levels, wording, and no key in any line.

import { describe, expect, it } from "vitest";
import type { CacheEvent, CacheListener } from "../../src/cache-events.ts";
import {
  type LogFields,
  type Logger,
  consoleLogger,
  logEvents,
  logLevels,
  logLineOf,
  silentLogger,
} from "../../src/log/index.ts";

function recorder(): { lines: [string, string, LogFields?][]; logger: Logger } {
  const lines: [string, string, LogFields?][] = [];
  const at = (level: string) => (message: string, fields?: LogFields) => {
    lines.push(fields === undefined ? [level, message] : [level, message, fields]);
  };
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { lines, logger };
}

const report = { accepted: 3, delivered: 2, superseded: 1, lost: 0, pending: 0 };

const expected: [CacheEvent, string, string][] = [
  [{ type: "ready", mode: "redis", fallback: false }, "info", "Redis cache initialized"],
  [
    { type: "ready", mode: "hybrid", fallback: false },
    "info",
    "Hybrid cache initialized with both tiers",
  ],
  [
    { type: "ready", mode: "hybrid", fallback: true },
    "warn",
    "Hybrid cache initialized in fallback",
  ],
  [{ type: "ready", mode: "memory", fallback: false }, "info", "Memory cache initialized"],
  [{ type: "breaker", from: "closed", to: "open" }, "error", "Circuit breaker opened"],
  [{ type: "breaker", from: "open", to: "half-open" }, "info", "Circuit breaker half-open"],
  [{ type: "breaker", from: "half-open", to: "closed" }, "info", "Circuit breaker closed"],
  [{ type: "breaker", from: "closed", to: "isolated" }, "warn", "Circuit breaker isolated"],
  [
    { type: "fallback", reason: "x", error: new Error("y") },
    "warn",
    "Falling back to memory cache",
  ],
  [{ type: "recovered", fallbackMs: 5 }, "info", "Redis connection restored"],
  [
    { type: "replayed", delivered: 1, superseded: 0, lost: 0 },
    "info",
    "Writes of the outage replayed",
  ],
  [
    { type: "replayed", delivered: 1, superseded: 0, lost: 2 },
    "warn",
    "Writes of the outage replayed",
  ],
  [
    { type: "lost", writes: 1, reason: "too-old", error: undefined },
    "error",
    "Accepted writes lost",
  ],
  [{ type: "dropped", key: "secret" }, "warn", "Write queue full, write dropped"],
  [{ type: "channel", kind: "pubsub", state: "up", epoch: 1 }, "debug", "Invalidation channel up"],
  [
    { type: "channel", kind: "pubsub", state: "down", epoch: 2 },
    "warn",
    "Invalidation channel lost",
  ],
  [{ type: "invalidated", keys: ["secret"] }, "debug", "Entries invalidated"],
  [{ type: "cameBackEmpty", lostAtMs: 1, republished: 2 }, "error", "Redis came back empty"],
  [{ type: "doubleAccept", key: "secret" }, "error", "One-time id accepted twice"],
  [{ type: "warning", message: "Do this." }, "warn", "Do this."],
  [{ type: "closed", report }, "info", "Cache closed"],
  [{ type: "closed", report: { ...report, lost: 1 } }, "warn", "Cache closed"],
];

describe("log lines", () => {
  it.each(expected)("%o", (event, level, message) => {
    const line = logLineOf(event);
    expect([line.level, line.message]).toEqual([level, message]);
    expect(JSON.stringify(line)).not.toContain("secret");
  });

  it("are written as events come, until stopped", () => {
    const { lines, logger } = recorder();
    const listeners = new Set<CacheListener>();
    const source = {
      on(listener: CacheListener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const stop = logEvents(source, logger);
    for (const listener of listeners) listener({ type: "recovered", fallbackMs: 5 });
    stop();
    expect(listeners.size).toBe(0);
    expect(lines).toEqual([
      ["info", "Redis connection restored", { event: "recovered", fallbackMs: 5 }],
    ]);
  });
});

describe("consoleLogger", () => {
  it("prints from its level up", () => {
    const { lines, logger } = recorder();
    const log = consoleLogger({ level: "warn", console: logger });
    for (const level of logLevels) log[level](`a ${level}`);
    log.error("with fields", { count: 1 });
    expect(lines).toEqual([
      ["warn", "respite: a warn"],
      ["error", "respite: a error"],
      ["error", "respite: with fields", { count: 1 }],
    ]);
  });

  it("refuses an unknown level by name", () => {
    expect(() => consoleLogger({ level: "loud" as never })).toThrow(/"level".*"loud"/);
  });

  it("is silent on request", () => {
    for (const level of logLevels) expect(silentLogger[level]("x")).toBeUndefined();
  });
});
