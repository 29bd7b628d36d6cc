// What this replica knows of the security tier: revocations and used ids that it wrote or read. It
// outlives L1's evictions and invalidations, answers in an outage, and is published again when the
// shared tier comes back empty. Tombstones are kept too, so that no replica's memory revives a
// deleted entry: the stamps decide.

import { compareStamps, type Stamp } from "../stamp.ts";

/** One entry as it was last known. */
export interface LedgerEntry {
  readonly key: string;
  /** undefined = deleted. */
  readonly value: Uint8Array | undefined;
  readonly stamp: Stamp;
  /** Wall clock; undefined = never (values only). */
  readonly expiresAtMs: number | undefined;
}

/** A bounded table of security entries, the oldest forgotten first. */
export class SecurityLedger {
  readonly #maxEntries: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, LedgerEntry>();
  /** Entries forgotten for want of room. */
  forgotten = 0;

  constructor(maxEntries: number, now: () => number) {
    this.#maxEntries = maxEntries;
    this.#now = now;
  }

  /** Entries held, expired ones perhaps included. */
  get size(): number {
    return this.#entries.size;
  }

  /** Keeps an entry, unless a newer one of the key is known. */
  remember(entry: LedgerEntry): void {
    const known = this.#entries.get(entry.key);
    if (known !== undefined && compareStamps(known.stamp, entry.stamp) > 0) return;
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
    if (this.#entries.size > this.#maxEntries) this.#makeRoom();
  }

  /** The shared tier says that there is no such entry (any more). */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets every entry under a prefix. */
  forgetPrefix(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  /** What is known of a key; undefined = nothing. */
  peek(key: string): LedgerEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.#isExpired(entry)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  /** Every entry that is still alive. */
  live(): LedgerEntry[] {
    return [...this.#entries.values()].filter((entry) => !this.#isExpired(entry));
  }

  #makeRoom(): void {
    const [oldest] = this.#entries.values();
    if (oldest === undefined) return;
    this.#entries.delete(oldest.key);
    if (!this.#isExpired(oldest)) this.forgotten += 1;
  }

  #isExpired({ expiresAtMs }: LedgerEntry): boolean {
    return expiresAtMs !== undefined && expiresAtMs <= this.#now();
  }
}
