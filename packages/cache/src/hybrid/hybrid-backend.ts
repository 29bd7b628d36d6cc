// Two tiers as one backend: a fast one in this process before one that all replicas share. It keeps
// serving when the shared tier is down, as each operation's outage policy says, loses no accepted
// write silently, and never lets an old value come back. How, is told in the files of the parts.

import type { TimerHandle } from "@respite/resp/base";
import type {
  BackendHealth,
  CacheEntry,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  StampedWrite,
  WriteOutcome,
} from "../backend.ts";
import type { CacheListener } from "../cache-events.ts";
import { prefixOperations, touchOperation } from "../capabilities.ts";
import { closedError } from "../errors.ts";
import { assertKey, isReservedKey } from "../key.ts";
import { logEvents } from "../log/index.ts";
import type { Held } from "../memory/held.ts";
import { checkPositiveTtl, checkTombstoneMs, checkTtl, isDeletingTtl } from "../ttl.ts";
import { copyBytes } from "../value.ts";
import { assertWanted, untilAborted, withDeadline } from "../waiting.ts";
import { type HybridOptions, resolveHybridOptions } from "./hybrid-options.ts";
import { HybridParts } from "./hybrid-parts.ts";
import { type HybridCounts, hybridStats } from "./hybrid-stats.ts";
import type {
  Availability,
  HybridStats,
  Lookup,
  LocalLifeBackend,
  LookupBackend,
  LossRecord,
  PeekingBackend,
  TieredDeleteOptions,
  TieredReadOptions,
  TieredSetOptions,
  TieredWriteOptions,
} from "./hybrid-types.ts";
import { isOutageError, unavailableError } from "./l2-gate.ts";
import { all, knownEntryOf, readPlanOf, writePlanOf } from "./plans.ts";

const noOptions: TieredReadOptions & TieredSetOptions = Object.freeze({});

