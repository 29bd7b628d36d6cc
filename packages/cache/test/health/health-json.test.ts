// The health page: exact JSON, rounding, and every mode complete.

import { describe, expect, it } from "vitest";
import { formatLatency, formatSize, healthHttpStatus, healthJson } from "../../src/health/index.ts";

describe("healthJson", () => {
  it("is, character by character, what monitoring expects", () => {
    const facts = {
      status: "healthy",
      mode: "hybrid",
      redis: { connected: true, latencyMs: 2.3, pool: { active: 5, idle: 5, total: 10 } },
      memory: { entries: 1000, bytes: 50 * 2 ** 20 },
      breaker: { state: "closed", failures: 0 },
    } as const;
    expect(JSON.stringify(healthJson(facts))).toBe(
      '{"status":"healthy","cache":{"mode":"hybrid","redis":{"connected":true,"latency":"2ms",' +
        '"pool":{"active":5,"idle":5,"total":10}},"memory":{"entries":1000,"size":"50MB"},' +
        '"circuit_breaker":{"state":"closed","failures":0}}}',
    );
  });

  it("leaves nothing out in memory mode", () => {
    const facts = {
      status: "healthy",
      mode: "memory",
      redis: { connected: false, latencyMs: undefined, pool: { active: 0, idle: 0, total: 0 } },
      memory: { entries: 0, bytes: 0 },
      breaker: { state: "closed", failures: 0 },
    } as const;
    expect(JSON.stringify(healthJson(facts))).toBe(
      '{"status":"healthy","cache":{"mode":"memory","redis":{"connected":false,"latency":"0ms",' +
        '"pool":{"active":0,"idle":0,"total":0}},"memory":{"entries":0,"size":"0MB"},' +
        '"circuit_breaker":{"state":"closed","failures":0}}}',
    );
  });

  it.each([
    [0.4, "0.4ms"],
    [0.04, "0.0ms"],
    [0.96, "1ms"],
    [1, "1ms"],
    [2.5, "3ms"],
    [1234.4, "1234ms"],
  ])("shows %d ms as %s", (latencyMs, text) => expect(formatLatency(latencyMs)).toBe(text));

  it.each([
    [200_000, "0.2MB"],
    [2 ** 20, "1MB"],
    [50 * 2 ** 20 + 1, "50MB"],
    [0, "0MB"],
  ])("shows %d bytes as %s", (bytes, text) => expect(formatSize(bytes)).toBe(text));

  it.each([
    ["healthy", 200],
    ["degraded", 200],
    ["unhealthy", 503],
  ] as const)("answers %s with %d", (status, code) => expect(healthHttpStatus(status)).toBe(code));
});
