// Every setting of the documented table, one row each: what each spelling in the environment and the
// field of a manifest become, and what they refuse.

import { describe, expect, it } from "vitest";
import { ConfigurationError, fromEnv } from "../../src/config/index.ts";
import { fromTraefikOidc } from "../../src/config/from-traefik-oidc.ts";
import { createCache } from "../../src/index.ts";

interface Row {
  /** Path in the redis block, or above it with a leading "/". */
  readonly field: string;
  /** All spellings; none where the environment has no say. */
  readonly env: readonly string[];
  readonly given: string | number | boolean;
  /** Where it comes out. */
  readonly at: string;
  readonly expected: unknown;
  readonly bad?: string | number | boolean;
  readonly accepted?: RegExp;
  /** What else must be set. */
  readonly beside?: Readonly<Record<string, string>>;
}

const pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
const readTextFile = (path: string): string => {
  if (path.startsWith("/pem/")) return pem;
  throw new Error("ENOENT");
};
const key = Buffer.alloc(32, 7);
const tlsOn = { REDIS_TLS_ENABLED: "true" };

function seconds(field: string, env: string | readonly string[], at: string, zero = false): Row {
  const spelled = typeof env === "string" ? [env] : env;
  const accepted = zero ? /whole seconds of at least 0/ : /whole seconds of at least 1/;
  return { field, env: spelled, given: 7, at, expected: 7000, bad: zero ? -1 : 0, accepted };
}