/** See {@link HybridOptions}; the contract is `CacheBackend`'s. */
export class HybridBackend implements LookupBackend, LossRecord, LocalLifeBackend, PeekingBackend {
  /** As {@link close}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #parts: HybridParts;
  readonly #counts: HybridCounts;
  readonly #unwatch: () => void;
  #started = false;
  #closing: Promise<void> | undefined;
  #checkTimer: TimerHandle | undefined;

  /**
   * @throws {TypeError} if `l1`, `l2` or `breaker` is missing, or an option is unknown or of a
   * wrong type.
   * @throws {RangeError} for an option out of range, and for `breaker: false`.
   */
  constructor(options: HybridOptions) {
    const settings = resolveHybridOptions(options);
    this.#parts = new HybridParts(settings);
    this.#counts = this.#parts.counts;
    const { events, recovery } = this.#parts;
    if (settings.onEvent !== undefined) events.on(settings.onEvent);
    if (settings.logger !== undefined) logEvents(this, settings.logger);
    this.#unwatch = settings.breaker.on(
      ({ from, to }) => {
        events.tell({ type: "breaker", from, to });
        recovery.follow();
      },
      ["opened", "half-open", "closed", "isolated"],
    );
  }

  /** Whether the shared tier is asked. */
  get availability(): Availability {
    return this.#parts.gate.availability;
  }

  /** When the shared tier last came back empty, ms since 1970; undefined = never seen. */
  get lostAtMs(): number | undefined {
    return this.#parts.incarnation.lostAtMs;
  }

  /** Hears events; the result stops listening. */
  on(listener: CacheListener): () => void {
    return this.#parts.events.on(listener);
  }

  /**
   * Asks the shared tier once. Resolves also if it does not answer: the backend is in fallback then
   * (true = available).
   */
  async connect(options: OperationOptions = {}): Promise<boolean> {
    this.#begin();
    const { recovery } = this.#parts;
    return untilAborted(
      this.#parts.check().then(
        () => true,
        (error: unknown) => {
          if (!isOutageError(error)) throw error;
          recovery.enterFallback("The shared tier did not answer at the start", error as Error);
          return false;
        },
      ),
      options.signal,
      "connect",
    );
  }

  /**
   * An outside sign of trouble, as a lost connection. The shared tier's data is doubted: it is
   * looked whether it is still there before the next answer is believed. An error, as of an attempt
   * to connect, is one failure for the breaker.
   */
  suspect(error?: Error): void {
    const { gate, incarnation } = this.#parts;
    incarnation.doubt();
    if (error !== undefined) gate.reportFailure(error);
  }

  /**
   * As `lookup`, the entry alone. In the security tier it rejects where, in an outage under
   * "local", it would have to say "not found".
   */
  async get(key: string, options?: TieredReadOptions): Promise<CacheEntry | undefined> {
    return knownEntryOf(await this.lookup(key, options), options, this.#parts.settings);
  }

  /** @throws {CacheError} `UNAVAILABLE` in an outage under "deny". */
  /** A read with its source. @throws {CacheError} `UNAVAILABLE` as the outage policy says. */
  lookup(key: string, options: TieredReadOptions = noOptions): Promise<Lookup> {
    const { signal } = options;
    try {
      this.#begin();
      assertWanted(signal, "get");
      assertKey(key);
      const lookup = this.#parts.reader.lookup(key, readPlanOf(options, this.#parts.settings));
      return signal === undefined ? lookup : untilAborted(lookup, signal, "get");
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As {@link LookupBackend}. */
  isAsked(key: string): boolean {
    return this.#closing === undefined && !this.isDegraded && this.#parts.reader.isAsked(key);
  }

  /** As {@link PeekingBackend}. */
  get canPeek(): boolean {
    return this.#parts.l1.holds;
  }

  /** As {@link PeekingBackend}. */
  get isDegraded(): boolean {
    return this.#parts.gate.availability !== "normal";
  }

  /** As {@link PeekingBackend}. */
  peekHeld(key: string, { outage, tier, needsChannel }: TieredReadOptions): Held | undefined {
    if (this.#closing !== undefined || !this.#started) return undefined;
    const { reader, settings } = this.#parts;
    return reader.peek(key, outage ?? settings.outage, needsChannel ?? tier === "security");
  }

  /** As {@link PeekingBackend}. */
  countPeek(): void {
    const counts = this.#counts;
    if (this.isDegraded) counts.degradedReads += 1;
    counts.l1Hits += 1;
    this.#parts.l1.countHit();
  }

  /** As {@link PeekingBackend}. */
  measure(key: string): void {
    this.#parts.l1.measure(key);
  }

  /** @throws as {@link lookup}. */
  /** Reads with their sources, in order. @throws {CacheError} `UNAVAILABLE` as the outage policy says. */
  lookupMany(keys: readonly string[], options: TieredReadOptions = {}): Promise<Lookup[]> {
    return this.#run("getMany", options, async () => {
      for (const key of keys) assertKey(key);
      const lookups = await this.#parts.reader.lookupMany(
        keys,
        readPlanOf(options, this.#parts.settings),
      );
      for (const lookup of lookups) this.#counts.read(lookup);
      return lookups;
    });
  }

  /** As {@link CacheBackend}. */
  async getMany(
    keys: readonly string[],
    options?: TieredReadOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    const lookups = await this.lookupMany(keys, options);
    return lookups.map((lookup) => knownEntryOf(lookup, options, this.#parts.settings));
  }

  /** As {@link CacheBackend}. */
  async exists(key: string, options?: TieredReadOptions): Promise<boolean> {
    return (await this.get(key, options)) !== undefined;
  }

  /**
   * @throws {NotSharedError} if it acts here and is journaled, unless `acceptQueued`.
   * @throws {CacheError} `QUEUE_FULL` if it was not accepted at all.
   */
  /** As {@link CacheBackend}; in an outage the journal takes it. */
  set(
    key: string,
    value: Uint8Array,
    options: TieredSetOptions = noOptions,
  ): Promise<WriteOutcome> {
    const { signal } = options;
    try {
      this.#begin();
      assertWanted(signal, "set");
      assertKey(key);
      const copy = copyBytes(value);
      const ttlMs = checkTtl(options.ttlMs);
      this.#counts.sets += 1;
      if (isDeletingTtl(ttlMs)) return this.#setDeleting(key, options);
      const written = this.#parts.writer.set(
        key,
        copy,
        ttlMs,
        writePlanOf(options, this.#parts.settings),
      );
      return signal === undefined ? written : untilAborted(written, signal, "set");
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #setDeleting(key: string, options: TieredSetOptions): Promise<WriteOutcome> {
    const plan = writePlanOf(options, this.#parts.settings);
    const done = await this.#run("set", options, () => {
      return this.#parts.writer.delete(key, undefined, plan);
    });
    return done.outcome;
  }

  /**
   * Sent to the shared tier once; an unknown outcome is an error.
   *
   * @throws {CacheError} `UNAVAILABLE` in an outage under "deny"; with `maybeExecuted` if nobody
   * knows.
   */
  setIfAbsent(key: string, value: Uint8Array, options: TieredSetOptions = {}): Promise<boolean> {
    return this.#run("setIfAbsent", options, async () => {
      assertKey(key);
      const copy = copyBytes(value);
      const ttlMs = checkPositiveTtl(options.ttlMs);
      this.#counts.sets += 1;
      return this.#parts.writer.setIfAbsent(
        key,
        copy,
        ttlMs,
        writePlanOf(options, this.#parts.settings),
      );
    });
  }

  /** @throws as {@link set}. */
  /** As {@link CacheBackend}; in an outage the journal takes it. */
  delete(key: string, options: TieredDeleteOptions = {}): Promise<DeleteOutcome> {
    return this.#run("delete", options, async () => {
      assertKey(key);
      const { tombstoneMs } = options;
      checkTombstoneMs(tombstoneMs);
      this.#counts.deletes += 1;
      return this.#parts.writer.delete(
        key,
        tombstoneMs,
        writePlanOf(options, this.#parts.settings),
      );
    });
  }

  /** As {@link CacheBackend}; in an outage the journal takes them. */
  async setMany(
    entries: readonly SetManyEntry[],
    options: TieredSetOptions = {},
  ): Promise<(WriteOutcome | Error)[]> {
    this.#begin();
    assertWanted(options.signal, "setMany");
    return all(
      entries.map(({ key, value, ttlMs, stamp }) =>
        this.set(key, value, { ...options, ttlMs: ttlMs ?? options.ttlMs, stamp }),
      ),
    );
  }

  /** As {@link CacheBackend}; in an outage the journal takes them. */
  async deleteMany(
    keys: readonly string[],
    options: TieredDeleteOptions = {},
  ): Promise<(DeleteOutcome | Error)[]> {
    this.#begin();
    assertWanted(options.signal, "deleteMany");
    return all(keys.map((key) => this.delete(key, options)));
  }

  /** In an outage it is journaled with its own stamp and rejects with `NotSharedError`. */
  setIfNewer(
    write: StampedWrite,
    options: TieredWriteOptions & OperationOptions = {},
  ): Promise<"applied" | "superseded"> {
    return this.#run("setIfNewer", options, async () => {
      assertKey(write.key);
      checkTtl(write.ttlMs);
      const copy = write.value === undefined ? undefined : copyBytes(write.value);
      const plan = { ...writePlanOf(options, this.#parts.settings), writes: "sync" as const };
      return this.#parts.writer.setIfNewer({ ...write, value: copy }, plan);
    });
  }

  /**
   * Removes everything from both tiers; in an outage it rejects with `UNAVAILABLE` and removes
   * nothing.
   */
  clear(options?: OperationOptions): Promise<void> {
    return this.clearPrefix("", options);
  }

  /** As {@link clear}, for the keys that begin with `prefix`. */
  clearPrefix(prefix: string, options: OperationOptions = {}): Promise<void> {
    return this.#run("clear", options, async () => {
      assertKey(prefix);
      const { l2 } = this.#parts.settings;
      try {
        await this.#clear(prefix, () =>
          prefix === "" ? l2.clear() : prefixOperations(l2).clearPrefix(prefix),
        );
      } catch (error) {
        throw isOutageError(error) ? unavailableError("clear", error) : error;
      }
    });
  }

  /**
   * The shared tier's keys, without what is pending here. @throws {CacheError} `UNAVAILABLE` in an
   * outage.
   */
  async *keys(prefix: string = "", options?: OperationOptions): AsyncGenerator<string, void, void> {
    this.#begin();
    try {
      this.#parts.gate.assertAvailable();
      for await (const key of prefixOperations(this.#parts.settings.l2).keys(prefix, options)) {
        if (!isReservedKey(key)) yield key;
      }
    } catch (error) {
      throw isOutageError(error) ? unavailableError("keys", error) : error;
    }
  }

  /**
   * A new life for a value; false = there is none. @throws {CacheError} `UNAVAILABLE` in an outage.
   */
  touch(key: string, ttlMs: number | undefined, options: OperationOptions = {}): Promise<boolean> {
    return this.#run("touch", options, async () => {
      assertKey(key);
      const { gate, writer, channel, deliverer, settings } = this.#parts;
      const l2 = touchOperation(settings.l2);
      try {
        // A queued write of the key would undo the new life, or be missed by it.
        if (this.#parts.pending.peek(key) !== undefined) await deliverer.drain(gate.ask);
        const done = await gate.ask("touch", () => l2.touch(key, ttlMs));
        await writer.forget(key);
        await channel.publish([key]);
        return done;
      } catch (error) {
        throw isOutageError(error) ? unavailableError("touch", error) : error;
      }
    });
  }

  /** "degraded" in fallback and where the shared tier fails to answer, else what it says. */
  health(options: OperationOptions = {}): Promise<BackendHealth> {
    return this.#run("health", options, async () => {
      const { gate, settings } = this.#parts;
      const { l2, l2TimeoutMs, environment } = settings;
      try {
        gate.assertAvailable();
        const health = await withDeadline(l2.health(), l2TimeoutMs, "health", environment);
        if (health.status !== "unhealthy") return health;
        return { status: "degraded", latencyMs: undefined, error: health.error };
      } catch (error) {
        return { status: "degraded", latencyMs: undefined, error: error as Error };
      }
    });
  }

  /** As {@link LocalLifeBackend}; the longest prefix that ends with ":" counts. */
  limitLocalLife(prefix: string, maxTtlMs: number): void {
    this.#parts.l1.limit(prefix, maxTtlMs);
  }

  /**
   * Asks the shared tier a question of one's own, through the breaker and with its deadline.
   *
   * @throws {CacheError} `CIRCUIT_OPEN` in an outage.
   */
  ask<T>(what: string, question: () => Promise<T>): Promise<T> {
    this.#begin();
    return this.#parts.gate.ask(what, question);
  }

  /** Figures of both tiers and of what stands between them. */
  stats(): HybridStats {
    return hybridStats(this.#parts, this.#counts);
  }

  /**
   * Refuses further operations, sends what is pending within `closeTimeoutMs`, reports it in the
   * event "closed" and in `stats().writes`, and closes both tiers. Twice is fine.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { environment, l1, l2, closeTimeoutMs } = this.#parts.settings;
    const { recovery, channel, pending, events } = this.#parts;
    recovery.close();
    this.#unwatch();
    if (this.#checkTimer !== undefined) environment.clearTimer(this.#checkTimer);
    let timer: TimerHandle = 0;
    const deadline = new Promise<void>((resolve) => {
      timer = environment.setTimer(resolve, closeTimeoutMs);
    });
    await Promise.race([this.#flush(), deadline]);
    environment.clearTimer(timer);
    const lost = pending.loseAll().length;
    if (lost > 0) events.tell({ type: "lost", writes: lost, reason: "closed", error: undefined });
    await Promise.allSettled([channel.close(), l1.close(), l2.close()]);
    this.#parts.close();
    events.tell({ type: "closed", report: pending.accounting() });
  }

  /** Lets what has begun end, then sends what is pending as long as that works. */
  async #flush(): Promise<void> {
    const { pending, recovery, running } = this.#parts;
    await running.idle();
    while (pending.size > 0) {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      if (!(await recovery.attempt())) return;
    }
  }

  async #clear(prefix: string, clear: () => Promise<void>): Promise<void> {
    const { gate, deliverer, pending, incarnation, ledger, l1, channel } = this.#parts;
    gate.assertAvailable();
    await incarnation.ensure(gate.ask);
    // What is on its way must not arrive after the clear.
    if (pending.size > 0 && !(await deliverer.drain(gate.ask))) gate.assertAvailable();
    this.#forget(prefix);
    await gate.askPatiently("clear", clear);
    if (prefix === "") await incarnation.restore(gate.ask);
    pending.supersedePrefix(prefix);
    this.#forget(prefix);
    ledger.forgetPrefix(prefix);
    await l1.clear(prefix);
    await channel.publish(null);
  }

  #forget(prefix: string): void {
    this.#parts.generations.invalidatePrefix(prefix);
    this.#parts.reader.forgetFlights(prefix);
  }

  /** Begins what runs in the background, with the first operation. */
  #begin(): void {
    if (this.#closing !== undefined) throw closedError("HybridBackend");
    if (this.#started) return;
    this.#started = true;
    this.#parts.listen();
    this.#checkLater();
  }

  #checkLater(): void {
    const { environment, checkMs } = this.#parts.settings;
    this.#checkTimer = environment.setTimer(
      () => {
        this.#parts.lookAround();
        if (this.#closing === undefined) this.#checkLater();
      },
      checkMs,
      true,
    );
  }

  /** One operation: refused after close, ended for its caller by the caller's signal. */
  async #run<T>(what: string, options: OperationOptions, work: () => Promise<T>): Promise<T> {
    this.#begin();
    assertWanted(options.signal, what);
    return untilAborted(this.#counted(work), options.signal, what);
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    const { running } = this.#parts;
    running.enter();
    try {
      return await work();
    } catch (error) {
      this.#counts.refused(error);
      throw error;
    } finally {
      running.leave();
    }
  }

  static {
    // A bare context may lack the symbol.
    if (typeof Symbol.asyncDispose === "symbol") {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, {
        value(this: HybridBackend): Promise<void> {
          return this.close();
        },
      });
    }
  }
}
