// Typed values over a backend of bytes: prefix, serializer, policy, loaders. All that is known of
// tiers and outages is passed on as options; backends that have no tiers ignore them.

import type { CacheEntry, CacheBackend, DeleteOutcome, WriteOutcome } from "./backend.ts";
import type {
  LoadOptions,
  Namespace,
  NamespaceSetOptions,
  NamespaceStats,
  ReadOptions,
  ValueWithMeta,
  WriteOptions,
} from "./cache-types.ts";
import { prefixOperations, touchOperation } from "./capabilities.ts";
import { DecodedValues } from "./decoded-values.ts";
import { isCacheError } from "./errors.ts";
import type {
  Lookup,
  LookupBackend,
  TieredDeleteOptions,
  TieredReadOptions,
  TieredSetOptions,
} from "./hybrid/hybrid-types.ts";
import { namespacePrefix } from "./key.ts";
import type { OperationTimer } from "./metrics/index.ts";
import type { NamespaceSettings } from "./namespace-policy.ts";
import type { Stamp, StampClock } from "./stamp.ts";
import { untilAborted } from "./waiting.ts";

/** What a namespace stands on. */
export interface NamespaceParts<T> {
  readonly name: string;
  readonly backend: CacheBackend;
  readonly settings: NamespaceSettings<T>;
  readonly clock: StampClock;
  /** True where deletes leave a tombstone, so that a late load can't undo them. */
  readonly stampedDeletes: boolean;
  /** Times the operations. */
  readonly timer: OperationTimer;
}

/** A load that callers can join. */
class Loading<T> {
  value: Promise<T> | undefined;
  /** False once the key was written here after the load began. */
  current = true;
}

type Outcomes<T> = Promise<(T | Error)[]>;

/** See {@link Namespace}. */
export class NamespaceView<T> implements Namespace<T> {
  readonly name: string;
  readonly #prefix: string;
  readonly #parts: NamespaceParts<T>;
  readonly #settings: NamespaceSettings<T>;
  readonly #decoded = new DecodedValues<T>();
  readonly #loads = new Map<string, Loading<T>>();
  readonly #counts = { hits: 0, misses: 0, sets: 0, deletes: 0, errors: 0 };

  constructor(parts: NamespaceParts<T>) {
    this.name = parts.name;
    this.#prefix = namespacePrefix(parts.name);
    this.#parts = parts;
    this.#settings = parts.settings;
  }

