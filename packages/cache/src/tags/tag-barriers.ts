// Invalidates all entries with a tag by one write, without ever keeping a list of them. A tag has a
// barrier: a record whose stamp says "nothing with this tag that was written before counts". It is
// looked at with every entry that carries the tag.
//
//   time        --1-------2---------3----------4--------->
//   user:1              barrier
//   entry A     written                                     1 < 2: a miss
//   entry B                        written                  3 > 2: a hit
//   a load      began .......................... stored     stamped 1, when it began: a miss
//
// A barrier lies ahead of the clocks that may differ, and what its replica writes next lies behind it,
// further ahead. Another replica's barrier must not fall short of that, whatever tags it is for. So
// the newest barrier of any tag is told to the shared tier before anything is stamped behind it:
//
//   replica 1   now ......... barrier of "a"   entry C of "b"
//   replica 0     now ......... too early: C would count     newest + 1: C is a miss
//
// Barriers lie in the backend like any value: shared by all replicas, cached in L1 and invalidated
// there, journaled in an outage. A barrier lives a little longer than a tagged entry is believed, so
// an entry never outlives what forbids it. What this process knows is kept here as well, bounded:
// what is let go raises a floor for all tags, which costs hits and never lets anything old through.

import { type Environment, OptionReader } from "@respite/resp/base";
import type { CacheBackend, CacheEntry, WriteOutcome } from "../backend.ts";
import type { TagOptions, WriteOptions } from "../cache-types.ts";
import { NotSharedError } from "../errors.ts";
import type { LookupBackend, TieredReadOptions } from "../hybrid/hybrid-types.ts";
import { newestBarrierKey, tagKey } from "../key.ts";
import { type Stamp, type StampClock, compareStamps } from "../stamp.ts";

/** {@link TagOptions}, checked and complete. */
export interface TagSettings {
  readonly maxLifeMs: number;
  readonly clockSkewMs: number;
}

/** @throws {TypeError | RangeError} naming the option. */
export function resolveTagOptions(options: TagOptions | undefined): TagSettings {
  const reader = new OptionReader("tags", options, ["maxLifeMs", "clockSkewMs"]);
  return Object.freeze({
    maxLifeMs: reader.number("maxLifeMs", 7 * 86_400_000, { min: 1000, max: 2 ** 40 }),
    clockSkewMs: reader.number("clockSkewMs", 10, { max: 60_000 }),
  });
}

/** What {@link TagBarriers} stands on. */
export interface TagBarriersParts {
  readonly backend: CacheBackend;
  readonly clock: StampClock;
  readonly environment: Pick<Environment, "now">;
  readonly settings: TagSettings;
  /** What an undisturbed invalidation has reached. */
  readonly outcome: "shared" | "local";
}

/** Barriers by tag, as read; undefined = there is none. */
export type Barriers = ReadonlyMap<string, Stamp | undefined>;

/** How much longer than the entries it forbids a barrier lives, for clocks that differ. */
const leewayMs = 600_000;
const maxKnown = 10_000;
/** The last place of a millisecond: whatever was written in it is older. */
const lastCounter = 0xff_ff;
const maxReplica = 2 ** 32 - 1;
/** A barrier is its stamp; the byte is there because a value has one. */
const record = Uint8Array.of(1);

/** See the file's head. */
export class TagBarriers {
  readonly #parts: TagBarriersParts;
  readonly #known = new Map<string, Stamp>();
  #floor: Stamp | undefined;

  constructor(parts: TagBarriersParts) {
    this.#parts = parts;
  }

  /** Longest life of a tagged entry, in ms. */
  get maxLifeMs(): number {
    return this.#parts.settings.maxLifeMs;
  }

