// A shared tier alone, behind a breaker: redis mode. The outage policy acts here too, but there is
// nobody to answer instead: "local" and "allow" turn an outage into a marked miss, "deny" rejects.
// It notices, as the hybrid does, that the tier lost its data, so that a replay guard can refuse
// ids from before.

import type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
  DeleteOptions,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  SetOptions,
  StampedWrite,
  WriteOutcome,
} from "./backend.ts";
import { prefixOperations, touchOperation } from "./capabilities.ts";
import type {
  Lookup,
  LookupBackend,
  LossRecord,
  TieredReadOptions,
  TieredSetOptions,
} from "./hybrid/hybrid-types.ts";
import { incarnationKey, isReservedKey } from "./key.ts";
import type { Incarnation } from "./hybrid/incarnation.ts";
import { claimBeforeMark } from "./hybrid/claim.ts";
import {
  type L2Gate,
  isOutageError,
  lostMeanwhileError,
  unavailableError,
} from "./hybrid/l2-gate.ts";

/** See the file's head. */
export class GuardedBackend implements LookupBackend, LossRecord {
  readonly #inner: CacheBackend;
  readonly #gate: L2Gate;
  readonly #incarnation: Incarnation;

  /** `inner` is closed with it. */
  constructor(inner: CacheBackend, gate: L2Gate, incarnation: Incarnation) {
    this.#inner = inner;
    this.#gate = gate;
    this.#incarnation = incarnation;
  }

  get lostAtMs(): number | undefined {
    return this.#incarnation.lostAtMs;
  }

  async get(key: string, options?: TieredReadOptions): Promise<CacheEntry | undefined> {
    return knownEntry(await this.lookup(key, options), options);
  }

  async lookup(key: string, options: TieredReadOptions = {}): Promise<Lookup> {
    const lookups = this.#read([key], options, async () => [await this.#inner.get(key, options)]);
    return (await lookups)[0] ?? unknown;
  }

  lookupMany(keys: readonly string[], options: TieredReadOptions = {}): Promise<Lookup[]> {
    return this.#read(keys, options, () => this.#inner.getMany(keys, options));
  }

  async getMany(
    keys: readonly string[],
    options?: TieredReadOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    const lookups = await this.lookupMany(keys, options);
    return lookups.map((lookup) => knownEntry(lookup, options));
  }

  async exists(key: string, options?: TieredReadOptions): Promise<boolean> {
    try {
      return await this.#gate.ask("exists", () => this.#inner.exists(key, options));
    } catch (error) {
      if (!isOutageError(error)) throw error;
      return knownEntry(unknownUnless(options, "exists", error), options) !== undefined;
    }
  }

  set(key: string, value: Uint8Array, options?: SetOptions): Promise<WriteOutcome> {
    return this.#write("set", () => this.#inner.set(key, value, options));
  }

  /** In the security tier the tier's life is looked at before, and again right behind the write. */
  setIfAbsent(key: string, value: Uint8Array, options: TieredSetOptions = {}): Promise<boolean> {
    const claim = () => this.#inner.setIfAbsent(key, value, options);
    if (options.tier !== "security") return this.#write("setIfAbsent", claim);
    return this.#claim(claim);
  }

  delete(key: string, options?: DeleteOptions): Promise<DeleteOutcome> {
    return this.#write("delete", () => this.#inner.delete(key, options));
  }

  setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]> {
    return this.#write("setMany", () => this.#inner.setMany(entries, options));
  }

  deleteMany(keys: readonly string[], options?: DeleteOptions): Promise<(DeleteOutcome | Error)[]> {
    return this.#write("deleteMany", () => this.#inner.deleteMany(keys, options));
  }

  setIfNewer(write: StampedWrite, options?: OperationOptions): Promise<"applied" | "superseded"> {
    return this.#write("setIfNewer", () => this.#inner.setIfNewer(write, options));
  }

  touch(key: string, ttlMs: number | undefined, options?: OperationOptions): Promise<boolean> {
    return this.#write("touch", () => touchOperation(this.#inner).touch(key, ttlMs, options));
  }

  clear(options?: OperationOptions): Promise<void> {
    return this.#writePatiently(() => this.#inner.clear(options));
  }

  clearPrefix(prefix: string, options?: OperationOptions): Promise<void> {
    return this.#writePatiently(() => prefixOperations(this.#inner).clearPrefix(prefix, options));
  }

  async *keys(prefix?: string, options?: OperationOptions): AsyncGenerator<string, void, void> {
    for await (const key of prefixOperations(this.#inner).keys(prefix, options)) {
      if (!isReservedKey(key)) yield key;
    }
  }

  health(options?: OperationOptions): Promise<BackendHealth> {
    return this.#inner.health(options);
  }

  stats(): BackendStats {
    return this.#inner.stats();
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#gate.close();
  }

  async #read(
    keys: readonly string[],
    options: TieredReadOptions,
    read: () => Promise<(CacheEntry | undefined)[]>,
  ): Promise<Lookup[]> {
    try {
      const entries = await this.#gate.ask("get", read);
      return entries.map((entry) => ({ entry, source: "l2", degraded: false }));
    } catch (error) {
      if (!isOutageError(error)) throw error;
      const lookup = unknownUnless(options, "get", error);
      return keys.map(() => lookup);
    }
  }

  async #write<T>(what: string, write: () => Promise<T>): Promise<T> {
    try {
      return await this.#gate.ask(what, write);
    } catch (error) {
      throw isOutageError(error) ? unavailableError(what, error) : error;
    }
  }

  async #claim(claim: () => Promise<boolean>): Promise<boolean> {
    const incarnation = this.#incarnation;
    const { ask } = this.#gate;
    try {
      await incarnation.ensureSettled(ask);
      const readMark = () => this.#inner.get(incarnationKey);
      const [isFirst, mark] = await ask("setIfAbsent", () => claimBeforeMark(claim, readMark));
      if (!incarnation.matches(mark)) {
        incarnation.doubt();
        await incarnation.ensure(ask);
        throw lostMeanwhileError();
      }
      return isFirst;
    } catch (error) {
      throw isOutageError(error) ? unavailableError("setIfAbsent", error) : error;
    }
  }

  async #writePatiently<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await this.#gate.askPatiently("clear", write);
    } catch (error) {
      throw isOutageError(error) ? unavailableError("clear", error) : error;
    }
  }
}

const unknown: Lookup = Object.freeze({ entry: undefined, source: "none", degraded: true });

function unknownUnless(options: TieredReadOptions = {}, what: string, error: unknown): Lookup {
  if ((options.outage ?? "deny") === "deny") throw unavailableError(what, error);
  return unknown;
}

/** In the security tier nobody may take "not known" for "not found", unless the policy says so. */
function knownEntry(
  { entry, degraded }: Lookup,
  { tier, outage }: TieredReadOptions = {},
): CacheEntry | undefined {
  if (!degraded || tier !== "security" || outage === "allow") return entry;
  throw unavailableError("A security entry that is not known here", undefined);
}
