// A backend that goes wrong on command: fails, hangs or is slow, per operation, in front of a real
// one. For tests of whatever stands above a backend.

import {
  type CancelSignal,
  type Environment,
  onAbort,
  resolveEnvironment,
} from "@respite/resp/base";
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
} from "../backend.ts";
import { CacheError, cancelledError, isCacheError } from "../errors.ts";
import { copyBytes, isBytes } from "../value.ts";

/** The operations that can be made to fail; `close` and `stats` can't. */
export type FaultyOperation = Exclude<keyof CacheBackend, "close" | "stats">;

/**
 * How an operation goes wrong:
 * - `fail`: rejects; `after` = the backend below has done it all the same (a lost reply).
 * - `hang`: never settles until `release()` or its signal; then it goes on (or `fail`s, if given).
 * - `delay`: goes on after `delayMs`.
 */
export type Fault =
  | {
      readonly kind: "fail";
      readonly error?: Error | undefined;
      readonly after?: boolean | undefined;
    }
  | { readonly kind: "hang"; readonly error?: Error | undefined }
  | { readonly kind: "delay"; readonly delayMs: number };

interface Planned {
  readonly fault: Fault;
  left: number;
}

/** Wraps a backend; without faults it behaves as that one. */
export class FaultyBackend implements CacheBackend {
  /** Calls by operation since it was made, failed ones included. */
  readonly calls: Partial<Record<FaultyOperation, number>> = {};
  readonly #inner: CacheBackend;
  readonly #environment: Environment;
  readonly #plans: Map<FaultyOperation | "all", Planned> = new Map();
  readonly #hanging: Set<() => void> = new Set();

  constructor(inner: CacheBackend, environment?: Partial<Environment>) {
    this.#inner = inner;
    this.#environment = resolveEnvironment(environment);
  }

  /**
   * Makes one operation, or "all", go wrong from now on, at most `times` times (default: until
   * `heal`). An operation's own fault comes before that of "all".
   */
  inject(operation: FaultyOperation | "all", fault: Fault, times: number = Infinity): void {
    this.#plans.set(operation, { fault, left: times });
  }

  /** An outage: all operations reject as they do when the server can't be reached. */
  takeDown(error: Error = new CacheError("UNAVAILABLE", "The tier below was taken down.")): void {
    this.inject("all", { kind: "fail", error });
  }

  /** Ends all faults; what hangs goes on. */
  heal(): void {
    this.#plans.clear();
    this.release();
  }

  /** Lets go on whatever hangs. */
  release(): void {
    const hanging = [...this.#hanging];
    this.#hanging.clear();
    for (const goOn of hanging) goOn();
  }

  /** How many calls hang now. */
  get hangingCount(): number {
    return this.#hanging.size;
  }

  /** As the backend below does it, unless a fault is due. */
  get(key: string, options?: OperationOptions): Promise<CacheEntry | undefined> {
    return this.#through("get", options, () => this.#inner.get(key, options));
  }

  /** As the backend below does it, unless a fault is due. */
  set(key: string, value: Uint8Array, options?: SetOptions): Promise<WriteOutcome> {
    const copy = own(value);
    return this.#through("set", options, () => this.#inner.set(key, copy, options));
  }

  /** As the backend below does it, unless a fault is due. */
  setIfAbsent(key: string, value: Uint8Array, options?: SetOptions): Promise<boolean> {
    const copy = own(value);
    return this.#through("setIfAbsent", options, () => this.#inner.setIfAbsent(key, copy, options));
  }

  /** As the backend below does it, unless a fault is due. */
  delete(key: string, options?: DeleteOptions): Promise<DeleteOutcome> {
    return this.#through("delete", options, () => this.#inner.delete(key, options));
  }

  /** As the backend below does it, unless a fault is due. */
  exists(key: string, options?: OperationOptions): Promise<boolean> {
    return this.#through("exists", options, () => this.#inner.exists(key, options));
  }

  /** As the backend below does it, unless a fault is due. */
  getMany(
    keys: readonly string[],
    options?: OperationOptions,
  ): Promise<(CacheEntry | undefined)[]> {
    return this.#through("getMany", options, () => this.#inner.getMany(keys, options));
  }

  /** As the backend below does it, unless a fault is due. */
  setMany(
    entries: readonly SetManyEntry[],
    options?: OperationOptions,
  ): Promise<(WriteOutcome | Error)[]> {
    return this.#through("setMany", options, () => this.#inner.setMany(entries, options));
  }

  /** As the backend below does it, unless a fault is due. */
  deleteMany(keys: readonly string[], options?: DeleteOptions): Promise<(DeleteOutcome | Error)[]> {
    return this.#through("deleteMany", options, () => this.#inner.deleteMany(keys, options));
  }

  /** As the backend below does it, unless a fault is due. */
  setIfNewer(write: StampedWrite, options?: OperationOptions): Promise<"applied" | "superseded"> {
    return this.#through("setIfNewer", options, () => this.#inner.setIfNewer(write, options));
  }

  /** As the backend below does it, unless a fault is due. */
  clear(options?: OperationOptions): Promise<void> {
    return this.#through("clear", options, () => this.#inner.clear(options));
  }

  /** A failure is reported as "unhealthy", as the contract asks. */
  async health(options?: OperationOptions): Promise<BackendHealth> {
    try {
      return await this.#through("health", options, () => this.#inner.health(options));
    } catch (error) {
      if (isCacheError(error) && (error.code === "CLOSED" || error.code === "ABORTED")) throw error;
      return { status: "unhealthy", latencyMs: undefined, error: error as Error };
    }
  }

  /** The counts of the backend below. */
  stats(): BackendStats {
    return this.#inner.stats();
  }

  /** Closes the backend below. */
  close(): Promise<void> {
    return this.#inner.close();
  }

  async #through<T>(
    operation: FaultyOperation,
    options: OperationOptions | undefined,
    goOn: () => Promise<T>,
  ): Promise<T> {
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
    const fault = this.#next(operation);
    if (fault?.kind === "delay") await this.#wait(fault.delayMs, operation, options?.signal);
    if (fault?.kind === "hang") await this.#hang(operation, options?.signal);
    if (fault?.kind === "fail" && fault.after === true) await goOn();
    const error = fault?.kind === "delay" ? undefined : fault?.error;
    if (fault?.kind === "fail") throw error ?? new CacheError("UNAVAILABLE", "An injected fault.");
    if (error !== undefined) throw error;
    return goOn();
  }

  #next(operation: FaultyOperation): Fault | undefined {
    const plan = this.#plans.get(operation) ?? this.#plans.get("all");
    if (plan === undefined || plan.left <= 0) return undefined;
    plan.left -= 1;
    return plan.fault;
  }

  #hang(operation: string, signal: CancelSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#hanging.add(resolve);
      onAbort(signal, () => {
        this.#hanging.delete(resolve);
        reject(cancelledError(signal, operation));
      });
    });
  }

  #wait(delayMs: number, operation: string, signal: CancelSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#environment.setTimer(resolve, delayMs);
      onAbort(signal, () => {
        this.#environment.clearTimer(timer);
        reject(cancelledError(signal, operation));
      });
    });
  }
}

/** The bytes as they are now; a wrong value is for the backend below to refuse. */
function own(value: Uint8Array): Uint8Array {
  return isBytes(value) ? copyBytes(value) : value;
}
