// Caches over every kind of store: this process, an embedded or a real Redis, a hybrid on virtual
// time and on real servers. What holds for namespaces is tested on all of them.

import { cacheOver } from "../../src/cache.ts";
import type { Cache } from "../../src/cache-types.ts";
import { createCache } from "../../src/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { World } from "./hybrid-world.ts";
import { embeddedRig, realKind, type RedisRig } from "./redis-rig.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Caches over one store. */
export interface CacheRig {
  /** Another replica; in memory another cache over the same store. */
  replica(): Promise<Cache>;
  /** Lets `ms` pass for the store's lives; on a real server in real time. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A kind of store. */
export interface CacheRigKind {
  readonly name: string;
  /** Where a value that was just written is answered from. */
  readonly source: "l1" | "l2";
  make(): Promise<CacheRig>;
}

/** Every kind this machine can run. */
export const cacheRigKinds: readonly CacheRigKind[] = [
  { name: "memory", source: "l1", make: () => Promise.resolve(memoryRig()) },
  { name: "hybrid, virtual time", source: "l1", make: hybridRig },
  {
    name: "redis, embedded",
    source: "l2",
    make: async () => redisRig(await embeddedRig(), "redis"),
  },
  ...(realKind === undefined
    ? []
    : ([
        {
          name: `redis, ${realKind.name}`,
          source: "l2",
          make: async () => redisRig(await realKind!.make(), "redis"),
        },
        {
          name: `hybrid, ${realKind.name}`,
          source: "l1",
          make: async () => redisRig(await realKind!.make(), "hybrid"),
        },
      ] as const)),
];

function memoryRig(): CacheRig {
  const { environment, ...clock } = timeOf(new VirtualClock());
  const backend = new MemoryBackend({ environment });
  return {
    replica: () => Promise.resolve(cacheOver({ backend, environment })),
    pass: clock.pass,
    close: () => Promise.resolve(),
  };
}

function timeOf(clock: VirtualClock) {
  return {
    environment: clock.environment,
    pass: (ms: number): Promise<void> => {
      clock.advance(ms);
      return Promise.resolve();
    },
  };
}

async function hybridRig(): Promise<CacheRig> {
  const world = new World();
  const { environment } = world.clock;
  await world.connect();
  return {
    async replica() {
      const { hybrid } = world.replica({ echoes: true });
      await hybrid.connect();
      await world.pass(150);
      return cacheOver({ mode: "hybrid", backend: hybrid, environment });
    },
    pass: (ms) => world.pass(ms),
    close: () => world.close(),
  };
}

function redisRig(rig: RedisRig, mode: "redis" | "hybrid"): CacheRig {
  const caches: Cache[] = [];
  return {
    async replica() {
      const cache = createCache({ mode, keyPrefix: "rig", redis: rig.client() });
      caches.push(cache);
      await cache.connect();
      return cache;
    },
    pass: rig.advance ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    async close() {
      await Promise.all(caches.map((cache) => cache.close()));
      await rig.close();
    },
  };
}

/** Waits until `condition` holds; fails with `what` after five seconds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`Still not so after 5 s: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}
