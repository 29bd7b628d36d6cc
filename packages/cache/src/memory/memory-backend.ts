// A cache in this process: the first tier of a hybrid, or all of the cache in memory mode. It keeps
// stamps and tombstones as the Redis backend does, so that both obey one contract.

import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
  DeleteOptions,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  SetOptions,
  StampedWrite,
  WriteOutcome,
} from "../backend.ts";
import { OperationCounts } from "../counters.ts";
import { CacheError, cancelledError, closedError } from "../errors.ts";
import { assertKey } from "../key.ts";
import { type Stamp, StampClock, compareStamps } from "../stamp.ts";
import { checkPositiveTtl, checkTombstoneMs, checkTtl, isDeletingTtl } from "../ttl.ts";
import { copyBytes } from "../value.ts";
import type { Held, HoldingBackend, NewHeld } from "./held.ts";
import { MemoryStore } from "./memory-store.ts";

/** Settings of a {@link MemoryBackend}. */
export interface MemoryBackendOptions {
  /** Most entries, tombstones included; 1 to 16,000,000, default 10,000. */
  maxEntries?: number | undefined;
  /** Most bytes of keys, values and bookkeeping; default 67,108,864 (64 MiB). */
  maxBytes?: number | undefined;
  /** Issues the stamps of writes that bring none; default one of the backend's own. */
  clock?: StampClock | undefined;
  /** Clocks and randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** {@link MemoryBackendOptions} completed and checked. */
export interface MemoryBackendSettings {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly clock: StampClock;
  readonly environment: Environment;
}

/**
 * What an entry takes beside its key and value: rows, index, the stamp and the bytes' own objects.
 */
const entryOverheadBytes = 280;
/** What is made of a value takes several times the room its bytes take. */
const readingBytesPerByte = 4;

/** Completes and checks the options. @throws {TypeError | RangeError} naming the option. */
export function resolveMemoryBackendOptions(
  options: MemoryBackendOptions | undefined,
): MemoryBackendSettings {
  const names = ["maxEntries", "maxBytes", "clock", "environment"];
  const reader = new OptionReader("MemoryBackend", options, names);
  const environment = resolveEnvironment(reader.object<Partial<Environment>>("environment", {}));
  return Object.freeze({
    maxEntries: reader.number("maxEntries", 10_000, { min: 1, max: 16_000_000 }),
    maxBytes: reader.number("maxBytes", 64 * 2 ** 20, { min: 1 }),
    clock: reader.object<StampClock | undefined>("clock", undefined) ?? new StampClock(environment),
    environment,
  });
}

/** A bounded cache in memory; every write's outcome is "local". */
export class MemoryBackend implements CacheBackend, HoldingBackend {
  readonly #store: MemoryStore<Held>;
  readonly #clock: StampClock;
  readonly #counts: OperationCounts = new OperationCounts();
  #closed = false;

