// Typed values over a backend of bytes: prefix, serializer, policy, tags, loaders. All that is known
// of tiers and outages is passed on as options; backends that have no tiers ignore them.

import type { Environment } from "@respite/resp/base";
import type { CacheBackend, DeleteOutcome, SetManyEntry, WriteOutcome } from "./backend.ts";
import type { EntryEvent } from "./cache-events.ts";
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
import { isCacheError } from "./errors.ts";
import type { EventHub } from "./event-hub.ts";
import { unavailableError } from "./hybrid/l2-gate.ts";
import type {
  LookupBackend,
  TieredDeleteOptions,
  TieredReadOptions,
  TieredSetOptions,
} from "./hybrid/hybrid-types.ts";
import { namespacePrefix } from "./key.ts";
import {
  checkTags,
  EntryLog,
  EntryReader,
  FailedLoads,
  type Finding,
  type Flight,
  isRefreshDue,
  type Load,
  type LoadLocks,
  Loads,
  SharedAnswers,
  ValueSealer,
} from "./loading/index.ts";
import type { OperationTimer } from "./metrics/index.ts";
import type { NamespaceSettings } from "./namespace-policy.ts";
import { type Stamp, type StampClock, compareStamps } from "./stamp.ts";
import type { TagBarriers } from "./tags/index.ts";
import { isDeletingTtl } from "./ttl.ts";

/** What a namespace stands on. */
export interface NamespaceParts<T> {
  readonly name: string;
  readonly backend: CacheBackend;
  readonly settings: NamespaceSettings<T>;
  readonly clock: StampClock;
  readonly environment: Environment;
  /** True where other processes see the values: deletes then leave a tombstone. */
  readonly isShared: boolean;
  readonly barriers: TagBarriers;
  /** undefined = this process loads alone. */
  readonly locks: LoadLocks | undefined;
  /** Times the operations. */
  readonly timer: OperationTimer;
  /** Tells of single reads and writes. */
  readonly entries: EventHub<EntryEvent>;
}

const noOptions: LoadOptions = Object.freeze({});

/** See {@link Namespace}. */
export class NamespaceView<T> implements Namespace<T> {
  readonly name: string;
  readonly #prefix: string;
  readonly #parts: NamespaceParts<T>;
  readonly #settings: NamespaceSettings<T>;
  readonly #reader: EntryReader<T>;
  readonly #failed: FailedLoads;
  readonly #loads: Loads<T>;
  readonly #answers: SharedAnswers<T>;
  readonly #sealer: ValueSealer<T>;
  readonly #log: EntryLog;
  /** How entries are read where the caller has no wishes. */
  readonly #usual: TieredReadOptions;

