// A bounded map with S3-FIFO eviction and deadlines, for any value (Yang et al., "FIFO queues are
// all you need for cache eviction", SOSP 2023). New keys wait in a small queue; those read there
// move to the main queue, the others leave, and a ghost remembers them: a key that comes back while
// remembered goes to the main queue at once. One-hit keys thus never push out what is used.
//
//              not remembered                    read twice or more
//   set(key) ------------------> small (10 %) -------------------------> main <--.
//      |                            | else                                |      | read since
//      |                            v                                     '------'
//      '--- remembered ---> main  ghost (keys only, twice the capacity)   | else
//                                                                         v
//                                                                        gone
//
// No timer: an expired entry is dropped when it is read, when it is next to be evicted, or when the
// sweep comes by, which looks at a few slots on each write.

import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import { checkTtl, isDeletingTtl } from "../ttl.ts";
import { CoarseClock } from "./coarse-clock.ts";
import { Ghost } from "./ghost.ts";
import { createHashKey, type HashKey, hashOf, SlotIndex } from "./slot-index.ts";
import {
  createQueue,
  mainFlag,
  noSlot,
  type Slot,
  type SlotQueue,
  SlotTable,
  visitsMask,
} from "./slot-table.ts";

/** Why an entry left without being asked to. */
export type RemovalReason = "evicted" | "expired";

/** Settings of a {@link MemoryStore}. */
export interface MemoryStoreOptions<V> {
  /** Most entries; 1 to 16,000,000, default 10,000. */
  maxEntries?: number | undefined;
  /** Most bytes, as `sizeOf` counts them; default unlimited. Needs `sizeOf`. */
  maxBytes?: number | undefined;
  /** Size of an entry in bytes, a whole number; default 0. */
  sizeOf?: ((value: V, key: string) => number) | undefined;
  /** Told of each entry that was evicted or found expired; must not use the store. */
  onRemove?: ((key: string, value: V, reason: RemovalReason) => void) | undefined;
  /**
   * How often the clock is read at most, in ms; default 1. Lives are over late by so much, or by as
   * long as the process stood still. 0 reads it at each use, which costs as much as the use.
   */
  clockResolutionMs?: number | undefined;
  /** The clock for deadlines, and randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** {@link MemoryStoreOptions} completed and checked. */
export interface MemoryStoreSettings<V> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly sizeOf: (value: V, key: string) => number;
  readonly onRemove: (key: string, value: V, reason: RemovalReason) => void;
  readonly isSized: boolean;
  readonly clockResolutionMs: number;
  readonly environment: Environment;
}

/** Largest size an entry may have, in bytes. */
const maxEntryBytes = 2 ** 32 - 1;
const maxVisits = 3;
/** Reads in the small queue that make a key worth keeping. */
const promotingVisits = 2;
/** Slots the sweep looks at on each write: twice the rate at which writes can fill them. */
const sweptPerWrite = 2;

/** Completes and checks the options. @throws {TypeError | RangeError} naming the option. */
export function resolveMemoryStoreOptions<V>(
  options: MemoryStoreOptions<V> | undefined,
): MemoryStoreSettings<V> {
  const names = [
    ...["maxEntries", "maxBytes", "sizeOf", "onRemove", "clockResolutionMs", "environment"],
  ];
  const reader = new OptionReader("MemoryStore", options, names);
  const maxBytes = reader.number("maxBytes", undefined, { min: 1 });
  const sizeOf = reader.function<MemoryStoreSettings<V>["sizeOf"] | undefined>("sizeOf", undefined);
  if (maxBytes !== undefined && sizeOf === undefined) {
    throw new TypeError(
      'MemoryStore: option "maxBytes" needs "sizeOf", which says how big a value is.',
    );
  }
  return Object.freeze({
    maxEntries: reader.number("maxEntries", 10_000, { min: 1, max: 16_000_000 }),
    maxBytes: maxBytes ?? Infinity,
    sizeOf: sizeOf ?? (() => 0),
    isSized: sizeOf !== undefined,
    clockResolutionMs: reader.number("clockResolutionMs", 1),
    onRemove: reader.function<MemoryStoreSettings<V>["onRemove"]>("onRemove", () => {}),
    environment: resolveEnvironment(reader.object<Partial<Environment>>("environment", {})),
  });
}