const rows: readonly Row[] = [
  {
    field: "enabled",
    env: ["REDIS_ENABLED"],
    given: true,
    at: "options.mode",
    expected: "hybrid",
    bad: "yes",
    accepted: /true, 1, false or 0/,
  },
  {
    field: "address",
    env: ["REDIS_ADDRESS"],
    given: "r:1",
    at: "options.redis.port",
    expected: 1,
    bad: "a:b:c",
    accepted: /host:port, redis:\/\//,
  },
  {
    field: "password",
    env: ["REDIS_PASSWORD"],
    given: "pw",
    at: "options.redis.password",
    expected: "pw",
  },
  {
    field: "username",
    env: ["REDIS_USERNAME"],
    given: "me",
    at: "options.redis.username",
    expected: "me",
    beside: { REDIS_PASSWORD: "x" },
  },
  {
    field: "db",
    env: ["REDIS_DB"],
    given: 3,
    at: "options.redis.db",
    expected: 3,
    bad: -1,
    accepted: /whole number of at least 0/,
  },
  {
    field: "keyPrefix",
    env: ["REDIS_KEY_PREFIX"],
    given: "shop",
    at: "options.keyPrefix",
    expected: "shop",
    bad: ":",
    accepted: /more than the delimiter/,
  },
  {
    field: "cacheMode",
    env: ["REDIS_CACHE_MODE"],
    given: "Redis",
    at: "options.mode",
    expected: "redis",
    bad: "both",
    accepted: /memory, redis, hybrid/,
  },
  {
    field: "poolSize",
    env: ["REDIS_POOL_SIZE"],
    given: 20,
    at: "options.redis.poolSize",
    expected: 20,
    bad: 0,
    accepted: /at least 1/,
  },
  {
    field: "minIdleConns",
    env: ["REDIS_MIN_IDLE_CONNS"],
    given: 5,
    at: "options.redis.minIdleConnections",
    expected: 5,
    bad: 11,
    accepted: /at most the pool's size/,
  },
  seconds("maxConnAge", "REDIS_MAX_CONN_AGE", "options.redis.maxConnectionAgeMs", true),
  seconds("poolTimeout", "REDIS_POOL_TIMEOUT", "options.redis.poolTimeoutMs"),
  seconds("idleTimeout", "REDIS_IDLE_TIMEOUT", "options.redis.idleTimeoutMs", true),
  {
    field: "maxRetries",
    env: ["REDIS_MAX_RETRIES"],
    given: 0,
    at: "options.redis.maxRetries",
    expected: 0,
    bad: 1.5,
    accepted: /whole number/,
  },
  seconds(
    "dialTimeout",
    ["REDIS_DIAL_TIMEOUT", "REDIS_CONNECT_TIMEOUT"],
    "options.redis.dialTimeoutMs",
  ),
  seconds("connectTimeout", [], "options.redis.dialTimeoutMs"),
  seconds("readTimeout", "REDIS_READ_TIMEOUT", "options.redis.readTimeoutMs"),
  seconds("writeTimeout", "REDIS_WRITE_TIMEOUT", "options.redis.writeTimeoutMs"),
  seconds("commandTimeout", "REDIS_COMMAND_TIMEOUT", "options.redis.commandTimeoutMs"),
  {
    field: "circuitBreakerThreshold",
    env: ["REDIS_CIRCUIT_BREAKER_THRESHOLD"],
    given: 9,
    at: "options.breaker.failures",
    expected: 9,
    bad: 0,
    accepted: /at least 1/,
  },
  seconds("circuitBreakerTimeout", "REDIS_CIRCUIT_BREAKER_TIMEOUT", "options.breaker.openMs"),
  {
    field: "enableCircuitBreaker",
    env: ["REDIS_ENABLE_CIRCUIT_BREAKER"],
    given: false,
    at: "options.breaker",
    expected: false,
    bad: "off",
    accepted: /true, 1/,
    beside: { REDIS_CACHE_MODE: "redis" },
  },
  {
    field: "enableHealthCheck",
    env: ["REDIS_ENABLE_HEALTH_CHECK"],
    given: false,
    at: "healthIntervalMs",
    expected: undefined,
    bad: "off",
    accepted: /true, 1/,
  },
  seconds("healthCheckInterval", "REDIS_HEALTH_CHECK_INTERVAL", "healthIntervalMs"),
  {
    field: "hybridL1Size",
    env: ["REDIS_HYBRID_L1_SIZE"],
    given: 500,
    at: "options.l1.maxEntries",
    expected: 500,
    bad: 0,
    accepted: /at least 1/,
  },
  {
    field: "hybridL1MemoryMB",
    env: ["REDIS_HYBRID_L1_MEMORY_MB"],
    given: 10,
    at: "options.l1.maxBytes",
    expected: 10 * 2 ** 20,
    bad: 0,
    accepted: /whole MiB/,
  },
  {
    field: "tls.enabled",
    env: ["REDIS_TLS_ENABLED", "REDIS_ENABLE_TLS"],
    given: true,
    at: "options.redis.tls",
    expected: true,
    bad: "on",
    accepted: /true, 1/,
  },
  {
    field: "enableTLS",
    env: [],
    given: true,
    at: "options.redis.tls",
    expected: true,
    bad: "on",
    accepted: /true, 1/,
  },
  {
    field: "tls.certFile",
    env: ["REDIS_TLS_CERT_FILE"],
    given: "/pem/c",
    at: "options.redis.tls.cert",
    expected: pem,
    bad: "/x",
    accepted: /names \/x, which can't be read: ENOENT/,
    beside: tlsOn,
  },
  {
    field: "tls.keyFile",
    env: ["REDIS_TLS_KEY_FILE"],
    given: "/pem/k",
    at: "options.redis.tls.key",
    expected: pem,
    bad: "/x",
    accepted: /names \/x/,
    beside: tlsOn,
  },
  {
    field: "tls.caFile",
    env: ["REDIS_TLS_CA_FILE"],
    given: "/pem/a",
    at: "options.redis.tls.ca",
    expected: pem,
    bad: "/x",
    accepted: /names \/x/,
    beside: tlsOn,
  },
  {
    field: "tls.insecureSkipVerify",
    env: ["REDIS_TLS_INSECURE_SKIP_VERIFY", "REDIS_TLS_SKIP_VERIFY"],
    given: true,
    at: "options.redis.tls.rejectUnauthorized",
    expected: false,
    bad: "2",
    accepted: /true, 1/,
    beside: tlsOn,
  },
  {
    field: "tlsSkipVerify",
    env: [],
    given: true,
    at: "options.redis.tls.rejectUnauthorized",
    expected: false,
    beside: tlsOn,
  },
  {
    field: "clusterMode",
    env: ["REDIS_CLUSTER_MODE"],
    given: false,
    at: "options.mode",
    expected: "hybrid",
    bad: true,
    accepted: /cluster mode, not supported/,
  },
  {
    field: "maxRedirects",
    env: ["REDIS_MAX_REDIRECTS"],
    given: 3,
    at: "options.mode",
    expected: "hybrid",
    bad: -1,
    accepted: /at least 0/,
  },
  {
    field: "readOnly",
    env: ["REDIS_READ_ONLY"],
    given: false,
    at: "options.mode",
    expected: "hybrid",
    bad: "x",
    accepted: /true, 1/,
  },
  {
    field: "routeByLatency",
    env: ["REDIS_ROUTE_BY_LATENCY"],
    given: true,
    at: "options.mode",
    expected: "hybrid",
    bad: "x",
    accepted: /true, 1/,
  },
  {
    field: "routeRandomly",
    env: ["REDIS_ROUTE_RANDOMLY"],
    given: true,
    at: "options.mode",
    expected: "hybrid",
    bad: "x",
    accepted: /true, 1/,
  },
  ...["master", "nodes", "username", "password"].map((name) => ({
    field: `sentinel.${name}`,
    env: [`REDIS_SENTINEL_${name.toUpperCase()}`],
    given: "",
    at: "options.mode",
    expected: "hybrid",
    bad: "x",
    accepted: /Sentinel, not supported/,
  })),
  {
    field: "/sessionEncryptionKey",
    env: ["REDIS_SESSION_ENCRYPTION_KEY"],
    given: `hex:${key.toString("hex")}`,
    at: "options.encryption.keys.0",
    expected: new Uint8Array(key),
    bad: "hex:00",
    accepted: /has 1 bytes; it must be at least 32/,
  },
  {
    field: "/logLevel",
    env: [],
    given: "debug",
    at: "logLevel",
    expected: "debug",
    bad: "loud",
    accepted: /debug, info, warn, error/,
  },
  {
    field: "/disableReplayDetection",
    env: [],
    given: true,
    at: "warnings.0",
    expected: expect.stringContaining("stolen token"),
  },
  seconds("/JTI_CACHE_TTL", "JTI_CACHE_TTL", "ttlMs.jti"),
  seconds("/SESSION_TTL", "SESSION_TTL", "ttlMs.session"),
  seconds("/TOKEN_METADATA_TTL", "TOKEN_METADATA_TTL", "ttlMs.tokenMetadata"),
];

