// Ours: the published store, not a model of it.

import { MemoryStore } from "@respite/cache";
import type { Policy } from "./policy.ts";

/** MemoryStore of `@respite/cache`. */
export const respite: Policy = (keys, capacity) => {
  const store = new MemoryStore<true>({
    maxEntries: capacity,
    // The seed of the ghost's hash: the same in every run.
    environment: { random: () => 0.5 },
  });
  let hits = 0;
  for (const key of keys) {
    const name = `k${key}`;
    if (store.get(name) === true) hits += 1;
    else store.set(name, true);
  }
  return hits;
};
