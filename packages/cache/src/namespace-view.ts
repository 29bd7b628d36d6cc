// Typed values over a backend of bytes: prefix, serializer, policy, tags, loaders. All that is known
// of tiers and outages is passed on as options; backends that have no tiers ignore them.

import type { DeleteOutcome, SetManyEntry, WriteOutcome } from "./backend.ts";
import type {
  Loader,
  LoadOptions,
  Namespace,
  NamespaceSetOptions,
  NamespaceStats,
  ReadOptions,
  ValueWithMeta,
  WriteOptions,
} from "./cache-types.ts";
import { prefixOperations, touchOperation } from "./capabilities.ts";
import type { TieredDeleteOptions, TieredSetOptions } from "./hybrid/hybrid-types.ts";
import { checkTags, ValueSealer } from "./loading/index.ts";
import { NamespaceLoads } from "./namespace-loads.ts";
import type { NamespaceSettings } from "./namespace-policy.ts";
import { isUsable, type NamespaceParts, NamespaceReads } from "./namespace-reads.ts";
import { isDeletingTtl } from "./ttl.ts";

const noOptions: LoadOptions = Object.freeze({});

/** See {@link Namespace}. */
export class NamespaceView<T> implements Namespace<T> {
  readonly name: string;
  readonly #parts: NamespaceParts<T>;
  readonly #settings: NamespaceSettings<T>;
  readonly #reads: NamespaceReads<T>;
  readonly #loads: NamespaceLoads<T>;
  readonly #sealer: ValueSealer<T>;

