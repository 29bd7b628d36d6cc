// Manifests as people have them: whole, in part, as object, JSON and YAML; wrong ones; and who wins.

import type { ClientOptions } from "@respite/resp/core";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/config/index.ts";
import {
  type FromTraefikOidcOptions,
  fromTraefikOidc,
} from "../../src/config/from-traefik-oidc.ts";
import { createCache } from "../../src/index.ts";

const secret = "a session encryption key of 40 letters..";
const redis = {
  enabled: true,
  address: "redis.example.com:6379",
  password: "pw",
  db: 0,
  keyPrefix: "traefikoidc",
  cacheMode: "hybrid",
  maxRetries: 3,
  poolSize: 10,
  minIdleConns: 5,
  maxConnAge: 3600,
  poolTimeout: 4,
  idleTimeout: 900,
  dialTimeout: 5,
  readTimeout: 3,
  writeTimeout: 3,
  circuitBreakerThreshold: 5,
  circuitBreakerTimeout: 60,
  tls: {
    enabled: true,
    certFile: "/path/to/cert.pem",
    keyFile: "/path/to/key.pem",
    caFile: "/path/to/ca.pem",
    insecureSkipVerify: false,
  },
};
const plugin = {
  providerURL: "https://accounts.example.com",
  clientID: "id",
  clientSecret: "secret",
  sessionEncryptionKey: secret,
  callbackURL: "/oauth2/callback",
  redis,
};
const manifest = {
  apiVersion: "traefik.io/v1alpha1",
  kind: "Middleware",
  metadata: { name: "oidc-with-redis" },
  spec: { plugin: { traefikoidc: plugin } },
};
const readTextFile = (path: string): string => `-----BEGIN ${path}-----`;

function problemsOf(config: object | string, options?: FromTraefikOidcOptions): string[] {
  try {
    fromTraefikOidc(config, { readTextFile, ...options });
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems.map(({ name, source, problem }) => `${name} (${source}) ${problem}`);
    }
    throw error;
  }
  return [];
}

