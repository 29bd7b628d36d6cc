// How a namespace loads what it does not have: at once from this process, together with others who ask
// for the same, from a value that is over and refreshed behind the caller, or by the loader.

import type { Loader, LoadOptions } from "./cache-types.ts";
import { isCacheError } from "./errors.ts";
import type { LookupBackend, TieredSetOptions } from "./hybrid/hybrid-types.ts";
import {
  FailedLoads,
  type Finding,
  type Flight,
  isRefreshDue,
  type Load,
  Loads,
  SharedAnswers,
  type ValueSealer,
} from "./loading/index.ts";
import type { NamespaceSettings } from "./namespace-policy.ts";
import type { NamespaceParts, NamespaceReads } from "./namespace-reads.ts";
import { compareStamps, type Stamp } from "./stamp.ts";

/** See the file's head. */
export class NamespaceLoads<T> {
  readonly #parts: NamespaceParts<T>;
  readonly #settings: NamespaceSettings<T>;
  readonly #reads: NamespaceReads<T>;
  readonly #sealer: ValueSealer<T>;
  readonly #failed: FailedLoads;
  readonly #loads: Loads<T>;
  readonly #answers: SharedAnswers<T>;

  constructor(parts: NamespaceParts<T>, reads: NamespaceReads<T>, sealer: ValueSealer<T>) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#reads = reads;
    this.#sealer = sealer;
    this.#failed = new FailedLoads(parts.settings.negativeTtlMs, parts.environment);
    this.#loads = this.#makeLoads();
    this.#answers = this.#makeAnswers();
  }

  /** The key was written: loads that run must neither be joined nor stored. */
  changed(key: string): void {
    this.#loads.changed(key);
    this.#answers.changed(key);
  }

  /** As {@link changed}, for all keys. */
  allChanged(): void {
    this.#loads.allChanged();
    this.#answers.allChanged();
  }

  /** As `getOrLoad` of a namespace. */
  getOrLoad(key: string, load: Loader<T>, options: LoadOptions): Promise<T> {
    const mayShare = options.signal === undefined && this.#parts.timer.isIdle;
    if (mayShare && this.#answers.size > 0) {
      const answer = this.#answers.join(key, load, options);
      if (answer !== undefined) return answer;
    }
    try {
      const found = this.#reads.peek(key, options, false);
      if (found !== undefined) return Promise.resolve(this.#fresh(key, found, load, options));
    } catch (error) {
      return this.#reads.rejected(error);
    }
    if (!mayShare) return this.#getOrLoad(key, load, options);
    return this.#answers.lead(key, options, (flight) => {
      return this.#getOrLoad(key, load, options, flight);
    });
  }

  async #getOrLoad(
    key: string,
    load: Loader<T>,
    options: LoadOptions,
    flight?: Flight<T>,
  ): Promise<T> {
    const found = await this.#reads.counted("getOrLoad", () =>
      this.#reads.find(key, options, options.tags),
    );
    if (flight !== undefined) {
      flight.found = found;
      flight.isTagged = found.envelope.tags.length > 0;
    }
    if (found.state === "fresh") return this.#fresh(key, found, load, options);
    if (found.state === "stale") return this.#staleOrLoad(key, found, load, options);
    this.#reads.log.read(key, found, false);
    if (flight === undefined) return this.#load(key, load, options);
    flight.isLoading = true;
    flight.isLoaded = true;
    return this.#load(key, load, options, flight);
  }

  #fresh(key: string, found: Finding, load: Loader<T>, options: LoadOptions): T {
    if (this.#isRefreshDue(key, found)) this.#loads.refresh(key, load, options, found.stamp);
    return this.#reads.take(key, found, false) as T;
  }

  #load(key: string, load: Loader<T>, options: LoadOptions, flight?: Flight<T>): Promise<T> {
    const failed = this.#failed.get(key);
    if (failed === undefined) return this.#loads.run(key, load, options, flight);
    // A load that found nothing says so by undefined, whatever the type says.
    if (failed.error === undefined) return Promise.resolve(undefined as T);
    return Promise.reject(failed.error);
  }

  /** A value whose life is over: at once and refreshed behind the caller, or if nothing better comes. */
  async #staleOrLoad(
    key: string,
    found: Finding,
    load: Loader<T>,
    options: LoadOptions,
  ): Promise<T> {
    const { staleWhileRevalidateMs, staleIfErrorMs, softLoadTimeoutMs } = this.#settings.load;
    const overMs = -(found.leftMs ?? 0);
    if (overMs < staleWhileRevalidateMs) {
      this.#loads.refresh(key, load, options, found.stamp);
      return this.#reads.take(key, found, true) as T;
    }
    if (overMs >= staleIfErrorMs) {
      this.#reads.log.read(key, found, false);
      return this.#load(key, load, options);
    }
    try {
      const limitMs = this.#failed.get(key) === undefined ? softLoadTimeoutMs : undefined;
      if (limitMs === undefined) {
        const value = await this.#load(key, load, options);
        this.#reads.log.read(key, found, false);
        return value;
      }
      const loaded = await this.#loads.runFor(limitMs, key, load, options);
      if (loaded === undefined) return this.#reads.take(key, found, true) as T;
      this.#reads.log.read(key, found, false);
      return loaded.value;
    } catch (error) {
      if (isEndOfCaller(error)) throw error;
      return this.#reads.take(key, found, true) as T;
    }
  }

  #isRefreshDue(key: string, { leftMs, envelope }: Finding): boolean {
    const { earlyRefresh } = this.#settings.load;
    if (earlyRefresh === undefined || leftMs === undefined) return false;
    const { environment, clock } = this.#parts;
    const candidate = { key, leftMs, envelope, replica: clock.replica };
    return isRefreshDue(earlyRefresh, candidate, environment.random);
  }

  #makeAnswers(): SharedAnswers<T> {
    const { backend } = this.#parts;
    const { isAsked } = backend as Partial<LookupBackend>;
    return new SharedAnswers<T>({
      immutable: this.#settings.immutable,
      fullKey: (key) => this.#reads.prefix + key,
      isAsked: (name) => isAsked?.call(backend, name) === true,
      again: (key, load, options) => this.#getOrLoad(key, load, options),
      count: ({ key, found, isLoaded }, reads) => {
        if (found === undefined || reads === 0) return;
        this.#reads.log.read(key, found, !isLoaded && found.state !== "missing", reads);
      },
    });
  }

  #makeLoads(): Loads<T> {
    const { clock, environment, locks, barriers } = this.#parts;
    return new Loads<T>({
      settings: this.#settings.load,
      clock,
      environment,
      locks,
      failed: this.#failed,
      log: this.#reads.log,
      fullKey: (key) => this.#reads.full(key),
      look: async (key, seen) => {
        const found = await this.#reads.find(key, { outage: "local" });
        const isNews = found.state === "fresh" && !isSameWrite(found.stamp, seen);
        return isNews ? this.#reads.reader.decode(key, found) : undefined;
      },
      store: (load, value, loadMs) => this.#store(load, value, loadMs),
      isCounting: ({ tags, stamp }) => barriers.check(tags, stamp, this.#reads.reading({})),
    });
  }

  /** Stores a loaded value. That it can't be stored now is no reason to keep it from the caller. */
  async #store(load: Load<T>, value: T, loadMs: number): Promise<void> {
    const { ttlMs, tags, stamp } = load;
    if (stamp === undefined) return;
    const sealed = this.#sealer.seal(value, { ttlMs, tags, loadMs });
    const key = this.#reads.full(load.key);
    const options: TieredSetOptions = { tier: this.#settings.tier };
    try {
      const write = { key, value: sealed.bytes, ttlMs: sealed.ttlMs, stamp };
      await this.#parts.backend.setIfNewer(write, options);
    } catch (error) {
      if (!isCacheError(error) || error.code === "CLOSED") throw error;
    }
  }
}

function isSameWrite(stamp: Stamp | undefined, seen: Stamp | undefined): boolean {
  return stamp !== undefined && seen !== undefined && compareStamps(stamp, seen) === 0;
}

/** The caller gave up, or the cache was closed: no stale value makes up for that. */
function isEndOfCaller(error: unknown): boolean {
  return isCacheError(error) && (error.code === "ABORTED" || error.code === "CLOSED");
}
