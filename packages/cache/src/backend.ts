// The contract every cache backend keeps. Memory, Redis, hybrid and encrypted backends and any of
// your own pass the same published suite (`@respite/cache/testing`).

import type { CancelSignal } from "@respite/resp/base";
import type { Stamp } from "./stamp.ts";

/** A value as it is stored, with what is left of its life. */
export interface CacheEntry {
  /** The caller's own copy. */
  readonly value: Uint8Array;
  /** Milliseconds until it expires; undefined = it does not. */
  readonly ttlMs: number | undefined;
  /** When and by whom it was written, where the backend keeps stamps. */
  readonly stamp?: Stamp | undefined;
}

/**
 * Where a write has got to: "shared" = in the tier all replicas see; "queued" = accepted here, on
 * its way; "local" = in this process only.
 */
export type WriteOutcome = "shared" | "queued" | "local";

/** What a delete did. `existed` is undefined where nobody could tell. */
export interface DeleteOutcome {
  /** Whether there was a live value; undefined where nobody could tell. */
  readonly existed: boolean | undefined;
  /** How far the delete has got. */
  readonly outcome: WriteOutcome;
}

/** Settings every operation takes. */
export interface OperationOptions {
  /** Ends the caller's wait; never a write that was already accepted. */
  signal?: CancelSignal | undefined;
}

/** Settings of a write. */
export interface SetOptions extends OperationOptions {
  /**
   * Life in whole milliseconds; undefined = none; <= 0 deletes; NaN, infinite or fractional is a
   * RangeError.
   */
  ttlMs?: number | undefined;
  /** The write's stamp; a backend that keeps stamps makes its own where none is given. */
  stamp?: Stamp | undefined;
}

/** Settings of a delete. */
export interface DeleteOptions extends OperationOptions {
  /**
   * With a stamp the delete leaves a stamped tombstone for `tombstoneMs`, so that no older write
   * undoes it.
   */
  stamp?: Stamp | undefined;
  /** Life of the tombstone in milliseconds; default 600,000. */
  tombstoneMs?: number | undefined;
}

/** Settings of a clear. */
export interface ClearOptions extends OperationOptions {
  /**
   * Hears how many keys are gone so far: in Redis after each page of the scan, elsewhere perhaps
   * never.
   */
  onProgress?: ((removedCount: number) => void) | undefined;
}

/** One write of `setMany`. */
export interface SetManyEntry {
  /** Where to store it. */
  readonly key: string;
  /** What to store; copied. */
  readonly value: Uint8Array;
  /** Life in whole milliseconds; undefined = none; <= 0 deletes. */
  readonly ttlMs?: number | undefined;
  /** The write's stamp; made by the backend where none is given. */
  readonly stamp?: Stamp | undefined;
}

/** A write that applies only where what is stored is older; a missing value means a tombstone. */
export interface StampedWrite {
  /** Where to write. */
  readonly key: string;
  /** What to write; undefined = a tombstone. */
  readonly value: Uint8Array | undefined;
  /** Life in milliseconds of the value, or of the tombstone; undefined = for ever (values only). */
  readonly ttlMs: number | undefined;
  /** Decides against what is stored. */
  readonly stamp: Stamp;
}

/** Whether the backend can serve now. */
export interface BackendHealth {
  /** "degraded": slow, or serving from a part of itself; "unhealthy": not serving. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** Round trip of the check in milliseconds; undefined if it failed or nothing was asked. */
  readonly latencyMs: number | undefined;
  /** Why it is not healthy. */
  readonly error?: Error | undefined;
}

/** Counts since the backend was made; undefined where a backend can't tell. */
export interface BackendStats {
  /** Which backend: "memory", "redis", "hybrid" … */
  readonly type: string;
  /** Reads that found a value. */
  readonly hits: number;
  /** Reads that found none. */
  readonly misses: number;
  /** Values stored. */
  readonly sets: number;
  /** Keys deleted, whether or not they were there. */
  readonly deletes: number;
  /** Operations that failed. */
  readonly errors: number;
  /** Entries removed to stay within bounds. */
  readonly evictions: number;
  /** Entries held now. */
  readonly entries: number | undefined;
  /** Bytes held now. */
  readonly bytes: number | undefined;
  /** hits / (hits + misses); undefined before the first read. */
  readonly hitRate: number | undefined;
}

/**
 * A cache of bytes under string keys. A miss is `undefined`; an error is an error. Byte values are
 * copied in and out. Operations after `close` reject with code `CLOSED`.
 */
export interface CacheBackend {
  /** The entry; undefined = there is none. */
  get(key: string, options?: OperationOptions): Promise<CacheEntry | undefined>;
  /** Stores a value; resolves with how far it has got. */
  set(key: string, value: Uint8Array, options?: SetOptions): Promise<WriteOutcome>;
  /**
   * Stores only if nothing live is stored, atomically across replicas; a tombstone counts as
   * nothing.
   * A life of 0 or below is a RangeError here: it could keep no second caller out.
   */
  setIfAbsent(key: string, value: Uint8Array, options?: SetOptions): Promise<boolean>;
  /** Removes a value; a delete with a stamp leaves a tombstone. */
  delete(key: string, options?: DeleteOptions): Promise<DeleteOutcome>;
  /** True if there is a live value. */
  exists(key: string, options?: OperationOptions): Promise<boolean>;
  /** One result per key, in order. */
  getMany(keys: readonly string[], options?: OperationOptions): Promise<(CacheEntry | undefined)[]>;
  /** One outcome per entry, in order; an error stands at its own entry. */
  setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]>;
  /** One outcome per key, in order; an error stands at its own key. */
  deleteMany(keys: readonly string[], options?: DeleteOptions): Promise<(DeleteOutcome | Error)[]>;
  /** Applies a stamped write unless what is stored is as new or newer; atomic across replicas. */
  setIfNewer(write: StampedWrite, options?: OperationOptions): Promise<"applied" | "superseded">;
  /** Removes every key of this backend's own prefix and no other. */
  clear(options?: ClearOptions): Promise<void>;
  /** Asks whether it can serve; a tier that fails is an answer and no rejection. */
  health(options?: OperationOptions): Promise<BackendHealth>;
  /** Counts since it was made. */
  stats(): BackendStats;
  /** Releases what it owns; twice is fine. */
  close(): Promise<void>;
}
