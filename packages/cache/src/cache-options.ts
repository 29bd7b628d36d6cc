// The options of `createCache`, checked. What belongs to a part (client, breaker, queue ...) is
// checked by that part.

import type { CircuitBreakerOptions } from "@respite/breaker";
import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type { ClientOptions, CoreClient } from "@respite/resp/core";
import type { CacheBackend } from "./backend.ts";
import type { CacheMode } from "./cache-events.ts";
import type {
  BreakerShortOptions,
  CacheOptions,
  InvalidationOptions,
  L1Options,
} from "./cache-types.ts";
import { verdictOf } from "./hybrid/l2-gate.ts";
import type { InvalidationBus } from "./invalidation/index.ts";
import { encodePrefix } from "./key.ts";
import { checkValueOptions, type ValueOptions } from "./value-tier.ts";

const owner = "createCache";

const names = [
  "mode",
  "keyPrefix",
  "redis",
  "l1",
  "breaker",
  "invalidation",
  "queue",
  "journal",
  "security",
  "tags",
  "health",
  "l2TimeoutMs",
  "closeTimeoutMs",
  "encryption",
  "compression",
  "logger",
  "environment",
];

/** {@link CacheOptions}, as far as they are the cache's own. */
export interface CacheSettings extends Readonly<ValueOptions> {
  readonly mode: CacheMode;
  readonly keyPrefix: string;
  readonly redis: CoreClient | ClientOptions;
  readonly l1: L1Options | CacheBackend;
  /** undefined = copies live as long as what they are copies of. */
  readonly l1MaxTtlMs: number | undefined;
  /** undefined = no breaker. */
  readonly breaker: CircuitBreakerOptions | undefined;
  readonly invalidation: InvalidationOptions | InvalidationBus;
  readonly l2TimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly environment: Environment;
}

/** @throws {TypeError | RangeError} naming the option and what it was. */
export function resolveCacheOptions(options: CacheOptions): CacheSettings {
  const reader = new OptionReader(owner, options, names);
  const mode = reader.choice("mode", ["memory", "redis", "hybrid"], "memory");
  const keyPrefix = reader.string("keyPrefix", "respite");
  encodePrefix(keyPrefix);
  const environment = resolveEnvironment(reader.object<Partial<Environment>>("environment", {}));
  const { redis, breaker } = options;
  const l1 = reader.object<L1Options | CacheBackend>("l1", {});
  return Object.freeze({
    mode,
    keyPrefix,
    redis: typeof redis === "string" ? { url: redis } : reader.object("redis", {}),
    l1,
    l1MaxTtlMs: resolveL1MaxTtl(l1),
    breaker: resolveBreaker(mode, breaker, environment),
    invalidation: reader.object<InvalidationOptions | InvalidationBus>("invalidation", {}),
    l2TimeoutMs: reader.number("l2TimeoutMs", 2000, { min: 1 }),
    closeTimeoutMs: reader.number("closeTimeoutMs", 5000),
    ...checkValueOptions(owner, options),
    environment,
  });
}

function resolveBreaker(
  mode: CacheMode,
  given: CacheOptions["breaker"],
  environment: Environment,
): CircuitBreakerOptions | undefined {
  if (given === false) {
    if (mode !== "hybrid") return undefined;
    throw new RangeError(
      `${owner}: option "breaker" can't be false in hybrid mode: fallback follows the breaker.`,
    );
  }
  const usual = { classify: verdictOf, environment };
  if (given === undefined || !isShort(given)) return { ...usual, ...given };
  const reader = new OptionReader(`${owner}.breaker`, given, ["failures", "openMs"]);
  const failures = reader.number("failures", 5, { min: 1 });
  return { ...usual, trip: { failures }, openMs: reader.number("openMs", 60_000, { min: 1 }) };
}

function isShort(
  options: BreakerShortOptions | CircuitBreakerOptions,
): options is BreakerShortOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${owner}: option "breaker" must be an object or false.`);
  }
  return "failures" in options;
}

function resolveL1MaxTtl(l1: L1Options | CacheBackend): number | undefined {
  if (isBackend(l1)) return undefined;
  const reader = new OptionReader(`${owner}.l1`, l1, ["maxEntries", "maxBytes", "maxTtlMs"]);
  return reader.number("maxTtlMs", undefined, { min: 1 });
}

/** True for a client, false for the options of one. */
export function isClient(redis: CoreClient | ClientOptions): redis is CoreClient {
  return typeof (redis as Partial<CoreClient>).run === "function";
}

/** True for a backend, false for the options of the memory backend. */
export function isBackend(l1: L1Options | CacheBackend): l1 is CacheBackend {
  return typeof (l1 as Partial<CacheBackend>).get === "function";
}

/** True for a bus, false for the options of one. */
export function isBus(
  invalidation: InvalidationOptions | InvalidationBus,
): invalidation is InvalidationBus {
  return typeof (invalidation as Partial<InvalidationBus>).start === "function";
}

/** Where the options point, without credentials, for messages. */
export function addressOf(redis: CoreClient | ClientOptions): string {
  if (isClient(redis)) return "the given client's server";
  const { url, path, host = "127.0.0.1", port = 6379 } = redis;
  if (path !== undefined) return path;
  return url === undefined ? `${host}:${port}` : url.replace(/\/\/[^@/]*@/, "//");
}
