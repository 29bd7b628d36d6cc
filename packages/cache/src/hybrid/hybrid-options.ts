// The hybrid backend's options and what they become: checked, complete, frozen.

import type { CircuitBreaker } from "@respite/breaker";
import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import type { CacheListener } from "../cache-events.ts";
import type { InvalidationBus } from "../invalidation/invalidation-bus.ts";
import type { Logger } from "../log/index.ts";
import { StampClock } from "../stamp.ts";
import type { OutagePolicy, WriteMode } from "./hybrid-types.ts";

/** The part of a breaker the hybrid uses. */
export type HybridBreaker = Pick<CircuitBreaker, "tryAcquire" | "state" | "halfOpen" | "on">;

/** Bounds of the queue of asynchronous writes. */
export interface QueueOptions {
  /** Most keys waiting; >= 1, default 1000. */
  maxEntries?: number | undefined;
  /** Most writes sent at once; >= 1, default 32. */
  concurrency?: number | undefined;
  /** What a write does that finds it full: "sync" (default) waits, "reject", or "drop", counted. */
  onFull?: "sync" | "reject" | "drop" | undefined;
}

/** Bounds of the journal of writes made in an outage. */
export interface JournalOptions {
  /** Most keys; >= 1, default 10,000. */
  maxEntries?: number | undefined;
  /** Most bytes of keys and values; default 64 MiB. */
  maxBytes?: number | undefined;
  /**
   * Writes older than this are given up; also the life of tombstones; >= 1000, default 600,000 ms.
   */
  maxAgeMs?: number | undefined;
}

/** What is kept of the security tier for the case that the shared tier comes back empty. */
export interface SecurityOptions {
  /** Most entries; 0 or more, default 50,000; beyond, the oldest are forgotten. */
  maxEntries?: number | undefined;
  /**
   * So long after a loss, or a restart that may have lost the last writes, was noticed, a security
   * miss is "can't be asked" instead of "not found" and a claim waits, because other replicas may
   * still be publishing; default 1000 ms.
   */
  graceMs?: number | undefined;
}

