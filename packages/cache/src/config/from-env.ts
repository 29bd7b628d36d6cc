// The documented environment variables as options for `createCache`. They are read only here and
// only from the record that is passed in. Precedence: explicit option > environment > URL >
// default, except that REDIS_ENABLED=false wins over everything: it is the way back when Redis is
// the trouble.

import { encodeUtf8 } from "@respite/resp/base";
import type { ClientOptions } from "@respite/resp";
import type { CacheMode } from "../cache-events.ts";
import type { BreakerShortOptions, CacheOptions, L1Options } from "../cache-types.ts";
import type { EncryptionOptions } from "../encryption/encryption-options.ts";
import { readMasterKey } from "../encryption/master-key.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { EnvironmentReader, type EnvironmentRecord } from "./environment-reader.ts";

/** Settings of {@link fromEnv}. */
export interface FromEnvOptions {
  /** Explicit options: each wins over its variable, those of `redis` and `l1` one by one. */
  options?: CacheOptions | undefined;
  /**
   * Reads the files that REDIS_TLS_CERT_FILE and its siblings name, as UTF-8. Needed where they are
   * set.
   */
  readTextFile?: ((path: string) => string) | undefined;
}

/** What the environment says. */
export interface EnvironmentConfiguration {
  /** For `createCache`. */
  readonly options: CacheOptions;
  /** Lives of the namespaces that have a variable of their own, in ms. */
  readonly ttlMs: {
    readonly jti: number;
    readonly session: number;
    readonly tokenMetadata: number;
  };
  /** How often to check health in the background, in ms; undefined = not at all. */
  readonly healthIntervalMs: number | undefined;
  /** What an operator should know; to be logged. */
  readonly warnings: readonly string[];
}

const unsupported = [
  ["REDIS_SENTINEL_MASTER", "Sentinel"],
  ["REDIS_SENTINEL_NODES", "Sentinel"],
  ["REDIS_SENTINEL_USERNAME", "Sentinel"],
  ["REDIS_SENTINEL_PASSWORD", "Sentinel"],
] as const;

const clusterFlags = ["REDIS_READ_ONLY", "REDIS_ROUTE_BY_LATENCY", "REDIS_ROUTE_RANDOMLY"] as const;

/**
 * Reads the variables of the documented table from `record`, as `process.env`.
 *
 * @throws {ConfigurationError} with every problem, each with its name, source and what is accepted.
 */
export function fromEnv(
  record: EnvironmentRecord,
  options: FromEnvOptions = {},
): EnvironmentConfiguration {
  return readConfiguration(new EnvironmentReader(record), options);
}

/** As {@link fromEnv}, from variables that may stand for the fields of a manifest. */
export function readConfiguration(
  reader: EnvironmentReader,
  { options = {}, readTextFile }: FromEnvOptions,
): EnvironmentConfiguration {
  const enabled = reader.flag("REDIS_ENABLED");
  if (enabled === false) return rolledBack(reader, options);
  const warnings: string[] = [];
  const mode = readMode(reader, enabled === true, options, warnings);
  const redis = { ...readRedis(reader), ...readTls(reader, readTextFile, warnings) };
  const keyPrefix = readKeyPrefix(reader);
  const encryption = readEncryption(reader, mode);
  const l1 = readL1(reader);
  const breaker = readBreaker(reader, mode);
  const ttlMs = readLives(reader);
  const healthIntervalMs = readHealthInterval(reader);
  refuseUnsupported(reader);
  for (const name of reader.unknownNames()) warnings.push(`${name} is no variable of this cache.`);
  assertNoProblems(reader);
  const read = { mode, ...present({ keyPrefix, redis, l1, breaker, encryption }) };
  return { options: merge(read, options, mode), ttlMs, healthIntervalMs, warnings };
}

