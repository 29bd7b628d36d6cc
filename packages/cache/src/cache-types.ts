// The public face of a cache: how it is made, what a namespace of typed values offers, what it
// tells about itself. No code, so that whoever builds on a cache depends on nothing else.

import type { BreakerStats, CircuitBreakerOptions } from "@respite/breaker";
import type { CancelSignal, Environment } from "@respite/resp/base";
import type { ClientOptions, ClientStats, CoreClient } from "@respite/resp/core";
import type { BackendStats, CacheBackend, DeleteOutcome, WriteOutcome } from "./backend.ts";
import type { CacheListener, CacheMode, EntryListener, HealthStatus } from "./cache-events.ts";
import type { JournalOptions, QueueOptions, SecurityOptions } from "./hybrid/hybrid-options.ts";
import type {
  HybridStats,
  LookupSource,
  OutagePolicy,
  Tier,
  WriteMode,
} from "./hybrid/hybrid-types.ts";
import type { InvalidationBus } from "./invalidation/invalidation-bus.ts";
import type { LoadPolicy } from "./loading/index.ts";
import type { Logger } from "./log/index.ts";
import type { OperationSource } from "./metrics/index.ts";
import type { Serializer } from "./serializer.ts";
import type { ValueOptions } from "./value-tier.ts";

/** The breaker's short form: five failures in a row, open for 60 s, unless said otherwise. */
export interface BreakerShortOptions {
  /** Failures in a row that open it; >= 1, default 5. */
  failures?: number | undefined;
  /**
   * How long it stays open at most, in ms; > 0, default 60,000. A prober usually ends it earlier.
   */
  openMs?: number | undefined;
}

/** Bounds of the tier in this process. */
export interface L1Options {
  /** Most entries; >= 1. */
  maxEntries?: number | undefined;
  /** Most bytes; > 0. */
  maxBytes?: number | undefined;
  /**
   * Longest life of a copy in L1, in ms (hybrid); >= 1, default its life in Redis. Bounds how long a
   * copy can be out of date where there is no invalidation channel.
   */
  maxTtlMs?: number | undefined;
}

/** Invalidation of many entries by tag. */
export interface TagOptions {
  /** Longest life of a tagged entry, in ms; >= 1000, default 7 days. Its barriers outlive it. */
  maxLifeMs?: number | undefined;
  /**
   * How far the clocks of replicas may differ, in ms; default 10. What another replica writes within
   * this time after an invalidation it has not heard of may count as written before it.
   */
  clockSkewMs?: number | undefined;
}

/** The check in the background. */
export interface HealthOptions {
  /** Time between two checks in ms; default 30,000; 0 = none. */
  intervalMs?: number | undefined;
}

/** How replicas learn of each other's writes. */
export interface InvalidationOptions {
  /**
   * "auto" (default): tracking where the server offers it (6.0+), else pub/sub. "none": entries
   * stay in L1 for their whole life, except in the security tier, which then always asks Redis.
   */
  kind?: "auto" | "tracking" | "pubsub" | "none" | undefined;
  /** Liveness check of the channel in ms; default 1000. */
  pingMs?: number | undefined;
}