  /** @throws {TypeError | RangeError} for a wrong option, naming it. */
  constructor(options?: MemoryBackendOptions) {
    const { clock, ...limits } = resolveMemoryBackendOptions(options);
    this.#clock = clock;
    this.#store = new MemoryStore<Held>({
      ...limits,
      sizeOf,
      // A token must not be served after its life, also after a standstill of the process.
      clockResolutionMs: 0,
    });
  }

  /** As `get`, without a promise. @throws {CacheError} `CLOSED` after close. */
  peek(key: string): CacheEntry | undefined {
    this.#assertOpen();
    assertKey(key);
    const held = this.hold(key);
    const value = held?.value;
    this.#counts.read(value !== undefined);
    if (held === undefined || value === undefined) return undefined;
    const { leftMs, stamp } = held;
    const ttlMs = leftMs === undefined ? undefined : Math.ceil(leftMs);
    return { value: copyBytes(value), ttlMs, stamp };
  }

  /** As {@link HoldingBackend}. */
  hold(key: string): Held | undefined {
    const found = this.#store.read(key);
    if (found === undefined) return undefined;
    const { value: held, ttlMs } = found;
    if (ttlMs !== undefined) held.leftMs = ttlMs;
    else if (held.leftMs !== undefined) held.leftMs = undefined;
    return held;
  }

  /** As {@link HoldingBackend}. */
  put(key: string, { value, stamp, epoch, endMs }: NewHeld, ttlMs: number | undefined): boolean {
    this.#assertOpen();
    const held = { value, stamp, epoch, endMs, leftMs: ttlMs, reading: undefined };
    const isStored = this.#store.set(key, held, ttlMs);
    if (isStored) this.#counts.sets += 1;
    else this.#counts.errors += 1;
    return isStored;
  }

  /** As {@link HoldingBackend}. */
  drop(key: string): void {
    if (this.#store.delete(key)) this.#counts.deletes += 1;
  }

  /** As {@link HoldingBackend}. */
  measure(key: string): void {
    this.#store.measure(key);
  }

  /** As {@link HoldingBackend}. */
  countRead(found: boolean): void {
    this.#counts.read(found);
  }

  /** As {@link peek}, with a promise. */
  async get(key: string, options?: OperationOptions): Promise<CacheEntry | undefined> {
    this.#start("get", options);
    return this.peek(key);
  }

  /**
   * @throws {CacheError} `TOO_LARGE` if the value alone exceeds `maxBytes`; the old value is gone
   * then.
   */
  /** As {@link CacheBackend}. @throws {CacheError} `TOO_LARGE` for a value beyond `maxBytes`. */
  async set(key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    this.#start("set", options);
    return this.#set(key, value, options);
  }

  /** @throws {RangeError} at a life of 0 and below. @throws {CacheError} as {@link set}. */
  /** As {@link CacheBackend}. */
  async setIfAbsent(key: string, value: Uint8Array, options: SetOptions = {}): Promise<boolean> {
    this.#start("setIfAbsent", options);
    checkPositiveTtl(options.ttlMs);
    assertKey(key);
    if (this.#store.peek(key)?.value !== undefined) return false;
    this.#set(key, value, options);
    return true;
  }

  /** Removes a value; with a stamp, leaves a tombstone in its place. */
  async delete(key: string, options: DeleteOptions = {}): Promise<DeleteOutcome> {
    this.#start("delete", options);
    return this.#delete(key, options);
  }

  /** True if `get` would find something; counts as no read. */
  async exists(key: string, options?: OperationOptions): Promise<boolean> {
    this.#start("exists", options);
    assertKey(key);
    return this.#store.peek(key)?.value !== undefined;
  }

  /** One entry or undefined per key, in order. */
  async getMany(
    keys: readonly string[],
    options?: OperationOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    this.#start("getMany", options);
    for (const key of keys) assertKey(key);
    return keys.map((key) => this.peek(key));
  }

  /** One outcome per entry, in order; an error stands at its own entry. */
  async setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]> {
    this.#start("setMany", options);
    return entries.map((entry) => caught(() => this.#set(entry.key, entry.value, entry)));
  }

  /** One outcome per key, in order; an error stands at its own key. */
  async deleteMany(
    keys: readonly string[],
    options: DeleteOptions = {},
  ): Promise<(DeleteOutcome | Error)[]> {
    this.#start("deleteMany", options);
    return keys.map((key) => caught(() => this.#delete(key, options)));
  }

  /** Applies a stamped write unless what is stored is as new or newer. */
  async setIfNewer(
    { key, value, ttlMs, stamp }: StampedWrite,
    options?: OperationOptions,
  ): Promise<"applied" | "superseded"> {
    this.#start("setIfNewer", options);
    checkTtl(ttlMs);
    assertKey(key);
    const stored = this.#store.peek(key)?.stamp;
    if (stored !== undefined && compareStamps(stored, stamp) >= 0) return "superseded";
    if (value === undefined || isDeletingTtl(ttlMs)) {
      const tombstoneMs = isDeletingTtl(ttlMs) ? undefined : ttlMs;
      this.#delete(key, { stamp, tombstoneMs });
    } else {
      this.#set(key, value, { ttlMs, stamp });
    }
    return "applied";
  }

  /**
   * Sets what is left of a value's life, undefined = for ever; <= 0 deletes. False = no such value.
   */
  async touch(
    key: string,
    ttlMs: number | undefined,
    options?: OperationOptions,
  ): Promise<boolean> {
    this.#start("touch", options);
    assertKey(key);
    checkTtl(ttlMs);
    const held = this.#store.peek(key);
    return held?.value !== undefined && this.#store.set(key, held, ttlMs);
  }

  /** Removes everything, tombstones too. */
  async clear(options?: OperationOptions): Promise<void> {
    this.#start("clear", options);
    this.#store.clear();
  }

  /** Removes every key that begins with `prefix`. */
  async clearPrefix(prefix: string, options?: OperationOptions): Promise<void> {
    this.#start("clear", options);
    assertKey(prefix);
    for (const key of this.#store.keys()) {
      if (key.startsWith(prefix)) this.#store.delete(key);
    }
  }

  /** The keys that begin with `prefix`, without tombstones, in no particular order. */
  async *keys(prefix: string = "", options?: OperationOptions): AsyncGenerator<string, void, void> {
    this.#start("keys", options);
    assertKey(prefix);
    for (const key of this.#store.keys()) {
      if (key.startsWith(prefix) && this.#store.peek(key)?.value !== undefined) yield key;
    }
  }

  /** Always healthy. */
  async health(options?: OperationOptions): Promise<BackendHealth> {
    this.#start("health", options);
    return { status: "healthy", latencyMs: undefined };
  }

  /** `entries` counts tombstones, and expired entries until they are found. */
  stats(): BackendStats {
    this.#counts.evictions = this.#store.evictions;
    return this.#counts.stats("memory", this.#store.size, this.#store.bytes);
  }

  /** Lets go of everything. */
  close(): Promise<void> {
    this.#closed = true;
    this.#store.clear();
    return Promise.resolve();
  }

  #set(key: string, value: Uint8Array, options: Omit<SetManyEntry, "key" | "value">): WriteOutcome {
    assertKey(key);
    const ttlMs = checkTtl(options.ttlMs);
    if (isDeletingTtl(ttlMs)) {
      this.#delete(key, { stamp: options.stamp });
      return "local";
    }
    const stamp = options.stamp ?? this.#clock.next();
    const record = { value: copyBytes(value), stamp, epoch: 0, endMs: undefined };
    if (this.put(key, record, ttlMs)) return "local";
    const text = `A value of ${value.length} bytes exceeds maxBytes of the memory cache by itself.`;
    throw new CacheError("TOO_LARGE", text);
  }

  #delete(key: string, { stamp, tombstoneMs }: DeleteOptions): DeleteOutcome {
    assertKey(key);
    const lifeMs = checkTombstoneMs(tombstoneMs);
    const existed = this.#store.peek(key)?.value !== undefined;
    if (stamp === undefined) this.#store.delete(key);
    else this.#store.set(key, tombstone(stamp, lifeMs), lifeMs);
    this.#counts.deletes += 1;
    return { existed, outcome: "local" };
  }

  #start(what: string, options: OperationOptions | undefined): void {
    this.#assertOpen();
    if (options?.signal?.aborted === true) throw cancelledError(options.signal, what);
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError("MemoryBackend");
  }
}

function tombstone(stamp: Stamp, leftMs: number): Held {
  return { value: undefined, stamp, epoch: 0, endMs: undefined, leftMs, reading: undefined };
}

function sizeOf({ value, reading }: Held, key: string): number {
  const bytes = value?.length ?? 0;
  const kept = reading === undefined ? 0 : bytes * readingBytesPerByte;
  return entryOverheadBytes + key.length + bytes + kept;
}

/** What `make` returns, or the error it throws. */
function caught<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