/** Memory mode. What is said of Redis is not even read: the way back must not fail on it. */
function rolledBack(reader: EnvironmentReader, explicit: CacheOptions): EnvironmentConfiguration {
  const read = { mode: "memory", l1: readL1(reader) } as const;
  const ttlMs = readLives(reader);
  const healthIntervalMs = readHealthInterval(reader);
  assertNoProblems(reader);
  const options = merge(read, { ...explicit, redis: undefined }, "memory");
  const warnings = ["REDIS_ENABLED=false: Redis is not used, values live in memory alone."];
  return { options, ttlMs, healthIntervalMs, warnings };
}

function assertNoProblems({ problems }: EnvironmentReader): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function readLives(reader: EnvironmentReader): EnvironmentConfiguration["ttlMs"] {
  return {
    jti: reader.secondsAsMs(1, "JTI_CACHE_TTL") ?? 3_600_000,
    session: reader.secondsAsMs(1, "SESSION_TTL") ?? 86_400_000,
    tokenMetadata: reader.secondsAsMs(1, "TOKEN_METADATA_TTL") ?? 300_000,
  };
}

/** REDIS_ENABLED and REDIS_CACHE_MODE: where values live. */
function readMode(
  reader: EnvironmentReader,
  isEnabled: boolean,
  explicit: CacheOptions,
  warnings: string[],
): CacheMode {
  const mode = reader.choice("REDIS_CACHE_MODE", ["memory", "redis", "hybrid"]);
  const address = reader.text("REDIS_ADDRESS");
  if (!isEnabled) {
    if (explicit.mode !== undefined) return explicit.mode;
    if (address !== undefined || mode === "redis" || mode === "hybrid") {
      warnings.push("Redis is configured but not used: set REDIS_ENABLED=true.");
    }
    return "memory";
  }
  if (address === undefined && explicit.redis === undefined) {
    reader.refuse("REDIS_ADDRESS", "is required with REDIS_ENABLED=true, as host:port or a URL");
  }
  if (reader.text("REDIS_CACHE_MODE") === undefined && explicit.mode === undefined) {
    reader.refuse(
      "REDIS_CACHE_MODE",
      "is required with REDIS_ENABLED=true: memory, redis or hybrid",
    );
  }
  return explicit.mode ?? mode ?? "memory";
}

function readKeyPrefix(reader: EnvironmentReader): string | undefined {
  const keyPrefix = reader.text("REDIS_KEY_PREFIX");
  if (keyPrefix === ":") {
    reader.refuse("REDIS_KEY_PREFIX", 'must be more than the delimiter ":", as in "shop"');
    return undefined;
  }
  return keyPrefix;
}

const encryptionKey = "REDIS_SESSION_ENCRYPTION_KEY";

/**
 * A comma list, of which the first encrypts. In a manifest it is one key and may be any text: the
 * plugin it was written for takes it as it is, also where nothing is shared.
 */
function readEncryption(reader: EnvironmentReader, mode: CacheMode): EncryptionOptions | undefined {
  const text = reader.text(encryptionKey);
  if (text === undefined) return undefined;
  const isField = reader.isField(encryptionKey);
  if (isField && mode === "memory") return undefined;
  const isRaw = isField && !/^(base64|hex):/.test(text);
  const given = isRaw ? [encodeUtf8(text)] : text.split(",").map((key) => key.trim());
  const keys = given.flatMap((key, index) => {
    try {
      return [readMasterKey(isField ? "it" : `key ${index + 1}`, key)];
    } catch (error) {
      reader.refuse(encryptionKey, (error as Error).message.replace(/\.$/, ""));
      return [];
    }
  });
  return { keys };
}

