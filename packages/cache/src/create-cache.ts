// Makes a cache from options. Where its client comes from is the entry's to say: "@respite/cache"
// makes one over the platform's sockets, "@respite/cache/core" over the transport it is given.

import { CircuitBreaker } from "@respite/breaker";
import { OptionReader } from "@respite/resp/base";
import type { ClientOptions, CoreClient } from "@respite/resp/core";
import { cacheOver, type Surroundings } from "./cache.ts";
import type { CacheEvent } from "./cache-events.ts";
import {
  addressOf,
  type CacheSettings,
  isBackend,
  isBus,
  isClient,
  resolveCacheOptions,
} from "./cache-options.ts";
import type { Cache, CacheOptions, InvalidationOptions } from "./cache-types.ts";
import { CacheError, isCacheError } from "./errors.ts";
import { EventHub } from "./event-hub.ts";
import { evictionWarning } from "./eviction-warning.ts";
import { GuardedBackend } from "./guarded-backend.ts";
import { HybridBackend } from "./hybrid/index.ts";
import { Incarnation } from "./hybrid/incarnation.ts";
import { type Ask, L2Gate, verdictOf } from "./hybrid/l2-gate.ts";
import { Prober } from "./hybrid/prober.ts";
import { answers, closeBreaker, type Probing } from "./hybrid/recovery.ts";
import { type InvalidationBus, RedisBus } from "./invalidation/index.ts";
import { RedisLocks } from "./loading/index.ts";
import { MemoryBackend } from "./memory/index.ts";
import { RedisBackend } from "./redis/index.ts";
import { toCacheError } from "./redis/outage.ts";
import { StampClock } from "./stamp.ts";
import { valueTier } from "./value-tier.ts";

/** Longest time between two probes of a Redis that is down, in ms (redis mode). */
const probeMs = 700;

/** Time an own client may take to close after the cache has flushed. */
const clientCloseMs = 500;

/** Makes the client of a cache that was given none. */
export type MakeClient = (options: ClientOptions) => CoreClient;

/**
 * Makes a cache. Synchronous: nothing is connected before the first operation, or `connect()`.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong and what it was.
 */
export function createCacheWith(makeClient: MakeClient, options: CacheOptions = {}): Cache {
  const settings = resolveCacheOptions(options);
  const { mode, environment } = settings;
  const clock = new StampClock(environment);
  const events = new EventHub<CacheEvent>();
  const { logger, tags, health } = options;
  const common = { mode, clock, environment, logger, tags, health };
  if (mode === "memory") {
    return cacheOver({ ...common, backend: memoryTier(settings, clock), surroundings: { events } });
  }
  const client = isClient(settings.redis)
    ? settings.redis
    : makeClient({ environment, ...settings.redis });
  const tier: RedisTier = { settings, client, clock, events };
  const made = mode === "hybrid" ? hybrid(tier, options) : guarded(tier);
  return cacheOver({ ...common, ...made });
}

interface RedisTier {
  readonly settings: CacheSettings;
  readonly client: CoreClient;
  readonly clock: StampClock;
  readonly events: EventHub<CacheEvent>;
}

function hybrid(tier: RedisTier, options: CacheOptions) {
  const { settings, clock, events } = tier;
  const { l2TimeoutMs, closeTimeoutMs, environment } = settings;
  const breaker = new CircuitBreaker(settings.breaker);
  const l1 = memoryTier(settings, clock);
  const l2 = redisTier(tier);
  const backend = new HybridBackend({
    l1,
    l2: valueTier(l2, settings, clock),
    breaker,
    clock,
    l2TimeoutMs,
    closeTimeoutMs,
    environment,
    queue: options.queue,
    journal: options.journal,
    security: options.security,
    invalidation: busOf(tier),
    l1MaxTtlMs: settings.l1MaxTtlMs,
    runId: async () => /^run_id:(\w+)/m.exec(await infoOf(tier, "server"))?.[1],
    onEvent: (event) => {
      events.tell(event);
    },
  });
  const unwatch = watch(tier, (error) => {
    backend.suspect(error);
  });
  const connect: Surroundings["connect"] = async (connecting) => {
    const answered = await backend.connect(connecting);
    if (answered) await warnOfEviction(tier);
    return answered;
  };
  return {
    backend,
    surroundings: {
      ...around(tier, breaker, unwatch),
      connect,
      memory: l1,
      redisOperations: l2,
      loadLocks: () => locksOf(tier, (what, question) => backend.ask(what, question)),
    },
  };
}

