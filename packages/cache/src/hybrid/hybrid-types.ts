// What a backend of two tiers takes and tells beyond the contract of every backend: per operation,
// what an outage of the shared tier may mean, and where an answer came from.

import type {
  BackendStats,
  CacheBackend,
  CacheEntry,
  DeleteOptions,
  OperationOptions,
  SetOptions,
} from "../backend.ts";
import type { WriteAccounting } from "../cache-events.ts";
import type { Held } from "../memory/held.ts";

/**
 * What happens while the shared tier can't be asked:
 *
 * - "deny": reads reject with `UNAVAILABLE`; only what was written here since is answered.
 * - "local": reads are answered from this process and marked degraded. In the security tier `get`
 *   and `exists` still reject where they would have to say "not found"; `lookup` says so instead.
 * - "allow": as "local", and a security miss is "not found".
 */
export type OutagePolicy = "deny" | "local" | "allow";

/** "sync": the promise waits for the shared tier; "async": it resolves once the write is queued. */
export type WriteMode = "sync" | "async";

/**
 * "security": entries whose absence would let somebody in (revocations, used ids). They are kept
 * beside L1 and published again if the shared tier comes back empty.
 */
export type Tier = "general" | "security";

/** Settings of a read over two tiers. */
export interface TieredReadOptions extends OperationOptions {
  /** Default: the backend's own `outage`. */
  outage?: OutagePolicy | undefined;
  /** Default "general". */
  tier?: Tier | undefined;
  /** Remember a miss in L1 for so many ms (0 = don't, the default); ended early by invalidation. */
  negativeTtlMs?: number | undefined;
  /** Believe L1 only while the invalidation channel vouches for it; default: security tier only. */
  needsChannel?: boolean | undefined;
}

/** What every kind of write over two tiers takes. */
export interface TieredWriteOptions {
  /** Default: the backend's own `writes`. */
  writes?: WriteMode | undefined;
  /**
   * A journaled write resolves with "queued" instead of rejecting with `NotSharedError`; default
   * false.
   */
  acceptQueued?: boolean | undefined;
  /** Default "general". */
  tier?: Tier | undefined;
  /**
   * For `setIfAbsent`: "local" and "allow" accept in this process while nobody else can be asked.
   */
  outage?: OutagePolicy | undefined;
}

/** Settings of a set over two tiers. */
export interface TieredSetOptions extends SetOptions, TieredWriteOptions {}

/** Settings of a delete over two tiers. */
export interface TieredDeleteOptions extends DeleteOptions, TieredWriteOptions {}

/**
 * Where an answer came from: an own write on its way, this process, the shared tier; "none" = it
 * could not be asked and nobody here knows.
 */
export type LookupSource = "pending" | "l1" | "l2" | "none";

/** The answer to a read. */
export interface Lookup {
  /** The entry; undefined = not found (or not known, if `source` is "none"). */
  readonly entry: CacheEntry | undefined;
  /** Where the answer came from. */
  readonly source: LookupSource;
  /** True if the shared tier could not be asked: the answer may be out of date. */
  readonly degraded: boolean;
}

/** A backend that tells where its answers came from. */
export interface LookupBackend extends CacheBackend {
  /** A read with its source. */
  lookup(key: string, options?: TieredReadOptions): Promise<Lookup>;
  /** One answer per key, in order. */
  lookupMany(keys: readonly string[], options?: TieredReadOptions): Promise<Lookup[]>;
  /** True while a question about the key is on its way that a `lookup` of now would join. */
  isAsked?(key: string): boolean;
}

/** A backend that can answer some reads at once, from what lies in this process. */
export interface PeekingBackend {
  /** False where the tier in this process does not show its records. */
  readonly canPeek: boolean;
  /** True while the shared tier can't be asked: what is answered may be out of date. */
  readonly isDegraded: boolean;
  /** The record that answers a read now, and has a value; undefined = the read must wait for `lookup`. */
  peekHeld(key: string, options: TieredReadOptions): Held | undefined;
  /** Counts a read that was answered by a record. */
  countPeek(): void;
  /** What is kept beside a record has changed: its size is counted anew. */
  measure(key: string): void;
}

/** A backend that bounds the lives of its local copies. */
export interface LocalLifeBackend {
  /** From now on copies of keys under `prefix` stay in L1 for at most `maxTtlMs` (> 0). */
  limitLocalLife(prefix: string, maxTtlMs: number): void;
}

/** When the shared tier last lost its data. */
export interface LossRecord {
  /** Wall-clock ms at which a loss was noticed first, by any replica; undefined = none known. */
  readonly lostAtMs: number | undefined;
}

/** Whether the shared tier is asked: yes; no; only by the recovery's own commands. */
export type Availability = "normal" | "fallback" | "recovering";

/** Figures of both tiers; `hits` is the sum of `l1Hits` and `l2Hits`. */
export interface HybridStats extends BackendStats {
  /** Always "hybrid". */
  readonly type: "hybrid";
  /** Answered by L1 or by an own pending write. */
  readonly l1Hits: number;
  /** Reads answered by the shared tier. */
  readonly l2Hits: number;
  /** Reads, `hits` + `misses`. */
  readonly requests: number;
  /** Share of reads answered here; undefined before the first. */
  readonly l1HitRate: number | undefined;
  /** Share of reads answered by the shared tier; undefined before the first. */
  readonly l2HitRate: number | undefined;
  /** Answered although the shared tier could not be asked. */
  readonly degradedReads: number;
  /** Reads and conditional writes rejected because the shared tier could not be asked. */
  readonly refusedOperations: number;
  /** Entries written to L1. */
  readonly l1Writes: number;
  /** Writes the shared tier has taken. */
  readonly l2Writes: number;
  /** Whether the shared tier is asked. */
  readonly availability: Availability;
  /** Time spent in fallback, the present one included, in ms. */
  readonly fallbackMs: number;
  /** Times a fallback began. */
  readonly fallbacks: number;
  /** The last error of the shared tier. */
  readonly lastL2Error: { readonly message: string; readonly atMs: number } | undefined;
  /** Writes waiting in the queue, and in the journal. */
  readonly queued: number;
  /** Writes in the journal. */
  readonly journaled: number;
  /** Bytes of keys and values in the journal. */
  readonly journalBytes: number;
  /** Asynchronous writes dropped because the queue was full. */
  readonly droppedWrites: number;
  /** The books of accepted writes. */
  readonly writes: WriteAccounting;
  /** Keys other replicas (or flushes: counted once) have invalidated. */
  readonly invalidations: number;
  /** The invalidation channel: its kind, whether it is up, and its epoch. */
  readonly channel: { readonly kind: string; readonly up: boolean; readonly epoch: number };
  /** Entries kept for republication. */
  readonly securityEntries: number;
  /** Times the shared tier was found empty. */
  readonly losses: number;
  /** The figures of the tier in this process. */
  readonly l1: BackendStats;
  /** The figures of the shared tier. */
  readonly l2: BackendStats;
}
