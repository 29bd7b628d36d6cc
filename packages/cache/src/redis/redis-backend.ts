// A cache in Redis or Valkey, from 5.0 on: what all replicas see. Each operation is one round trip
// (two where a conflict, or a script the server does not know yet, asks for it) and atomic per key.
// Values carry their write stamp; a stamped delete leaves a tombstone that reads as missing.
//
// Errors are always a CacheError with the client's error as cause (see `toCacheError`), except for
// wrong arguments, which are TypeError and RangeError.

import { encodeUtf8 } from "@respite/resp/base";
import type { Command } from "@respite/resp/core";
import type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
  ClearOptions,
  DeleteOptions,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  SetOptions,
  StampedWrite,
  WriteOutcome,
} from "../backend.ts";
import { OperationCounts } from "../counters.ts";
import { CacheError, isCacheError } from "../errors.ts";
import { assertKey, incarnationKey } from "../key.ts";
import { type OperationListener, type OperationSource, OperationTimer } from "../metrics/index.ts";
import { sameBytes } from "../same-bytes.ts";
import { checkPositiveTtl, checkTombstoneMs, checkTtl, isDeletingTtl } from "../ttl.ts";
import { encodeStoredValue, invalidValue } from "../value.ts";
import * as commands from "./redis-commands.ts";
import {
  type RedisBackendOptions,
  type RedisBackendSettings,
  resolveRedisBackendOptions,
} from "./redis-options.ts";
import { RedisSender, resultOf } from "./redis-sender.ts";
import { setIfAbsentScript, setIfNewerScript, touchScript } from "./scripts.ts";
import {
  headBytes,
  isLiveHead,
  rawFormat,
  stampedFormat,
  type StoredFormat,
} from "./stored-format.ts";

/** Most keys in one batch: longer lists go in several, one after the other. */
const batchKeys = 500;

type AnyCommand = Command<unknown>;

/** A shared cache over a client of `@respite/resp`; see {@link RedisBackendOptions}. */
export class RedisBackend implements CacheBackend, OperationSource {
  readonly #settings: RedisBackendSettings;
  readonly #format: StoredFormat;
  readonly #counts: OperationCounts = new OperationCounts();
  readonly #timer: OperationTimer;
  readonly #sender: RedisSender;

  /** @throws {TypeError | RangeError} for a wrong option, naming it. */
  constructor(options: RedisBackendOptions) {
    this.#settings = resolveRedisBackendOptions(options);
    const { client, clock, environment, format } = this.#settings;
    this.#format = format === "raw" ? rawFormat : stampedFormat(clock);
    this.#timer = new OperationTimer(environment);
    this.#sender = new RedisSender(client, this.#counts, this.#timer);
  }

  /** What every key of this backend begins with in Redis, its delimiter included. */
  get prefix(): string {
    return this.#settings.prefix;
  }

  /** Reads the value and, in the same round trip but after it, what is left of its life. */
  async get(key: string, options?: OperationOptions): Promise<CacheEntry | undefined> {
    const name = this.#name(key);
    const pair = [commands.get(name), commands.pttl(name)] as const;
    const [stored, ttl] = await this.#sender.batch("get", pair, options);
    const entry = this.#entry(resultOf(stored), resultOf(ttl));
    this.#counts.read(entry !== undefined);
    return entry;
  }

  /** One SET, SETEX or PSETEX; a life of 0 and below deletes. */
  async set(key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    await this.#sender.run("set", this.#storing(key, value, options), options);
    this.#countWrite(options.ttlMs);
    return "shared";
  }