/** A map from string to `V`, bounded by entries and bytes, with lives in milliseconds. */
export class MemoryStore<V> {
  readonly #settings: MemoryStoreSettings<V>;
  readonly #hashKey: HashKey;
  readonly #ghost: Ghost;
  readonly #clock: CoarseClock;
  #table: SlotTable<V>;
  #index: SlotIndex;
  #small: SlotQueue = createQueue();
  #main: SlotQueue = createQueue();
  /** Entries with a deadline: while there are none, nobody needs the clock. */
  #mortals = 0;
  #sweepAt = 0;
  #evictions = 0;
  #expirations = 0;

  /** @throws {TypeError | RangeError} for a wrong option, naming it. */
  constructor(options?: MemoryStoreOptions<V>) {
    this.#settings = resolveMemoryStoreOptions(options);
    const { maxEntries, isSized, environment, clockResolutionMs } = this.#settings;
    this.#table = new SlotTable(maxEntries, isSized);
    this.#index = new SlotIndex(this.#table);
    this.#clock = new CoarseClock(environment, clockResolutionMs);
    this.#hashKey = createHashKey(environment);
    this.#ghost = new Ghost(maxEntries * 2);
  }

  /** Entries held; expired ones count until they are found. */
  get size(): number {
    return this.#index.size;
  }

  /** Their size in bytes, as `sizeOf` counts it. */
  get bytes(): number {
    return this.#small.bytes + this.#main.bytes;
  }

  /** Entries that had to make room since the store was made. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Entries whose life was found to be over since the store was made. */
  get expirations(): number {
    return this.#expirations;
  }

  /** The value, noted as used. */
  get(key: string): V | undefined {
    const slot = this.#find(key);
    if (slot === noSlot) return undefined;
    this.#noteUse(slot);
    return this.#table.valueOf(slot);
  }

