// Caches for the multi-replica tests: every scenario runs on the embedded server and, where it is
// installed, on a real one, under both protocols.

import { createCache, type Cache, type CacheEvent, type CacheOptions } from "@respite/cache";
import type { ServerUnderTest } from "../../harness/index.ts";

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
