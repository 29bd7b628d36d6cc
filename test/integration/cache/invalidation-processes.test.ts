// Two and eight processes on a real server hear of each other's writes: by tracking, by pub/sub, and,
// without any channel, by the bounded life of their copies.

import type { CacheOptions, ValueWithMeta } from "@respite/cache";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../harness/index.ts";
import { type CacheProcess, CacheProcesses } from "./cache-processes.ts";
import { until } from "./support.ts";

const name = availableServer();

const ways: readonly (readonly [string, CacheOptions])[] = [
  ["tracking", { invalidation: { kind: "tracking" } }],
  ["pub/sub", { invalidation: { kind: "pubsub" } }],
  ["capped lifetimes", { invalidation: { kind: "none" }, l1: { maxTtlMs: 400 } }],
];
const cases = ways.flatMap(([way, options]) => {
  return [2, 8].map((count) => ({ way, options, count }));
});

function get(replica: CacheProcess, key: string): Promise<ValueWithMeta<string>> {
  return replica.ask({ ask: "get", key });
}

/** Waits until every replica answers so, each by itself. */
async function allRead(
  replicas: readonly CacheProcess[],
  key: string,
  wanted: Partial<ValueWithMeta<string>>,
): Promise<void> {
  await Promise.all(
    replicas.map((replica, index) =>
      until(
        `replica ${index} reads ${key} as ${JSON.stringify(wanted)}`,
        async () => {
          const found = await get(replica, key);
          return Object.entries(wanted).every(([field, value]) => {
            return found[field as keyof ValueWithMeta<string>] === value;
          });
        },
        15_000,
      ),
    ),
  );
}

describe.runIf(name !== undefined)("processes", () => {
  const processes = new CacheProcesses();
  let server: RedisServer;
  let fleets = 0;

  beforeAll(async () => {
    server = await startRedis();
    await processes.build();
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    processes.remove();
  });

  beforeEach((context) => {
    noteServer(context, { name: name!, version: serverOnPath()?.version ?? "unknown" });
  });

  afterEach(() => processes.stop());

  const start = (count: number, options: CacheOptions): Promise<CacheProcess[]> => {
    fleets += 1;
    const redis = { port: server.port };
    return processes.start(count, {
      mode: "hybrid",
      keyPrefix: `fleet${fleets}`,
      redis,
      ...options,
    });
  };

  it.each(cases)(
    "$count, by $way: an update and a delete reach every copy",
    async ({ options, count }) => {
      const replicas = await start(count, options);
      const [writer, ...others] = replicas as [CacheProcess, ...CacheProcess[]];
      await writer.ask({ ask: "set", key: "k", value: "one" });
      await allRead(others, "k", { value: "one", source: "l1" });
      await writer.ask({ ask: "set", key: "k", value: "two" });
      expect(await get(writer, "k")).toMatchObject({ value: "two" });
      await allRead(others, "k", { value: "two" });
      await allRead(others, "k", { value: "two", source: "l1" });
      await writer.ask({ ask: "delete", key: "k" });
      expect((await get(writer, "k")).value).toBeUndefined();
      await allRead(others, "k", { value: undefined });
    },
    60_000,
  );

  it.each(cases)(
    "$count, by $way: all write the same keys at once, and agree in the end",
    async ({ options, count }) => {
      const replicas = await start(count, options);
      const keys = ["a", "b", "c"];
      await Promise.all(
        replicas.flatMap((replica, at) =>
          keys.map(async (key) => {
            for (let turn = 0; turn < 10; turn += 1) {
              await replica.ask({ ask: "set", key, value: `${at} ${turn}` });
              await get(replica, key);
            }
          }),
        ),
      );
      const [newcomer] = await start(1, { ...options, keyPrefix: `fleet${fleets}` });
      for (const key of keys) {
        const { value } = await get(newcomer!, key);
        // Everybody's last write came after all of their own.
        expect(value).toMatch(/ 9$/);
        await allRead(replicas, key, { value });
      }
    },
    60_000,
  );
});