const base = { REDIS_ENABLED: "true", REDIS_ADDRESS: "redis:6379", REDIS_CACHE_MODE: "hybrid" };

function valueAt(result: unknown, path: string): unknown {
  let value = result as Record<string, unknown> | undefined;
  for (const name of path.split(".")) value = value?.[name] as never;
  return value;
}

function manifestOf(field: string, value: unknown): object {
  if (field.startsWith("/")) return { clientID: "x", redis: {}, [field.slice(1)]: value };
  const [first, second] = field.split(".") as [string, string?];
  return { redis: { [first]: second === undefined ? value : { [second]: value } } };
}

function problemsOf(read: () => unknown): ConfigurationError["problems"] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe.each(rows)("$field", ({ field, env, given, at, expected, bad, accepted, beside }) => {
  const record = { ...base, ...beside };
  const options = { readTextFile, env: record };

  it.each(env)(`becomes ${at}, as %s`, (name) => {
    const read = fromEnv({ ...record, [name]: String(given) }, { readTextFile });
    expect(valueAt(read, at)).toEqual(expected);
  });

  it(`becomes ${at}, in a manifest`, () => {
    expect(valueAt(fromTraefikOidc(manifestOf(field, given), options), at)).toEqual(expected);
  });

  it.each(bad === undefined ? [] : [bad])(
    "refuses %s by name and source, and says what is accepted",
    () => {
      for (const name of env) {
        const others = env.filter((other) => other !== name).map((other) => [other, ""]);
        const wrong = { ...record, ...Object.fromEntries(others), [name]: String(bad) };
        expect(problemsOf(() => fromEnv(wrong, { readTextFile }))).toEqual([
          { name, source: "environment", problem: expect.stringMatching(accepted!) },
        ]);
      }
      const path = field.startsWith("/") ? field.slice(1) : `redis.${field}`;
      expect(problemsOf(() => fromTraefikOidc(manifestOf(field, bad), options))).toEqual([
        { name: path, source: "manifest", problem: expect.stringMatching(accepted!) },
      ]);
    },
  );
});

describe("encryption keys", () => {
  const list = [key, Buffer.alloc(40, 8)];

  it("are a comma list in the environment, the first of which encrypts", async () => {
    const text = list.map((one) => `base64:${one.toString("base64")}`).join(", ");
    const { options } = fromEnv({ ...base, REDIS_SESSION_ENCRYPTION_KEY: text });
    expect(options.encryption?.keys).toHaveLength(2);
    await createCache(options).close();
  });

  it("need a prefix in the environment, and are never repeated in an error", () => {
    const secret = "0123456789abcdef0123456789abcdef";
    const [problem, ...others] = problemsOf(() =>
      fromEnv({ ...base, REDIS_SESSION_ENCRYPTION_KEY: `hex:${key.toString("hex")},${secret}` }),
    );
    expect(others).toEqual([]);
    expect(problem?.problem).toMatch(/key 2 must be .*base64:… or hex:…/);
    expect(JSON.stringify(problem)).not.toContain("0123");
  });

  it("are any text of 32 bytes in a manifest, unless nothing is shared", () => {
    const secret = "an old secret, of more than 32 bytes";
    const read = fromTraefikOidc({ sessionEncryptionKey: secret }, { env: base });
    expect(read.options.encryption?.keys).toEqual([new TextEncoder().encode(secret)]);
    const short = { sessionEncryptionKey: "short" };
    expect(fromTraefikOidc(short).options.encryption).toBeUndefined();
    expect(problemsOf(() => fromTraefikOidc(short, { env: base }))).toMatchObject([
      { name: "sessionEncryptionKey", problem: expect.stringMatching(/has 5 bytes/) },
    ]);
  });
});

it("two ways to route at once are refused", () => {
  const both = { REDIS_ROUTE_BY_LATENCY: "1", REDIS_ROUTE_RANDOMLY: "1" };
  expect(problemsOf(() => fromEnv({ ...base, ...both }))).toMatchObject([
    { name: "REDIS_ROUTE_RANDOMLY", problem: expect.stringMatching(/choose one/) },
  ]);
});
