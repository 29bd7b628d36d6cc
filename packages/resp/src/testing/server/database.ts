// One numbered database: keys, values, expiry, and the order in which SCAN walks. It knows no command
// and no client; whoever must hear of changes passes `changed`.

import { ExpiryQueue } from "./expiry-queue.ts";
import { SortedSet } from "./sorted-set.ts";

/** A stored value; keys and members are binary texts, see bytes.ts. */
export type StoredValue =
  | { readonly type: "string"; readonly bytes: Uint8Array }
  | { readonly type: "hash"; readonly fields: Map<string, Uint8Array> }
  | { readonly type: "list"; readonly items: Uint8Array[] }
  | { readonly type: "set"; readonly members: Set<string> }
  | { readonly type: "zset"; readonly members: SortedSet };

/** A key's value and when it ends. */
export interface Entry {
  /** Collections are changed in place; see `touched`. */
  value: StoredValue;
  /** Milliseconds since 1970; the key lives through that millisecond, as in Redis. */
  expiresAtMs: number | undefined;
  /** Its place in SCAN's order: rises with each new key. */
  readonly serial: number;
  /** When a command last looked at it, in milliseconds since 1970; see OBJECT IDLETIME. */
  usedAtMs: number;
}

/** What a database is given. */
export interface DatabaseContext {
  /** Wall-clock time in whole milliseconds. */
  now(): number;
  /** A key was written or deleted by a command; called after the fact. */
  changed(database: Database, key: string): void;
  /** A key was deleted because its time was over. */
  expired(database: Database, key: string): void;
  /** A key's deadline may be the next one; see {@link Database.nextExpiryMs}. */
  expiryChanged(): void;
}

/** A page of SCAN. */
export interface ScanPage {
  /** 0 when the walk is over. */
  readonly cursor: number;
  /** Live keys, not yet filtered. */
  readonly keys: string[];
}

/** Keys and values of one database index. */
export class Database {
  /** What SELECT takes. */
  readonly index: number;
  readonly #context: DatabaseContext;
  readonly #entries = new Map<string, Entry>();
  readonly #expiries = new ExpiryQueue();
  /** Keys by serial; a deleted key leaves a hole until holes are many. */
  #order: { readonly serial: number; key: string | undefined }[] = [];
  #lastSerial = 0;

  constructor(index: number, context: DatabaseContext) {
    this.index = index;
    this.#context = context;
  }

  /** Keys not yet deleted, expired ones among them, as DBSIZE counts. */
  get size(): number {
    return this.#entries.size;
  }

  /** The entry, or undefined; an expired one is deleted on the way. */
  find(key: string): Entry | undefined {
    const entry = this.peek(key);
    if (entry !== undefined) entry.usedAtMs = this.#context.now();
    return entry;
  }

  /** As `find`, and not counted as a use. */
  peek(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAtMs === undefined || this.#context.now() <= entry.expiresAtMs) return entry;
    this.#remove(key);
    this.#context.expired(this, key);
    return undefined;
  }

  /** Stores a value; the deadline is replaced too. */
  set(key: string, value: StoredValue, expiresAtMs?: number): void {
    this.#put(key, value, expiresAtMs);
    this.#context.changed(this, key);
  }

  /** Tells that a value was changed in place; an empty collection is deleted. */
  touched(key: string): void {
    const value = this.#entries.get(key)?.value;
    if (value !== undefined && isEmpty(value)) this.#remove(key);
    this.#context.changed(this, key);
  }

