// Servers and caches for the multi-replica tests: every scenario runs on the embedded server and,
// where it is installed, on a real one, under both protocols.

import { createCache, type Cache, type CacheEvent, type CacheOptions } from "@respite/cache";
import { registerCacheScripts } from "@respite/cache/testing";
import { EmbeddedServer } from "@respite/resp/testing";
import { listenOnNode } from "@respite/resp/testing/node";
import type { TestContext } from "vitest";
import {
  availableServer,
  noteServer,
  serverOnPath,
  type ServerUnderTest,
  startRedis,
} from "../../harness/index.ts";

/** A kind of server. */
export interface CacheServerKind {
  readonly name: "embedded" | "redis-server" | "valkey-server";
  start(context: TestContext): Promise<ServerUnderTest>;
}

/** The kinds this machine has. */
export function cacheServers(): CacheServerKind[] {
  const name = availableServer();
  if (name === undefined) return [embedded];
  const version = serverOnPath()?.version ?? "unknown";
  const real: CacheServerKind = {
    name,
    async start(context) {
      noteServer(context, { name, version });
      return startRedis();
    },
  };
  return [embedded, real];
}

const embedded: CacheServerKind = {
  name: "embedded",
  async start(context) {
    noteServer(context, { name: "embedded", version: "7.0.15" });
    const server = new EmbeddedServer();
    registerCacheScripts(server);
    const listener = await listenOnNode(server);
    return {
      host: listener.host,
      port: listener.port,
      url: `redis://${listener.host}:${listener.port}`,
      kill: () => server.stop(),
      restart: async () => {
        await server.stop();
        await server.start();
      },
      [Symbol.asyncDispose]: async () => {
        await server.stop();
        await listener.close();
      },
    };
  },
};

/** Caches over one server, closed together with it. */
export class Fleet {
  readonly server: ServerUnderTest;
  readonly #caches: Cache[] = [];

  constructor(server: ServerUnderTest) {
    this.server = server;
  }

  /** A replica, connected. */
  async cache(
    protocol: 2 | 3,
    options: CacheOptions = {},
  ): Promise<{ cache: Cache; events: CacheEvent[] }> {
    const { host, port } = this.server;
    const cache = createCache({
      mode: "hybrid",
      keyPrefix: "fleet",
      redis: { host, port, protocol },
      closeTimeoutMs: 1000,
      ...options,
    });
    const events: CacheEvent[] = [];
    cache.on((event) => events.push(event));
    this.#caches.push(cache);
    await cache.connect();
    return { cache, events };
  }

  async close(): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.close()));
    await this.server[Symbol.asyncDispose]();
  }
}

/** Waits until `condition` holds; fails with `what` after `limitMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs: number = 5000,
): Promise<void> {
  const startMs = Date.now();
  while (!(await condition())) {
    if (Date.now() - startMs > limitMs)
      throw new Error(`Still not so after ${limitMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** True once an event of this kind was told. */
export function told(events: readonly CacheEvent[], wanted: Partial<CacheEvent>): boolean {
  return events.some((event) =>
    Object.entries(wanted).every(([name, value]) => event[name as keyof CacheEvent] === value),
  );
}
