// The cache: typed namespaces, guards, health and figures over one backend. It knows no platform:
// how the backend and its client are made is `create-cache.ts`'s business, so this file loads in
// any sandbox.

import type { BreakerStats } from "@respite/breaker";
import {
  type CancelSignal,
  type Environment,
  OptionReader,
  resolveEnvironment,
} from "@respite/resp/base";
import type { ClientStats } from "@respite/resp/core";
import type { BackendHealth, BackendStats, CacheBackend, WriteOutcome } from "./backend.ts";
import type {
  CacheEvent,
  CacheListener,
  CacheMode,
  EntryEvent,
  EntryListener,
} from "./cache-events.ts";
import type {
  Cache,
  CacheHealth,
  CacheStats,
  HealthOptions,
  Namespace,
  NamespacePolicy,
  NamespaceStats,
  ReplayGuardLike,
  ReplayGuardOptions,
  ReplayStats,
  TagOptions,
  WriteOptions,
} from "./cache-types.ts";
import { closedError } from "./errors.ts";
import { EventHub } from "./event-hub.ts";
import { HealthChecker } from "./health/health-checker.ts";
import type { LocalLifeBackend } from "./hybrid/hybrid-types.ts";
import { namespacePrefix } from "./key.ts";
import { checkTags, type LoadLocks } from "./loading/index.ts";
import { type Logger, logEvents } from "./log/index.ts";
import { type OperationSource, OperationTimer } from "./metrics/index.ts";
import { resolveNamespacePolicy } from "./namespace-policy.ts";
import { NamespaceView } from "./namespace-view.ts";
import { ReplayGuard } from "./replay/index.ts";
import { StampClock } from "./stamp.ts";
import { resolveTagOptions, TagBarriers } from "./tags/index.ts";

/** What a cache over a backend of one's own takes. */
export interface CacheOverOptions {
  /** What it is called in health and figures; default "memory". */
  readonly mode?: CacheMode | undefined;
  /** The backend; closed with the cache. */
  readonly backend: CacheBackend;
  /** Where log lines go; default nowhere. */
  readonly logger?: Logger | undefined;
  /** Issues stamps; default one of its own. */
  readonly clock?: StampClock | undefined;
  /** Invalidation by tag. */
  readonly tags?: TagOptions | undefined;
  /** The check in the background; `false` = none. */
  readonly health?: HealthOptions | false | undefined;
  /** Clocks, timers, randomness; default the platform's. */
  readonly environment?: Partial<Environment> | undefined;
  /** What stands around the backend; `createCache` fills it in. */
  readonly surroundings?: Partial<Surroundings> | undefined;
}

/** What a cache asks of the things around its backend. */
export interface Surroundings {
  /** Where the backend's own events come from. */
  readonly events: EventHub<CacheEvent>;
  /** Connects; true if the shared tier answered. */
  connect(options: { signal?: CancelSignal | undefined }): Promise<boolean>;
  /** The tier in this process; undefined = there is none. */
  readonly memory: CacheBackend | undefined;
  /** The breaker's figures; without a breaker left out. */
  breakerStats(): BreakerStats;
  /** The client's figures; in memory mode left out. */
  clientStats(): ClientStats;
  /** Locks across processes around loads; throws where there can be none. */
  loadLocks(): LoadLocks;
  /** Times round trips to Redis. */
  readonly redisOperations: OperationSource;
  /** Closes what the cache owns beside the backend. */
  close(): Promise<void>;
}

/** A cache over any backend. @throws {TypeError | RangeError} naming the option that is wrong. */
export function cacheOver(options: CacheOverOptions): Cache {
  return new BackedCache(options);
}

const names = [
  "mode",
  "backend",
  "logger",
  "clock",
  "tags",
  "health",
  "environment",
  "surroundings",
];

const defaultIntervalMs = 30_000;

