// A backend that stores its values in another one, transformed: encrypted or compressed. The stamp
// is decided here and stays readable below, where scripts compare stamps and tombstones have no
// value at all; so every other rule of the contract is kept by the backend below.
//
//   set(key, value) --stamp--> seal(value) --in the order of the calls--> below.set(key, sealed)
//   get(key) --> below.get(key) --> open(sealed) --> value

import type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
  ClearOptions,
  DeleteOptions,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  SetOptions,
  StampedWrite,
  WriteOutcome,
} from "./backend.ts";
import { CallOrder } from "./call-order.ts";
import { prefixOperations, touchOperation } from "./capabilities.ts";
import { CacheError } from "./errors.ts";
import type { Tier } from "./hybrid/hybrid-types.ts";
import { assertKey, incarnationKey } from "./key.ts";
import { type Stamp, StampClock } from "./stamp.ts";
import { checkTtl, isDeletingTtl } from "./ttl.ts";
import { copyBytes } from "./value.ts";

/** Where a value lies, and which write it is. */
export interface ValuePlace {
  readonly key: string;
  readonly stamp: Stamp;
}

/** What happens to values on their way down and up. */
export interface ValueTransform {
  /** What to store in the place of `value`, which is the callee's own. */
  seal(value: Uint8Array, place: ValuePlace): Promise<Uint8Array>;
  /** The value again; undefined = to be taken for a miss. */
  open(sealed: Uint8Array, place: ValuePlace, tier: Tier): Promise<Uint8Array | undefined>;
}

/** A read may say which tier its namespace is in. */
type MaybeTiered = OperationOptions & { readonly tier?: Tier | undefined };

/** See the file's head. The mark of the shared tier's life passes as it is: it is no value. */
export class TransformingBackend implements CacheBackend {
  readonly #inner: CacheBackend;
  readonly #transform: ValueTransform;
  readonly #clock: StampClock;
  readonly #order: CallOrder = new CallOrder();
  /** Entries that were found below and could not be opened, and those of them told as misses. */
  #failed = 0;
  #hidden = 0;

  /** `inner` must keep stamps; it is closed with this one. */
  constructor(inner: CacheBackend, transform: ValueTransform, clock: StampClock) {
    this.#inner = inner;
    this.#transform = transform;
    this.#clock = clock;
  }

  /** As the backend below, with the value opened. */
  async get(key: string, options?: OperationOptions): Promise<CacheEntry | undefined> {
    const entry = await this.#order.begin(() => this.#inner.get(key, options));
    return this.#open(key, entry, options);
  }

  /** As the backend below, with the value opened. */
  async getMany(
    keys: readonly string[],
    options?: OperationOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    const entries = await this.#order.begin(() => this.#inner.getMany(keys, options));
    return Promise.all(
      entries.map((entry, index) => this.#open(keys[index] as string, entry, options)),
    );
  }

  /** As the backend below, which is given the sealed value. */
  async set(key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    const sealed = this.#seal({ key, value, ...options });
    return this.#order.after(sealed, ({ value: bytes, stamp }) =>
      this.#inner.set(key, bytes, { ...options, stamp }),
    );
  }