  /**
   * One `SET NX`; only after its refusal, in format "stamped", a script looks whether a tombstone
   * stands there and then replaces it.
   *
   * @throws {RangeError} at a life of 0 and below: it could keep no second caller out.
   */
  async setIfAbsent(key: string, value: Uint8Array, options: SetOptions = {}): Promise<boolean> {
    const ttlMs = checkPositiveTtl(options.ttlMs);
    const name = this.#name(key);
    const stored = this.#format.encode(value, options.stamp);
    const command = commands.storeIfAbsent(name, stored, ttlMs);
    const done =
      (await this.#sender.run("setIfAbsent", command, options)) ||
      (this.#format.stamped && (await this.#replaceTombstone(name, stored, options)));
    if (done) this.#counts.sets += 1;
    return done;
  }

  /** UNLINK; with a stamp, a tombstone in the value's place. */
  async delete(key: string, options: DeleteOptions = {}): Promise<DeleteOutcome> {
    const results = await this.#sender.batch("delete", this.#deleting(key, options), options);
    return this.#deleteOutcome(results);
  }

  /** Answers from the value's first bytes. */
  async exists(key: string, options?: OperationOptions): Promise<boolean> {
    const name = this.#name(key);
    if (!this.#format.stamped) {
      return (await this.#sender.run("exists", commands.exists(name), options)) === 1;
    }
    const head = await this.#sender.run("exists", commands.head(name, headBytes), options);
    return this.#counting(() => isLiveHead(head));
  }

  /** MGET and PTTLs in one round trip per 500 keys. */
  async getMany(
    keys: readonly string[],
    options?: OperationOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    this.#sender.assertOpen();
    const names = keys.map((key) => this.#name(key));
    const pages = await eachPage(names, (page) => this.#readPage(page, options));
    const entries = pages.flat();
    for (const entry of entries) this.#counts.read(entry !== undefined);
    return entries;
  }

  /** One round trip per 500 entries. */
  async setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]> {
    this.#sender.assertOpen();
    const jobs = entries.map((entry) => {
      return caught(() => [this.#storing(entry.key, entry.value, entry)]);
    });
    const done = await this.#runJobs("setMany", jobs, options);
    return done.map((results, index) => {
      const failure = results instanceof Error ? results : results.find(isError);
      if (failure !== undefined) return failure;
      this.#countWrite(entries[index]?.ttlMs);
      return "shared";
    });
  }

  /** One round trip per 500 keys. */
  async deleteMany(
    keys: readonly string[],
    options: DeleteOptions = {},
  ): Promise<(DeleteOutcome | Error)[]> {
    this.#sender.assertOpen();
    const jobs = keys.map((key) => caught(() => this.#deleting(key, options)));
    const done = await this.#runJobs("deleteMany", jobs, options);
    return done.map((results) => {
      return results instanceof Error ? results : caught(() => this.#deleteOutcome(results));
    });
  }

  /**
   * One script, sent again after a lost connection: if the first try did apply it, the answer is
   * then "superseded", by itself. A value with a life of 0 and below is a delete.
   */
  async setIfNewer(
    write: StampedWrite,
    options?: OperationOptions,
  ): Promise<"applied" | "superseded"> {
    this.#assertStamped("setIfNewer");
    const key = this.#name(write.key);
    const isDelete = write.value === undefined || isDeletingTtl(checkTtl(write.ttlMs));
    const lifeMs = isDelete ? lifeOfTombstone(write.ttlMs) : write.ttlMs;
    const stored = encodeStoredValue(isDelete ? undefined : write.value, write.stamp);
    const call = { script: setIfNewerScript, key, args: [stored, lifeMs ?? ""], idempotent: true };
    const answer = await this.#sender.script("setIfNewer", call, options);
    if (answer < 0) throw this.#sender.fail(invalidValue("it has no stamp"), "setIfNewer");
    if (answer === 0) return "superseded";
    this.#counts[isDelete ? "deletes" : "sets"] += 1;
    return "applied";
  }

  /**
   * Sets what is left of a value's life, undefined = for ever; <= 0 deletes. False = no such value.
   */
  async touch(
    key: string,
    ttlMs: number | undefined,
    options?: OperationOptions,
  ): Promise<boolean> {
    const args = [checkTtl(ttlMs) ?? "", this.#settings.format];
    const call = { script: touchScript, key: this.#name(key), args, idempotent: true };
    return (await this.#sender.script("touch", call, options)) === 1;
  }

  /** Removes every key under this backend's prefix; see {@link clearPrefix}. */
  async clear(options?: ClearOptions): Promise<void> {
    await this.clearPrefix("", options);
  }

  /**
   * Removes, by SCAN and UNLINK, every key of this backend that begins with `prefix`. The mark of
   * the server's present life stays, or other replicas would take the clear for a loss and undo it.
   * An abort ends it between two pages: what is removed stays removed.
   */
  async clearPrefix(prefix: string, options?: ClearOptions): Promise<void> {
    const { scanCount } = this.#settings;
    const pattern = this.#name(prefix);
    const mark = encodeUtf8(this.#name(incarnationKey));
    let removedCount = 0;
    let cursor: Uint8Array | string = commands.firstCursor;
    do {
      // A cursor comes with the page before it.
      // oxlint-disable no-await-in-loop
      const command = commands.scan(cursor, pattern, scanCount);
      const page: commands.ScanPage<Uint8Array> = await this.#sender.run("clear", command, options);
      const keys = page.keys.filter((key) => !sameBytes(key, mark));
      if (keys.length > 0) {
        removedCount += await this.#sender.run("clear", commands.unlink(keys), options);
        options?.onProgress?.(removedCount);
      }
      cursor = page.cursor;
      // oxlint-enable no-await-in-loop
    } while (!commands.isLastCursor(cursor));
  }

  /**
   * The keys that begin with `prefix`, without tombstones. Keys that are there from start to end
   * come at least once, some perhaps twice; keys that come and go may be missed (as SCAN says).
   */
  async *keys(prefix: string = "", options?: OperationOptions): AsyncGenerator<string, void, void> {
    const { scanCount } = this.#settings;
    const pattern = this.#name(prefix);
    let cursor: Uint8Array | string = commands.firstCursor;
    do {
      // A cursor comes with the page before it.
      // oxlint-disable no-await-in-loop
      const command = commands.scanText(cursor, pattern, scanCount);
      const page: commands.ScanPage<string> = await this.#sender.run("keys", command, options);
      const heads = page.keys.map((name) => commands.head(name, headBytes));
      const live = this.#format.stamped
        ? await this.#sender.batch("keys", heads, options)
        : page.keys;
      for (const [index, name] of page.keys.entries()) {
        if (isListed(live[index])) yield name.slice(this.#settings.prefix.length);
      }
      cursor = page.cursor;
      // oxlint-enable no-await-in-loop
    } while (!commands.isLastCursor(cursor));
  }

  /** One PING. A server that fails is an answer, not a rejection. */
  async health(options: OperationOptions = {}): Promise<BackendHealth> {
    const { environment, degradedLatencyMs } = this.#settings;
    this.#sender.assertOpen();
    const startMs = environment.monotonic();
    try {
      await this.#sender.run("health", commands.ping(), options);
    } catch (error) {
      if (isCacheError(error) && error.code === "ABORTED") throw error;
      return { status: "unhealthy", latencyMs: undefined, error: error as Error };
    }
    const latencyMs = environment.monotonic() - startMs;
    return { status: latencyMs > degradedLatencyMs ? "degraded" : "healthy", latencyMs };
  }

  /** Counts of this instance; what the server holds is not known. */
  stats(): BackendStats {
    return this.#counts.stats("redis");
  }

  /** Hears how long each round trip takes, named after the operation it serves. */
  onOperation(listener: OperationListener): () => void {
    return this.#timer.onOperation(listener);
  }

  /** Refuses further operations. The client stays open: it is its owner's. */
  close(): Promise<void> {
    this.#sender.close();
    return Promise.resolve();
  }

  #name(key: string): string {
    assertKey(key);
    return this.#settings.prefix + key;
  }

  /** The entry of a value and its PTTL; none if it expired between the two. */
  #entry(stored: Uint8Array | undefined, pttlMs: number): CacheEntry | undefined {
    if (stored === undefined || (pttlMs <= 0 && pttlMs !== commands.pttlForEver)) return undefined;
    const { value, stamp } = this.#counting(() => this.#format.decode(stored));
    if (value === undefined) return undefined;
    return { value, ttlMs: pttlMs === commands.pttlForEver ? undefined : pttlMs, stamp };
  }

  async #readPage(
    names: readonly string[],
    options?: OperationOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    const page = [commands.mget(names), ...names.map((name) => commands.pttl(name))] as const;
    const [values, ...ttls] = await this.#sender.batch("getMany", page, options);
    const stored = resultOf(values);
    const unclear: string[] = [];
    const entries = names.map((name, index) => {
      const pttlMs = resultOf(ttls[index]);
      const value = stored[index];
      if (value === undefined && pttlMs !== commands.pttlMissing) unclear.push(name);
      return this.#entry(value, pttlMs);
    });
    await this.#refuseOtherTypes(unclear, options);
    return entries;
  }

  /**
   * MGET saw nothing and PTTL a key: it was written in between, or is no string and never a miss.
   */
  async #refuseOtherTypes(names: readonly string[], options?: OperationOptions): Promise<void> {
    if (names.length === 0) return;
    const heads = names.map((name) => commands.head(name, headBytes));
    for (const head of await this.#sender.batch("getMany", heads, options)) resultOf(head);
  }

  #storing(
    key: string,
    value: Uint8Array,
    options: Omit<SetManyEntry, "key" | "value">,
  ): AnyCommand {
    const ttlMs = checkTtl(options.ttlMs);
    const name = this.#name(key);
    if (!isDeletingTtl(ttlMs)) {
      return commands.store(name, this.#format.encode(value, options.stamp), ttlMs);
    }
    if (options.stamp === undefined || !this.#format.stamped) return commands.unlink([name]);
    return commands.store(name, encodeStoredValue(undefined, options.stamp), checkTombstoneMs());
  }

  /** What was there, where a tombstone could be; then its removal. */
  #deleting(key: string, { stamp, tombstoneMs }: DeleteOptions): readonly AnyCommand[] {
    const name = this.#name(key);
    const lifeMs = checkTombstoneMs(tombstoneMs);
    if (stamp !== undefined) this.#assertStamped("A delete with a stamp");
    if (!this.#format.stamped) return [commands.unlink([name])];
    const removal =
      stamp === undefined
        ? commands.unlink([name])
        : commands.store(name, encodeStoredValue(undefined, stamp), lifeMs);
    return [commands.head(name, headBytes), removal];
  }

  #deleteOutcome(results: readonly unknown[]): DeleteOutcome {
    const removal = results.at(-1);
    if (removal instanceof Error) throw removal;
    this.#counts.deletes += 1;
    if (removal === 0) return { existed: false, outcome: "shared" };
    return { existed: results.length === 1 || existedBy(results[0]), outcome: "shared" };
  }

  async #replaceTombstone(key: string, stored: Uint8Array, options: SetOptions): Promise<boolean> {
    const call = { script: setIfAbsentScript, key, args: [stored, options.ttlMs ?? ""] };
    return (await this.#sender.script("setIfAbsent", call, options)) === 1;
  }

  /**
   * Runs jobs of one or more commands each, several jobs in one write; an error ends its own job.
   */
  async #runJobs(
    what: string,
    jobs: readonly (readonly AnyCommand[] | Error)[],
    options?: OperationOptions,
  ): Promise<(readonly unknown[] | Error)[]> {
    const pages = await eachPage(jobs, async (page) => {
      const sent = page.flatMap((job) => (job instanceof Error ? [] : job));
      if (sent.length === 0) return page as Error[];
      const results = await this.#sender.batch(what, sent, options).catch((error: Error) => error);
      return dealOut(page, results);
    });
    return pages.flat();
  }

  #countWrite(ttlMs: number | undefined): void {
    this.#counts[isDeletingTtl(ttlMs) ? "deletes" : "sets"] += 1;
  }

  #assertStamped(what: string): void {
    this.#sender.assertOpen();
    if (this.#format.stamped) return;
    const text = `${what} needs stamps, which format "raw" does not keep; use format "stamped".`;
    throw new CacheError("UNSUPPORTED", text);
  }

  /** What `read` returns; its error is counted. */
  #counting<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#sender.fail(error, "get");
    }
  }
}

/**
 * Life of a tombstone made from a stamped write; where that has none, or one that is over, the
 * default.
 */
function lifeOfTombstone(ttlMs: number | undefined): number {
  const checked = checkTtl(ttlMs);
  return checkTombstoneMs(isDeletingTtl(checked) ? undefined : checked);
}

/** Whether a key lived, by its first bytes or the error of asking for them; undefined = unknown. */
function existedBy(head: unknown): boolean | undefined {
  if (isCacheError(head)) return head.code === "INVALID_VALUE" ? true : undefined;
  return caught(() => isLiveHead(head as Uint8Array)) !== false;
}

/** As {@link existedBy}, for a key or its head; what keeps nobody from asking is thrown. */
function isListed(result: unknown): boolean {
  if (typeof result === "string") return true;
  const existed = existedBy(result);
  if (existed === undefined) throw result;
  return existed;
}

/** Gives each job its share of the results, or all of them the error that ended the whole batch. */
function dealOut(
  jobs: readonly (readonly AnyCommand[] | Error)[],
  results: readonly unknown[] | Error,
): (readonly unknown[] | Error)[] {
  let next = 0;
  return jobs.map((job) => {
    if (job instanceof Error) return job;
    if (results instanceof Error) return results;
    next += job.length;
    return results.slice(next - job.length, next);
  });
}

/** The results of `read` for each page of at most 500 of `items`. */
async function eachPage<T, R>(
  items: readonly T[],
  read: (page: readonly T[]) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += batchKeys) {
    // One after the other, so that a long list leaves room for other callers.
    // oxlint-disable-next-line no-await-in-loop
    results.push(await read(items.slice(start, start + batchKeys)));
  }
  return results;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}

/** What `make` returns, or the error it throws. */
function caught<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
