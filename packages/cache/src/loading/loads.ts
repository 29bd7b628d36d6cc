// The loads of one namespace: one per key at a time, however many wait for it.
//
//   caller --> running? --join----------------------------------.
//                 | no                                           v
//                 '--> lock across processes --> loader --> store (by its stamp) --> all who wait
//                         | taken: look for the value again and again, at most `waitMs`
//
// A load is stamped when its loader is called. Whatever is written, deleted or invalidated by tag
// after that is newer: what was loaded is then handed to those who asked before, and neither stored
// over anything nor given to those who asked after.

import type { Environment, TimerHandle } from "@respite/resp/base";
import type { Loader, LoadOptions } from "../cache-types.ts";
import { CacheError } from "../errors.ts";
import type { Stamp, StampClock } from "../stamp.ts";
import { delay, untilAborted } from "../waiting.ts";
import type { EntryLog } from "./entry-log.ts";
import type { FailedLoads } from "./failed-loads.ts";
import { Load } from "./load.ts";
import type { LoadLocks } from "./load-locks.ts";
import type { LoadSettings } from "./load-policy.ts";

/** What {@link Loads} need of their namespace. */
export interface LoadsParts<T> {
  readonly settings: LoadSettings;
  readonly clock: StampClock;
  readonly environment: Environment;
  readonly locks: LoadLocks | undefined;
  readonly failed: FailedLoads;
  readonly log: EntryLog;
  /** The key as it stands in the store. */
  readonly fullKey: (key: string) => string;
  /** The value, if it is there and fresh by now, and not the one that was seen. */
  readonly look: (key: string, seen: Stamp | undefined) => Promise<T | undefined>;
  /** Stores what was loaded. */
  readonly store: (load: Load<T>, value: T, loadMs: number) => Promise<void>;
  /** Whether a tagged load's value counts still. */
  readonly isCounting: (load: Load<T>) => Promise<boolean>;
}

/** Time between two looks for a value that another process loads, in ms; grows up to ten times. */
const pollMs = 10;

/** See the file's head. */
export class Loads<T> {
  readonly #parts: LoadsParts<T>;
  readonly #running = new Map<string, Load<T>>();

  constructor(parts: LoadsParts<T>) {
    this.#parts = parts;
  }