function guarded(tier: RedisTier) {
  const { settings, events, clock } = tier;
  const { environment, l2TimeoutMs } = settings;
  // "No breaker" is one that never opens.
  const options = settings.breaker ?? { environment, classify: () => "ignore" as const };
  const breaker = new CircuitBreaker(options);
  const inner = redisTier(tier);
  const incarnation = new Incarnation({
    l2: inner,
    clock,
    environment,
    runId: undefined,
    onMarked: () => {},
    onLoss: (lostAtMs = 0) => {
      events.tell({ type: "cameBackEmpty", lostAtMs, republished: 0 });
      return Promise.resolve();
    },
  });
  const gate = new L2Gate({
    breaker,
    environment,
    timeoutMs: l2TimeoutMs,
    onFailure: () => {
      incarnation.doubt();
    },
  });
  const probing = { l2: inner, breaker, gate, environment, timeoutMs: l2TimeoutMs };
  const prober = new Prober({ environment, probeMs, attempt: () => comeBack(probing, prober) });
  breaker.on(
    ({ from, to }) => {
      events.tell({ type: "breaker", from, to });
      if (to === "open") prober.soon();
    },
    ["opened", "half-open", "closed", "isolated"],
  );
  const backend = new GuardedBackend(valueTier(inner, settings, clock), gate, incarnation);
  const unwatch = watch(tier, (error) => {
    incarnation.doubt();
    if (error !== undefined) gate.reportFailure(error);
  });
  const connect: Surroundings["connect"] = async ({ signal }) => {
    try {
      await tier.client.connect({ signal });
    } catch (cause) {
      throw unreachable(settings, cause);
    }
    await warnOfEviction(tier);
    return true;
  };
  const shown = settings.breaker === undefined ? undefined : breaker;
  const surroundings = around(tier, shown, () => {
    unwatch();
    prober.close();
  });
  const loadLocks = () => locksOf(tier, gate.ask);
  return { backend, surroundings: { ...surroundings, connect, redisOperations: inner, loadLocks } };
}

/** A try to close an open breaker before its time; true = nothing more is to be tried. */
async function comeBack(probing: Probing, prober: Prober): Promise<boolean> {
  const { breaker } = probing;
  if (breaker.state === "closed" || breaker.state === "isolated") return true;
  if (await answers(probing)) {
    if (breaker.state === "open") breaker.halfOpen();
    await Promise.allSettled([closeBreaker(probing)]);
  }
  const isBack = (breaker.state as string) === "closed";
  if (!isBack) prober.soon();
  return isBack;
}

function locksOf({ client, settings }: RedisTier, ask: Ask): RedisLocks {
  const { keyPrefix, environment } = settings;
  return new RedisLocks({ client, keyPrefix, ask, crypto: environment.crypto });
}

/**
 * Hears of connections that are lost, and of attempts to connect that fail: without traffic, or
 * while commands wait for a connection, nobody else would tell the breaker.
 */
function watch({ client }: RedisTier, suspect: (error?: Error) => void): () => void {
  return client.on((event) => {
    if (event.type === "disconnect") suspect();
    else if (event.type === "reconnecting") suspect(event.error);
  });
}

function around(
  { settings, client, events }: RedisTier,
  breaker: CircuitBreaker | undefined,
  unwatch: () => void,
) {
  return {
    events,
    ...(breaker === undefined ? {} : { breakerStats: () => breaker.stats() }),
    clientStats: () => client.stats(),
    async close(): Promise<void> {
      unwatch();
      // A client that was passed in is its owner's.
      if (!isClient(settings.redis)) await client.close({ timeoutMs: clientCloseMs });
    },
  };
}

function memoryTier({ l1, environment }: CacheSettings, clock: StampClock) {
  if (isBackend(l1)) return l1;
  const { maxEntries, maxBytes } = l1;
  return new MemoryBackend({ maxEntries, maxBytes, clock, environment });
}

function redisTier({ settings, client, clock }: RedisTier): RedisBackend {
  const { keyPrefix, environment } = settings;
  return new RedisBackend({ client, keyPrefix, clock, environment });
}

function busOf({ settings, client, events }: RedisTier): InvalidationBus | undefined {
  const { invalidation, keyPrefix, environment } = settings;
  if (isBus(invalidation)) return invalidation;
  const { kind, pingMs } = resolveInvalidation(invalidation);
  if (kind === "none") return undefined;
  const onWarning = (message: string): void => {
    events.tell({ type: "warning", message });
  };
  return new RedisBus({ client, keyPrefix, kind, pingMs, onWarning, environment });
}

function resolveInvalidation(options: InvalidationOptions) {
  const reader = new OptionReader("createCache.invalidation", options, ["kind", "pingMs"]);
  const kinds = ["auto", "tracking", "pubsub", "none"] as const;
  return {
    kind: reader.choice("kind", kinds, "auto"),
    pingMs: reader.number("pingMs", 1000, { min: 1 }),
  };
}

async function warnOfEviction(tier: RedisTier): Promise<void> {
  try {
    const message = evictionWarning(await infoOf(tier, "memory"));
    if (message !== undefined) tier.events.tell({ type: "warning", message });
  } catch {
    // The warning is not worth a failed start.
  }
}

/** A section of INFO; empty for a user without permission for it. */
async function infoOf({ client }: RedisTier, section: string): Promise<string> {
  try {
    return await client.call<string>(["INFO", section]);
  } catch (error) {
    if (verdictOf(error) === "success") return "";
    throw toCacheError(error, "INFO");
  }
}

function unreachable(settings: CacheSettings, cause: unknown): Error {
  if (isCacheError(cause) || verdictOf(cause) === "ignore") return cause as Error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CacheError(
    "UNAVAILABLE",
    `Redis at ${addressOf(settings.redis)} can't be used: ${reason} ` +
      "Check that the server runs, that host and port are right and reachable from here, and that " +
      "username, password and TLS match the server's.",
    { cause },
  );
}
