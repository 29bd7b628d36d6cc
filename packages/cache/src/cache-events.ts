// What a cache tells its listeners: one union, so that a switch over `type` is checked to be
// complete. Keys stand only where a program needs them; log lines never repeat them, since keys may
// be secrets.

import type { LookupSource } from "./hybrid/hybrid-types.ts";

/** Where accepted writes ended: `accepted = delivered + superseded + lost + pending`. */
export interface WriteAccounting {
  /** Writes taken into the queue or the journal since the start. */
  readonly accepted: number;
  /** Written to the shared tier. */
  readonly delivered: number;
  /** Not written because a newer write of the same key took their place. */
  readonly superseded: number;
  /** Given up: refused by the shared tier, too old, or still waiting at the end of `close()`. */
  readonly lost: number;
  /** Waiting or in flight now; 0 after `close()`. */
  readonly pending: number;
}

/** Why an accepted write was given up. */
export type LossReason = "refused" | "too-old" | "closed";

/** Something a cache did or noticed. */
export type CacheEvent =
  /** `connect()` is done; `fallback` is true if the shared tier did not answer. */
  | { readonly type: "ready"; readonly mode: CacheMode; readonly fallback: boolean }
  /** The shared tier is not asked any more; `reason` is a sentence. */
  | { readonly type: "fallback"; readonly reason: string; readonly error: Error | undefined }
  /** The shared tier is asked again, everything journaled was sent. */
  | { readonly type: "recovered"; readonly fallbackMs: number }
  /** The breaker changed its state. */
  | { readonly type: "breaker"; readonly from: string; readonly to: string }
  /** The invalidation channel came up or was lost. */
  | {
      readonly type: "channel";
      readonly kind: string;
      readonly state: "up" | "down";
      /** Number of the epoch that begins with this change. */
      readonly epoch: number;
    }
  /** Another replica (or this one, by tracking) changed keys; "all" = everything was flushed. */
  | { readonly type: "invalidated"; readonly keys: readonly string[] | "all" }
  /** A replay after a fallback ended. */
  | {
      readonly type: "replayed";
      readonly delivered: number;
      readonly superseded: number;
      readonly lost: number;
    }
  /** Accepted writes were given up. */
  | {
      readonly type: "lost";
      readonly writes: number;
      readonly reason: LossReason;
      readonly error: Error | undefined;
    }
  /** A write was dropped because the queue was full (policy `onFull: "drop"`); never accepted. */
  | { readonly type: "dropped"; readonly key: string }
  /** The shared tier lost its data; ids issued before `lostAtMs` can't be checked any more. */
  | {
      readonly type: "cameBackEmpty";
      /** Wall-clock milliseconds at which the loss was noticed first. */
      readonly lostAtMs: number;
      /** Security entries this replica published again. */
      readonly republished: number;
    }
  /** An id was accepted here in an outage and by another replica as well. */
  | { readonly type: "doubleAccept"; readonly key: string }
  /** Something an operator should change. */
  | { readonly type: "warning"; readonly message: string }
  /** The background check found the cache better or worse than before. */
  | {
      readonly type: "health";
      readonly from: HealthStatus;
      readonly to: HealthStatus;
      /** Round trip of the last check in ms; undefined if it failed. */
      readonly latencyMs: number | undefined;
      readonly error: Error | undefined;
    }
  /** `close()` is done. */
  | { readonly type: "closed"; readonly report: WriteAccounting };

/**
 * "degraded": it serves, but from this process alone, or slowly; "unhealthy": it does not serve.
 */
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

/** Something that happened to one entry of a namespace; only for who asks with `onEntry`. */
export type EntryEvent =
  /** A read was answered: with a value, with one whose life is over, or without. */
  | {
      readonly type: "hit" | "staleHit" | "miss";
      readonly namespace: string;
      readonly key: string;
      /** Where the answer came from. */
      readonly source: LookupSource;
    }
  /** A value is being stored or deleted, a loader was called, or it failed. */
  | {
      readonly type: "set" | "delete" | "load" | "loadError";
      readonly namespace: string;
      readonly key: string;
    };

/** Hears of single entries; must not throw. */
export type EntryListener = (event: EntryEvent) => void;

/** Where values live: this process, Redis, or Redis with this process in front. */
export type CacheMode = "memory" | "redis" | "hybrid";

/** Hears events; must not throw (if it does, that is counted and nobody else suffers). */
export type CacheListener = (event: CacheEvent) => void;