function readRedis(reader: EnvironmentReader): ClientOptions {
  const password = reader.text("REDIS_PASSWORD");
  const username = reader.text("REDIS_USERNAME");
  if (username !== undefined && password === undefined) {
    reader.refuse("REDIS_USERNAME", "needs REDIS_PASSWORD");
  }
  const poolSize = reader.integer(1, "REDIS_POOL_SIZE");
  const minIdleConnections = reader.integer(0, "REDIS_MIN_IDLE_CONNS");
  if (minIdleConnections !== undefined && minIdleConnections > (poolSize ?? 10)) {
    reader.refuse("REDIS_MIN_IDLE_CONNS", `must be at most the pool's size, ${poolSize ?? 10}`);
  }
  return {
    ...readAddress(reader),
    ...present({
      password,
      username,
      db: reader.integer(0, "REDIS_DB"),
      poolSize,
      minIdleConnections,
      maxConnectionAgeMs: reader.secondsAsMs(0, "REDIS_MAX_CONN_AGE"),
      poolTimeoutMs: reader.secondsAsMs(1, "REDIS_POOL_TIMEOUT"),
      idleTimeoutMs: reader.secondsAsMs(0, "REDIS_IDLE_TIMEOUT"),
      maxRetries: reader.integer(0, "REDIS_MAX_RETRIES"),
      dialTimeoutMs: reader.secondsAsMs(1, "REDIS_DIAL_TIMEOUT", "REDIS_CONNECT_TIMEOUT"),
      readTimeoutMs: reader.secondsAsMs(1, "REDIS_READ_TIMEOUT"),
      writeTimeoutMs: reader.secondsAsMs(1, "REDIS_WRITE_TIMEOUT"),
      commandTimeoutMs: reader.secondsAsMs(1, "REDIS_COMMAND_TIMEOUT"),
    }),
  };
}

const addressForms =
  "must be host:port, redis://[user[:password]@]host[:port][/db], rediss://… or unix:///path";

/** Never repeats what was given: a URL may hold a password. */
function readAddress(reader: EnvironmentReader): ClientOptions {
  const address = reader.text("REDIS_ADDRESS");
  if (address === undefined) return {};
  if (address.includes(",")) {
    reader.refuse("REDIS_ADDRESS", "names several nodes, which needs cluster mode; give one");
    return {};
  }
  if (/^(redis|rediss|unix):\/\/./.test(address)) return { url: address };
  const match = /^(\[[\da-fA-F:.]+\]|[^:/@\s]+)(?::(\d{1,5}))?$/.exec(address);
  const port = match?.[2] === undefined ? 6379 : Number(match[2]);
  if (match === null || port < 1 || port > 65_535) {
    reader.refuse("REDIS_ADDRESS", addressForms);
    return {};
  }
  return { host: (match[1] ?? "").replaceAll(/^\[|\]$/g, ""), port };
}

function readTls(
  reader: EnvironmentReader,
  readTextFile: FromEnvOptions["readTextFile"],
  warnings: string[],
): Pick<ClientOptions, "tls"> {
  const flag = reader.flag("REDIS_TLS_ENABLED", "REDIS_ENABLE_TLS");
  const isTlsUrl = reader.text("REDIS_ADDRESS")?.startsWith("rediss://") === true;
  const skipsVerification = reader.flag("REDIS_TLS_INSECURE_SKIP_VERIFY", "REDIS_TLS_SKIP_VERIFY");
  const cert = readPem(reader, "REDIS_TLS_CERT_FILE", readTextFile);
  const key = readPem(reader, "REDIS_TLS_KEY_FILE", readTextFile);
  const ca = readPem(reader, "REDIS_TLS_CA_FILE", readTextFile);
  const rejectUnauthorized = skipsVerification === true ? false : undefined;
  const settings = present({ cert, key, ca, rejectUnauthorized });
  const isEmpty = Object.keys(settings).length === 0;
  if (flag === false && isTlsUrl) {
    reader.refuse("REDIS_TLS_ENABLED", "is false, but REDIS_ADDRESS begins with rediss://");
  }
  if (flag !== true && !isTlsUrl) {
    if (!isEmpty)
      warnings.push("TLS files are set but REDIS_TLS_ENABLED is not: nothing is encrypted.");
    return {};
  }
  if (rejectUnauthorized === false) warnings.push(unverified);
  return { tls: isEmpty ? true : settings };
}

