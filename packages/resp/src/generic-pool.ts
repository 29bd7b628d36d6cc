// generic-pool in the place of our own pool: for those who have it already, and for running the
// same tests and benches on both. What it lacks for that is added here: a failing create rejects a
// caller and is not repeated at once (generic-pool repeats it in the same turn, for ever, and the
// event loop starves), and its errors are RespErrors.

import genericPool, { type Factory, type Pool as GenericPool } from "generic-pool";
import { OptionReader, RespError, resolveEnvironment, type Environment } from "./base/index.ts";
import type { PoolFactory, PoolLike } from "./pool/index.ts";

/** Everything is optional; times are milliseconds. Names and meanings as in `PoolOptions`. */
export interface GenericPoolOptions {
  /** Resources that are kept once the pool is used; default 0. */
  min?: number | undefined;
  /** Most resources at once; default 10. */
  max?: number | undefined;
  /** Most callers that may wait; default 100,000. */
  maxWaiting?: number | undefined;
  /** Longest wait of an `acquire`; default 4000. */
  acquireTimeoutMs?: number | undefined;
  /** An idle resource beyond `min` ends after about so long; default 900,000; 0 = never. */
  idleTimeoutMs?: number | undefined;
  /** Which idle resource is lent: the last one used (default), or the one idle longest. */
  order?: "lifo" | "fifo" | undefined;
  /** Timers for the pause after a failed create; generic-pool's own timers are the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** A `PoolLike` backed by generic-pool. */
export interface GenericPoolLike<T> extends PoolLike<T> {
  /** Rejects who waits for nothing, awaits what is borrowed, and ends every resource. */
  drain(): Promise<void>;
  /** generic-pool's own object, for its statistics. */
  readonly pool: GenericPool<T>;
}

/** Pause after a failed create. */
const createPauseMs = 100;

/**
 * Makes a pool by generic-pool, which must be installed. Nothing is created before the first
 * `acquire`; where the factory has `validate` it is asked at each.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong and its value.
 */
export function createGenericPool<T>(
  factory: PoolFactory<T>,
  options?: GenericPoolOptions,
): GenericPoolLike<T> {
  return new Adapter(factory, options);
}

/** One caller who waits; rejected early when a create fails. */
interface Caller<T> {
  resolve(resource: T): void;
  reject(error: unknown): void;
}

const known = ["min", "max", "maxWaiting", "acquireTimeoutMs", "idleTimeoutMs", "order"];

class Adapter<T> implements GenericPoolLike<T> {
  readonly pool: GenericPool<T>;
  readonly #factory: PoolFactory<T>;
  readonly #environment: Environment;
  readonly #acquireTimeoutMs: number;
  /** Those who wait, in order. */
  readonly #callers = new Set<Caller<T>>();
  readonly #standIns = new Set<T>();
  #lastError: unknown;
  #drained: Promise<void> | undefined;

  constructor(factory: PoolFactory<T>, options: GenericPoolOptions = {}) {
    const reader = new OptionReader("createGenericPool", options, [...known, "environment"]);
    const max = reader.number("max", 10, { min: 1 });
    const idleTimeoutMs = reader.number("idleTimeoutMs", 900_000);
    this.#factory = factory;
    this.#environment = resolveEnvironment(reader.object("environment", options.environment));
    this.#acquireTimeoutMs = reader.number("acquireTimeoutMs", 4000, { min: 1 });
    this.pool = genericPool.createPool(this.#genericFactory(), {
      max,
      min: reader.number("min", 0, { max }),
      maxWaitingClients: reader.number("maxWaiting", 100_000),
      acquireTimeoutMillis: this.#acquireTimeoutMs,
      fifo: reader.choice("order", ["lifo", "fifo"], "lifo") === "fifo",
      autostart: false,
      testOnBorrow: factory.validate !== undefined,
      // Its "soft" timeout is the one that keeps `min`; its other one is 30 s unless set.
      softIdleTimeoutMillis: idleTimeoutMs === 0 ? -1 : idleTimeoutMs,
      idleTimeoutMillis: Number.MAX_SAFE_INTEGER,
      evictionRunIntervalMillis: Math.min(Math.ceil(idleTimeoutMs / 10), 60_000),
      numTestsPerEvictionRun: max,
    });
  }