/** Settings of a `HybridBackend`; `l1`, `l2` and `breaker` are required. */
export interface HybridOptions {
  /** The tier in this process; closed with the hybrid. */
  l1: CacheBackend;
  /** Longest life of a copy in L1, in ms; >= 1, default its life in L2. */
  l1MaxTtlMs?: number | undefined;
  /** The tier all replicas share; closed with the hybrid. */
  l2: CacheBackend;
  /** Decides when the shared tier is not asked any more; its state is the hybrid's fallback. */
  breaker: HybridBreaker;
  /** Of operations that bring none; default "local". */
  outage?: OutagePolicy | undefined;
  /** Of operations that bring none; default "sync". */
  writes?: WriteMode | undefined;
  /** Bounds of the queue of asynchronous writes. */
  queue?: QueueOptions | undefined;
  /** Bounds of the journal of an outage. */
  journal?: JournalOptions | undefined;
  /** What is kept for the case that the shared tier comes back empty. */
  security?: SecurityOptions | undefined;
  /**
   * Names the shared tier's present process (Redis: `run_id`). Asked after trouble: another name
   * than before means a restart or a failover, after which the last writes may be missing, and the
   * security tier is published again even if the data is still there. Default: not asked.
   */
  runId?: (() => Promise<string | undefined>) | undefined;
  /** How other replicas' writes are heard of; default not at all. */
  invalidation?: InvalidationBus | undefined;
  /** Longest time between two probes of a shared tier that is down; >= 1, default 700 ms. */
  probeMs?: number | undefined;
  /** How often it is checked that the shared tier still has its data; >= 1, default 1000 ms. */
  checkMs?: number | undefined;
  /** Longest wait for one answer of the shared tier; >= 1, default 2000 ms. */
  l2TimeoutMs?: number | undefined;
  /** Most time `close()` may take to flush; default 5000 ms. */
  closeTimeoutMs?: number | undefined;
  /** Issues the stamps of writes; default one of its own. */
  clock?: StampClock | undefined;
  /** Hears events; more can be added with `on`. */
  onEvent?: CacheListener | undefined;
  /** Where log lines go; default nowhere. */
  logger?: Logger | undefined;
  /** Clocks, timers, randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** {@link HybridOptions}, checked and complete. */
export interface HybridSettings {
  readonly l1: CacheBackend;
  readonly l1MaxTtlMs: number | undefined;
  readonly l2: CacheBackend;
  readonly breaker: HybridBreaker;
  readonly outage: OutagePolicy;
  readonly writes: WriteMode;
  readonly queue: Required<{ [K in keyof QueueOptions]: NonNullable<QueueOptions[K]> }>;
  readonly journal: Required<{ [K in keyof JournalOptions]: NonNullable<JournalOptions[K]> }>;
  readonly security: Required<{ [K in keyof SecurityOptions]: NonNullable<SecurityOptions[K]> }>;
  readonly runId: (() => Promise<string | undefined>) | undefined;
  readonly invalidation: InvalidationBus | undefined;
  readonly probeMs: number;
  readonly checkMs: number;
  readonly l2TimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly clock: StampClock;
  readonly onEvent: CacheListener | undefined;
  readonly logger: Logger | undefined;
  readonly environment: Environment;
}

const owner = "HybridBackend";

const names = [
  "l1",
  "l1MaxTtlMs",
  "l2",
  "breaker",
  "outage",
  "writes",
  "queue",
  "journal",
  "security",
  "runId",
  "invalidation",
  "probeMs",
  "checkMs",
  "l2TimeoutMs",
  "closeTimeoutMs",
  "clock",
  "onEvent",
  "logger",
  "environment",
];

/** @throws {TypeError | RangeError} naming the option that is missing or wrong. */
export function resolveHybridOptions(options: HybridOptions): HybridSettings {
  const reader = new OptionReader(owner, options, names);
  const environment = resolveEnvironment(options.environment ?? {});
  return Object.freeze({
    l1: required(reader, "l1", "get", options.l1),
    l1MaxTtlMs: reader.number("l1MaxTtlMs", undefined, { min: 1 }),
    l2: required(reader, "l2", "get", options.l2),
    breaker: requiredBreaker(reader, options.breaker),
    outage: reader.choice("outage", ["deny", "local", "allow"], "local"),
    writes: reader.choice("writes", ["sync", "async"], "sync"),
    queue: resolveQueueOptions(options.queue),
    journal: resolveJournalOptions(options.journal),
    security: resolveSecurityOptions(options.security),
    runId: reader.function<HybridSettings["runId"]>("runId", undefined),
    invalidation: reader.object<InvalidationBus | undefined>("invalidation", undefined),
    probeMs: reader.number("probeMs", 700, { min: 1 }),
    checkMs: reader.number("checkMs", 1000, { min: 1 }),
    l2TimeoutMs: reader.number("l2TimeoutMs", 2000, { min: 1 }),
    closeTimeoutMs: reader.number("closeTimeoutMs", 5000),
    clock: reader.object<StampClock | undefined>("clock", undefined) ?? new StampClock(environment),
    onEvent: reader.function<CacheListener | undefined>("onEvent", undefined),
    logger: reader.object<Logger | undefined>("logger", undefined),
    environment,
  });
}

/** @throws {TypeError | RangeError} naming the option. */
export function resolveQueueOptions(options: QueueOptions | undefined): HybridSettings["queue"] {
  const reader = new OptionReader(`${owner}.queue`, options, [
    "maxEntries",
    "concurrency",
    "onFull",
  ]);
  return Object.freeze({
    maxEntries: reader.number("maxEntries", 1000, { min: 1 }),
    concurrency: reader.number("concurrency", 32, { min: 1 }),
    onFull: reader.choice("onFull", ["sync", "reject", "drop"], "sync"),
  });
}

/** @throws {TypeError | RangeError} naming the option. */
export function resolveJournalOptions(
  options: JournalOptions | undefined,
): HybridSettings["journal"] {
  const reader = new OptionReader(`${owner}.journal`, options, [
    "maxEntries",
    "maxBytes",
    "maxAgeMs",
  ]);
  return Object.freeze({
    maxEntries: reader.number("maxEntries", 10_000, { min: 1 }),
    maxBytes: reader.number("maxBytes", 64 * 1024 * 1024, { min: 1 }),
    maxAgeMs: reader.number("maxAgeMs", 600_000, { min: 1000 }),
  });
}

/** @throws {TypeError | RangeError} naming the option. */
export function resolveSecurityOptions(
  options: SecurityOptions | undefined,
): HybridSettings["security"] {
  const reader = new OptionReader(`${owner}.security`, options, ["maxEntries", "graceMs"]);
  return Object.freeze({
    maxEntries: reader.number("maxEntries", 50_000),
    graceMs: reader.number("graceMs", 1000),
  });
}

function requiredBreaker(reader: OptionReader, given: HybridBreaker | false): HybridBreaker {
  if (given === false) {
    throw new RangeError(
      `${owner}: option "breaker" must be a circuit breaker, got false: fallback follows it.`,
    );
  }
  return required(reader, "breaker", "tryAcquire", given);
}

function required<T extends object>(
  reader: OptionReader,
  name: string,
  method: keyof T & string,
  given: T,
): T {
  const value = reader.object<T | undefined>(name, undefined);
  if (value === undefined) throw new TypeError(`${owner}: option "${name}" is required.`);
  if (typeof value[method] !== "function") {
    throw new TypeError(`${owner}: option "${name}" must have a method ${method}().`);
  }
  return given;
}