  async get(key: string, options?: ReadOptions): Promise<T | undefined> {
    return this.#counted("get", async () => {
      const entry = await this.#parts.backend.get(this.#full(key), this.#reading(options));
      return this.#read(key, entry);
    });
  }

  async getWithMeta(key: string, options?: ReadOptions): Promise<ValueWithMeta<T>> {
    return this.#counted("getWithMeta", async () => {
      const { entry, source, degraded } = await this.#lookup(key, options);
      return { value: this.#read(key, entry), source, degraded, ttlMs: entry?.ttlMs };
    });
  }

  async set(key: string, value: T, options: NamespaceSetOptions = {}): Promise<WriteOutcome> {
    return this.#counted("set", async () => {
      const bytes = this.#settings.serializer.encode(value);
      this.#changed(key);
      this.#counts.sets += 1;
      return this.#parts.backend.set(this.#full(key), bytes, this.#setting(options));
    });
  }

  async setIfAbsent(key: string, value: T, options: NamespaceSetOptions = {}): Promise<boolean> {
    return this.#counted("setIfAbsent", async () => {
      const bytes = this.#settings.serializer.encode(value);
      this.#counts.sets += 1;
      return this.#parts.backend.setIfAbsent(this.#full(key), bytes, this.#setting(options));
    });
  }

  async delete(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    return this.#counted("delete", async () => {
      this.#changed(key);
      this.#counts.deletes += 1;
      return this.#parts.backend.delete(this.#full(key), this.#deleting(options));
    });
  }

  async has(key: string, options?: ReadOptions): Promise<boolean> {
    return this.#counted("has", () =>
      this.#parts.backend.exists(this.#full(key), this.#reading(options)),
    );
  }

  async getOrLoad(
    key: string,
    load: (key: string) => T | Promise<T>,
    options: LoadOptions = {},
  ): Promise<T> {
    const found = await this.#counted("getOrLoad", async () => {
      const { entry } = await this.#lookup(key, options);
      return this.#read(key, entry);
    });
    if (found !== undefined) return found;
    const loading = this.#loads.get(key)?.value ?? this.#startLoad(key, load, options);
    return untilAborted(loading, options.signal, "getOrLoad");
  }

  async getMany(keys: readonly string[], options?: ReadOptions): Promise<(T | undefined)[]> {
    return this.#counted("getMany", async () => {
      const full = keys.map((key) => this.#full(key));
      const entries = await this.#parts.backend.getMany(full, this.#reading(options));
      return entries.map((entry, index) => this.#read(keys[index] ?? "", entry));
    });
  }

  setMany(
    entries: readonly (readonly [key: string, value: T])[],
    options?: NamespaceSetOptions,
  ): Outcomes<WriteOutcome> {
    return each(entries, ([key, value]) => this.set(key, value, options));
  }

  deleteMany(keys: readonly string[], options?: WriteOptions): Outcomes<DeleteOutcome> {
    return each(keys, (key) => this.delete(key, options));
  }

  async touch(key: string, ttlMs?: number, options: WriteOptions = {}): Promise<boolean> {
    return this.#counted("touch", async () => {
      const { backend } = this.#parts;
      const lifeMs = ttlMs ?? this.#settings.ttlMs;
      const { signal } = options;
      return touchOperation(backend).touch(this.#full(key), lifeMs, { signal });
    });
  }

  async clear(options: { signal?: ReadOptions["signal"] } = {}): Promise<void> {
    return this.#counted("clear", async () => {
      for (const load of this.#loads.values()) load.current = false;
      this.#loads.clear();
      await prefixOperations(this.#parts.backend).clearPrefix(this.#prefix, options);
      this.#decoded.clear();
    });
  }

  async *keys(
    options: { signal?: ReadOptions["signal"] } = {},
  ): AsyncGenerator<string, void, void> {
    const backend = prefixOperations(this.#parts.backend);
    for await (const key of backend.keys(this.#prefix, options)) {
      yield key.slice(this.#prefix.length);
    }
  }

  /** Reads and writes so far. */
  stats(): NamespaceStats {
    return { ...this.#counts };
  }

  #full(key: string): string {
    if (typeof key !== "string") throw new TypeError(`A key must be a string, got ${typeof key}.`);
    return this.#prefix + key;
  }

  async #lookup(key: string, options: ReadOptions | undefined): Promise<Lookup> {
    const { backend } = this.#parts;
    const reading = this.#reading(options);
    const { lookup } = backend as Partial<LookupBackend>;
    if (lookup !== undefined) return lookup.call(backend, this.#full(key), reading);
    const entry = await backend.get(this.#full(key), reading);
    return { entry, source: "l1", degraded: false };
  }

  #read(key: string, entry: CacheEntry | undefined): T | undefined {
    if (entry === undefined) {
      this.#counts.misses += 1;
      return undefined;
    }
    this.#counts.hits += 1;
    const { serializer, immutable } = this.#settings;
    if (!immutable) return serializer.decode(entry.value);
    const kept = this.#decoded.get(key, entry.stamp);
    return kept ?? this.#decoded.keep(key, entry.stamp, serializer.decode(entry.value));
  }

  #startLoad(key: string, load: (key: string) => T | Promise<T>, options: LoadOptions): Promise<T> {
    // Taken before the load: whatever is written while it runs is newer and stays.
    const stamp = this.#parts.clock.next();
    const loaded = new Loading<T>();
    this.#loads.set(key, loaded);
    loaded.value = this.#load(key, load, loaded, { ttlMs: options.ttlMs, stamp });
    return loaded.value;
  }

  async #load(
    key: string,
    load: (key: string) => T | Promise<T>,
    loading: Loading<T>,
    write: { readonly ttlMs: number | undefined; readonly stamp: Stamp },
  ): Promise<T> {
    try {
      const value = await load(key);
      if (loading.current && value !== undefined) await this.#store(key, value, write);
      return value;
    } finally {
      if (this.#loads.get(key) === loading) this.#loads.delete(key);
    }
  }

  /** Stores a loaded value. That it can't be stored now is no reason to keep it from the caller. */
  async #store(
    key: string,
    value: T,
    { ttlMs, stamp }: { readonly ttlMs: number | undefined; readonly stamp: Stamp },
  ): Promise<void> {
    const { serializer, tier, ttlMs: usualMs } = this.#settings;
    const bytes = serializer.encode(value);
    const write = { key: this.#full(key), value: bytes, ttlMs: ttlMs ?? usualMs, stamp };
    const options: TieredSetOptions = { tier };
    try {
      await this.#parts.backend.setIfNewer(write, options);
    } catch (error) {
      if (!isCacheError(error) || error.code === "CLOSED") throw error;
    }
  }

  /** A load that began before this write must not be joined, nor stored, any more. */
  #changed(key: string): void {
    const load = this.#loads.get(key);
    if (load === undefined) return;
    load.current = false;
    this.#loads.delete(key);
  }

  #reading(options: ReadOptions | undefined): TieredReadOptions {
    const { outage, tier, negativeTtlMs } = this.#settings;
    return { outage: options?.outage ?? outage, tier, negativeTtlMs, signal: options?.signal };
  }

  #setting({ ttlMs, ...options }: NamespaceSetOptions): TieredSetOptions {
    return { ...this.#writing(options), ttlMs: ttlMs ?? this.#settings.ttlMs };
  }

  #deleting(options: WriteOptions): TieredDeleteOptions {
    const { stampedDeletes, clock } = this.#parts;
    // Deletes are never merely queued: what is to be gone is to be gone.
    const stamp = stampedDeletes ? clock.next() : undefined;
    return { ...this.#writing(options), writes: "sync", stamp };
  }

  #writing({ signal, acceptQueued }: WriteOptions): TieredSetOptions {
    const { writes, tier, outage, acceptQueued: usual } = this.#settings;
    return { writes, tier, outage, acceptQueued: acceptQueued ?? usual, signal };
  }

  async #counted<R>(operation: string, work: () => Promise<R>): Promise<R> {
    try {
      return await this.#parts.timer.time(operation, work);
    } catch (error) {
      this.#counts.errors += 1;
      throw error;
    }
  }
}

/** One outcome per item, in order, an error at its own place. */
async function each<I, R>(items: readonly I[], work: (item: I) => Promise<R>): Outcomes<R> {
  const results = await Promise.allSettled(items.map(work));
  return results.map((result) => {
    if (result.status === "fulfilled") return result.value;
    return result.reason instanceof Error ? result.reason : new Error(String(result.reason));
  });
}