  acquire(): Promise<T> {
    return new Promise((resolve, reject) => {
      const caller: Caller<T> = { resolve, reject };
      this.#callers.add(caller);
      void this.#serve(caller);
    });
  }

  release(resource: T): Promise<void> {
    return this.pool.release(resource);
  }

  destroy(resource: T): Promise<void> {
    return this.pool.destroy(resource);
  }

  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  async #drain(): Promise<void> {
    for (const caller of this.#callers) caller.reject(closedError());
    this.#callers.clear();
    await this.pool.drain();
    await this.pool.clear();
  }

  async #serve(caller: Caller<T>): Promise<void> {
    try {
      const resource = await this.pool.acquire();
      // A caller who was rejected meanwhile is still served by generic-pool.
      if (this.#callers.delete(caller)) caller.resolve(resource);
      else await this.pool.release(resource);
    } catch (error) {
      if (this.#callers.delete(caller)) caller.reject(this.#translate(error));
    }
  }

  #genericFactory(): Factory<T> {
    const validate = (resource: T): Promise<boolean> => this.#validate(resource);
    return {
      create: () => this.#create(),
      destroy: async (resource) => {
        if (!this.#standIns.delete(resource)) await this.#factory.destroy(resource);
      },
      ...(this.#factory.validate !== undefined && { validate }),
    };
  }

  async #create(): Promise<T> {
    if (this.#drained !== undefined) return this.#standIn();
    try {
      const resource = await this.#factory.create();
      this.#lastError = undefined;
      return resource;
    } catch (error) {
      this.#lastError = error;
      this.#rejectFirst(error);
      await this.#pause();
      throw error;
    }
  }

  /**
   * What generic-pool gets for callers who were rejected by `drain`, since it can't forget them.
   */
  #standIn(): T {
    const standIn = {} as T;
    this.#standIns.add(standIn);
    return standIn;
  }

  async #validate(resource: T): Promise<boolean> {
    if (this.#standIns.has(resource)) return true;
    try {
      return (await this.#factory.validate?.(resource)) !== false;
    } catch {
      // generic-pool leaves the resource in limbo for ever where this rejects.
      return false;
    }
  }

  #rejectFirst(error: unknown): void {
    for (const caller of this.#callers) {
      this.#callers.delete(caller);
      caller.reject(error);
      return;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.setTimer(resolve, createPauseMs);
    });
  }

  #translate(error: unknown): RespError {
    const { message = "" } = error as { message?: string };
    const { size, borrowed, available, pending, max } = this.pool;
    const held = `${size} of ${max}: ${borrowed} borrowed, ${available} idle; ${pending} wait`;
    const state = `The pool (generic-pool) holds ${held}.`;
    const advice = "Give resources back sooner, or raise max or";
    if (message.includes("timed out")) {
      const late = `No resource came free within ${this.#acquireTimeoutMs} ms.`;
      const cause = this.#lastError ?? error;
      return new RespError("POOL_TIMEOUT", `${late} ${state} ${advice} acquireTimeoutMs.`, {
        cause,
      });
    }
    if (message.includes("max waitingClients")) {
      const full = "More than maxWaiting callers would wait.";
      return new RespError("QUEUE_FULL", `${full} ${state} ${advice} maxWaiting.`, {
        cause: error,
      });
    }
    return closedError(error);
  }
}

const closedText = "The pool is drained: it lends nothing any more. Create a new one to go on.";

function closedError(cause?: unknown): RespError {
  const options = cause === undefined ? {} : { cause };
  return new RespError("POOL_CLOSED", closedText, options);
}
