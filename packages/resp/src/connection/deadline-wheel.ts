// One timer for all deadlines of a client. Entries hang in buckets of 10 ms; the timer runs only
// while something hangs, so a command costs no timer, closure or signal of its own.
//
//   bucket:   0    1    2   ...  63           a bucket is a closed list, so that taking an entry out
//            ( )  (a)  ( )     (b-c)          is two stores; a deadline beyond the round (640 ms)
//                                             stays and is passed over until its own round comes

import type { Environment, TimerHandle } from "../base/index.ts";

const tickMs = 10;
/** Few, since a client keeps them: what hangs for longer than a round is rare, and cheap to pass. */
const bucketCount = 64;
/** `tick & bucketMask` is the bucket: a remainder of two doubles would be a call into the runtime. */
const bucketMask = bucketCount - 1;

/** The links of an entry; they belong to the wheel. */
export interface WheelLinks {
  wheelNext: WheelLinks | undefined;
  wheelPrevious: WheelLinks | undefined;
}

/** Something with a deadline; it hangs in one wheel at most, and `wheelNext` is undefined while in none. */
export interface Timed extends WheelLinks {
  /** When it expires, by the environment's monotonic clock; may become later while it hangs. */
  readonly deadlineMs: number;
  /** Called once at most 20 ms after the deadline; the entry hangs nowhere then. Must not throw. */
  expire(nowMs: number): void;
}

/** Where a bucket's list begins and ends. */
class Bucket implements WheelLinks {
  wheelNext: WheelLinks = this;
  wheelPrevious: WheelLinks = this;
}

/** All deadlines of one client. */
export class DeadlineWheel {
  readonly #environment: Environment;
  /** Made when they are first used. */
  readonly #buckets: (Bucket | undefined)[] = Array.from({ length: bucketCount });
  #size = 0;
  #tick = 0;
  #timer: TimerHandle | undefined;
  /** Whose bucket this is, as most deadlines are that of the entry before. */
  #lastMs = Number.NaN;
  #lastBucket: Bucket = new Bucket();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Entries that hang now. */
  get size(): number {
    return this.#size;
  }

  /** Hangs an entry at its `deadlineMs`; one already past expires at the next tick. */
  add(entry: Timed): void {
    if (this.#timer === undefined) this.#start();
    const { deadlineMs } = entry;
    const bucket = deadlineMs === this.#lastMs ? this.#lastBucket : this.#bucketFor(deadlineMs);
    const last = bucket.wheelPrevious;
    entry.wheelNext = bucket;
    entry.wheelPrevious = last;
    last.wheelNext = entry;
    bucket.wheelPrevious = entry;
    this.#size += 1;
  }

  /** Takes an entry off; one that hangs nowhere is ignored. */
  remove(entry: Timed): void {
    const { wheelNext: next, wheelPrevious: previous } = entry;
    if (next === undefined || previous === undefined) return;
    previous.wheelNext = next;
    next.wheelPrevious = previous;
    entry.wheelNext = undefined;
    entry.wheelPrevious = undefined;
    this.#size -= 1;
  }

  #bucketFor(deadlineMs: number): Bucket {
    const tick = Math.max(Math.ceil(deadlineMs / tickMs), this.#tick + 1);
    const index = tick & bucketMask;
    const bucket = this.#buckets[index] ?? new Bucket();
    this.#buckets[index] = bucket;
    this.#lastMs = deadlineMs;
    this.#lastBucket = bucket;
    return bucket;
  }

  /** A deadline of a later round stays where it hangs; one that was moved goes to its place. */
  #keep(entry: Timed, bucket: Bucket): void {
    if (this.#bucketFor(entry.deadlineMs) === bucket) return;
    this.remove(entry);
    this.add(entry);
  }

  #start(): void {
    this.#tick = Math.floor(this.#environment.monotonic() / tickMs);
    this.#lastMs = Number.NaN;
    this.#arm();
  }

  #arm(): void {
    this.#timer = this.#environment.setTimer(() => {
      this.#advance();
    }, tickMs);
  }

  #advance(): void {
    const nowMs = this.#environment.monotonic();
    const nowTick = Math.floor(nowMs / tickMs);
    // A process that stood still for longer than a round needs each bucket only once.
    const first = Math.max(this.#tick + 1, nowTick - bucketCount + 1);
    this.#tick = nowTick;
    // Its bucket may be over.
    this.#lastMs = Number.NaN;
    for (let tick = first; tick <= nowTick; tick += 1) {
      this.#expireBucket(this.#buckets[tick & bucketMask], nowMs);
    }
    this.#timer = undefined;
    if (this.#size > 0) this.#arm();
  }

  #expireBucket(bucket: Bucket | undefined, nowMs: number): void {
    if (bucket === undefined) return;
    const expired: Timed[] = [];
    for (let links = bucket.wheelNext; links !== bucket;) {
      // All that hangs is timed, but the bucket itself.
      const entry = links as Timed;
      links = entry.wheelNext as WheelLinks;
      if (entry.deadlineMs > nowMs) this.#keep(entry, bucket);
      else {
        this.remove(entry);
        expired.push(entry);
      }
    }
    // After the walk: what an entry does when it expires may add and remove others, even in this bucket.
    for (const due of expired) due.expire(nowMs);
  }
}

/** A single re-usable deadline on a wheel, for the few that are no command's. */
export class WheelTimer implements Timed {
  deadlineMs = 0;
  wheelNext: WheelLinks | undefined;
  wheelPrevious: WheelLinks | undefined;
  readonly #wheel: DeadlineWheel;
  readonly #expired: (nowMs: number) => void;

  constructor(wheel: DeadlineWheel, expired: (nowMs: number) => void) {
    this.#wheel = wheel;
    this.#expired = expired;
  }

  /** Sets, or moves, the deadline. */
  set(deadlineMs: number): void {
    this.#wheel.remove(this);
    this.deadlineMs = deadlineMs;
    this.#wheel.add(this);
  }

  /** True while a deadline is set. */
  get active(): boolean {
    return this.wheelNext !== undefined;
  }

  /** Takes the deadline back. */
  clear(): void {
    this.#wheel.remove(this);
  }

  expire(nowMs: number): void {
    this.#expired(nowMs);
  }
}
