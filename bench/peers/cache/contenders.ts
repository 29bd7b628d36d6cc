// Who is measured: caches of two tiers, this process and Redis, each as its own documentation sets
// it up. Ours stands twice: values decoded at each read, which is the default, and frozen ones handed
// out by reference, as lru-cache, cache-manager and async-cache-dedupe hand out theirs.

import { createCache as createDedupe } from "async-cache-dedupe";
import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { redisDriver } from "bentocache/drivers/redis";
import { createCache as createManager } from "cache-manager";
import { Cacheable, Keyv } from "cacheable";
import KeyvRedis from "@keyv/redis";
import { Redis } from "ioredis";
import { createCache } from "@respite/cache";

export type Library =
  | "respite"
  | "bentocache"
  | "cacheable"
  | "cache-manager"
  | "async-cache-dedupe";

/** What is cached. */
export interface Session {
  readonly user: string;
  readonly roles: readonly string[];
  readonly number: number;
}

/** What all of them can do. */
export interface Subject {
  /** Undefined = not there. */
  get(key: string): Promise<Session | undefined>;
  /** Undefined where the library has no such call. */
  set: ((key: string, value: Session) => Promise<unknown>) | undefined;
  getOrLoad(key: string, load: () => Promise<Session>): Promise<Session>;
}

/** One library, set up in one way. */
export interface Contender {
  readonly library: Library;
  /** What the row is called. */
  readonly name: string;
  /** False for what knows this process only. */
  readonly usesRedis: boolean;
  make(port: number): Subject | Promise<Subject>;
}

const ttlMs = 3_600_000;
const maxEntries = 100_000;

/** Every row of the table, ours before the peers'. */
export const contenders: readonly Contender[] = [
  { library: "respite", name: "hybrid", usesRedis: true, make: (port) => respite(port, false) },
  {
    library: "respite",
    name: "hybrid, immutable",
    usesRedis: true,
    make: (port) => respite(port, true),
  },
  { library: "bentocache", name: "memory + redis", usesRedis: true, make: bentocache },
  { library: "cacheable", name: "memory + @keyv/redis", usesRedis: true, make: cacheable },
  { library: "cache-manager", name: "keyv + @keyv/redis", usesRedis: true, make: cacheManager },
  {
    library: "async-cache-dedupe",
    name: "memory",
    usesRedis: false,
    make: () => dedupe(undefined),
  },
  {
    library: "async-cache-dedupe",
    name: "redis",
    usesRedis: true,
    make: (port) => dedupe(new Redis(port, "127.0.0.1")),
  },
];

async function respite(port: number, immutable: boolean): Promise<Subject> {
  const cache = createCache({
    mode: "hybrid",
    keyPrefix: "bench",
    redis: { host: "127.0.0.1", port },
    l1: { maxEntries },
  });
  await cache.connect();
  const sessions = cache.namespace<Session>("session", { ttlMs, immutable });
  return {
    get: (key) => sessions.get(key),
    set: (key, value) => sessions.set(key, value),
    getOrLoad: (key, load) => sessions.getOrLoad(key, load),
  };
}

function bentocache(port: number): Subject {
  const store = bentostore()
    .useL1Layer(memoryDriver({ maxItems: maxEntries }))
    .useL2Layer(redisDriver({ connection: { host: "127.0.0.1", port } }));
  const cache = new BentoCache({ default: "tiered", stores: { tiered: store }, ttl: ttlMs });
  return {
    get: (key) => cache.get<Session>({ key }),
    set: (key, value) => cache.set({ key, value }),
    getOrLoad: (key, load) => cache.getOrSet({ key, factory: load }),
  };
}

function cacheable(port: number): Subject {
  const secondary = new KeyvRedis(`redis://127.0.0.1:${port}`);
  const cache = new Cacheable({ secondary, ttl: ttlMs });
  return {
    get: (key) => cache.get<Session>(key),
    set: (key, value) => cache.set(key, value),
    getOrLoad: async (key, load) => (await cache.getOrSet(key, load)) as Session,
  };
}

function cacheManager(port: number): Subject {
  const stores = [
    new Keyv(),
    new Keyv({ store: new KeyvRedis(`redis://127.0.0.1:${port}`), useKeyPrefix: false }),
  ];
  const cache = createManager({ stores, ttl: ttlMs });
  return {
    get: (key) => cache.get<Session>(key),
    set: (key, value) => cache.set(key, value),
    getOrLoad: (key, load) => cache.wrap(key, load),
  };
}

/** It knows loaders only: reading is loading. */
function dedupe(client: Redis | undefined): Subject {
  const loaders = new Map<string, () => Promise<Session>>();
  const nothing = (): Promise<Session> => Promise.reject(new Error("not there"));
  const storage =
    client === undefined
      ? ({ type: "memory", options: { size: maxEntries } } as const)
      : ({ type: "redis", options: { client } } as const);
  const cache = createDedupe({ ttl: ttlMs / 1000, storage }).define("session", (key: string) =>
    (loaders.get(key) ?? nothing)(),
  );
  const getOrLoad = (key: string, load: () => Promise<Session>): Promise<Session> => {
    loaders.set(key, load);
    return cache.session(key);
  };
  return { get: (key) => cache.session(key), set: undefined, getOrLoad };
}
