// How many of the recent calls failed or were slow, in constant time and memory per window.
//
//   calls: a ring with one byte per call, the oldest overwritten     [f][ ][s][ ][f s] ...
//                                                                      ^ next
//   ms:    ten buckets of counts, the stale ones emptied on the way  |3/1|0/0|7/2| ...

/** Counts over the recent past. */
export interface OutcomeWindow {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
  /** Counts a call that ended at `nowMs` (monotonic). */
  add(failed: boolean, slow: boolean, nowMs: number): void;
  /** Forgets what has left the window by `nowMs`. */
  expire(nowMs: number): void;
}

const failedBit = 1;
const slowBit = 2;

/** The last `size` calls. */
export class CallWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #ring: Uint8Array;
  #next = 0;

  constructor(size: number) {
    this.#ring = new Uint8Array(size);
  }

  add(failed: boolean, slow: boolean): void {
    const ring = this.#ring;
    if (this.calls === ring.length) this.#forget(ring[this.#next] ?? 0);
    else this.calls += 1;
    ring[this.#next] = (failed ? failedBit : 0) | (slow ? slowBit : 0);
    this.#next = (this.#next + 1) % ring.length;
    if (failed) this.failures += 1;
    if (slow) this.slow += 1;
  }

  /** Calls leave it by calls alone. */
  expire(): void {}

  #forget(bits: number): void {
    if ((bits & failedBit) !== 0) this.failures -= 1;
    if ((bits & slowBit) !== 0) this.slow -= 1;
  }
}

interface Bucket {
  calls: number;
  failures: number;
  slow: number;
}

const bucketCount = 10;

/** The last `ms` milliseconds, to a tenth of it. */
export class TimeWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #bucketMs: number;
  readonly #buckets: Bucket[] = Array.from({ length: bucketCount }, emptyBucket);
  /** Number of the newest bucket since the clock's origin. */
  #newest = Number.NEGATIVE_INFINITY;

  constructor(ms: number) {
    this.#bucketMs = ms / bucketCount;
  }

  add(failed: boolean, slow: boolean, nowMs: number): void {
    const bucket = this.#bucketAt(Math.floor(nowMs / this.#bucketMs));
    this.calls += 1;
    bucket.calls += 1;
    if (failed) {
      this.failures += 1;
      bucket.failures += 1;
    }
    if (slow) {
      this.slow += 1;
      bucket.slow += 1;
    }
  }

  expire(nowMs: number): void {
    this.#bucketAt(Math.floor(nowMs / this.#bucketMs));
  }

  /** The bucket of that number, after emptying those that have left the window. */
  #bucketAt(number: number): Bucket {
    const stale = Math.min(number - this.#newest, bucketCount);
    for (let step = 0; step < stale; step++) this.#empty(number - step);
    if (number > this.#newest) this.#newest = number;
    return this.#bucket(this.#newest);
  }

  #empty(number: number): void {
    const bucket = this.#bucket(number);
    this.calls -= bucket.calls;
    this.failures -= bucket.failures;
    this.slow -= bucket.slow;
    bucket.calls = 0;
    bucket.failures = 0;
    bucket.slow = 0;
  }

  #bucket(number: number): Bucket {
    // A clock may start below zero; the second remainder keeps the index in range.
    const index = ((number % bucketCount) + bucketCount) % bucketCount;
    return this.#buckets[index] as Bucket;
  }
}

function emptyBucket(): Bucket {
  return { calls: 0, failures: 0, slow: 0 };
}
