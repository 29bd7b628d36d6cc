// One timer for all deadlines of a client. Entries hang in buckets of 10 ms; the timer runs only
// while something hangs, so a command costs no timer, closure or signal of its own.
//
//   bucket:   0    1    2   ...  511          a deadline of 5 s lands 500 buckets ahead;
//            [ ]->[a]->[ ]       [b,c]        one beyond the wheel's 5.12 s waits for a later round

import type { Environment, TimerHandle } from "../base/index.ts";

const tickMs = 10;
const bucketCount = 512;
/** `tick & bucketMask` is the bucket: a remainder of two doubles would be a call into the runtime. */
const bucketMask = bucketCount - 1;

/** Something with a deadline; the links belong to the wheel. */
export interface Timed {
  /** When it expires, by the environment's monotonic clock. */
  readonly deadlineMs: number;
  /** The wheel's links; an entry hangs in one wheel at most. */
  wheelNext: Timed | undefined;
  wheelPrevious: Timed | undefined;
  /** The wheel's bucket, or -1 while it hangs nowhere. */
  wheelBucket: number;
  /** Called once at most 20 ms after the deadline; the entry hangs nowhere then. Must not throw. */
  expire(nowMs: number): void;
}

/** All deadlines of one client. */
export class DeadlineWheel {
  readonly #environment: Environment;
  readonly #buckets: (Timed | undefined)[] = Array.from({ length: bucketCount });
  #size = 0;
  #tick = 0;
  #timer: TimerHandle | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Entries that hang now. */
  get size(): number {
    return this.#size;
  }

  /** Hangs an entry at its `deadlineMs`; one already past expires at the next tick. */
  add(entry: Timed): void {
    const due = Math.ceil(entry.deadlineMs / tickMs);
    if (this.#timer === undefined) this.#start();
    const tick = Math.max(due, this.#tick + 1);
    const bucket = tick & bucketMask;
    const next = this.#buckets[bucket];
    entry.wheelBucket = bucket;
    entry.wheelPrevious = undefined;
    entry.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = entry;
    this.#buckets[bucket] = entry;
    this.#size += 1;
  }

  /** Takes an entry off; one that hangs nowhere is ignored. */
  remove(entry: Timed): void {
    const { wheelBucket: bucket, wheelNext: next, wheelPrevious: previous } = entry;
    if (bucket === -1) return;
    if (previous === undefined) this.#buckets[bucket] = next;
    else previous.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = previous;
    entry.wheelBucket = -1;
    entry.wheelNext = undefined;
    entry.wheelPrevious = undefined;
    this.#size -= 1;
  }

  #start(): void {
    this.#tick = Math.floor(this.#environment.monotonic() / tickMs);
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
    for (let tick = first; tick <= nowTick; tick += 1) this.#expireBucket(tick & bucketMask, nowMs);
    this.#timer = undefined;
    if (this.#size > 0) this.#arm();
  }

  #expireBucket(bucket: number, nowMs: number): void {
    let entry = this.#buckets[bucket];
    const expired: Timed[] = [];
    while (entry !== undefined) {
      const next: Timed | undefined = entry.wheelNext;
      if (entry.deadlineMs <= nowMs) {
        this.remove(entry);
        expired.push(entry);
      }
      entry = next;
    }
    // After the walk: what an entry does when it expires may add and remove others, even in this bucket.
    for (const due of expired) due.expire(nowMs);
  }
}

/** A single re-usable deadline on a wheel, for the few that are no command's. */
export class WheelTimer implements Timed {
  deadlineMs = 0;
  wheelNext: Timed | undefined;
  wheelPrevious: Timed | undefined;
  wheelBucket = -1;
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
    return this.wheelBucket !== -1;
  }

  /** Takes the deadline back. */
  clear(): void {
    this.#wheel.remove(this);
  }

  expire(nowMs: number): void {
    this.#expired(nowMs);
  }
}
