// How a namespace reads: keys as they stand in the store, the policy's options, what was found and how
// it is counted. The operations with values and those that load stand on it.

import type { Environment } from "@respite/resp/base";
import type { CacheBackend } from "./backend.ts";
import type { EntryEvent } from "./cache-events.ts";
import type { ReadOptions } from "./cache-types.ts";
import type { EventHub } from "./event-hub.ts";
import { unavailableError } from "./hybrid/l2-gate.ts";
import type { TieredReadOptions } from "./hybrid/hybrid-types.ts";
import { namespacePrefix } from "./key.ts";
import { EntryLog, EntryReader, type Finding, type LoadLocks } from "./loading/index.ts";
import type { OperationTimer } from "./metrics/index.ts";
import type { NamespaceSettings } from "./namespace-policy.ts";
import type { StampClock } from "./stamp.ts";
import type { TagBarriers } from "./tags/index.ts";

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

/** See the file's head. */
export class NamespaceReads<T> {
  /** What every key of the namespace begins with in the store. */
  readonly prefix: string;
  readonly reader: EntryReader<T>;
  readonly log: EntryLog;
  readonly #parts: NamespaceParts<T>;
  readonly #settings: NamespaceSettings<T>;
  /** How entries are read where the caller has no wishes. */
  readonly #usual: TieredReadOptions;

  constructor(parts: NamespaceParts<T>) {
    this.prefix = namespacePrefix(parts.name);
    this.#parts = parts;
    this.#settings = parts.settings;
    const { outage, tier, negativeTtlMs } = parts.settings;
    this.#usual = Object.freeze({ outage, tier, negativeTtlMs });
    const usualSource = parts.isShared ? "l2" : "l1";
    const { prefix } = this;
    this.reader = new EntryReader({ ...parts, ...parts.settings, prefix, usualSource });
    this.log = new EntryLog(parts.name, parts.entries);
  }

  /** What lies in this process; undefined = it takes `#find`, which also says what is wrong. */
  peek(key: string, options: ReadOptions | undefined, wantsStale: boolean): Finding | undefined {
    if (typeof key !== "string" || options?.signal?.aborted === true) return undefined;
    if (!this.#parts.timer.isIdle) return undefined;
    return this.reader.peek(this.prefix + key, this.reading(options), wantsStale);
  }

  /** What is found; `tags` are those it is expected to have. */
  find(key: string, options: ReadOptions | undefined, tags?: readonly string[]): Promise<Finding> {
    return this.reader.find(this.full(key), this.reading(options), tags);
  }

  /** The value of a finding, counted as a hit or a miss. */
  take(key: string, found: Finding, allowStale: boolean): T | undefined {
    const isHit = isUsable(found, allowStale);
    this.log.read(key, found, isHit);
    return isHit ? this.reader.decode(key, found) : undefined;
  }

  /** In the security tier nobody may take "not known" for "not found", unless told so. */
  assertKnown({ state, source, degraded }: Finding, options: ReadOptions | undefined): void {
    if (state !== "missing" || !degraded || source === "pending") return;
    const { tier, outage } = this.#settings;
    if (tier !== "security" || (options?.outage ?? outage) === "allow") return;
    throw unavailableError("A security entry that is not known here", undefined);
  }

  /** The key as it stands in the store. @throws {TypeError} */
  full(key: string): string {
    if (typeof key !== "string") throw new TypeError(`A key must be a string, got ${typeof key}.`);
    return this.prefix + key;
  }

  /** The policy's options and the caller's. */
  reading(options: ReadOptions | undefined): TieredReadOptions {
    if (options?.outage === undefined && options?.signal === undefined) return this.#usual;
    const { outage, tier, negativeTtlMs } = this.#settings;
    return { outage: options?.outage ?? outage, tier, negativeTtlMs, signal: options?.signal };
  }

  /** A rejection, counted. */
  rejected(error: unknown): Promise<never> {
    this.log.errors += 1;
    return Promise.reject(error);
  }

  async counted<R>(operation: string, work: () => Promise<R>): Promise<R> {
    try {
      return await this.#parts.timer.time(operation, work);
    } catch (error) {
      this.log.errors += 1;
      throw error;
    }
  }
}

/** True if a caller may be given what was found. */
export function isUsable({ state }: Finding, allowStale: boolean): boolean {
  return state === "fresh" || (allowStale && state === "stale");
}
