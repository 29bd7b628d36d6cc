// The environment's variables: what each becomes, what wins, and every problem in one error.

import { describe, expect, it } from "vitest";
import { createCache } from "../../src/index.ts";
import { ConfigurationError, type FromEnvOptions, fromEnv } from "../../src/config/index.ts";

const on = {
  REDIS_ENABLED: "true",
  REDIS_ADDRESS: "redis.internal:6380",
  REDIS_CACHE_MODE: "hybrid",
};

function problemsOf(
  record: Record<string, string>,
  options?: FromEnvOptions,
): Record<string, string> {
  try {
    fromEnv(record, options);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return Object.fromEntries(error.problems.map(({ name, problem }) => [name, problem]));
    }
    throw error;
  }
  return {};
}

describe("fromEnv", () => {
  it("is memory mode with the documented defaults where nothing is set", () => {
    const { options, ttlMs, healthIntervalMs, warnings } = fromEnv({});
    expect(options).toMatchObject({ mode: "memory", breaker: { failures: 5, openMs: 60_000 } });
    expect(ttlMs).toEqual({ jti: 3_600_000, session: 86_400_000, tokenMetadata: 300_000 });
    expect(healthIntervalMs).toBe(30_000);
    expect(warnings).toEqual([]);
  });

  it("reads every variable, seconds as milliseconds", () => {
    const files: Record<string, string> = {
      "/tls/cert.pem": "-----BEGIN CERTIFICATE-----\n1",
      "/tls/key.pem": "-----BEGIN PRIVATE KEY-----\n2",
      "/tls/ca.pem": "-----BEGIN CERTIFICATE-----\n3",
    };
    const record = {
      ...on,
      REDIS_PASSWORD: "secret",
      REDIS_USERNAME: "alice",
      REDIS_DB: "3",
      REDIS_KEY_PREFIX: "shop:",
      REDIS_POOL_SIZE: "20",
      REDIS_MIN_IDLE_CONNS: "5",
      REDIS_MAX_CONN_AGE: "0",
      REDIS_POOL_TIMEOUT: "6",
      REDIS_IDLE_TIMEOUT: "7",
      REDIS_MAX_RETRIES: "0",
      REDIS_CONNECT_TIMEOUT: "8",
      REDIS_READ_TIMEOUT: "9",
      REDIS_WRITE_TIMEOUT: "10",
      REDIS_COMMAND_TIMEOUT: "11",
      REDIS_CIRCUIT_BREAKER_THRESHOLD: "12",
      REDIS_CIRCUIT_BREAKER_TIMEOUT: "13",
      REDIS_ENABLE_HEALTH_CHECK: "0",
      REDIS_HYBRID_L1_SIZE: "500",
      REDIS_HYBRID_L1_MEMORY_MB: "10",
      REDIS_ENABLE_TLS: "TRUE",
      REDIS_TLS_CERT_FILE: "/tls/cert.pem",
      REDIS_TLS_KEY_FILE: "/tls/key.pem",
      REDIS_TLS_CA_FILE: "/tls/ca.pem",
      JTI_CACHE_TTL: "1",
      SESSION_TTL: "2",
      TOKEN_METADATA_TTL: "3",
    };
    const readTextFile = (path: string): string => files[path] ?? "";
    const { options, ttlMs, healthIntervalMs, warnings } = fromEnv(record, { readTextFile });
    expect(options).toEqual({
      mode: "hybrid",
      keyPrefix: "shop:",
      redis: {
        host: "redis.internal",
        port: 6380,
        password: "secret",
        username: "alice",
        db: 3,
        poolSize: 20,
        minIdleConnections: 5,
        maxConnectionAgeMs: 0,
        poolTimeoutMs: 6000,
        idleTimeoutMs: 7000,
        maxRetries: 0,
        dialTimeoutMs: 8000,
        readTimeoutMs: 9000,
        writeTimeoutMs: 10_000,
        commandTimeoutMs: 11_000,
        tls: { cert: files["/tls/cert.pem"], key: files["/tls/key.pem"], ca: files["/tls/ca.pem"] },
      },
      l1: { maxEntries: 500, maxBytes: 10 * 2 ** 20 },
      breaker: { failures: 12, openMs: 13_000 },
    });
    expect(ttlMs).toEqual({ jti: 1000, session: 2000, tokenMetadata: 3000 });
    expect(healthIntervalMs).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it.each([
    ["redis", { host: "redis", port: 6379 }],
    ["10.0.0.1:7000", { host: "10.0.0.1", port: 7000 }],
    ["[::1]:7000", { host: "::1", port: 7000 }],
    ["rediss://u:p@h:1/2", { url: "rediss://u:p@h:1/2", tls: true }],
    ["unix:///run/redis.sock", { url: "unix:///run/redis.sock" }],
  ])("takes the address %s", (REDIS_ADDRESS, redis) => {
    expect(fromEnv({ ...on, REDIS_ADDRESS }).options.redis).toEqual(redis);
  });

  it("lets explicit options win over variables, one by one", () => {
    const options = { mode: "redis", redis: { db: 9 }, l1: { maxEntries: 7 } } as const;
    const read = fromEnv({ ...on, REDIS_DB: "1", REDIS_POOL_SIZE: "3" }, { options }).options;
    expect(read).toMatchObject({ mode: "redis", l1: { maxEntries: 7 } });
    expect(read.redis).toMatchObject({ host: "redis.internal", db: 9, poolSize: 3 });
    expect(fromEnv(on, { options: { redis: "redis://other" } }).options.redis).toBe(
      "redis://other",
    );
  });

  it("lets REDIS_ENABLED=false win over everything, wrong settings too, and says so", () => {
    const record = { ...on, REDIS_ENABLED: "false", REDIS_DB: "x", REDIS_HYBRID_L1_SIZE: "7" };
    const { options, warnings } = fromEnv(record, {
      options: { mode: "redis", redis: "redis://h" },
    });
    expect(options).toEqual({ mode: "memory", l1: { maxEntries: 7 }, redis: {} });
    expect(warnings.join()).toContain("REDIS_ENABLED=false");
  });

  it("warns where Redis is configured and not enabled, and of names that look like ours", () => {
    const { warnings } = fromEnv({
      REDIS_ADDRESS: "h:1",
      REDIS_POOLSIZE: "3",
      REDIS_SERVICE_HOST: "x",
      REDIS_PORT: "tcp://x",
    });
    expect(warnings).toEqual([
      "Redis is configured but not used: set REDIS_ENABLED=true.",
      "REDIS_POOLSIZE is no variable of this cache.",
    ]);
  });

  it("warns loudly of certificates that are not verified", () => {
    const { options, warnings } = fromEnv({
      ...on,
      REDIS_TLS_ENABLED: "1",
      REDIS_TLS_SKIP_VERIFY: "1",
    });
    expect(options.redis).toMatchObject({ tls: { rejectUnauthorized: false } });
    expect(warnings.join()).toContain("attacker");
  });

  it("warns of TLS files without TLS, and refuses TLS that is both on and off", () => {
    const readTextFile = (): string => "-----BEGIN CERTIFICATE-----";
    const { options, warnings } = fromEnv({ ...on, REDIS_TLS_CA_FILE: "ca.pem" }, { readTextFile });
    expect(options.redis).not.toHaveProperty("tls");
    expect(warnings.join()).toContain("nothing is encrypted");
    const contradiction = { ...on, REDIS_ADDRESS: "rediss://h", REDIS_TLS_ENABLED: "0" };
    expect(Object.keys(problemsOf(contradiction))).toEqual(["REDIS_TLS_ENABLED"]);
  });

  it.each(["memory", "redis", "hybrid"])(
    "makes options that createCache takes in %s mode",
    async (mode) => {
      const record = {
        ...on,
        REDIS_CACHE_MODE: mode,
        REDIS_HYBRID_L1_SIZE: "10",
        REDIS_TLS_ENABLED: "1",
      };
      const cache = createCache(fromEnv(record).options);
      expect(cache.mode).toBe(mode);
      await cache.close();
    },
  );

  it("takes an empty variable for absent", () => {
    expect(fromEnv({ ...on, REDIS_PASSWORD: "", REDIS_DB: " " }).options.redis).not.toHaveProperty(
      "db",
    );
  });

  it("reports all problems in one error, each with its name, without secrets", () => {
    const record = {
      REDIS_ENABLED: "yes",
      REDIS_CACHE_MODE: "both",
      REDIS_ADDRESS: "user:hunter2@host",
      REDIS_USERNAME: "alice",
      REDIS_DB: "-1",
      REDIS_POOL_SIZE: "0",
      REDIS_MIN_IDLE_CONNS: "11",
      REDIS_READ_TIMEOUT: "1.5",
      REDIS_POOL_TIMEOUT: "NaN",
      REDIS_DIAL_TIMEOUT: "5",
      REDIS_CONNECT_TIMEOUT: "6",
      REDIS_TLS_CA_FILE: "/missing.pem",
      REDIS_SENTINEL_MASTER: "mymaster",
      REDIS_CLUSTER_MODE: "true",
      REDIS_SESSION_ENCRYPTION_KEY: "hunter2",
      SESSION_TTL: "0",
    };
    const readTextFile = (): never => {
      throw new Error("ENOENT");
    };
    const problems = problemsOf(record, { readTextFile });
    expect(Object.keys(problems).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "REDIS_ADDRESS",
      "REDIS_CACHE_MODE",
      "REDIS_CLUSTER_MODE",
      "REDIS_CONNECT_TIMEOUT",
      "REDIS_DB",
      "REDIS_ENABLED",
      "REDIS_MIN_IDLE_CONNS",
      "REDIS_POOL_SIZE",
      "REDIS_POOL_TIMEOUT",
      "REDIS_READ_TIMEOUT",
      "REDIS_SENTINEL_MASTER",
      "REDIS_SESSION_ENCRYPTION_KEY",
      "REDIS_TLS_CA_FILE",
      "REDIS_USERNAME",
      "SESSION_TTL",
    ]);
    expect(problems["REDIS_READ_TIMEOUT"]).toBe('must be whole seconds of at least 1, got "1.5".');
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("requires an address and a mode once Redis is enabled, naming the three modes", () => {
    const problems = problemsOf({ REDIS_ENABLED: "1" });
    expect(Object.keys(problems)).toEqual(["REDIS_ADDRESS", "REDIS_CACHE_MODE"]);
    expect(problems["REDIS_CACHE_MODE"]).toContain("memory, redis or hybrid");
  });

  it("refuses hybrid mode without a breaker", () => {
    expect(
      fromEnv({ ...on, REDIS_CACHE_MODE: "redis", REDIS_ENABLE_CIRCUIT_BREAKER: "false" }).options
        .breaker,
    ).toBe(false);
    const problems = problemsOf({ ...on, REDIS_ENABLE_CIRCUIT_BREAKER: "false" });
    expect(Object.keys(problems)).toEqual(["REDIS_ENABLE_CIRCUIT_BREAKER"]);
  });

  it("carries its code and its problems in the message", () => {
    expect(() => fromEnv({ REDIS_DB: "x" })).toThrow(
      expect.objectContaining({
        name: "ConfigurationError",
        code: "INVALID_CONFIGURATION",
        message: expect.stringContaining("REDIS_DB (environment): must be"),
      }),
    );
  });
});