  /** As the backend below, which is given the sealed value. */
  async setIfAbsent(key: string, value: Uint8Array, options: SetOptions = {}): Promise<boolean> {
    const sealed = this.#seal({ key, value, ...options });
    return this.#order.after(sealed, ({ value: bytes, stamp }) =>
      this.#inner.setIfAbsent(key, bytes, { ...options, stamp }),
    );
  }

  /** As the backend below, which is given the sealed values. */
  async setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]> {
    const sealed = entries.map((entry) => this.#seal(entry).catch((error: Error) => error));
    return this.#order.after(Promise.all(sealed), async (all) => {
      const good = all.filter((one): one is SetManyEntry => !(one instanceof Error));
      const outcomes = await this.#inner.setMany(good, options);
      let next = 0;
      return all.map((one) => {
        if (one instanceof Error) return one;
        next += 1;
        return outcomes[next - 1] as WriteOutcome | Error;
      });
    });
  }

  /** As the backend below, which is given the sealed value; a tombstone has none. */
  async setIfNewer(
    write: StampedWrite,
    options?: OperationOptions,
  ): Promise<"applied" | "superseded"> {
    const { key, value, ttlMs, stamp } = write;
    if (value === undefined) return this.#order.begin(() => this.#inner.setIfNewer(write, options));
    const sealed = this.#seal({ key, value, ttlMs, stamp });
    return this.#order.after(sealed, (entry) =>
      this.#inner.setIfNewer({ ...write, value: entry.value }, options),
    );
  }

  /** As the backend below. */
  delete(key: string, options?: DeleteOptions): Promise<DeleteOutcome> {
    return this.#order.begin(() => this.#inner.delete(key, options));
  }

  /** As the backend below: true also for a value that can't be opened. */
  exists(key: string, options?: OperationOptions): Promise<boolean> {
    return this.#order.begin(() => this.#inner.exists(key, options));
  }

  /** As the backend below. */
  deleteMany(keys: readonly string[], options?: DeleteOptions): Promise<(DeleteOutcome | Error)[]> {
    return this.#order.begin(() => this.#inner.deleteMany(keys, options));
  }

  /** As the backend below. */
  clear(options?: ClearOptions): Promise<void> {
    return this.#order.begin(() => this.#inner.clear(options));
  }

  /** As the backend below. @throws {CacheError} `UNSUPPORTED` if that can't. */
  clearPrefix(prefix: string, options?: ClearOptions): Promise<void> {
    return this.#order.begin(async () =>
      prefixOperations(this.#inner).clearPrefix(prefix, options),
    );
  }

  /** As the backend below. @throws {CacheError} `UNSUPPORTED` if that can't. */
  keys(prefix?: string, options?: OperationOptions): AsyncIterable<string> {
    return prefixOperations(this.#inner).keys(prefix, options);
  }

  /** As the backend below: the life of a value is no part of what is sealed. */
  touch(key: string, ttlMs: number | undefined, options?: OperationOptions): Promise<boolean> {
    return this.#order.begin(async () => touchOperation(this.#inner).touch(key, ttlMs, options));
  }

  /** As the backend below. */
  health(options?: OperationOptions): Promise<BackendHealth> {
    return this.#inner.health(options);
  }

  /** The counts below, with values that can't be opened counted as errors. */
  stats(): BackendStats {
    const below = this.#inner.stats();
    const hits = below.hits - this.#hidden;
    const misses = below.misses + this.#hidden;
    const hitRate = hits + misses === 0 ? undefined : hits / (hits + misses);
    return { ...below, hits, misses, hitRate, errors: below.errors + this.#failed };
  }

  /** Closes the backend below. */
  close(): Promise<void> {
    return this.#order.begin(() => this.#inner.close());
  }

  /** The write as the backend below is to have it. A write that deletes passes as it is. */
  async #seal(write: SetManyEntry): Promise<SetManyEntry> {
    const { key, ttlMs } = write;
    assertKey(key);
    const value = copyBytes(write.value);
    if (key === incarnationKey || isDeletingTtl(checkTtl(ttlMs))) {
      return { key, value, ttlMs, stamp: write.stamp };
    }
    const stamp = write.stamp ?? this.#clock.next();
    return { key, ttlMs, stamp, value: await this.#transform.seal(value, { key, stamp }) };
  }

  async #open(
    key: string,
    entry: CacheEntry | undefined,
    options: MaybeTiered | undefined,
  ): Promise<CacheEntry | undefined> {
    if (entry === undefined || key === incarnationKey) return entry;
    const { stamp } = entry;
    if (stamp === undefined) throw unstamped();
    this.#clock.observe(stamp);
    try {
      const value = await this.#transform.open(
        entry.value,
        { key, stamp },
        options?.tier ?? "general",
      );
      if (value !== undefined) return { ...entry, value };
    } catch (error) {
      this.#failed += 1;
      throw error;
    }
    this.#failed += 1;
    this.#hidden += 1;
    return undefined;
  }
}

function unstamped(): CacheError {
  return new CacheError(
    "UNSUPPORTED",
    'The backend below keeps no stamps, which encryption and compression need: use format "stamped".',
  );
}