describe("a manifest", () => {
  const dynamic = { http: { middlewares: { oidc: { plugin: { mine: plugin } } } } };
  it.each([
    ["whole", manifest],
    ["whole, as JSON", JSON.stringify(manifest)],
    ["of Traefik's dynamic configuration", dynamic],
    ["of the plugin block alone", plugin],
    ["of the plugin block alone, as JSON", JSON.stringify(plugin)],
  ])("%s becomes options that createCache takes", async (_, config) => {
    const read = fromTraefikOidc(config, { readTextFile });
    expect(read.options).toEqual({
      mode: "hybrid",
      keyPrefix: "traefikoidc",
      redis: {
        host: "redis.example.com",
        port: 6379,
        password: "pw",
        db: 0,
        poolSize: 10,
        minIdleConnections: 5,
        maxConnectionAgeMs: 3_600_000,
        poolTimeoutMs: 4000,
        idleTimeoutMs: 900_000,
        maxRetries: 3,
        dialTimeoutMs: 5000,
        readTimeoutMs: 3000,
        writeTimeoutMs: 3000,
        tls: {
          cert: "-----BEGIN /path/to/cert.pem-----",
          key: "-----BEGIN /path/to/key.pem-----",
          ca: "-----BEGIN /path/to/ca.pem-----",
        },
      },
      l1: {},
      breaker: { failures: 5, openMs: 60_000 },
      encryption: { keys: [new TextEncoder().encode(secret)] },
    });
    expect(read).toMatchObject({ metricsPrefix: "traefikoidc", warnings: [], logLevel: undefined });
    const withoutFiles = { ...(read.options.redis as ClientOptions), tls: undefined };
    await createCache({ ...read.options, redis: withoutFiles }).close();
  });

  it("of the redis block alone has no encryption", () => {
    expect(fromTraefikOidc(redis, { readTextFile }).options).toMatchObject({ mode: "hybrid" });
    expect(fromTraefikOidc({ redis }, { readTextFile }).options).not.toHaveProperty("encryption");
  });

  it("of several YAML documents takes the plugin's, and variables from a ConfigMap", () => {
    const yaml = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: redis-config
data:
  REDIS_ENABLED: "true"
  REDIS_ADDRESS: "rfs-redis:6379"
  REDIS_CACHE_MODE: "hybrid"
  REDIS_POOL_SIZE: "20"
  OTHER: "x"
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  minReplicas: 3
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
spec:
  plugin:
    traefikoidc:
      providerURL: https://accounts.example.com   # ignored
      redis:
        poolSize: 30
`;
    const { options } = fromTraefikOidc(yaml);
    expect(options).toMatchObject({ mode: "hybrid", keyPrefix: "traefikoidc" });
    expect(options.redis).toEqual({ host: "rfs-redis", port: 6379, poolSize: 30 });
    const alone = yaml.slice(0, yaml.indexOf("---"));
    expect(fromTraefikOidc(alone).options.redis).toMatchObject({ poolSize: 20 });
  });

  it.each([
    [
      "without redis",
      "spec:\n  plugin:\n    traefikoidc:\n      providerURL: https://x\n",
      "memory",
    ],
    ["with an empty redis block", "redis:\n", "memory"],
    ["in memory mode", 'redis:\n  cacheMode: "memory"\n', "memory"],
    [
      "in redis mode",
      'redis:\n  enabled: true\n  address: "redis:6379"\n  cacheMode: "redis"\n',
      "redis",
    ],
    ["with lives of namespaces", "JTI_CACHE_TTL: 3600\nSESSION_TTL: 86400\n", "memory"],
    ["with a pool", "redis:\n  poolSize: 20\n  minIdleConns: 10\n", "memory"],
    ["with TLS and no more", "redis:\n  tls:\n    enabled: true\n    caFile: /ca.pem\n", "memory"],
    ["with a log level", "logLevel: debug\n", "memory"],
  ])("%s is %s mode", (_, yaml, mode) => {
    expect(fromTraefikOidc(yaml, { readTextFile }).options.mode).toBe(mode);
  });

  it("of a cluster is understood, and refused by name", () => {
    const yaml = `
redis:
  enabled: true
  address: "redis-1:6379,redis-2:6379,redis-3:6379"
  cacheMode: "redis"
  clusterMode: true
  maxRedirects: 3
  readOnly: false
  routeByLatency: true
  routeRandomly: false
`;
    expect(problemsOf(yaml)).toEqual([
      "redis.address (manifest) names several nodes, which needs cluster mode; give one.",
      "redis.clusterMode (manifest) asks for cluster mode, not supported yet.",
    ]);
  });

  it("logs at its level, unless there is a logger", () => {
    expect(fromTraefikOidc({ logLevel: "DEBUG" })).toMatchObject({ logLevel: "debug" });
    expect(fromTraefikOidc({ logLevel: "warn" }).options.logger?.warn).toBeTypeOf("function");
    expect(fromTraefikOidc({ clientID: "x" }).options.logger).toBeUndefined();
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const read = fromTraefikOidc({ logLevel: "info" }, { options: { logger } });
    expect(read.options.logger).toBe(logger);
  });
});

describe("what is wrong", () => {
  it("is reported at once, by path and source, without secrets", () => {
    const wrong = {
      ...manifest,
      spec: {
        plugin: {
          traefikoidc: {
            sessionEncryptionKey: "hunter2",
            logLevel: "chatty",
            redis: {
              enabled: true,
              cacheMode: "hybrid",
              address: "redis:6379",
              password: 12345,
              poolsize: 5,
              readTimeout: 1.5,
              db: Number.NaN,
              tls: { enable: true },
              writeTimeout: { seconds: 3 },
              poolSize: 0,
            },
          },
        },
      },
    };
    const env = { REDIS_IDLE_TIMEOUT: "x" };
    const path = "spec.plugin.traefikoidc";
    const problems = problemsOf(wrong, { env });
    expect(problems.map((problem) => problem.split(" ").slice(0, 2).join(" ")).toSorted()).toEqual([
      "REDIS_IDLE_TIMEOUT (environment)",
      "logLevel (manifest)",
      `${path}.redis.db (manifest)`,
      `${path}.redis.password (manifest)`,
      `${path}.redis.poolSize (manifest)`,
      `${path}.redis.poolsize (manifest)`,
      `${path}.redis.readTimeout (manifest)`,
      `${path}.redis.tls.enable (manifest)`,
      `${path}.redis.writeTimeout (manifest)`,
      `${path}.sessionEncryptionKey (manifest)`,
    ]);
    expect(problems.join()).not.toMatch(/hunter2|12345/);
    expect(problems.join()).toMatch(/poolsize \(manifest\) is unknown; known are enabled, address/);
  });

  it.each([
    ["redis: [", /is no YAML or JSON: .* in line 1/],
    ["a: 1\n---\nb: 2\n", /holds no plugin block/],
    ["", /holds no plugin block/],
    ["redis: 5\n", /redis \(manifest\) must be a block/],
    ["redis:\n  tls: true\n", /redis.tls \(manifest\) must be a block/],
    ["redis: {}\n---\nredis: {}\n", /holds 2 plugin blocks/],
    ["redis:\n  password: hunter2\n  password: hunter3\n", /DUPLICATE_KEY in line 3/],
  ])("%j", (yaml, message) => {
    const problems = problemsOf(yaml).join();
    expect(problems).toMatch(message);
    expect(problems).not.toContain("hunter");
  });

  it("warns loudly of replay detection that is off", () => {
    const [first] = fromTraefikOidc({ disableReplayDetection: true }).warnings;
    expect(first).toMatch(/stolen token/);
    expect(fromTraefikOidc({ disableReplayDetection: false }).warnings).toEqual([]);
  });
});

describe("who wins", () => {
  const block = { enabled: true, address: "manifest:1", cacheMode: "redis", connectTimeout: 7 };

  it("an explicit option, then the manifest, then the environment, under any spelling", () => {
    const env = { REDIS_DIAL_TIMEOUT: "1", REDIS_DB: "4", REDIS_ADDRESS: "env:2" };
    const options = { keyPrefix: "mine", redis: { poolSize: 3 } };
    const read = fromTraefikOidc({ redis: block }, { env, options }).options;
    expect(read).toMatchObject({ mode: "redis", keyPrefix: "mine" });
    expect(read.redis).toEqual({
      host: "manifest",
      port: 1,
      db: 4,
      dialTimeoutMs: 7000,
      poolSize: 3,
    });
  });

  it("REDIS_ENABLED=false over everything, wherever it is said", () => {
    const env = { REDIS_ENABLED: "false" };
    expect(fromTraefikOidc({ redis: block }, { env }).options).toMatchObject({ mode: "memory" });
    const off = { redis: { ...block, enabled: false, db: -1 } };
    const read = fromTraefikOidc(off, { env: { REDIS_ENABLED: "true" } });
    expect(read.options).toMatchObject({ mode: "memory" });
    expect(read.warnings.join()).toContain("Redis is not used");
  });
});
