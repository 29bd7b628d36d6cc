// The tier in this process, with what the hybrid must know of each entry: in which epoch of the
// invalidation channel it was filled, and whether it stands for "not found". Our own memory tier
// keeps that beside the value and is read without a wait. In front of any other backend it travels
// with the value, so that any backend can be L1 and an eviction takes it along.
//
//   byte   0       1 . . . 4    5 . . . . 12   13 . . .
//        +-------+-----------+--------------+----------
//        | flags | epoch     | end          | value     flags: bit 0 = "not found" is remembered here
//        +-------+-----------+--------------+----------        bit 1 = `end` is there
//                                                      epoch 0: never believed without asking
//
// `end` is the monotonic time at which the shared entry ends (Infinity = never), where the copy may
// live for a shorter time only.
//
// L1 must apply operations in the order they were issued. Its failures cost hits, never
// correctness: what can't be removed is not believed any more.

import type { Environment } from "@respite/resp/base";
import type { BackendStats, CacheBackend, CacheEntry } from "../backend.ts";
import type { PrefixOperations } from "../capabilities.ts";
import { asHolding, type Held, type HoldingBackend } from "../memory/held.ts";

/** What L1 holds of a key. */
export interface LocalEntry {
  /** undefined = it is remembered that there is none. */
  readonly entry: CacheEntry | undefined;
  /** Epoch of the channel when it was filled; 0 = it was down. */
  readonly epoch: number;
}

/** What an {@link L1Tier} needs. */
export interface L1Parts {
  readonly backend: CacheBackend;
  /** Longest life of a copy in ms; undefined = the entry's own. */
  readonly maxTtlMs: number | undefined;
  readonly environment: Pick<Environment, "monotonic">;
  /** Called when an entry could not be removed: nothing in L1 may be believed then. */
  readonly onBroken: () => void;
}

const headerBytes = 5;
const endBytes = 8;
const missingFlag = 1;
const endFlag = 2;
const noBytes = new Uint8Array(0);

/** L1 as the hybrid uses it; where it is our own memory tier, nothing here waits. */
export class L1Tier {
  /** Operations that L1 failed. */
  errors = 0;
  /** Entries written. */
  writes = 0;
  readonly #parts: L1Parts;
  readonly #backend: CacheBackend;
  readonly #holding: HoldingBackend | undefined;
  readonly #limits = new Map<string, number>();

  constructor(parts: L1Parts) {
    this.#parts = parts;
    this.#backend = parts.backend;
    this.#holding = asHolding(parts.backend);
  }

  /** True if its records can be seen. */
  get holds(): boolean {
    return this.#holding !== undefined;
  }

  /** Copies of keys under a prefix that ends with ":" live for at most `maxTtlMs` from now on. */
  limit(prefix: string, maxTtlMs: number): void {
    this.#limits.set(prefix, maxTtlMs);
  }

  /** The record of a key as it lies there, uncounted; undefined = there is none, or it can't be seen. */
  hold(key: string): Held | undefined {
    const held = this.#holding?.hold(key);
    if (held?.endMs !== undefined) held.leftMs = this.#left(held.endMs);
    return held;
  }

  /** What was held has answered a read. */
  countHit(): void {
    this.#holding?.countRead(true);
  }

  /** What a reader keeps beside a record has changed. */
  measure(key: string): void {
    this.#holding?.measure(key);
  }