const unverified =
  "REDIS_TLS_INSECURE_SKIP_VERIFY: any server's certificate is accepted, an attacker's too.";

function readPem(
  reader: EnvironmentReader,
  name: string,
  readTextFile: FromEnvOptions["readTextFile"],
): string | undefined {
  const path = reader.text(name);
  if (path === undefined) return undefined;
  if (readTextFile === undefined) {
    reader.refuse(name, "names a file; pass readTextFile to fromEnv");
    return undefined;
  }
  try {
    const text = readTextFile(path);
    if (text.includes("-----BEGIN ")) return text;
    reader.refuse(name, `must name a PEM file, and ${path} is none`);
  } catch (error) {
    reader.refuse(name, `names ${path}, which can't be read: ${(error as Error).message}`);
  }
  return undefined;
}

function readL1(reader: EnvironmentReader): L1Options {
  return present({
    maxEntries: reader.integer(1, "REDIS_HYBRID_L1_SIZE"),
    maxBytes: reader.mebibytes("REDIS_HYBRID_L1_MEMORY_MB"),
  });
}

function readBreaker(reader: EnvironmentReader, mode: CacheMode): BreakerShortOptions | false {
  const enabled = reader.flag("REDIS_ENABLE_CIRCUIT_BREAKER");
  const failures = reader.integer(1, "REDIS_CIRCUIT_BREAKER_THRESHOLD") ?? 5;
  const openMs = reader.secondsAsMs(1, "REDIS_CIRCUIT_BREAKER_TIMEOUT") ?? 60_000;
  if (enabled !== false) return { failures, openMs };
  if (mode === "hybrid") {
    reader.refuse(
      "REDIS_ENABLE_CIRCUIT_BREAKER",
      "can't be false in hybrid mode, which follows it",
    );
  }
  return false;
}

function readHealthInterval(reader: EnvironmentReader): number | undefined {
  const enabled = reader.flag("REDIS_ENABLE_HEALTH_CHECK");
  const intervalMs = reader.secondsAsMs(1, "REDIS_HEALTH_CHECK_INTERVAL") ?? 30_000;
  return enabled === false ? undefined : intervalMs;
}

/** What is documented for later must not be ignored: silence would look like success. */
function refuseUnsupported(reader: EnvironmentReader): void {
  for (const [name, what] of unsupported) {
    if (reader.text(name) !== undefined) reader.refuse(name, `asks for ${what}, not supported yet`);
  }
  reader.integer(0, "REDIS_MAX_REDIRECTS");
  const flags = clusterFlags.map((name) => reader.flag(name));
  if (flags[1] === true && flags[2] === true) {
    reader.refuse(
      "REDIS_ROUTE_RANDOMLY",
      "can't be true beside REDIS_ROUTE_BY_LATENCY; choose one",
    );
  }
  if (reader.flag("REDIS_CLUSTER_MODE") === true) {
    reader.refuse("REDIS_CLUSTER_MODE", "asks for cluster mode, not supported yet");
  }
}

/** Explicit options over those read; `mode` is decided already. */
function merge(read: CacheOptions, explicit: CacheOptions, mode: CacheMode): CacheOptions {
  return {
    ...read,
    ...explicit,
    mode,
    redis: isPlain(explicit.redis)
      ? { ...(read.redis as object), ...explicit.redis }
      : explicit.redis,
    l1: isPlain(explicit.l1) ? { ...(read.l1 as object), ...explicit.l1 } : explicit.l1,
  };
}

/**
 * True for options (or none), false for a URL, a client or a backend, which stand for themselves.
 */
function isPlain(given: object | string | undefined): given is ClientOptions & L1Options {
  if (given === undefined) return true;
  return typeof given === "object" && !("run" in given) && !("get" in given);
}

/** Without what is undefined. */
function present<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}
