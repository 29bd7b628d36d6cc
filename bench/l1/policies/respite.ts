// Ours: the published store, not a model of it.

import { MemoryStore } from "@respite/cache";
import type { Policy } from "./policy.ts";

/** The key of the store's hash is the same in every run. */
const fixed = {
  random: () => 0.5,
  crypto: {
    getRandomValues<A extends Uint8Array | Uint32Array>(words: A): A {
      words.fill(0x1234_5679);
      return words;
    },
  },
};

/** MemoryStore of `@respite/cache`. */
export const respite: Policy = (keys, capacity) => {
  const store = new MemoryStore<true>({
    maxEntries: capacity,
    environment: fixed,
  });
  let hits = 0;
  for (const key of keys) {
    const name = `k${key}`;
    if (store.get(name) === true) hits += 1;
    else store.set(name, true);
  }
  return hits;
};