class BackedCache implements Cache {
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly mode: CacheMode;
  readonly backend: CacheBackend;
  readonly operations: Cache["operations"];
  readonly #around: Partial<Surroundings>;
  readonly #events: EventHub<CacheEvent>;
  readonly #clock: StampClock;
  readonly #environment: Environment;
  readonly #timer: OperationTimer;
  readonly #entries: EventHub<EntryEvent> = new EventHub();
  readonly #barriers: TagBarriers;
  readonly #checker: HealthChecker;
  #locks: LoadLocks | undefined;
  readonly #views = new Map<string, NamespaceView<never>[]>();
  readonly #guards: ReplayGuard[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: CacheOverOptions) {
    const reader = new OptionReader("cacheOver", options, names);
    const backend = reader.object<CacheBackend | undefined>("backend", undefined);
    if (typeof backend?.get !== "function") {
      throw new TypeError('cacheOver: option "backend" is required and must be a cache backend.');
    }
    this.mode = reader.choice("mode", ["memory", "redis", "hybrid"], "memory");
    this.backend = backend;
    this.#around = options.surroundings ?? {};
    this.#events = this.#around.events ?? new EventHub();
    this.#environment = resolveEnvironment(options.environment ?? {});
    this.#clock = options.clock ?? new StampClock(this.#environment);
    this.#timer = new OperationTimer(this.#environment);
    this.operations = Object.freeze({ cache: this.#timer, redis: this.#around.redisOperations });
    this.#barriers = new TagBarriers({
      backend,
      clock: this.#clock,
      environment: this.#environment,
      settings: resolveTagOptions(options.tags),
      outcome: this.mode === "memory" ? "local" : "shared",
    });
    this.#checker = this.#makeChecker(options.health);
    if (options.logger !== undefined) logEvents(this, options.logger);
  }

  async connect(options: { signal?: CancelSignal | undefined } = {}): Promise<void> {
    this.#assertOpen();
    this.#checker.start();
    const answered = (await this.#around.connect?.(options)) ?? true;
    this.#events.tell({ type: "ready", mode: this.mode, fallback: !answered });
  }

  namespace<T>(name: string, policy?: NamespacePolicy<T>): Namespace<T> {
    const settings = resolveNamespacePolicy(name, policy);
    const { l1MaxTtlMs, load } = settings;
    const { limitLocalLife } = this.backend as Partial<LocalLifeBackend>;
    if (l1MaxTtlMs !== undefined) {
      limitLocalLife?.call(this.backend, namespacePrefix(name), l1MaxTtlMs);
    }
    if (load.lock !== undefined) this.#locks ??= this.#around.loadLocks?.();
    this.#checker.start();
    const view = new NamespaceView<T>({
      name,
      settings,
      backend: this.backend,
      clock: this.#clock,
      environment: this.#environment,
      timer: this.#timer,
      isShared: this.mode !== "memory",
      barriers: this.#barriers,
      locks: this.#locks,
      entries: this.#entries,
    });
    const views = this.#views.get(name) ?? [];
    // Views of one name are counted together; only figures are kept of them.
    views.push(view as unknown as NamespaceView<never>);
    this.#views.set(name, views);
    return view;
  }

  replayGuard(options: ReplayGuardOptions = {}): ReplayGuardLike {
    const guard = new ReplayGuard({
      ...options,
      backend: this.backend,
      environment: this.#environment,
    });
    this.#guards.push(guard);
    return guard;
  }

  async health(options: { signal?: CancelSignal | undefined } = {}): Promise<CacheHealth> {
    this.#assertOpen();
    const health = await this.backend.health(options);
    const breaker = this.#around.breakerStats?.();
    const memory = this.#memoryStats();
    return {
      status: health.status,
      mode: this.mode,
      redis: this.#redisHealth(health),
      memory: { entries: memory.entries ?? 0, bytes: memory.bytes ?? 0 },
      breaker: { state: breaker?.state ?? "closed", failures: breaker?.consecutiveFailures ?? 0 },
      error: health.error,
    };
  }

  stats(): CacheStats {
    const namespaces = this.#namespaceStats();
    const hits = sum(Object.values(namespaces), "hits");
    const misses = sum(Object.values(namespaces), "misses");
    const memory = this.#memoryStats();
    return {
      mode: this.mode,
      hits,
      misses,
      requests: hits + misses,
      hitRate: hits + misses === 0 ? undefined : hits / (hits + misses),
      namespaces,
      backend: this.backend.stats(),
      memory: { entries: memory.entries ?? 0, bytes: memory.bytes ?? 0 },
      breaker: this.#around.breakerStats?.(),
      redis: this.#around.clientStats?.(),
      replay: this.#replayStats(),
      health: this.#checker.result,
    };
  }

  async invalidateTags(tags: readonly string[], options?: WriteOptions): Promise<WriteOutcome> {
    this.#assertOpen();
    const checked = tags.flatMap((tag) => checkTags([tag]));
    return this.#barriers.invalidate([...new Set(checked)], options);
  }

  on(listener: CacheListener): () => void {
    return this.#events.on(listener);
  }

  onEntry(listener: EntryListener): () => void {
    return this.#entries.on(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#checker.close();
    await this.backend.close();
    await this.#around.close?.();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw closedError("The cache");
  }

  #memoryStats(): Pick<BackendStats, "entries" | "bytes"> {
    if (this.mode === "memory") return this.backend.stats();
    return this.#around.memory?.stats() ?? { entries: 0, bytes: 0 };
  }

  #redisHealth({ latencyMs, status }: BackendHealth): CacheHealth["redis"] {
    const connections = this.#around.clientStats?.().connections;
    const active = (connections?.leased ?? 0) + (connections?.shared ?? 0);
    const idle = connections?.idle ?? 0;
    return {
      connected: this.mode !== "memory" && status !== "unhealthy" && latencyMs !== undefined,
      latencyMs,
      pool: { active, idle, total: connections?.total ?? 0 },
    };
  }

  #namespaceStats(): Record<string, NamespaceStats> {
    const entries = [...this.#views].map(([name, views]): [string, NamespaceStats] => {
      const all = views.map((view) => view.stats());
      return [name, all.reduce(sumOfStats)];
    });
    return Object.fromEntries(entries);
  }

  #makeChecker(options: HealthOptions | false | undefined): HealthChecker {
    const given = options === false ? { intervalMs: 0 } : options;
    const reader = new OptionReader("health", given, ["intervalMs"]);
    const intervalMs = reader.number("intervalMs", defaultIntervalMs, { max: 2 ** 31 - 1 });
    return new HealthChecker({
      check: () => this.backend.health(),
      environment: this.#environment,
      // Memory can't fail.
      intervalMs: this.mode === "memory" ? 0 : intervalMs,
      onChange: (from, { status: to, latencyMs }, error) => {
        this.#events.tell({ type: "health", from, to, latencyMs, error });
      },
    });
  }

  #replayStats(): ReplayStats {
    const all = this.#guards.map((guard) => guard.stats());
    return {
      accepted: sum(all, "accepted"),
      known: sum(all, "known"),
      replayed: sum(all, "replayed"),
      refused: sum(all, "refused"),
    };
  }

  static {
    // A bare context may lack the symbol.
    if (typeof Symbol.asyncDispose === "symbol") {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, {
        value(this: BackedCache): Promise<void> {
          return this.close();
        },
      });
    }
  }
}

function sum<K extends string>(all: readonly Record<K, number>[], field: K): number {
  return all.reduce((total, one) => total + one[field], 0);
}

function sumOfStats(one: NamespaceStats, other: NamespaceStats): NamespaceStats {
  const fields = Object.keys(one) as (keyof NamespaceStats)[];
  return Object.fromEntries(
    fields.map((field) => [field, one[field] + other[field]]),
  ) as unknown as NamespaceStats;
}
