// Reads a namespace's entries and judges them: fresh, stale, or not there any more. What an entry
// says about itself is in its envelope; what was said about its tags, in the tags' barriers.

import type { CacheBackend, CacheEntry } from "../backend.ts";
import { DecodedValues, frozen } from "../decoded-values.ts";
import type {
  Lookup,
  LookupBackend,
  PeekingBackend,
  TieredReadOptions,
} from "../hybrid/hybrid-types.ts";
import { asHolding, type Held } from "../memory/held.ts";
import type { Serializer } from "../serializer.ts";
import type { Stamp } from "../stamp.ts";
import type { Barriers, TagBarriers } from "../tags/index.ts";
import { type Envelope, noEnvelope, openValue } from "./envelope.ts";

/** What was found under a key. */
export interface Finding {
  /** "stale": its life is over, and it is kept for the case that there is nothing better. */
  readonly state: "fresh" | "stale" | "missing";
  /** The value's own bytes; empty if it is missing. */
  readonly bytes: Uint8Array;
  readonly stamp: Stamp | undefined;
  readonly envelope: Envelope;
  /** Freshness left in ms, negative while stale; undefined = for ever, or missing. */
  readonly leftMs: number | undefined;
  readonly source: Lookup["source"];
  readonly degraded: boolean;
  /** Where it was read without a copy: what is kept beside the record. */
  readonly reading: Reading | undefined;
}

/** What is kept beside a record of this process, for one reader of it. */
interface Reading {
  readonly owner: object;
  /** The value's own bytes: the record's, or a copy where they stand in an envelope. */
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
  /** The decoded value, frozen; only in immutable namespaces. */
  value: unknown;
  isDecoded: boolean;
}

/** What an {@link EntryReader} needs. */
export interface EntryReaderParts<T> {
  /** What every key of the namespace begins with in the store. */
  readonly prefix: string;
  readonly backend: CacheBackend;
  readonly serializer: Serializer<T>;
  readonly immutable: boolean;
  readonly barriers: TagBarriers;
  /** Where answers come from in a backend that does not tell. */
  readonly usualSource: "l1" | "l2";
}

const noBytes = new Uint8Array(0);
const noBarriers: Barriers = new Map();
/** Most keys of which it is remembered what tags they had. */
const maxHints = 1000;

/** See the file's head. */
export class EntryReader<T> {
  readonly #parts: EntryReaderParts<T>;
  readonly #decoded = new DecodedValues<T>();
  /** Tags by key as they were last seen, so that their barriers can be asked for with the entry. */
  readonly #hints = new Map<string, readonly string[]>();
  readonly #peeking: PeekingBackend | undefined;

  constructor(parts: EntryReaderParts<T>) {
    this.#parts = parts;
    this.#peeking = asPeeking(parts.backend);
  }

  /** What can be found without a wait; undefined = it takes `find`. Tags are looked up there. */
  peek(key: string, options: TieredReadOptions, wantsStale: boolean): Finding | undefined {
    const peeking = this.#peeking;
    const held = peeking?.peekHeld(key, options);
    if (peeking === undefined || held === undefined) return undefined;
    const kept = held.reading as Reading | undefined;
    const reading = kept !== undefined && kept.owner === this ? kept : this.#readingOf(held);
    const { bytes, envelope } = reading;
    if (envelope.tags.length > 0) return undefined;
    const { stamp } = held;
    const leftMs = held.leftMs === undefined ? undefined : held.leftMs - envelope.staleMs;
    const state = leftMs === undefined || leftMs > 0 ? "fresh" : "stale";
    if (state === "stale" && !wantsStale) return undefined;
    peeking.countPeek();
    const degraded = peeking.isDegraded;
    return { state, bytes, stamp, envelope, leftMs, source: "l1", degraded, reading };
  }

  /** One entry; `tags` are those it is expected to have. */
  find(key: string, options: TieredReadOptions, tags?: readonly string[]): Promise<Finding> {
    const expected = (this.#hints.size === 0 ? undefined : this.#hints.get(key)) ?? tags;
    return expected === undefined || expected.length === 0
      ? this.#findBare(key, options)
      : this.#findTagged(key, options, expected);
  }

  async #findBare(key: string, options: TieredReadOptions): Promise<Finding> {
    const found = this.#open(await this.#lookup(key, options));
    return found.envelope.tags.length === 0 ? found : this.#judge(key, found, options);
  }