/** How to make a cache. Everything but `mode` is optional; times are milliseconds. */
export interface CacheOptions extends ValueOptions {
  /** Where values live; default "memory". */
  mode?: CacheMode | undefined;
  /**
   * What all keys in Redis begin with; default "respite". A trailing ":" is taken as the delimiter.
   */
  keyPrefix?: string | undefined;
  /**
   * The server, or a client of your own, which the cache then never closes; default 127.0.0.1:6379.
   */
  redis?: ClientOptions | CoreClient | string | undefined;
  /** Bounds of L1, or a backend of your own as L1 (then closed with the cache). */
  l1?: L1Options | CacheBackend | undefined;
  /** The breaker before Redis; `false` only in redis mode. */
  breaker?: BreakerShortOptions | CircuitBreakerOptions | false | undefined;
  /** How replicas learn of each other's writes (hybrid). */
  invalidation?: InvalidationOptions | InvalidationBus | undefined;
  /** Writes on their way to Redis (hybrid, namespaces with `writes: "async"`). */
  queue?: QueueOptions | undefined;
  /** Writes made in an outage (hybrid). */
  journal?: JournalOptions | undefined;
  /** What is kept for the case that Redis comes back empty (hybrid). */
  security?: SecurityOptions | undefined;
  /** Invalidation by tag. */
  tags?: TagOptions | undefined;
  /** The check in the background; `false` = none. */
  health?: HealthOptions | false | undefined;
  /**
   * Longest wait for one answer of Redis before the outage policy acts (hybrid, redis); default
   * 2000.
   */
  l2TimeoutMs?: number | undefined;
  /** Most time `close()` may take to flush; default 5000. */
  closeTimeoutMs?: number | undefined;
  /** Where log lines go; default nowhere. */
  logger?: Logger | undefined;
  /** Clocks, timers, randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** How a namespace's values are kept and loaded. */
export interface NamespacePolicy<T = unknown> extends LoadPolicy {
  /** Life of a value set without its own, in ms; > 0; default for ever. */
  ttlMs?: number | undefined;
  /** "sync" (default): a write waits for the shared tier; "async": it is queued. */
  writes?: WriteMode | undefined;
  /** "security" for what lets somebody in when it is missing; default "general". */
  tier?: Tier | undefined;
  /** What an outage means; default "deny" in the security tier, else "local". */
  outage?: OutagePolicy | undefined;
  /** A journaled write is good enough; default false: it rejects with `NotSharedError`. */
  acceptQueued?: boolean | undefined;
  /**
   * Values are frozen and handed out by reference, decoded once; default false: decoded per read.
   */
  immutable?: boolean | undefined;
  /**
   * Remember for so many ms that a key is missing (in L1), and that its load failed or found nothing
   * (in this process); default 0 = don't.
   */
  negativeTtlMs?: number | undefined;
  /** Longest life of a copy in L1, in ms (hybrid); >= 1, default `l1.maxTtlMs`. */
  l1MaxTtlMs?: number | undefined;
  /** How values become bytes; default JSON. */
  serializer?: Serializer<T> | undefined;
}

/** Settings of one read. */
export interface ReadOptions {
  /** Ends the caller's wait. */
  signal?: CancelSignal | undefined;
  /** Overrides the namespace's policy for this read. */
  outage?: OutagePolicy | undefined;
  /** Answer also with a value whose life is over, if it is still kept; default false. */
  allowStale?: boolean | undefined;
}

/** Settings of one write. */
export interface WriteOptions {
  /** Ends the caller's wait; never a write that was accepted. */
  signal?: CancelSignal | undefined;
  /** Overrides the namespace's policy. */
  acceptQueued?: boolean | undefined;
}

/** Settings of one set. */
export interface NamespaceSetOptions extends WriteOptions {
  /**
   * Life in whole ms; default the namespace's; <= 0 deletes; NaN, infinite, fractional: RangeError.
   */
  ttlMs?: number | undefined;
  /** By which it can be invalidated; at most 64, each of 1 to 1024 bytes. */
  tags?: readonly string[] | undefined;
}

/** A value with what is known about the answer. */
export interface ValueWithMeta<T> {
  /** The value; undefined = not found, or with `source` "none" not known. */
  readonly value: T | undefined;
  /** Where the answer came from. */
  readonly source: LookupSource;
  /** True if the shared tier could not be asked and the answer may be out of date. */
  readonly degraded: boolean;
  /** Milliseconds until its life is over; undefined = never, or there is no value. */
  readonly ttlMs: number | undefined;
  /** True if there is a value whose life is over; it is answered only with `allowStale`. */
  readonly stale: boolean;
}

/** Settings of one `getOrLoad`. */
export interface LoadOptions extends ReadOptions {
  /** Life of the loaded value in ms; default the namespace's. */
  ttlMs?: number | undefined;
  /** Tags of the loaded value; the loader may add to them. */
  tags?: readonly string[] | undefined;
}

/** What a loader is told, and what it may say about the value it brings. */
export interface LoadContext {
  /** The key, as given. */
  readonly key: string;
  /**
   * Fires when nobody waits any more, or `loadTimeoutMs` has passed. An AbortSignal where the
   * platform has one.
   */
  readonly signal: CancelSignal;
  /** The value's tags so far. */
  readonly tags: readonly string[];
  /** The value's life in ms; > 0. */
  setTtl(ttlMs: number): void;
  /** Adds tags to the value. */
  addTags(...tags: readonly string[]): void;
  /** The value is handed out and not stored. */
  skipStore(): void;
}

/** Brings the value of a key; undefined = there is none. */
export type Loader<T> = (key: string, context: LoadContext) => T | Promise<T>;

/** Typed values under string keys, apart from every other namespace. */
export interface Namespace<T> {
  /** The namespace's name, as given. */
  readonly name: string;
  /**
   * The value; undefined = not found. @throws {CacheError} `UNAVAILABLE` as the outage policy says.
   */
  get(key: string, options?: ReadOptions): Promise<T | undefined>;
  /**
   * The value and where it came from. In an outage under "local" this never rejects for want of
   * knowledge.
   */
  getWithMeta(key: string, options?: ReadOptions): Promise<ValueWithMeta<T>>;
  /** Stores a value. @throws {NotSharedError} if it acts here but is not shared yet. */
  set(key: string, value: T, options?: NamespaceSetOptions): Promise<WriteOutcome>;
  /** Stores a value if there is none; true if it did. Atomic across replicas. */
  setIfAbsent(key: string, value: T, options?: NamespaceSetOptions): Promise<boolean>;
  /** Removes a value. @throws {NotSharedError} if it is gone here but not everywhere yet. */
  delete(key: string, options?: WriteOptions): Promise<DeleteOutcome>;
  /** True if there is a value. */
  has(key: string, options?: ReadOptions): Promise<boolean>;
  /**
   * The value, or what `load` brings, stored; concurrent calls for one key share one load.
   *
   * @throws what `load` throws. @throws {CacheError} `TIMEOUT` after `loadTimeoutMs`.
   */
  getOrLoad(key: string, load: Loader<T>, options?: LoadOptions): Promise<T>;
  /** One value or undefined per key, in order. */
  getMany(keys: readonly string[], options?: ReadOptions): Promise<(T | undefined)[]>;
  /** One outcome per entry, in order; an error stands at its own entry. */
  setMany(
    entries: readonly (readonly [key: string, value: T])[],
    options?: NamespaceSetOptions,
  ): Promise<(WriteOutcome | Error)[]>;
  /** One outcome per key, in order; an error stands at its own key. */
  deleteMany(keys: readonly string[], options?: WriteOptions): Promise<(DeleteOutcome | Error)[]>;
  /**
   * Gives a value a new life in ms (default the namespace's) without reading it; false = there is
   * none.
   */
  touch(key: string, ttlMs?: number, options?: WriteOptions): Promise<boolean>;
  /**
   * Ends a value's life at a time, ms since 1970, without reading it; a time that has passed deletes.
   * False = there is none.
   */
  expire(key: string, atMs: number, options?: WriteOptions): Promise<boolean>;
  /** As `invalidateTags` of the cache: a tag spans all namespaces. */
  invalidateTag(tag: string, options?: WriteOptions): Promise<WriteOutcome>;
  /**
   * Removes every value of this namespace and of no other; rejects in an outage and removes
   * nothing.
   */
  clear(options?: { signal?: CancelSignal | undefined }): Promise<void>;
  /** The keys, in no order, read page by page; some may come twice. */
  keys(options?: { signal?: CancelSignal | undefined }): AsyncIterable<string>;
}

/** Everything a health page and a metrics page need, at this moment. */
export interface CacheStats {
  /** Where values live. */
  readonly mode: CacheMode;
  /** Reads answered with a value, reads without, and their sum. */
  readonly hits: number;
  /** Reads answered without a value. */
  readonly misses: number;
  /** hits + misses. */
  readonly requests: number;
  /** hits / requests; undefined before the first read. */
  readonly hitRate: number | undefined;
  /** Per namespace, by name. */
  readonly namespaces: Readonly<Record<string, NamespaceStats>>;
  /** The backend's own figures; in hybrid mode with both tiers. */
  readonly backend: BackendStats | HybridStats;
  /** What the tier in this process holds. */
  readonly memory: { readonly entries: number; readonly bytes: number };
  /** undefined without a breaker. */
  readonly breaker: BreakerStats | undefined;
  /** undefined in memory mode. */
  readonly redis: ClientStats | undefined;
  /** Ids refused by replay guards, by reason. */
  readonly replay: ReplayStats;
  /** What the check in the background last found; undefined = there was none yet. */
  readonly health: HealthCheckResult | undefined;
}

/** What the check in the background found. */
export interface HealthCheckResult {
  /** Unhealthy after three failures in a row, healthy again after three successes. */
  readonly status: HealthStatus;
  /** 1 healthy, 0.7 degraded, 0 unhealthy. */
  readonly score: number;
  /** Round trip of the last check in ms; undefined if it failed. */
  readonly latencyMs: number | undefined;
  /** When it was made, ms since 1970. */
  readonly checkedAtMs: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Successes in a row. */
  readonly successes: number;
}

/** Reads and writes of one namespace. */
export interface NamespaceStats {
  /** Reads answered with a value. */
  readonly hits: number;
  /** Reads answered without a value. */
  readonly misses: number;
  /** Values stored. */
  readonly sets: number;
  /** Deletes, whether or not there was a value. */
  readonly deletes: number;
  /** Operations that rejected. */
  readonly errors: number;
  /** Hits answered by this process, and by Redis; their sum is `hits`. */
  readonly l1Hits: number;
  /** Hits answered by Redis. */
  readonly l2Hits: number;
  /** Hits with a value whose life was over. */
  readonly staleHits: number;
  /** Times a loader was called. */
  readonly loads: number;
  /** Times it failed, by itself or by the timeout. */
  readonly loadErrors: number;
  /** Loads begun in the background, before or after the end of a life. */
  readonly refreshes: number;
  /** Loads that waited for another process. */
  readonly lockWaits: number;
}

/** What replay guards decided. */
export interface ReplayStats {
  /** Ids that were fresh. */
  readonly accepted: number;
  /** Ids shown again by their own owner. */
  readonly known: number;
  /** Ids taken before by somebody else. */
  readonly replayed: number;
  /** Ids nobody could decide about. */
  readonly refused: number;
}

/** Whether the cache can serve. */
export interface CacheHealth {
  /** "degraded": it serves, but from this process alone, or slowly; "unhealthy": it does not. */
  readonly status: HealthStatus;
  /** Where values live. */
  readonly mode: CacheMode;
  /** Whether Redis answers, how fast, and the connections to it. */
  readonly redis: {
    readonly connected: boolean;
    /** Round trip of a PING; undefined if it failed or there is none. */
    readonly latencyMs: number | undefined;
    readonly pool: { readonly active: number; readonly idle: number; readonly total: number };
  };
  /** What the tier in this process holds. */
  readonly memory: { readonly entries: number; readonly bytes: number };
  /** The breaker's state, and how many failures in a row it has seen. */
  readonly breaker: { readonly state: string; readonly failures: number };
  /** Why it is not healthy. */
  readonly error: Error | undefined;
}

/** A cache of typed namespaces over one backend. */
export interface Cache {
  /** Where values live. */
  readonly mode: CacheMode;
  /** What the namespaces stand on; keys below are `namespace:key`. */
  readonly backend: CacheBackend;
  /**
   * Timings, for metrics: of the namespaces' operations, and of round trips to Redis (if there are
   * any).
   */
  readonly operations: {
    readonly cache: OperationSource;
    readonly redis: OperationSource | undefined;
  };
  /**
   * Connects now; optional. Hybrid mode resolves also if Redis does not answer, in fallback, and
   * says so by event and log; redis mode rejects with an error that names host and port.
   */
  connect(options?: { signal?: CancelSignal | undefined }): Promise<void>;
  /**
   * Typed values under a name of their own. The same name again gives another view of the same
   * values.
   */
  namespace<T>(name: string, policy?: NamespacePolicy<T>): Namespace<T>;
  /** Accepts one-time ids once across all replicas. */
  replayGuard(options?: ReplayGuardOptions): ReplayGuardLike;
  /** Asks the tiers now. */
  health(options?: { signal?: CancelSignal | undefined }): Promise<CacheHealth>;
  /** Figures of this moment. */
  stats(): CacheStats;
  /**
   * No entry that has one of these tags and was written, or whose load began, before this call is
   * answered any more. One small write a tag, however many entries there are.
   *
   * @throws {NotSharedError} if it acts here but is not shared yet.
   */
  invalidateTags(tags: readonly string[], options?: WriteOptions): Promise<WriteOutcome>;
  /** Hears what happens; the result stops listening. */
  on(listener: CacheListener): () => void;
  /** Hears of every hit, miss, set, delete and load; nobody listening costs nothing. */
  onEntry(listener: EntryListener): () => void;
  /**
   * Flushes, reports (event "closed") and releases what the cache owns. Twice is fine. Removes no
   * data.
   */
  close(): Promise<void>;
  /** As {@link close}, where the platform has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What became of an id: fresh; shown again by its own owner; taken by another; can't be decided.
 */
export type ReplayDecision = "accepted" | "known" | "replayed" | "refused";

/** Why an id was refused. */
export type RefusalReason =
  /** The token's life and the leeway are over. */
  | "expired"
  /** Redis lost its data after the id was issued: whether it was used can't be known. */
  | "loss"
  /** Redis can't be asked, and the policy is "deny". */
  | "outage"
  /** The claim was sent and its answer lost: it may have been taken by this very call. */
  | "unknown"
  /** The id was taken, and its record was gone before it could be read. */
  | "gone"
  /** The server refused the write. */
  | "rejected";

/** A decision with its reason. */
export interface ReplayVerdict {
  /** What became of the id. */
  readonly decision: ReplayDecision;
  /** Why it was refused; undefined for every other decision. */
  readonly reason: RefusalReason | undefined;
  /** The error behind the reason, where there was one. */
  readonly error: Error | undefined;
}

/** Settings of one `consume`. */
export interface ConsumeOptions {
  /**
   * When the token that carries the id expires, ms since 1970; below 10^11 (seconds) is a
   * RangeError.
   */
  expiresAtMs: number;
  /** When it was issued, ms since 1970; lets ids newer than a loss of the shared tier through. */
  issuedAtMs?: number | undefined;
  /** Who shows it (a session, a client, the token itself); the same owner again is "known". */
  owner?: string | undefined;
  /** Ends the caller's wait. */
  signal?: CancelSignal | undefined;
}

/** Settings of a replay guard. */
export interface ReplayGuardOptions {
  /** Name of the ids' namespace; default "jti". */
  namespace?: string | undefined;
  /** What an outage means; default "deny": ids are refused. */
  outage?: OutagePolicy | undefined;
  /** Clock difference that is forgiven, in ms; default 60,000. */
  leewayMs?: number | undefined;
}

/** Decides whether an id may be used. */
export interface ReplayGuardLike {
  /** Decides about one id; never sent twice. @throws {RangeError} for an `expiresAtMs` in seconds. */
  consume(id: string, options: ConsumeOptions): Promise<ReplayDecision>;
  /** As `consume`, with the reason of a refusal. */
  consumeWithMeta(id: string, options: ConsumeOptions): Promise<ReplayVerdict>;
  /** What this guard has decided. */
  stats(): ReplayStats;
}