  /** What is held of a key; undefined = nothing. */
  get(key: string): LocalEntry | undefined | Promise<LocalEntry | undefined> {
    if (this.#holding === undefined) return this.#fetch(key);
    const held = this.hold(key);
    this.#holding.countRead(held !== undefined);
    return held === undefined ? undefined : localOf(held);
  }

  /** What is held of each key, in order. */
  async getMany(keys: readonly string[]): Promise<(LocalEntry | undefined)[]> {
    if (this.#holding !== undefined) return keys.map((key) => this.get(key) as LocalEntry);
    try {
      return (await this.#backend.getMany(keys)).map((held) => this.#open(held));
    } catch {
      this.errors += 1;
      return keys.map(() => undefined);
    }
  }

  /**
   * Keeps a copy of a value, or its own bytes where nobody else will change or keep them; one that has
   * no life left, or no room, is left out.
   */
  fill(
    key: string,
    entry: CacheEntry,
    epoch: number,
    isOwn: boolean = false,
  ): Promise<void> | undefined {
    const { ttlMs } = entry;
    if (ttlMs !== undefined && ttlMs <= 0) return this.drop(key);
    const limitMs = this.#limitOf(key);
    if (limitMs === undefined || (ttlMs !== undefined && ttlMs <= limitMs)) {
      return this.#put(key, entry, { epoch, endMs: undefined, ttlMs, isOwn });
    }
    const endMs = ttlMs === undefined ? Infinity : this.#parts.environment.monotonic() + ttlMs;
    return this.#put(key, entry, { epoch, endMs, ttlMs: limitMs, isOwn });
  }

  /** Remembers for a while that there is no such value. */
  fillMissing(key: string, ttlMs: number, epoch: number): Promise<void> | undefined {
    return this.#put(key, undefined, { epoch, endMs: undefined, ttlMs, isOwn: true });
  }

  /** Removes what is held of a key. */
  drop(key: string): Promise<void> | undefined {
    if (this.#holding === undefined) return this.#remove(() => this.#backend.delete(key));
    this.#holding.drop(key);
    return undefined;
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

  /** By the key's namespace, which can't hold a ":" itself; else the limit of all. */
  #limitOf(key: string): number | undefined {
    const { maxTtlMs } = this.#parts;
    if (this.#limits.size === 0) return maxTtlMs;
    return this.#limits.get(key.slice(0, key.indexOf(":") + 1)) ?? maxTtlMs;
  }

  #put(key: string, entry: CacheEntry | undefined, life: LocalLife): Promise<void> | undefined {
    if (this.#holding === undefined) return this.#store(key, entry, life);
    const { epoch, endMs, ttlMs, isOwn } = life;
    // What is not our own is somebody else's, or a part of all the bytes that came with it.
    const bytes = entry?.value;
    const value = bytes === undefined || isOwn ? bytes : new Uint8Array(bytes);
    try {
      const record = { value, stamp: entry?.stamp, epoch, endMs };
      if (this.#holding.put(key, record, ttlMs)) this.writes += 1;
      else this.errors += 1;
    } catch {
      this.errors += 1;
      this.#holding.drop(key);
    }
    return undefined;
  }

  async #fetch(key: string): Promise<LocalEntry | undefined> {
    try {
      return this.#open(await this.#backend.get(key));
    } catch {
      this.errors += 1;
      return undefined;
    }
  }

  #open(held: CacheEntry | undefined): LocalEntry | undefined {
    if (held === undefined || held.value.length < headerBytes) return undefined;
    const { value, stamp } = held;
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    const flags = view.getUint8(0);
    const epoch = view.getUint32(1);
    if ((flags & missingFlag) !== 0) return { entry: undefined, epoch };
    const hasEnd = (flags & endFlag) !== 0;
    const ttlMs = hasEnd ? this.#left(view.getFloat64(headerBytes)) : held.ttlMs;
    // A copy, so that the caller's view begins its own buffer.
    const own = value.slice(headerBytes + (hasEnd ? endBytes : 0));
    return { entry: { value: own, ttlMs, stamp }, epoch };
  }

  #left(endMs: number): number | undefined {
    if (endMs === Infinity) return undefined;
    return Math.ceil(endMs - this.#parts.environment.monotonic());
  }

  async #store(
    key: string,
    entry: CacheEntry | undefined,
    { epoch, endMs, ttlMs }: LocalLife,
  ): Promise<void> {
    const flags = (entry === undefined ? missingFlag : 0) | (endMs === undefined ? 0 : endFlag);
    const sealed = seal(entry?.value ?? noBytes, flags, epoch, endMs);
    try {
      await this.#backend.set(key, sealed, { ttlMs, stamp: entry?.stamp });
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
      this.#parts.onBroken();
    }
  }
}

/** How long, and as what, a copy is kept. */
interface LocalLife {
  readonly epoch: number;
  readonly endMs: number | undefined;
  readonly ttlMs: number | undefined;
  /** The value's bytes are ours. */
  readonly isOwn: boolean;
}

function localOf({ value, stamp, epoch, leftMs }: Held): LocalEntry {
  if (value === undefined) return { entry: undefined, epoch };
  const ttlMs = leftMs === undefined ? undefined : Math.ceil(leftMs);
  return { entry: { value: value.slice(), ttlMs, stamp }, epoch };
}

function seal(value: Uint8Array, flags: number, epoch: number, endMs?: number): Uint8Array {
  const valueAt = headerBytes + (endMs === undefined ? 0 : endBytes);
  const bytes = new Uint8Array(valueAt + value.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = flags;
  view.setUint32(1, epoch);
  if (endMs !== undefined) view.setFloat64(headerBytes, endMs);
  bytes.set(value, valueAt);
  return bytes;
}