  /** Sets or clears the deadline of a key that exists. */
  expireAt(key: string, expiresAtMs: number | undefined): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.expiresAtMs = expiresAtMs;
    this.#planExpiry(key, expiresAtMs);
    this.#context.changed(this, key);
  }

  /** True if the key was there. */
  delete(key: string): boolean {
    if (!this.#remove(key)) return false;
    this.#context.changed(this, key);
    return true;
  }

  /** Deletes everything without telling of single keys. */
  clear(): void {
    this.#entries.clear();
    this.#expiries.clear();
    this.#order = [];
  }

  /** Exchanges everything with another database; every key of both counts as changed. */
  swapWith(other: Database): void {
    const [own, theirs] = [this.#contents(), other.#contents()];
    this.clear();
    other.clear();
    for (const [key, { value, expiresAtMs }] of theirs) this.#put(key, value, expiresAtMs);
    for (const [key, { value, expiresAtMs }] of own) other.#put(key, value, expiresAtMs);
    for (const key of new Set([...own, ...theirs].map(([name]) => name))) {
      this.#context.changed(this, key);
      other.#context.changed(other, key);
    }
  }

  #contents(): readonly (readonly [key: string, entry: Entry])[] {
    return this.keys().flatMap((key) => {
      const entry = this.peek(key);
      return entry === undefined ? [] : [[key, entry] as const];
    });
  }

  /** Live keys in SCAN's order. */
  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.peek(key) !== undefined);
  }

  /** At most `count` keys from `cursor` on; a key that stays is seen once, however others come and go. */
  scan(cursor: number, count: number): ScanPage {
    const keys: string[] = [];
    // This array stays as it is: finding an expired key may compact into a new one.
    const order = this.#order;
    let at = this.#firstFrom(cursor);
    for (; at < order.length && keys.length < count; at += 1) {
      const key = order[at]?.key;
      if (key !== undefined && this.peek(key) !== undefined) keys.push(key);
    }
    return { cursor: order[at]?.serial ?? 0, keys };
  }

  /** Any live key; `random` is in [0, 1). */
  randomKey(random: () => number): string | undefined {
    const keys = this.keys();
    return keys[Math.floor(random() * keys.length)];
  }

  /** Deletes every key whose deadline has passed. */
  expireDue(): void {
    for (const key of this.#expiries.takeDue(this.#context.now())) this.peek(key);
  }

  /** The earliest deadline, or undefined; it may be of a key that is gone. */
  get nextExpiryMs(): number | undefined {
    return this.#expiries.nextMs;
  }

  #put(key: string, value: StoredValue, expiresAtMs: number | undefined): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#lastSerial += 1;
      const usedAtMs = this.#context.now();
      this.#entries.set(key, { value, expiresAtMs, serial: this.#lastSerial, usedAtMs });
      this.#order.push({ serial: this.#lastSerial, key });
    } else {
      entry.value = value;
      entry.expiresAtMs = expiresAtMs;
      entry.usedAtMs = this.#context.now();
    }
    this.#planExpiry(key, expiresAtMs);
  }

  #planExpiry(key: string, expiresAtMs: number | undefined): void {
    if (expiresAtMs === undefined) return;
    this.#expiries.add(expiresAtMs, key);
    if (this.#expiries.size > 2 * this.#entries.size + minHoles) this.#rebuildExpiries();
    this.#context.expiryChanged();
  }

  /** Drops deadlines that were replaced or whose keys are gone. */
  #rebuildExpiries(): void {
    this.#expiries.clear();
    for (const [key, { expiresAtMs }] of this.#entries) {
      if (expiresAtMs !== undefined) this.#expiries.add(expiresAtMs, key);
    }
  }

  #remove(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    const place = this.#order[this.#firstFrom(entry.serial)];
    if (place !== undefined) place.key = undefined;
    if (this.#order.length > 2 * this.#entries.size + minHoles) {
      this.#order = this.#order.filter(({ key: kept }) => kept !== undefined);
    }
    return true;
  }

  /** The first place whose serial is at least `serial`, by halving. */
  #firstFrom(serial: number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle]?.serial ?? 0) < serial) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Holes that are tolerated before anything is compacted. */
const minHoles = 64;

function isEmpty(value: StoredValue): boolean {
  if (value.type === "hash") return value.fields.size === 0;
  if (value.type === "list") return value.items.length === 0;
  return value.type !== "string" && value.members.size === 0;
}

/** The same value again, sharing nothing that is changed in place. */
export function copyOf(value: StoredValue): StoredValue {
  switch (value.type) {
    case "string":
      return value;
    case "hash":
      return { type: "hash", fields: new Map(value.fields) };
    case "list":
      return { type: "list", items: [...value.items] };
    case "set":
      return { type: "set", members: new Set(value.members) };
    default: {
      const entries = value.members.ordered.map(({ member, score }) => [member, score] as const);
      return { type: "zset", members: new SortedSet(entries) };
    }
  }
}
