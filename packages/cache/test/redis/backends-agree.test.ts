// Two backends, one contract: whatever is done, in whatever order, Redis and memory answer alike.
// Lives end in 5 and time moves in tens, because Redis keeps a key through its last millisecond.

import { createClient } from "@respite/resp";
import { EmbeddedServer } from "@respite/resp/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { CacheEntry } from "../../src/backend.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { RedisBackend } from "../../src/redis/index.ts";
import { registerCacheScripts } from "../../src/testing/index.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

type Backend = MemoryBackend | RedisBackend;
type Step = {
  readonly what: string;
  readonly ms?: number;
  take(backend: Backend): Promise<unknown>;
};

const key = fc.constantFrom("a", "b", "c:d");
const value = fc.uint8Array({ maxLength: 3 });
const life = fc.option(
  fc.integer({ min: 0, max: 6 }).map((tens) => tens * 10 + 5),
  { nil: undefined },
);
const anyLife = fc.oneof(life, fc.constantFrom(0, -5));
const stamp = fc.record({
  timeMs: fc.integer({ min: 1, max: 3 }),
  counter: fc.integer({ min: 0, max: 1 }),
  replica: fc.integer({ min: 0, max: 1 }),
});

const told = (entry: CacheEntry | undefined): unknown =>
  entry && { value: [...entry.value], ttlMs: entry.ttlMs, stamp: entry.stamp };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ key, value, ttlMs: anyLife, stamp }).map((write) => ({
    what: "set",
    take: async (backend: Backend) => void (await backend.set(write.key, write.value, write)),
  })),
  fc.record({ key, value, ttlMs: life, stamp }).map((write) => ({
    what: "setIfAbsent",
    take: (backend: Backend) => backend.setIfAbsent(write.key, write.value, write),
  })),
  fc
    .record({ key, value: fc.option(value, { nil: undefined }), ttlMs: anyLife, stamp })
    .map((write) => ({
      what: "setIfNewer",
      take: (backend: Backend) => backend.setIfNewer(write),
    })),
  fc
    .record({ key, stamp: fc.option(stamp, { nil: undefined }), tombstoneMs: life })
    .map((options) => ({
      what: "delete",
      take: async (backend: Backend) => (await backend.delete(options.key, options)).existed,
    })),
  fc.record({ key, ttlMs: anyLife }).map((touch) => ({
    what: "touch",
    take: (backend: Backend) => backend.touch(touch.key, touch.ttlMs),
  })),
  key.map((one) => ({
    what: "get",
    take: async (backend: Backend) => told(await backend.get(one)),
  })),
  key.map((one) => ({ what: "exists", take: (backend: Backend) => backend.exists(one) })),
  fc.constant({
    what: "getMany",
    take: async (backend: Backend) => (await backend.getMany(["a", "b", "c:d", "a"])).map(told),
  }),
  fc
    .integer({ min: 1, max: 5 })
    .map((tens) => ({ what: "time", ms: tens * 10, take: async () => {} })),
);

it("memory and Redis answer every sequence of operations alike", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new VirtualClock();
      const { environment } = clock;
      const server = new EmbeddedServer({ environment });
      registerCacheScripts(server);
      const client = createClient({ transport: server.transport() });
      const redis = new RedisBackend({ client, keyPrefix: "p", environment });
      const memory = new MemoryBackend({ environment });
      for (const { what, ms = 0, take } of steps) {
        clock.advance(ms);
        expect([what, await take(redis)]).toEqual([what, await take(memory)]);
      }
      const counts = ({ hits, misses, sets, deletes, errors }: ReturnType<Backend["stats"]>) => {
        return { hits, misses, sets, deletes, errors };
      };
      expect(counts(redis.stats())).toEqual(counts(memory.stats()));
      await client.close();
      await server.stop();
    }),
    { numRuns: 150 },
  );
});
