// "@respite/cache": the whole package, over Node's sockets.

import { createClient } from "@respite/resp";
import type { Cache, CacheOptions } from "./cache-types.ts";
import { createCacheWith } from "./create-cache.ts";

export * from "./core.ts";

/**
 * Makes a cache. Synchronous: nothing is connected before the first operation, or `connect()`.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong and what it was.
 */
export function createCache(options?: CacheOptions): Cache {
  return createCacheWith(createClient, options);
}