  /** As `get` and `ttlMs` together, with one look at the index and the clock. */
  read(key: string): { readonly value: V; readonly ttlMs: number | undefined } | undefined {
    const slot = this.#index.find(key, hashOf(key, this.#hashKey));
    if (slot === noSlot) return undefined;
    const deadline = this.#mortals === 0 ? Infinity : (this.#table.deadlines[slot] as number);
    const isMortal = deadline !== Infinity;
    const ttlMs = isMortal ? deadline - this.#clock.now() : undefined;
    if (ttlMs !== undefined && ttlMs <= 0) {
      this.#leave(slot, "expired");
      return undefined;
    }
    this.#noteUse(slot);
    return { value: this.#table.valueOf(slot) as V, ttlMs };
  }

  /** The value, without noting a use. */
  peek(key: string): V | undefined {
    const slot = this.#find(key);
    return slot === noSlot ? undefined : this.#table.valueOf(slot);
  }

  /** True if there is a live value, `undefined` included. */
  has(key: string): boolean {
    return this.#find(key) !== noSlot;
  }

  /**
   * What is left of a value's life in ms, above 0; undefined if it has no end or does not exist.
   */
  ttlMs(key: string): number | undefined {
    const deadline = this.#table.deadlines[this.#find(key)] as number;
    if (deadline === 0 || deadline === Infinity) return undefined;
    return deadline - this.#clock.now();
  }

  /**
   * Stores a value. A life of 0 and below deletes. False if the value is larger than the store may
   * be: then nothing is stored, and what was there is gone.
   *
   * @throws {RangeError} if `ttlMs` is NaN, infinite or fractional, or `sizeOf` gave no size.
   */
  set(key: string, value: V, ttlMs?: number): boolean {
    checkTtl(ttlMs);
    const bytes = checkSize(this.#settings.sizeOf(value, key));
    const fits = bytes <= Math.min(this.#settings.maxBytes, maxEntryBytes);
    if (!fits || isDeletingTtl(ttlMs)) {
      this.delete(key);
      return fits;
    }
    const isTimed = ttlMs !== undefined || this.#mortals > 0;
    const nowMs = isTimed ? this.#clock.now() : 0;
    if (this.#mortals > 0) this.#sweep(nowMs);
    const hash = hashOf(key, this.#hashKey);
    const known = this.#index.find(key, hash);
    const slot = known === noSlot ? this.#insert(key, hash, bytes) : this.#resize(known, bytes);
    this.#table.setValue(slot, value);
    this.#setDeadline(slot, ttlMs === undefined ? Infinity : nowMs + ttlMs);
    return true;
  }

  /** The size of a value has changed: it is asked anew, and others make room where they must. */
  measure(key: string): void {
    const slot = this.#find(key);
    if (slot === noSlot || !this.#settings.isSized) return;
    const bytes = checkSize(this.#settings.sizeOf(this.#table.valueOf(slot) as V, key));
    if (bytes <= Math.min(this.#settings.maxBytes, maxEntryBytes)) this.#resize(slot, bytes);
    else this.delete(key);
  }

  /** True if there was a live value. */
  delete(key: string): boolean {
    const slot = this.#find(key);
    if (slot === noSlot) return false;
    this.#remove(slot);
    return true;
  }

  /** Removes everything, and what was remembered of evictions. */
  clear(): void {
    this.#ghost.clear();
    this.#table = new SlotTable(this.#settings.maxEntries, this.#settings.isSized);
    this.#index = new SlotIndex(this.#table);
    this.#small = createQueue();
    this.#main = createQueue();
    this.#mortals = 0;
    this.#sweepAt = 0;
  }

  /** Drops all expired entries now and says how many; takes time in proportion to the entries. */
  prune(): number {
    const before = this.#expirations;
    const nowMs = this.#clock.now();
    for (let slot = 1; slot <= this.#table.used; slot += 1) this.#dropExpired(slot as Slot, nowMs);
    return this.#expirations - before;
  }

  /** The keys of live values, in no particular order; tolerates changes while it runs. */
  *keys(): Generator<string, void, void> {
    for (let slot = 1; slot <= this.#table.used; slot += 1) {
      const key = this.#table.keyOf(slot as Slot);
      if (key !== undefined && this.#find(key) !== noSlot) yield key;
    }
  }

  /** The slot of a live entry; an expired one is dropped on the way. */
  #find(key: string): Slot {
    const slot = this.#index.find(key, hashOf(key, this.#hashKey));
    if (slot === noSlot || this.#mortals === 0) return slot;
    const deadline = this.#table.deadlines[slot] as number;
    if (deadline === Infinity || deadline > this.#clock.now()) return slot;
    this.#leave(slot, "expired");
    return noSlot;
  }

  #noteUse(slot: Slot): void {
    const visits = this.#table.visits[slot] as number;
    if ((visits & visitsMask) < maxVisits) this.#table.visits[slot] = visits + 1;
  }

  #insert(key: string, hash: number, bytes: number): Slot {
    this.#makeRoom(1, bytes);
    const slot = this.#table.allocate();
    const remembered = this.#ghost.take(hash);
    this.#table.setKey(slot, key, hash);
    this.#index.add(slot);
    this.#table.setSize(slot, bytes);
    this.#table.visits[slot] = remembered ? mainFlag : 0;
    this.#table.deadlines[slot] = Infinity;
    this.#table.push(this.#queueOf(slot), slot);
    return slot;
  }

  /** Gives an entry another size. Out of its queue meanwhile, it can't be the one to make room. */
  #resize(slot: Slot, bytes: number): Slot {
    const queue = this.#queueOf(slot);
    const growth = bytes - this.#table.sizeOf(slot);
    if (this.bytes + growth <= this.#settings.maxBytes) {
      this.#table.setSize(slot, bytes);
      queue.bytes += growth;
      return slot;
    }
    this.#table.unlink(queue, slot);
    this.#makeRoom(0, bytes);
    this.#table.setSize(slot, bytes);
    this.#table.push(queue, slot);
    return slot;
  }

  #setDeadline(slot: Slot, deadline: number): void {
    const before = this.#table.deadlines[slot];
    this.#mortals += Number(deadline !== Infinity) - Number(before !== Infinity);
    this.#table.deadlines[slot] = deadline;
  }

  /** Each turn evicts an entry, moves one to the main queue or uses up a visit, so it ends. */
  #makeRoom(entries: number, bytes: number): void {
    const { maxEntries, maxBytes } = this.#settings;
    while (this.#small.length + this.#main.length > 0) {
      const full = this.#index.size + entries > maxEntries || this.bytes + bytes > maxBytes;
      if (!full) return;
      if (this.#smallIsDue()) this.#evictFromSmall();
      else this.#evictFromMain();
    }
  }

  /** True if the small queue holds its tenth, of entries or of bytes, or all there is. */
  #smallIsDue(): boolean {
    const { maxEntries, maxBytes } = this.#settings;
    if (this.#main.length === 0) return true;
    if (this.#small.length === 0) return false;
    return this.#small.length * 10 >= maxEntries || this.#small.bytes * 10 >= maxBytes;
  }

  #evictFromSmall(): void {
    const slot = this.#small.oldest;
    if (this.#isExpired(slot)) {
      this.#leave(slot, "expired");
    } else if ((this.#table.visits[slot] as number) >= promotingVisits) {
      this.#table.unlink(this.#small, slot);
      this.#table.visits[slot] = mainFlag;
      this.#table.push(this.#main, slot);
    } else {
      this.#ghost.add(this.#table.hashes[slot] as number);
      this.#leave(slot, "evicted");
    }
  }

  #evictFromMain(): void {
    const slot = this.#main.oldest;
    const visits = this.#table.visits[slot] as number;
    if (this.#isExpired(slot)) {
      this.#leave(slot, "expired");
    } else if (visits > mainFlag) {
      this.#table.visits[slot] = visits - 1;
      this.#table.unlink(this.#main, slot);
      this.#table.push(this.#main, slot);
    } else {
      this.#leave(slot, "evicted");
    }
  }

  #isExpired(slot: Slot): boolean {
    const deadline = this.#table.deadlines[slot] as number;
    return deadline !== Infinity && deadline <= this.#clock.now();
  }

  /** Looks at the next few slots and drops those that are over. */
  #sweep(nowMs: number): void {
    for (let count = 0; count < sweptPerWrite; count += 1) {
      this.#sweepAt = this.#sweepAt >= this.#table.used ? 1 : this.#sweepAt + 1;
      this.#dropExpired(this.#sweepAt as Slot, nowMs);
    }
  }

  #dropExpired(slot: Slot, nowMs: number): void {
    if (this.#table.keyOf(slot) === undefined) return;
    if ((this.#table.deadlines[slot] as number) <= nowMs) this.#leave(slot, "expired");
  }

  /** Takes an entry out because of its age or for want of room, and says so. */
  #leave(slot: Slot, reason: RemovalReason): void {
    const key = this.#table.keyOf(slot) as string;
    const value = this.#table.valueOf(slot) as V;
    if (reason === "evicted") this.#evictions += 1;
    else this.#expirations += 1;
    this.#remove(slot);
    this.#settings.onRemove(key, value, reason);
  }

  #remove(slot: Slot): void {
    this.#table.unlink(this.#queueOf(slot), slot);
    this.#index.remove(slot);
    this.#setDeadline(slot, Infinity);
    this.#table.free(slot);
  }

  #queueOf(slot: Slot): SlotQueue {
    return (this.#table.visits[slot] as number) >= mainFlag ? this.#main : this.#small;
  }
}

function checkSize(bytes: number): number {
  if (bytes >= 0 && Number.isInteger(bytes)) return bytes;
  throw new RangeError(`MemoryStore: sizeOf must give a whole number from 0 up, got ${bytes}.`);
}