  constructor(parts: NamespaceParts<T>) {
    this.name = parts.name;
    this.#prefix = namespacePrefix(parts.name);
    this.#parts = parts;
    this.#settings = parts.settings;
    const { outage, tier, negativeTtlMs } = parts.settings;
    this.#usual = Object.freeze({ outage, tier, negativeTtlMs });
    this.#reader = new EntryReader({
      ...parts,
      ...parts.settings,
      usualSource: parts.isShared ? "l2" : "l1",
    });
    this.#sealer = new ValueSealer({
      ...parts.settings,
      maxTaggedMs: parts.barriers.maxLifeMs,
      random: parts.environment.random,
    });
    this.#failed = new FailedLoads(parts.settings.negativeTtlMs, parts.environment);
    this.#log = new EntryLog(parts.name, parts.entries);
    this.#loads = this.#makeLoads();
    this.#answers = this.#makeAnswers();
  }

  get(key: string, options?: ReadOptions): Promise<T | undefined> {
    // What lies in this process is answered without a wait or a closure: bench/peers/cache shows
    // what each of them costs.
    try {
      const found = this.#peek(key, options, true);
      if (found !== undefined) {
        return Promise.resolve(this.#take(key, found, options?.allowStale === true));
      }
    } catch (error) {
      return this.#rejected(error);
    }
    return this.#counted("get", async () => {
      const found = await this.#find(key, options);
      this.#assertKnown(found, options);
      return this.#take(key, found, options?.allowStale === true);
    });
  }

  async getWithMeta(key: string, options?: ReadOptions): Promise<ValueWithMeta<T>> {
    return this.#counted("getWithMeta", async () => {
      const found = await this.#find(key, options);
      const { source, degraded, state, leftMs } = found;
      const value = this.#take(key, found, options?.allowStale === true);
      const ttlMs = value === undefined || leftMs === undefined ? undefined : Math.max(leftMs, 0);
      return { value, source, degraded, ttlMs, stale: state === "stale" };
    });
  }

  async set(key: string, value: T, options: NamespaceSetOptions = {}): Promise<WriteOutcome> {
    return this.#counted("set", async () => {
      const { bytes, ttlMs } = this.#sealer.seal(value, options);
      this.#changed("set", key);
      return this.#parts.backend.set(this.#full(key), bytes, this.#writing(options, ttlMs));
    });
  }

  async setIfAbsent(key: string, value: T, options: NamespaceSetOptions = {}): Promise<boolean> {
    return this.#counted("setIfAbsent", async () => {
      const { bytes, ttlMs } = this.#sealer.seal(value, options);
      const full = this.#full(key);
      const writing = this.#writing(options, ttlMs);
      const done = await this.#parts.backend.setIfAbsent(full, bytes, writing);
      if (done) this.#changed("set", key);
      else this.#log.sets += 1;
      return done;
    });
  }

  async delete(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    return this.#counted("delete", async () => {
      this.#changed("delete", key);
      return this.#parts.backend.delete(this.#full(key), this.#deleting(options));
    });
  }

  has(key: string, options?: ReadOptions): Promise<boolean> {
    return this.#counted("has", async () => {
      const found = await this.#find(key, options);
      this.#assertKnown(found, options);
      return isUsable(found, options?.allowStale === true);
    });
  }

  getOrLoad(key: string, load: Loader<T>, options: LoadOptions = noOptions): Promise<T> {
    const mayShare = options.signal === undefined && this.#parts.timer.isIdle;
    if (mayShare && this.#answers.size > 0) {
      const answer = this.#answers.join(key, load, options);
      if (answer !== undefined) return answer;
    }
    try {
      const found = this.#peek(key, options, false);
      if (found !== undefined) return Promise.resolve(this.#fresh(key, found, load, options));
    } catch (error) {
      return this.#rejected(error);
    }
    if (!mayShare) return this.#getOrLoad(key, load, options);
    return this.#answers.lead(key, options, (flight) => {
      return this.#getOrLoad(key, load, options, flight);
    });
  }

  async #getOrLoad(
    key: string,
    load: Loader<T>,
    options: LoadOptions,
    flight?: Flight<T>,
  ): Promise<T> {
    const found = await this.#counted("getOrLoad", () => this.#find(key, options, options.tags));
    if (flight !== undefined) {
      flight.found = found;
      flight.isTagged = found.envelope.tags.length > 0;
    }
    if (found.state === "fresh") return this.#fresh(key, found, load, options);
    if (found.state === "stale") return this.#staleOrLoad(key, found, load, options);
    this.#log.read(key, found, false);
    if (flight === undefined) return this.#load(key, load, options);
    flight.isLoading = true;
    flight.isLoaded = true;
    return this.#load(key, load, options, flight);
  }

  async getMany(keys: readonly string[], options?: ReadOptions): Promise<(T | undefined)[]> {
    return this.#counted("getMany", async () => {
      const full = keys.map((key) => this.#full(key));
      const found = await this.#reader.findMany(full, this.#reading(options));
      for (const one of found) this.#assertKnown(one, options);
      return found.map((one, index) => {
        return this.#take(keys[index] ?? "", one, options?.allowStale === true);
      });
    });
  }

  async setMany(
    entries: readonly (readonly [key: string, value: T])[],
    options: NamespaceSetOptions = {},
  ): Promise<(WriteOutcome | Error)[]> {
    return this.#counted("setMany", async () => {
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
    return this.#counted("deleteMany", async () => {
      const full = keys.map((key) => this.#full(key));
      for (const key of keys) this.#changed("delete", key);
      return this.#errorsCounted(
        await this.#parts.backend.deleteMany(full, this.#deleting(options)),
      );
    });
  }

  async touch(key: string, ttlMs?: number, options: WriteOptions = {}): Promise<boolean> {
    return this.#counted("touch", async () => {
      const { backend } = this.#parts;
      const keptMs = this.#sealer.keptMs(ttlMs);
      const { signal } = options;
      return touchOperation(backend).touch(this.#full(key), keptMs, { signal });
    });
  }

  async expire(key: string, atMs: number, options: WriteOptions = {}): Promise<boolean> {
    return this.touch(key, checkTime(atMs) - Math.floor(this.#parts.environment.now()), options);
  }

  async invalidateTag(tag: string, options?: WriteOptions): Promise<WriteOutcome> {
    return this.#counted("invalidateTag", () => {
      return this.#parts.barriers.invalidate(checkTags([tag]), options);
    });
  }

  async clear(options: { signal?: ReadOptions["signal"] } = {}): Promise<void> {
    return this.#counted("clear", async () => {
      this.#loads.allChanged();
      this.#answers.allChanged();
      await prefixOperations(this.#parts.backend).clearPrefix(this.#prefix, options);
      this.#reader.clear();
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

  /** Reads, writes and loads so far. */
  stats(): NamespaceStats {
    const { hits, misses, sets, deletes, errors, l1Hits, l2Hits, staleHits } = this.#log;
    const { loads, loadErrors, refreshes, lockWaits } = this.#log;
    return {
      ...{ hits, misses, sets, deletes, errors, l1Hits, l2Hits, staleHits },
      ...{ loads, loadErrors, refreshes, lockWaits },
    };
  }

  #full(key: string): string {
    if (typeof key !== "string") throw new TypeError(`A key must be a string, got ${typeof key}.`);
    return this.#prefix + key;
  }

  /** What lies in this process; undefined = it takes `#find`, which also says what is wrong. */
  #peek(
    key: string,
    options: ReadOptions | undefined,
    wantsStale: boolean,
  ): Finding | undefined {
    if (typeof key !== "string" || options?.signal?.aborted === true) return undefined;
    if (!this.#parts.timer.isIdle) return undefined;
    return this.#reader.peek(this.#prefix + key, this.#reading(options), wantsStale);
  }

  #fresh(key: string, found: Finding, load: Loader<T>, options: LoadOptions): T {
    if (this.#isRefreshDue(key, found)) this.#loads.refresh(key, load, options, found.stamp);
    return this.#take(key, found, false) as T;
  }

  #find(key: string, options: ReadOptions | undefined, tags?: readonly string[]) {
    return this.#reader.find(this.#full(key), this.#reading(options), tags);
  }

  /** The value of a finding, counted as a hit or a miss. */
  #take(key: string, found: Finding, allowStale: boolean): T | undefined {
    const isHit = isUsable(found, allowStale);
    this.#log.read(key, found, isHit);
    return isHit ? this.#reader.decode(key, found) : undefined;
  }

  /** In the security tier nobody may take "not known" for "not found", unless told so. */
  #assertKnown({ state, source, degraded }: Finding, options: ReadOptions | undefined): void {
    if (state !== "missing" || !degraded || source === "pending") return;
    const { tier, outage } = this.#settings;
    if (tier !== "security" || (options?.outage ?? outage) === "allow") return;
    throw unavailableError("A security entry that is not known here", undefined);
  }

  #load(key: string, load: Loader<T>, options: LoadOptions, flight?: Flight<T>): Promise<T> {
    const failed = this.#failed.get(key);
    if (failed === undefined) return this.#loads.run(key, load, options, flight);
    // A load that found nothing says so by undefined, whatever the type says.
    if (failed.error === undefined) return Promise.resolve(undefined as T);
    return Promise.reject(failed.error);
  }

  /** A value whose life is over: at once and refreshed behind the caller, or if nothing better comes. */
  async #staleOrLoad(
    key: string,
    found: Finding,
    load: Loader<T>,
    options: LoadOptions,
  ): Promise<T> {
    const { staleWhileRevalidateMs, staleIfErrorMs, softLoadTimeoutMs } = this.#settings.load;
    const overMs = -(found.leftMs ?? 0);
    if (overMs < staleWhileRevalidateMs) {
      this.#loads.refresh(key, load, options, found.stamp);
      return this.#take(key, found, true) as T;
    }
    if (overMs >= staleIfErrorMs) {
      this.#log.read(key, found, false);
      return this.#load(key, load, options);
    }
    try {
      const limitMs = this.#failed.get(key) === undefined ? softLoadTimeoutMs : undefined;
      if (limitMs === undefined) {
        const value = await this.#load(key, load, options);
        this.#log.read(key, found, false);
        return value;
      }
      const loaded = await this.#loads.runFor(limitMs, key, load, options);
      if (loaded === undefined) return this.#take(key, found, true) as T;
      this.#log.read(key, found, false);
      return loaded.value;
    } catch (error) {
      if (isEndOfCaller(error)) throw error;
      return this.#take(key, found, true) as T;
    }
  }

  #isRefreshDue(key: string, { leftMs, envelope }: Finding): boolean {
    const { earlyRefresh } = this.#settings.load;
    if (earlyRefresh === undefined || leftMs === undefined) return false;
    const { environment, clock } = this.#parts;
    const candidate = { key, leftMs, envelope, replica: clock.replica };
    return isRefreshDue(earlyRefresh, candidate, environment.random);
  }

  #makeAnswers(): SharedAnswers<T> {
    const { backend } = this.#parts;
    const { isAsked } = backend as Partial<LookupBackend>;
    return new SharedAnswers<T>({
      immutable: this.#settings.immutable,
      fullKey: (key) => this.#prefix + key,
      isAsked: (name) => isAsked?.call(backend, name) === true,
      again: (key, load, options) => this.#getOrLoad(key, load, options),
      count: ({ key, found, isLoaded }, reads) => {
        if (found === undefined || reads === 0) return;
        this.#log.read(key, found, !isLoaded && found.state !== "missing", reads);
      },
    });
  }

  #makeLoads(): Loads<T> {
    const { clock, environment, locks, barriers } = this.#parts;
    return new Loads<T>({
      settings: this.#settings.load,
      clock,
      environment,
      locks,
      failed: this.#failed,
      log: this.#log,
      fullKey: (key) => this.#full(key),
      look: async (key, seen) => {
        const found = await this.#find(key, { outage: "local" });
        const isNews = found.state === "fresh" && !isSameWrite(found.stamp, seen);
        return isNews ? this.#reader.decode(key, found) : undefined;
      },
      store: (load, value, loadMs) => this.#store(load, value, loadMs),
      isCounting: ({ tags, stamp }) => barriers.check(tags, stamp, this.#reading({})),
    });
  }

  /** Stores a loaded value. That it can't be stored now is no reason to keep it from the caller. */
  async #store(load: Load<T>, value: T, loadMs: number): Promise<void> {
    const { ttlMs, tags, stamp } = load;
    if (stamp === undefined) return;
    const sealed = this.#sealer.seal(value, { ttlMs, tags, loadMs });
    const key = this.#full(load.key);
    const options: TieredSetOptions = { tier: this.#settings.tier };
    try {
      const write = { key, value: sealed.bytes, ttlMs: sealed.ttlMs, stamp };
      await this.#parts.backend.setIfNewer(write, options);
    } catch (error) {
      if (!isCacheError(error) || error.code === "CLOSED") throw error;
    }
  }

  #entry(key: string, value: T, options: NamespaceSetOptions): SetManyEntry {
    const { bytes, ttlMs } = this.#sealer.seal(value, options);
    const full = this.#full(key);
    this.#changed("set", key);
    const stamp = isDeletingTtl(ttlMs) ? undefined : this.#parts.clock.next();
    return { key: full, value: bytes, ttlMs, stamp };
  }

  /** What is in hand of a key is out of date: loads that run must neither be joined nor stored. */
  #changed(type: "set" | "delete", key: string): void {
    this.#log.changed(type, key);
    this.#loads.changed(key);
    this.#answers.changed(key);
  }

  #reading(options: ReadOptions | undefined): TieredReadOptions {
    if (options?.outage === undefined && options?.signal === undefined) return this.#usual;
    const { outage, tier, negativeTtlMs } = this.#settings;
    return { outage: options?.outage ?? outage, tier, negativeTtlMs, signal: options?.signal };
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
    for (const result of results) if (result instanceof Error) this.#log.errors += 1;
    return results;
  }

  #rejected(error: unknown): Promise<never> {
    this.#log.errors += 1;
    return Promise.reject(error as Error);
  }

  async #counted<R>(operation: string, work: () => Promise<R>): Promise<R> {
    try {
      return await this.#parts.timer.time(operation, work);
    } catch (error) {
      this.#log.errors += 1;
      throw error;
    }
  }
}

function isUsable({ state }: Finding, allowStale: boolean): boolean {
  return state === "fresh" || (allowStale && state === "stale");
}

function isSameWrite(stamp: Stamp | undefined, seen: Stamp | undefined): boolean {
  return stamp !== undefined && seen !== undefined && compareStamps(stamp, seen) === 0;
}

/** The caller gave up, or the cache was closed: no stale value makes up for that. */
function isEndOfCaller(error: unknown): boolean {
  return isCacheError(error) && (error.code === "ABORTED" || error.code === "CLOSED");
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