  constructor(parts: NamespaceParts<T>) {
    this.name = parts.name;
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#reads = new NamespaceReads(parts);
    this.#sealer = new ValueSealer({
      ...parts.settings,
      maxTaggedMs: parts.barriers.maxLifeMs,
      random: parts.environment.random,
    });
    this.#loads = new NamespaceLoads(parts, this.#reads, this.#sealer);
  }

  get(key: string, options?: ReadOptions): Promise<T | undefined> {
    // What lies in this process is answered without a wait or a closure: bench/peers/cache shows
    // what each of them costs.
    try {
      const found = this.#reads.peek(key, options, true);
      if (found !== undefined) {
        return Promise.resolve(this.#reads.take(key, found, options?.allowStale === true));
      }
    } catch (error) {
      return this.#reads.rejected(error);
    }
    return this.#getLater(key, options);
  }

  async #getLater(key: string, options: ReadOptions | undefined): Promise<T | undefined> {
    const { timer } = this.#parts;
    const startMs = timer.start();
    try {
      const found = await this.#reads.find(key, options);
      this.#reads.assertKnown(found, options);
      const value = this.#reads.take(key, found, options?.allowStale === true);
      if (startMs !== undefined) timer.stop("get", startMs, true);
      return value;
    } catch (error) {
      this.#reads.log.errors += 1;
      if (startMs !== undefined) timer.stop("get", startMs, false);
      throw error;
    }
  }

  async getWithMeta(key: string, options?: ReadOptions): Promise<ValueWithMeta<T>> {
    return this.#reads.counted("getWithMeta", async () => {
      const found = await this.#reads.find(key, options);
      const { source, degraded, state, leftMs } = found;
      const value = this.#reads.take(key, found, options?.allowStale === true);
      const ttlMs = value === undefined || leftMs === undefined ? undefined : Math.max(leftMs, 0);
      return { value, source, degraded, ttlMs, stale: state === "stale" };
    });
  }

  async set(
    key: string,
    value: T,
    options: NamespaceSetOptions = noOptions,
  ): Promise<WriteOutcome> {
    const { timer, backend } = this.#parts;
    const startMs = timer.start();
    try {
      const { bytes, ttlMs } = this.#sealer.seal(value, options);
      this.#changed("set", key);
      const writing = this.#writing(options, ttlMs);
      const outcome = await backend.set(this.#reads.full(key), bytes, writing);
      if (startMs !== undefined) timer.stop("set", startMs, true);
      return outcome;
    } catch (error) {
      this.#reads.log.errors += 1;
      if (startMs !== undefined) timer.stop("set", startMs, false);
      throw error;
    }
  }

  async setIfAbsent(key: string, value: T, options: NamespaceSetOptions = {}): Promise<boolean> {
    return this.#reads.counted("setIfAbsent", async () => {
      const { bytes, ttlMs } = this.#sealer.seal(value, options);
      const full = this.#reads.full(key);
      const writing = this.#writing(options, ttlMs);
      const done = await this.#parts.backend.setIfAbsent(full, bytes, writing);
      if (done) this.#changed("set", key);
      else this.#reads.log.sets += 1;
      return done;
    });
  }

  async delete(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    return this.#reads.counted("delete", async () => {
      this.#changed("delete", key);
      return this.#parts.backend.delete(this.#reads.full(key), this.#deleting(options));
    });
  }

  has(key: string, options?: ReadOptions): Promise<boolean> {
    return this.#reads.counted("has", async () => {
      const found = await this.#reads.find(key, options);
      this.#reads.assertKnown(found, options);
      return isUsable(found, options?.allowStale === true);
    });
  }

  getOrLoad(key: string, load: Loader<T>, options: LoadOptions = noOptions): Promise<T> {
    return this.#loads.getOrLoad(key, load, options);
  }

  async getMany(keys: readonly string[], options?: ReadOptions): Promise<(T | undefined)[]> {
    return this.#reads.counted("getMany", async () => {
      const full = keys.map((key) => this.#reads.full(key));
      const found = await this.#reads.reader.findMany(full, this.#reads.reading(options));
      for (const one of found) this.#reads.assertKnown(one, options);
      return found.map((one, index) => {
        return this.#reads.take(keys[index] ?? "", one, options?.allowStale === true);
      });
    });
  }

  async setMany(
    entries: readonly (readonly [key: string, value: T])[],
    options: NamespaceSetOptions = {},
  ): Promise<(WriteOutcome | Error)[]> {
    return this.#reads.counted("setMany", async () => {
      const sealed = entries.map(([key, value]) => caught(() => this.#entry(key, value, options)));
      const good = sealed.filter((one): one is SetManyEntry => !(one instanceof Error));
      const writing = this.#writing(options, undefined);
      const outcomes = (await this.#parts.backend.setMany(good, writing)).values();
      return this.#errorsCounted(
        sealed.map((one) => (one instanceof Error ? one : (outcomes.next().value as WriteOutcome))),
      );
    });
  }

  async deleteMany(
    keys: readonly string[],
    options: WriteOptions = {},
  ): Promise<(DeleteOutcome | Error)[]> {
    return this.#reads.counted("deleteMany", async () => {
      const full = keys.map((key) => this.#reads.full(key));
      for (const key of keys) this.#changed("delete", key);
      return this.#errorsCounted(
        await this.#parts.backend.deleteMany(full, this.#deleting(options)),
      );
    });
  }

  async touch(key: string, ttlMs?: number, options: WriteOptions = {}): Promise<boolean> {
    return this.#reads.counted("touch", async () => {
      const { backend } = this.#parts;
      const keptMs = this.#sealer.keptMs(ttlMs);
      const { signal } = options;
      return touchOperation(backend).touch(this.#reads.full(key), keptMs, { signal });
    });
  }

  async expire(key: string, atMs: number, options: WriteOptions = {}): Promise<boolean> {
    return this.touch(key, checkTime(atMs) - Math.floor(this.#parts.environment.now()), options);
  }

  async invalidateTag(tag: string, options?: WriteOptions): Promise<WriteOutcome> {
    return this.#reads.counted("invalidateTag", () => {
      return this.#parts.barriers.invalidate(checkTags([tag]), options);
    });
  }

  async clear(options: { signal?: ReadOptions["signal"] } = {}): Promise<void> {
    return this.#reads.counted("clear", async () => {
      this.#loads.allChanged();
      await prefixOperations(this.#parts.backend).clearPrefix(this.#reads.prefix, options);
      this.#reads.reader.clear();
    });
  }

  async *keys(
    options: { signal?: ReadOptions["signal"] } = {},
  ): AsyncGenerator<string, void, void> {
    const backend = prefixOperations(this.#parts.backend);
    for await (const key of backend.keys(this.#reads.prefix, options)) {
      yield key.slice(this.#reads.prefix.length);
    }
  }

  /** Reads, writes and loads so far. */
  stats(): NamespaceStats {
    const { hits, misses, sets, deletes, errors, l1Hits, l2Hits, staleHits } = this.#reads.log;
    const { loads, loadErrors, refreshes, lockWaits } = this.#reads.log;
    return {
      ...{ hits, misses, sets, deletes, errors, l1Hits, l2Hits, staleHits },
      ...{ loads, loadErrors, refreshes, lockWaits },
    };
  }

  #entry(key: string, value: T, options: NamespaceSetOptions): SetManyEntry {
    const { bytes, ttlMs } = this.#sealer.seal(value, options);
    const full = this.#reads.full(key);
    this.#changed("set", key);
    const stamp = isDeletingTtl(ttlMs) ? undefined : this.#parts.clock.next();
    return { key: full, value: bytes, ttlMs, stamp };
  }

  /** What is in hand of a key is out of date: loads that run must neither be joined nor stored. */
  #changed(type: "set" | "delete", key: string): void {
    this.#reads.log.changed(type, key);
    this.#loads.changed(key);
  }

  #deleting(options: WriteOptions): TieredDeleteOptions {
    const { isShared, clock } = this.#parts;
    // Deletes are never merely queued: what is to be gone is to be gone.
    const stamp = isShared ? clock.next() : undefined;
    return { ...this.#writing(options, undefined), writes: "sync", stamp };
  }

  #writing({ signal, acceptQueued }: WriteOptions, ttlMs: number | undefined): TieredSetOptions {
    const { writes, tier, outage, acceptQueued: usual } = this.#settings;
    const stamp = isDeletingTtl(ttlMs) ? undefined : this.#parts.clock.next();
    return { writes, tier, outage, acceptQueued: acceptQueued ?? usual, signal, ttlMs, stamp };
  }

  #errorsCounted<R>(results: (R | Error)[]): (R | Error)[] {
    for (const result of results) if (result instanceof Error) this.#reads.log.errors += 1;
    return results;
  }
}

function checkTime(atMs: number): number {
  if (Number.isSafeInteger(atMs)) return atMs;
  throw new RangeError(`expire: a time must be whole milliseconds since 1970, got ${atMs}.`);
}

/** What `make` returns, or the error it throws. */
function caught<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