  /**
   * Nothing with one of these tags that was written, or whose load began, before this call is
   * answered any more: here at once, elsewhere when the result resolves.
   *
   * @throws {NotSharedError} if it acts here and is journaled, unless `acceptQueued`.
   */
  async invalidate(tags: readonly string[], options: WriteOptions = {}): Promise<WriteOutcome> {
    if (tags.length === 0) return this.#parts.outcome;
    const stamp = await this.#begin(tags, options);
    this.#parts.clock.observe(stamp);
    const results = await Promise.allSettled(
      tags.map((tag) => this.#write(tagKey(tag), stamp, options)),
    );
    const errors = results.flatMap((result) => {
      return result.status === "rejected" ? [result.reason as Error] : [];
    });
    const worst = errors.find((error) => !isQueued(error)) ?? errors[0];
    if (worst === undefined) return this.#parts.outcome;
    if (isQueued(worst) && options.acceptQueued === true) return "queued";
    throw worst;
  }

  /** The barriers of tags, of which one may not know yet whether they are needed. */
  async read(tags: readonly string[], options: TieredReadOptions): Promise<Barriers> {
    const entries = await this.#lookup(tags.map(tagKey), options);
    return new Map(
      tags.map((tag, index) => {
        const stamp = entries[index]?.stamp;
        if (stamp !== undefined) this.#learn(tag, stamp);
        return [tag, stamp];
      }),
    );
  }

  /**
   * Whether an entry still counts. `read` holds the barriers of at least its tags. Without a stamp
   * nobody can tell, so it does not.
   */
  allows(tags: readonly string[], stamp: Stamp | undefined, read: Barriers): boolean {
    if (tags.length === 0) return true;
    if (stamp === undefined || this.#isTooOld(stamp)) return false;
    if (this.#floor !== undefined && compareStamps(stamp, this.#floor) <= 0) return false;
    return tags.every((tag) => {
      return isNewer(stamp, read.get(tag)) && isNewer(stamp, this.#known.get(tag));
    });
  }

  /** As {@link allows}, with the barriers read now. */
  async check(
    tags: readonly string[],
    stamp: Stamp | undefined,
    options: TieredReadOptions,
  ): Promise<boolean> {
    return this.allows(tags, stamp, await this.read(tags, options));
  }

  /** Its barrier may have ended its own life. */
  #isTooOld(stamp: Stamp): boolean {
    return stamp.timeMs + this.maxLifeMs < this.#parts.environment.now();
  }

  /** The stamp of new barriers, which act here at once. */
  async #begin(tags: readonly string[], options: WriteOptions): Promise<Stamp> {
    const stamp = this.#closeMoment();
    for (const tag of tags) this.#note(tag, stamp);
    if (this.#parts.outcome === "local" || (await this.#tell(stamp, options))) return stamp;
    const [newest] = await this.#lookup([newestBarrierKey], { outage: "local", ...options });
    if (newest?.stamp !== undefined) this.#parts.clock.observe(newest.stamp);
    const later = this.#closeMoment();
    for (const tag of tags) this.#note(tag, later);
    // Whoever has told a newer one meanwhile has told enough for this one too.
    await this.#tell(later, options);
    return later;
  }

  /**
   * Tells the others how far ahead stamps may be from now on; false = they have told of as much. In
   * an outage it is journaled, as the barriers will be.
   */
  async #tell(stamp: Stamp, options: WriteOptions): Promise<boolean> {
    try {
      return (await this.#write(newestBarrierKey, stamp, options)) === "applied";
    } catch (error) {
      if (isQueued(error)) return true;
      throw error;
    }
  }

  /**
   * The end of this millisecond, and of as many more as the clocks of replicas may differ: whoever
   * has not heard of the barrier can't have written after it yet.
   */
  #closeMoment(): Stamp {
    const { clock, environment, settings, outcome } = this.#parts;
    const { timeMs } = clock.next();
    const skewMs = outcome === "shared" ? settings.clockSkewMs : 0;
    const closedMs = Math.max(timeMs, Math.floor(environment.now()) + skewMs);
    return { timeMs: closedMs, counter: lastCounter, replica: maxReplica };
  }

  #write(key: string, stamp: Stamp, { signal }: WriteOptions): Promise<"applied" | "superseded"> {
    const { backend, settings } = this.#parts;
    const ttlMs = settings.maxLifeMs + settings.clockSkewMs + leewayMs;
    return backend.setIfNewer({ key, value: record, ttlMs, stamp }, { signal });
  }

  async #lookup(
    keys: readonly string[],
    { outage, signal }: TieredReadOptions,
  ): Promise<readonly (CacheEntry | undefined)[]> {
    if (keys.length === 0) return [];
    const { backend, settings } = this.#parts;
    // L1 may answer "none" for as long as it would hear of one, and not a moment longer.
    const negativeTtlMs = settings.maxLifeMs;
    const options: TieredReadOptions = { outage, signal, negativeTtlMs, needsChannel: true };
    const { lookupMany } = backend as Partial<LookupBackend>;
    if (lookupMany === undefined) return backend.getMany(keys, options);
    const lookups = await lookupMany.call(backend, keys, options);
    return lookups.map(({ entry }) => entry);
  }

  #learn(tag: string, stamp: Stamp): void {
    this.#parts.clock.observe(stamp);
    if (isNewer(stamp, this.#known.get(tag))) this.#note(tag, stamp);
  }

  #note(tag: string, stamp: Stamp): void {
    this.#known.delete(tag);
    this.#known.set(tag, stamp);
    if (this.#known.size <= maxKnown) return;
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    this.#known.delete(oldest[0]);
    if (isNewer(oldest[1], this.#floor)) this.#floor = oldest[1];
  }
}

function isNewer(stamp: Stamp, other: Stamp | undefined): boolean {
  return other === undefined || compareStamps(stamp, other) > 0;
}

function isQueued(error: unknown): boolean {
  return error instanceof NotSharedError && error.outcome === "queued";
}