  async #findTagged(
    key: string,
    options: TieredReadOptions,
    expected: readonly string[],
  ): Promise<Finding> {
    const { barriers } = this.#parts;
    // Sent in one turn, so they travel together.
    const asked = barriers.read(expected, options);
    asked.catch(() => {});
    const found = this.#open(await this.#lookup(key, options));
    return this.#judge(key, found, options, await asked);
  }

  /** One finding per key, in order. */
  async findMany(keys: readonly string[], options: TieredReadOptions): Promise<Finding[]> {
    const { barriers } = this.#parts;
    const found = (await this.#lookupMany(keys, options)).map((lookup) => this.#open(lookup));
    const tags = [...new Set(found.flatMap(({ envelope }) => envelope.tags))];
    if (tags.length === 0) return found;
    const read = await barriers.read(tags, options);
    return found.map((one) => {
      return barriers.allows(one.envelope.tags, one.stamp, read) ? one : missing(one);
    });
  }

  /** The value of a finding that is not missing; in immutable namespaces decoded once a write. */
  decode(key: string, { bytes, stamp, reading }: Finding): T {
    const { serializer, immutable } = this.#parts;
    if (reading !== undefined) return this.#decodeHeld(key, reading);
    if (!immutable) return serializer.decode(bytes);
    // Beside its record it will be kept soon enough.
    if (this.#peeking !== undefined) return frozen(serializer.decode(bytes));
    const kept = this.#decoded.get(key, stamp);
    return kept ?? this.#decoded.keep(key, stamp, serializer.decode(bytes));
  }

  /** Lets go of everything. */
  clear(): void {
    this.#decoded.clear();
    this.#hints.clear();
  }

  #readingOf(held: Held): Reading {
    const { value, envelope } = openValue(held.value as Uint8Array);
    const reading = { owner: this, bytes: value, envelope, value: undefined, isDecoded: false };
    held.reading = reading;
    return reading;
  }

  #decodeHeld(key: string, reading: Reading): T {
    if (reading.isDecoded) return reading.value as T;
    const { serializer, immutable } = this.#parts;
    // The bytes stay in the record: only who neither keeps nor changes them is given them as they are.
    const bytes = serializer.readsOnly === true ? reading.bytes : reading.bytes.slice();
    const value = serializer.decode(bytes);
    if (!immutable) return value;
    reading.value = frozen(value);
    reading.isDecoded = true;
    this.#peeking?.measure(this.#parts.prefix + key);
    return value;
  }

  async #judge(
    key: string,
    found: Finding,
    options: TieredReadOptions,
    read: Barriers = noBarriers,
  ): Promise<Finding> {
    const { barriers } = this.#parts;
    const { tags } = found.envelope;
    if (found.state === "missing" || tags.length === 0) return found;
    const isRead = tags.every((tag) => read.has(tag));
    if (!isRead) this.#hint(key, tags);
    const all = isRead ? read : await barriers.read(tags, options);
    return barriers.allows(tags, found.stamp, all) ? found : missing(found);
  }

  #hint(key: string, tags: readonly string[]): void {
    this.#hints.delete(key);
    this.#hints.set(key, tags);
    if (this.#hints.size <= maxHints) return;
    const [oldest] = this.#hints.keys();
    if (oldest !== undefined) this.#hints.delete(oldest);
  }

  #open({ entry, source, degraded }: Lookup): Finding {
    if (entry === undefined) {
      return { ...nothing, source, degraded };
    }
    const { value: bytes, envelope } = openValue(entry.value);
    const { stamp, ttlMs } = entry;
    const leftMs = ttlMs === undefined ? undefined : ttlMs - envelope.staleMs;
    const state = leftMs === undefined || leftMs > 0 ? "fresh" : "stale";
    return { state, bytes, stamp, envelope, leftMs, source, degraded, reading: undefined };
  }

  #lookup(key: string, options: TieredReadOptions): Promise<Lookup> {
    const { backend } = this.#parts;
    const { lookup } = backend as Partial<LookupBackend>;
    if (lookup !== undefined) return lookup.call(backend, key, options);
    return backend.get(key, options).then((entry) => this.#lookupOf(entry));
  }

  async #lookupMany(keys: readonly string[], options: TieredReadOptions): Promise<Lookup[]> {
    const { backend } = this.#parts;
    const { lookupMany } = backend as Partial<LookupBackend>;
    if (lookupMany !== undefined) return lookupMany.call(backend, keys, options);
    const entries = await backend.getMany(keys, options);
    return entries.map((entry) => this.#lookupOf(entry));
  }

  #lookupOf(entry: CacheEntry | undefined): Lookup {
    return { entry, source: this.#parts.usualSource, degraded: false };
  }
}

const nothing = {
  state: "missing",
  bytes: noBytes,
  stamp: undefined,
  envelope: noEnvelope,
  leftMs: undefined,
  reading: undefined,
} as const;

/** The backend as one that answers at once, if it can; our memory tier alone always can. */
function asPeeking(backend: CacheBackend): PeekingBackend | undefined {
  const { canPeek } = backend as Partial<PeekingBackend>;
  if (canPeek !== undefined) {
    return canPeek ? (backend as CacheBackend & PeekingBackend) : undefined;
  }
  const holding = asHolding(backend);
  if (holding === undefined) return undefined;
  return {
    canPeek: true,
    isDegraded: false,
    peekHeld(key) {
      const held = holding.hold(key);
      return held?.value === undefined ? undefined : held;
    },
    countPeek() {
      holding.countRead(true);
    },
    measure(key) {
      holding.measure(key);
    },
  };
}

/** What was found, and does not count any more. */
function missing({ source, degraded }: Finding): Finding {
  return { ...nothing, source, degraded };
}
