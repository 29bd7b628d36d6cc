// Who is measured for speed and memory: our store against a bare Map and the caches people take. All
// hold small numbers under the same strings.

import { MemoryStore } from "@respite/cache";
import { LRUCache } from "lru-cache";
import { LRUMap } from "mnemonist";
import QuickLru from "quick-lru";

export type Library = "Map" | "respite" | "lru-cache" | "mnemonist" | "quick-lru";

/** What all of them can do. */
export interface Store {
  get(key: string): number | undefined;
  set(key: string, value: number): unknown;
}

/** One way to keep entries. */
export interface Contender {
  readonly library: Library;
  /** What the row is called. */
  readonly name: string;
  /** False for what would grow without end. */
  readonly isBounded: boolean;
  make(maxEntries: number): Store;
}

const ttlMs = 3_600_000;

/** Every row of the table. */
export const contenders: readonly Contender[] = [
  { library: "Map", name: "no bound", isBounded: false, make: () => new Map<string, number>() },
  {
    library: "respite",
    name: "MemoryStore",
    isBounded: true,
    make: (maxEntries) => new MemoryStore<number>({ maxEntries }),
  },
  {
    library: "respite",
    name: "MemoryStore, TTL",
    isBounded: true,
    make: (maxEntries) => {
      const store = new MemoryStore<number>({ maxEntries });
      return {
        get: (key) => store.get(key),
        set: (key, value) => store.set(key, value, ttlMs),
      };
    },
  },
  {
    library: "lru-cache",
    name: "LRUCache",
    isBounded: true,
    make: (max) => new LRUCache<string, number>({ max }),
  },
  {
    library: "lru-cache",
    name: "LRUCache, TTL",
    isBounded: true,
    make: (max) => new LRUCache<string, number>({ max, ttl: ttlMs }),
  },
  {
    library: "mnemonist",
    name: "LRUMap",
    isBounded: true,
    make: (max) => new LRUMap<string, number>(max),
  },
  {
    library: "quick-lru",
    name: "QuickLRU",
    isBounded: true,
    // It keeps up to twice as many.
    make: (maxSize) => new QuickLru<string, number>({ maxSize }),
  },
];
