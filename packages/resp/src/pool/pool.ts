/// <reference lib="esnext.disposable" preserve="true" />
// A pool of resources that knows nothing of what it holds. Whoever comes first is served first, by
// the next resource that comes free or is made; nobody waits while one is idle, and there are never
// more than `max`, those being made included.

import { AbortWatch, abortError, type CancelSignal, type Environment } from "../base/index.ts";
import { checkAcquireOptions, checkTimeout } from "./acquire-options.ts";
import { CreateBackOff } from "./create-back-off.ts";
import { entryState, Inventory, type PoolEntry } from "./inventory.ts";
import { closedError, queueFullError, timeoutError } from "./pool-error.ts";
import { LeakWatch, type PoolLeak } from "./leak-watch.ts";
import type { PoolFactory } from "./pool-like.ts";
import { resolvePoolOptions, type PoolOptions, type PoolSettings } from "./pool-options.ts";
import type { PoolStats } from "./pool-stats.ts";
import { PoolTimer } from "./pool-timer.ts";
import type { AcquireOptions, DrainOptions, Pool } from "./pool-types.ts";
import { Waiter } from "./waiter.ts";
import { WaiterQueue } from "./waiter-queue.ts";

/**
 * Makes a pool; nothing is created before `start` or the first `acquire`.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong and its value.
 */
export function createPool<T>(
  factory: PoolFactory<T>,
  options?: PoolOptions & { environment?: Partial<Environment> | undefined },
): Pool<T> {
  return new ResourcePool(factory, resolvePoolOptions(options)) as ResourcePool<T> & Pool<T>;
}

