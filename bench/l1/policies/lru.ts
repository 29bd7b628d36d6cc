// Least recently used, by the package most people take.

import { LRUCache } from "lru-cache";
import type { Policy } from "./policy.ts";

/** lru-cache. */
export const lru: Policy = (keys, capacity) => {
  const cache = new LRUCache<number, true>({ max: capacity });
  let hits = 0;
  for (const key of keys) {
    if (cache.get(key) === true) hits += 1;
    else cache.set(key, true);
  }
  return hits;
};