  /**
   * What the load brings; `note`, if given, is told whether it has tags. @throws what the loader
   * throws; `TIMEOUT`; `ABORTED` by the caller.
   */
  async run(
    key: string,
    loader: Loader<T>,
    options: LoadOptions,
    note?: { isTagged: boolean },
  ): Promise<T> {
    for (;;) {
      const running = this.#running.get(key);
      const load = running ?? this.#start(key, loader, options);
      // oxlint-disable no-await-in-loop -- again only if what was joined is out of date
      const value = await this.#wait(load, options);
      if (note !== undefined) note.isTagged = load.tags.length > 0;
      if (running === undefined || (await this.#stillCounts(load))) return value;
      const newer = await this.#parts.look(key, undefined);
      if (newer !== undefined) return newer;
      // oxlint-enable no-await-in-loop
    }
  }

  /** As {@link run}, for at most `limitMs`; undefined = that passed, and the load goes on. */
  async runFor(
    limitMs: number,
    key: string,
    loader: Loader<T>,
    options: LoadOptions,
  ): Promise<{ readonly value: T } | undefined> {
    const { environment } = this.#parts;
    const load = this.#running.get(key) ?? this.#start(key, loader, options);
    load.keep();
    let timer: TimerHandle = 0;
    const limit = new Promise<undefined>((resolve) => {
      timer = environment.setTimer(
        () => {
          resolve(undefined);
        },
        limitMs,
        true,
      );
    });
    try {
      const loaded = this.#wait(load, options).then((value) => ({ value }));
      loaded.catch(() => {});
      return await Promise.race([loaded, limit]);
    } finally {
      environment.clearTimer(timer);
    }
  }

  /**
   * Loads in the background what is to replace the value with the stamp `seen`, unless that is
   * being done; its failure is only counted.
   */
  refresh(key: string, loader: Loader<T>, options: LoadOptions, seen?: Stamp): void {
    const { failed, log } = this.#parts;
    if (this.#running.has(key) || failed.get(key) !== undefined) return;
    log.refreshes += 1;
    const load = this.#start(key, loader, options, seen);
    load.keep();
    load.value?.catch(() => {});
  }

  /** A load that began before this write must not be joined, nor stored, any more. */
  changed(key: string): void {
    this.#parts.failed.delete(key);
    const load = this.#running.get(key);
    if (load === undefined) return;
    load.isCurrent = false;
    this.#running.delete(key);
  }

  /** As {@link changed}, for all keys. */
  allChanged(): void {
    this.#parts.failed.clear();
    for (const load of this.#running.values()) load.isCurrent = false;
    this.#running.clear();
  }

  async #wait(load: Load<T>, { signal }: LoadOptions): Promise<T> {
    load.join();
    try {
      return await untilAborted(load.value as Promise<T>, signal, "getOrLoad");
    } finally {
      load.leave();
      if (load.signal.aborted) this.#end(load);
    }
  }

  #stillCounts(load: Load<T>): Promise<boolean> {
    if (load.tags.length === 0) return Promise.resolve(true);
    load.verdict ??= this.#parts.isCounting(load);
    return load.verdict;
  }

  #start(key: string, loader: Loader<T>, options: LoadOptions, seen?: Stamp): Load<T> {
    const load = new Load<T>(key, options, seen);
    this.#running.set(key, load);
    load.value = this.#run(load, loader).finally(() => {
      load.end();
      this.#end(load);
    });
    return load;
  }

  #end(load: Load<T>): void {
    if (this.#running.get(load.key) === load) this.#running.delete(load.key);
  }

  async #run(load: Load<T>, loader: Loader<T>): Promise<T> {
    const { locks, settings, fullKey } = this.#parts;
    if (settings.lock === undefined || locks === undefined) return this.#load(load, loader);
    const name = fullKey(load.key);
    const turn = await this.#takeTurn(load, locks, name);
    if ("value" in turn) return turn.value;
    try {
      return await this.#load(load, loader);
    } finally {
      // Not waited for: the value is there, and the lock has a life of its own.
      if (turn.token !== undefined) void locks.release(name, turn.token);
    }
  }

  /** The lock's token; or the value, which another process has loaded meanwhile; or neither. */
  async #takeTurn(
    load: Load<T>,
    locks: LoadLocks,
    name: string,
  ): Promise<{ readonly token: string | undefined } | { readonly value: T }> {
    const { settings, environment, log, look } = this.#parts;
    const { ttlMs = 0, waitMs = 0 } = settings.lock ?? {};
    const endMs = environment.monotonic() + waitMs;
    for (let tries = 0; ; tries += 1) {
      // oxlint-disable no-await-in-loop -- one look after the other is the point
      const answer = await locks.acquire(name, ttlMs);
      const isMine = answer.state === "mine";
      const value = await look(load.key, load.seen).catch(() => undefined);
      if (value !== undefined) {
        if (isMine) void locks.release(name, answer.token);
        return { value };
      }
      if (isMine) return { token: answer.token };
      if (answer.state === "unknown" || environment.monotonic() >= endMs) {
        return { token: undefined };
      }
      if (tries === 0) log.lockWaits += 1;
      const stepMs = pollMs * Math.min(tries + 1, 10) * (0.5 + environment.random());
      await delay(Math.min(stepMs, Math.max(1, endMs - environment.monotonic())), environment);
      // oxlint-enable no-await-in-loop
    }
  }

  async #load(load: Load<T>, loader: Loader<T>): Promise<T> {
    const { clock, environment, log, failed, store } = this.#parts;
    load.stamp = clock.next();
    const startMs = environment.monotonic();
    log.loaded("load", load.key);
    try {
      const value = await this.#limited(load, loader);
      const isStored = load.isCurrent && load.isStored;
      if (value === undefined) failed.add(load.key, undefined);
      else if (isStored) await store(load, value, environment.monotonic() - startMs);
      return value;
    } catch (error) {
      log.loaded("loadError", load.key);
      const isAbandoned = load.signal.aborted && !isTimeout(error);
      if (load.isCurrent && !isAbandoned) failed.add(load.key, asError(error));
      throw error;
    }
  }

  /** Calls the loader, and ends the wait for it with the hard timeout. */
  async #limited(load: Load<T>, loader: Loader<T>): Promise<T> {
    const { settings, environment } = this.#parts;
    const limitMs = settings.loadTimeoutMs;
    if (limitMs === undefined) return loader(load.key, load);
    let timer: TimerHandle = 0;
    const limit = new Promise<never>((_, reject) => {
      const onLimit = (): void => {
        const error = new CacheError(
          "TIMEOUT",
          `getOrLoad: the loader brought nothing within ${limitMs} ms; see loadTimeoutMs.`,
        );
        load.isCurrent = false;
        load.abort(error);
        reject(error);
      };
      timer = environment.setTimer(onLimit, limitMs, true);
    });
    try {
      return await Promise.race([Promise.resolve(loader(load.key, load)), limit]);
    } finally {
      environment.clearTimer(timer);
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof CacheError && error.code === "TIMEOUT";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
