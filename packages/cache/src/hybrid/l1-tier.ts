// The tier in this process, with what the hybrid must know of each entry: in which epoch of the
// invalidation channel it was filled, and whether it stands for "not found". Both travel in front
// of the value, so that any backend can be L1 and an eviction takes them along.
//
//   byte   0       1 . . . 4    5 . . .
//        +-------+-----------+----------
//        | flags | epoch     | value          flags: bit 0 = "not found" is remembered here
//        +-------+-----------+----------      epoch 0: never believed without asking
//
// L1 must apply operations in the order they were issued. Its failures cost hits, never
// correctness: what can't be removed is not believed any more.

import type { BackendStats, CacheBackend, CacheEntry } from "../backend.ts";
import type { PrefixOperations } from "../capabilities.ts";

/** What L1 holds of a key. */
export interface LocalEntry {
  /** undefined = it is remembered that there is none. */
  readonly entry: CacheEntry | undefined;
  /** Epoch of the channel when it was filled; 0 = it was down. */
  readonly epoch: number;
}

const headerBytes = 5;
const missingFlag = 1;
const noBytes = new Uint8Array(0);

/** L1 as the hybrid uses it. */
export class L1Tier {
  /** Operations that L1 failed. */
  errors = 0;
  /** Entries written. */
  writes = 0;
  readonly #backend: CacheBackend;
  readonly #onBroken: () => void;

  /**
   * `onBroken` is called when an entry could not be removed: nothing in L1 may be believed then.
   */
  constructor(backend: CacheBackend, onBroken: () => void) {
    this.#backend = backend;
    this.#onBroken = onBroken;
  }

  /** What is held of a key; undefined = nothing. */
  async get(key: string): Promise<LocalEntry | undefined> {
    try {
      return open(await this.#backend.get(key));
    } catch {
      this.errors += 1;
      return undefined;
    }
  }

  /** What is held of each key, in order. */
  async getMany(keys: readonly string[]): Promise<(LocalEntry | undefined)[]> {
    try {
      return (await this.#backend.getMany(keys)).map(open);
    } catch {
      this.errors += 1;
      return keys.map(() => undefined);
    }
  }

  /** Keeps a value; one that has no life left, or no room, is left out. */
  async fill(key: string, entry: CacheEntry, epoch: number): Promise<void> {
    const { value, ttlMs, stamp } = entry;
    if (ttlMs !== undefined && ttlMs <= 0) await this.drop(key);
    else await this.#put(key, seal(value, 0, epoch), ttlMs, stamp);
  }

  /** Remembers for a while that there is no such value. */
  async fillMissing(key: string, ttlMs: number, epoch: number): Promise<void> {
    await this.#put(key, seal(noBytes, missingFlag, epoch), ttlMs);
  }

  /** Removes what is held of a key. */
  async drop(key: string): Promise<void> {
    await this.#remove(() => this.#backend.delete(key));
  }

  /** Removes what is held under a prefix, or everything. */
  async clear(prefix?: string): Promise<void> {
    const { clearPrefix } = this.#backend as Partial<PrefixOperations>;
    await this.#remove(() => {
      if (prefix === undefined || clearPrefix === undefined) return this.#backend.clear();
      return clearPrefix.call(this.#backend, prefix);
    });
  }

  /** The backend's own figures. */
  stats(): BackendStats {
    return this.#backend.stats();
  }

  async #put(
    key: string,
    sealed: Uint8Array,
    ttlMs: number | undefined,
    stamp?: CacheEntry["stamp"],
  ): Promise<void> {
    try {
      await this.#backend.set(key, sealed, { ttlMs, stamp });
      this.writes += 1;
    } catch {
      // Too large, most likely. What was there before must not stay.
      this.errors += 1;
      await this.drop(key);
    }
  }

  async #remove(removal: () => Promise<unknown>): Promise<void> {
    try {
      await removal();
    } catch {
      this.errors += 1;
      this.#onBroken();
    }
  }
}

function seal(value: Uint8Array, flags: number, epoch: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes + value.length);
  bytes[0] = flags;
  new DataView(bytes.buffer).setUint32(1, epoch);
  bytes.set(value, headerBytes);
  return bytes;
}

function open(held: CacheEntry | undefined): LocalEntry | undefined {
  if (held === undefined || held.value.length < headerBytes) return undefined;
  const { value, ttlMs, stamp } = held;
  const epoch = new DataView(value.buffer, value.byteOffset, headerBytes).getUint32(1);
  const isMissing = ((value[0] ?? 0) & missingFlag) !== 0;
  // A copy, so that the caller's view begins its own buffer.
  const entry = isMissing ? undefined : { value: value.slice(headerBytes), ttlMs, stamp };
  return { entry, epoch };
}