class ResourcePool<T> implements Omit<Pool<T>, typeof Symbol.asyncDispose> {
  readonly #factory: PoolFactory<T>;
  readonly #settings: PoolSettings;
  readonly #inventory: Inventory<T>;
  readonly #waiters: WaiterQueue<T>;
  readonly #signals = new AbortWatch();
  readonly #backOff: CreateBackOff;
  readonly #timer: PoolTimer;
  readonly #totals = {
    lent: 0,
    created: 0,
    createFailures: 0,
    timeouts: 0,
    aborts: 0,
    refusals: 0,
  };
  readonly #leaks: LeakWatch<T> | undefined;
  #started = false;
  #drained: Promise<void> | undefined;
  #resolveDrained: (() => void) | undefined;
  #drainDueMs = Number.POSITIVE_INFINITY;

  constructor(factory: PoolFactory<T>, settings: PoolSettings) {
    checkFactory(factory);
    const { environment } = settings;
    this.#factory = factory;
    this.#settings = settings;
    this.#inventory = new Inventory(() => this.#finishDrain());
    this.#waiters = new WaiterQueue(environment.monotonic());
    this.#backOff = new CreateBackOff(() => environment.random());
    this.#timer = new PoolTimer(environment, () => this.#onTimer());
    if (settings.leakAfterMs > 0) {
      this.#leaks = new LeakWatch(settings.leakAfterMs, (leak) => this.#reportLeak(leak));
    }
  }

  static {
    const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol };
    if (asyncDispose !== undefined) {
      const value = function dispose(this: ResourcePool<unknown>): Promise<void> {
        return this.drain();
      };
      Object.defineProperty(this.prototype, asyncDispose, { value });
    }
  }

  start(): void {
    if (this.#started || this.#drained !== undefined) return;
    this.#started = true;
    this.#keepMinimum();
  }

  acquire(options?: AcquireOptions): Promise<T> {
    if (this.#leaks === undefined) return this.#acquire(options);
    const trace = new Error("acquire");
    return this.#acquire(options).then((resource) => {
      const nowMs = this.#settings.environment.monotonic();
      const dueMs = (this.#leaks as LeakWatch<T>).lent(resource, nowMs, trace);
      this.#timer.wake(dueMs, true);
      return resource;
    });
  }

  #acquire(options: AcquireOptions | undefined): Promise<T> {
    if (this.#drained !== undefined) return Promise.reject(closedError());
    if (!this.#started) this.start();
    if (options !== undefined) {
      try {
        checkAcquireOptions(options);
      } catch (error) {
        return Promise.reject(error);
      }
      const { signal } = options;
      if (signal?.aborted === true) return Promise.reject(abortError(signal, "pool.acquire"));
    }
    // Whoever comes while others wait, even if only for a check, comes after them.
    const entry = this.#waiters.size === 0 ? this.#readyEntry() : undefined;
    if (entry === undefined) return this.#wait(options);
    this.#inventory.move(entry, entryState.borrowed);
    this.#totals.lent += 1;
    return Promise.resolve(entry.resource as T);
  }

  async use<R>(fn: (resource: T) => R | PromiseLike<R>, options?: AcquireOptions): Promise<R> {
    const resource = await this.acquire(options);
    let result: R;
    try {
      result = await fn(resource);
    } catch (error) {
      this.destroy(resource);
      throw error;
    }
    this.release(resource);
    return result;
  }

  release(resource: T): void {
    const entry = this.#returned(resource, "release");
    if (entry === undefined) return;
    this.#shelve(entry, this.#settings.environment.monotonic());
  }

  destroy(resource: T): void {
    const entry = this.#returned(resource, "destroy");
    if (entry === undefined) return;
    this.#end(entry);
    this.#serve();
  }

  forget(resource: T): boolean {
    const entry = this.#inventory.find(resource);
    if (entry?.state === entryState.borrowed) this.#inventory.move(entry, entryState.forgotten);
    else if (entry?.state === entryState.idle || entry?.state === entryState.validating) {
      this.#inventory.move(entry, entryState.gone);
    } else return false;
    this.#serve();
    return true;
  }

  drain({ timeoutMs }: DrainOptions = {}): Promise<void> {
    if (timeoutMs !== undefined) checkTimeout("pool.drain", timeoutMs);
    if (this.#drained === undefined) {
      this.#drained = new Promise((resolve) => {
        this.#resolveDrained = resolve;
      });
      this.#shut();
    }
    if (timeoutMs !== undefined && this.#resolveDrained !== undefined) {
      const dueMs = this.#settings.environment.monotonic() + timeoutMs;
      this.#drainDueMs = Math.min(this.#drainDueMs, dueMs);
      this.#timer.wake(this.#drainDueMs, false);
    }
    return this.#drained;
  }

  stats(): PoolStats {
    const { counts, size } = this.#inventory;
    const { min, max } = this.#settings;
    return {
      min,
      max,
      size,
      borrowed: counts[entryState.borrowed],
      idle: counts[entryState.idle],
      creating: counts[entryState.creating],
      validating: counts[entryState.validating],
      destroying: counts[entryState.destroying],
      waiting: this.#waiters.size,
      leaking: this.#leaks?.leaking ?? 0,
      ended: counts[entryState.gone] + counts[entryState.forgotten] - this.#totals.createFailures,
      ...this.#totals,
    };
  }

  #wait(options: AcquireOptions | undefined): Promise<T> {
    const { maxWaiting, max, environment, acquireTimeoutMs } = this.#settings;
    const { coming, size } = this.#inventory;
    if (this.#waiters.size - coming - (max - size) >= maxWaiting) {
      this.#totals.refusals += 1;
      return Promise.reject(queueFullError(this.stats(), maxWaiting));
    }
    const { signal, timeoutMs = acquireTimeoutMs, priority = 0 } = options ?? {};
    const waiter = new Waiter<T>(environment.monotonic(), timeoutMs, priority);
    this.#timer.wake(this.#waiters.add(waiter), false);
    if (signal !== undefined) {
      waiter.whenAborted = this.#abort;
      this.#signals.add(signal, waiter);
    }
    this.#serve();
    return waiter.promise;
  }

  readonly #abort = (waiter: Waiter<T>, signal: CancelSignal): void => {
    this.#waiters.remove(waiter);
    this.#totals.aborts += 1;
    waiter.reject(abortError(signal, "pool.acquire"));
  };

  /** Makes sure that something is coming for everyone who waits, as far as `max` allows. */
  #serve(): void {
    while (this.#waiters.size > this.#inventory.coming) {
      const entry = this.#readyEntry();
      if (entry !== undefined) this.#offer(entry);
      else if (this.#inventory.idle.size === 0 && !this.#create()) break;
    }
    this.#keepMinimum();
  }

  #keepMinimum(): void {
    if (!this.#started || this.#drained !== undefined) return;
    while (this.#inventory.size < this.#settings.min && this.#create());
  }

  /** An idle entry fit to be lent. Unfit ones on the way end; one that needs a check begins it. */
  #readyEntry(): PoolEntry<T> | undefined {
    const { idle } = this.#inventory;
    const nowMs = idle.size === 0 ? 0 : this.#settings.environment.monotonic();
    for (;;) {
      const entry = this.#settings.lifo ? idle.last : idle.first;
      if (entry === undefined) return undefined;
      const verdict = this.#inspect(entry, nowMs);
      // What is asked whether it lives may notice that it doesn't, and have itself forgotten.
      if (entry.state !== entryState.idle) continue;
      if (verdict === true) return entry;
      if (verdict === false) this.#end(entry);
      else {
        this.#check(entry, verdict);
        return undefined;
      }
    }
  }

  /** Whether an idle entry may be lent, or the promise of the answer. */
  #inspect(entry: PoolEntry<T>, nowMs: number): boolean | Promise<boolean> {
    const { idleTimeoutMs, validateAfterMs } = this.#settings;
    const idleMs = nowMs - entry.idleSinceMs;
    // The timer ends what is too old, but after a standstill of the process a caller may be first.
    if (nowMs >= entry.expiresAtMs || idleMs >= idleTimeoutMs) return false;
    if (this.#factory.validate === undefined || idleMs < validateAfterMs) return true;
    try {
      return this.#factory.validate(entry.resource as T);
    } catch {
      return false;
    }
  }

  #check(entry: PoolEntry<T>, verdict: Promise<boolean>): void {
    this.#inventory.move(entry, entryState.validating);
    const conclude = (fit: boolean): void => {
      // It may have been forgotten meanwhile.
      if (entry.state !== entryState.validating) return;
      if (fit) this.#offer(entry);
      else this.#end(entry);
      this.#serve();
    };
    verdict.then(conclude, () => conclude(false));
  }

  /**
   * Begins to make a resource; false if there is no room, or a failed one must not be repeated yet.
   */
  #create(): boolean {
    if (this.#drained !== undefined || this.#inventory.size >= this.#settings.max) return false;
    const nowMs = this.#settings.environment.monotonic();
    if (this.#backOff.failing && !this.#mayRetry(nowMs)) return false;
    const entry = this.#inventory.begin(nowMs);
    let made: Promise<T>;
    try {
      made = this.#factory.create(entry.cancel);
    } catch (error) {
      made = Promise.reject(error);
    }
    made.then(
      (resource) => this.#created(entry, resource),
      (error: unknown) => this.#createFailed(entry, error),
    );
    return true;
  }

  #mayRetry(nowMs: number): boolean {
    const awaited = this.#waiters.size > 0;
    const retryAtMs = this.#backOff.retryAtMs(awaited);
    if (nowMs >= retryAtMs) return this.#inventory.counts[entryState.creating] === 0;
    this.#timer.wake(retryAtMs, !awaited);
    return false;
  }

  #created(entry: PoolEntry<T>, resource: T): void {
    if (!this.#inventory.attach(entry, resource)) {
      const message = "pool: the factory made the same resource twice; each must be its own.";
      this.#createFailed(entry, new TypeError(message));
      return;
    }
    const { environment, maxAgeMs } = this.#settings;
    const nowMs = environment.monotonic();
    this.#backOff.succeeded();
    this.#totals.created += 1;
    entry.expiresAtMs = nowMs + maxAgeMs * (1 - environment.random() / 10);
    this.#shelve(entry, nowMs);
    this.#serve();
  }

  #createFailed(entry: PoolEntry<T>, error: unknown): void {
    this.#totals.createFailures += 1;
    this.#backOff.failed(error, entry.beganAtMs, this.#settings.environment.monotonic());
    this.#inventory.move(entry, entryState.gone);
    // Its resource would have gone to the first who waits, so the error does.
    this.#waiters.take()?.reject(error);
    this.#serve();
  }

  /**
   * Lends an entry that came free to whoever waits, or keeps it idle; ends it if its time is over.
   */
  #shelve(entry: PoolEntry<T>, nowMs: number): void {
    if (nowMs >= entry.expiresAtMs) {
      this.#end(entry);
      this.#serve();
      return;
    }
    entry.idleSinceMs = nowMs;
    this.#offer(entry);
  }

  #offer(entry: PoolEntry<T>): void {
    const waiter = this.#waiters.take();
    if (waiter !== undefined) {
      this.#inventory.move(entry, entryState.borrowed);
      this.#totals.lent += 1;
      waiter.resolve(entry.resource as T);
    } else if (this.#drained !== undefined) {
      this.#end(entry);
    } else {
      this.#inventory.move(entry, entryState.idle);
      const idleDueMs = entry.idleSinceMs + this.#settings.idleTimeoutMs;
      this.#timer.wake(Math.min(idleDueMs, entry.expiresAtMs), true);
    }
  }

  /** The entry of a resource that its borrower gives back; undefined if it has died meanwhile. */
  #returned(resource: T, what: "release" | "destroy"): PoolEntry<T> | undefined {
    const entry = this.#inventory.find(resource);
    this.#leaks?.returned(resource);
    if (entry?.state === entryState.borrowed) return entry;
    if (entry?.state !== entryState.forgotten) {
      throw new TypeError(
        `pool.${what}: this resource is not borrowed from this pool; ` +
          "it was given back already, or is of another.",
      );
    }
    this.#inventory.move(entry, entryState.gone);
    return undefined;
  }

  #end(entry: PoolEntry<T>): void {
    this.#inventory.move(entry, entryState.destroying);
    const gone = (): void => this.#inventory.move(entry, entryState.gone);
    this.#destroyResource(entry.resource as T).then(gone, gone);
  }

  async #destroyResource(resource: T): Promise<void> {
    await this.#factory.destroy(resource);
  }

  #onTimer(): void {
    const nowMs = this.#settings.environment.monotonic();
    const leakDueMs = this.#leaks?.check(nowMs);
    for (const waiter of this.#waiters.takeDue(nowMs)) {
      this.#totals.timeouts += 1;
      const reason = { cause: this.#backOff.lastError, leakedAt: this.#leaks?.oldest };
      waiter.reject(timeoutError(this.stats(), waiter.timeoutMs, reason));
    }
    this.#endStale(nowMs);
    if (nowMs >= this.#drainDueMs) this.#seizeBorrowed();
    this.#serve();
    this.#arm();
    if (leakDueMs !== undefined) this.#timer.wake(leakDueMs, true);
  }

  #reportLeak(leak: PoolLeak<T>): void {
    try {
      this.#settings.onLeak(leak);
    } catch (error) {
      this.#settings.environment.defer(() => {
        throw error;
      });
    }
  }

  /** Ends idle entries that are too old, and those unused too long as far as `min` allows. */
  #endStale(nowMs: number): void {
    const { idleTimeoutMs, min } = this.#settings;
    let entry = this.#inventory.idle.first;
    while (entry !== undefined) {
      const next = entry.next;
      const unused = nowMs >= entry.idleSinceMs + idleTimeoutMs && this.#inventory.size > min;
      if (unused || nowMs >= entry.expiresAtMs) this.#end(entry);
      entry = next;
    }
  }

  /** Arms the timer for whatever is due next. */
  #arm(): void {
    if (this.#waiters.size > 0) this.#timer.wake(this.#waiters.nextDueMs(), false);
    if (this.#resolveDrained !== undefined) this.#timer.wake(this.#drainDueMs, false);
    const { idle, size } = this.#inventory;
    const idleMs = size > this.#settings.min ? this.#settings.idleTimeoutMs : Infinity;
    for (let entry = idle.first; entry !== undefined; entry = entry.next) {
      this.#timer.wake(Math.min(entry.idleSinceMs + idleMs, entry.expiresAtMs), true);
    }
  }

  #shut(): void {
    this.#timer.stop();
    for (let waiter = this.#waiters.take(); waiter; waiter = this.#waiters.take()) {
      waiter.reject(closedError());
    }
    const { idle } = this.#inventory;
    while (idle.first !== undefined) this.#end(idle.first);
    for (const entry of this.#inventory.creating()) entry.cancel.cancel(closedError());
    this.#finishDrain();
  }

  /** Ends what is still borrowed when a drain has waited long enough. */
  #seizeBorrowed(): void {
    for (const entry of this.#inventory.borrowed()) {
      this.#inventory.move(entry, entryState.forgotten);
      this.#destroyResource(entry.resource as T).catch(() => {});
    }
    // What hangs in the factory's hands is not waited for any longer.
    this.#conclude();
  }

  #finishDrain(): void {
    if (this.#resolveDrained !== undefined && this.#inventory.empty) this.#conclude();
  }

  #conclude(): void {
    this.#timer.stop();
    this.#drainDueMs = Number.POSITIVE_INFINITY;
    this.#resolveDrained?.();
    this.#resolveDrained = undefined;
  }
}

function checkFactory(factory: unknown): void {
  const { create, destroy } = (factory ?? {}) as { create?: unknown; destroy?: unknown };
  if (typeof create !== "function" || typeof destroy !== "function") {
    throw new TypeError("createPool: the factory must have the functions create and destroy.");
  }
}
