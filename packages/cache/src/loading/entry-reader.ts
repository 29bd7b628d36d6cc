// Reads a namespace's entries and judges them: fresh, stale, or not there any more. What an entry
// says about itself is in its envelope; what was said about its tags, in the tags' barriers.

import type { CacheBackend, CacheEntry } from "../backend.ts";
import { DecodedValues } from "../decoded-values.ts";
import type { Lookup, LookupBackend, TieredReadOptions } from "../hybrid/hybrid-types.ts";
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
}

/** What an {@link EntryReader} needs. */
export interface EntryReaderParts<T> {
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

  constructor(parts: EntryReaderParts<T>) {
    this.#parts = parts;
  }

  /** One entry; `tags` are those it is expected to have. */
  async find(key: string, options: TieredReadOptions, tags?: readonly string[]): Promise<Finding> {
    const { barriers } = this.#parts;
    const expected = this.#hints.get(key) ?? tags;
    if (expected === undefined || expected.length === 0) {
      const found = this.#open(await this.#lookup(key, options));
      return found.envelope.tags.length === 0 ? found : this.#judge(key, found, options);
    }
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
  decode(key: string, { bytes, stamp }: Finding): T {
    const { serializer, immutable } = this.#parts;
    if (!immutable) return serializer.decode(bytes);
    const kept = this.#decoded.get(key, stamp);
    return kept ?? this.#decoded.keep(key, stamp, serializer.decode(bytes));
  }

  /** Lets go of everything. */
  clear(): void {
    this.#decoded.clear();
    this.#hints.clear();
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
    return { state, bytes, stamp, envelope, leftMs, source, degraded };
  }

  async #lookup(key: string, options: TieredReadOptions): Promise<Lookup> {
    const { backend } = this.#parts;
    const { lookup } = backend as Partial<LookupBackend>;
    if (lookup === undefined) return this.#lookupOf(await backend.get(key, options));
    return lookup.call(backend, key, options);
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
} as const;

/** What was found, and does not count any more. */
function missing({ source, degraded }: Finding): Finding {
  return { ...nothing, source, degraded };
}
