// The durations of the last n measured calls, exact. The memory comes with the first call: a
// breaker that measures nothing holds none.

import type { DurationRecord, DurationStats } from "./call-record.ts";

/** A ring of durations, the oldest overwritten. */
export class DurationRing implements DurationRecord {
  readonly #size: number;
  #ring: Float32Array | undefined;
  #count = 0;
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(durationMs: number): void {
    this.#ring ??= new Float32Array(this.#size);
    this.#ring[this.#next] = durationMs;
    this.#next = (this.#next + 1) % this.#size;
    if (this.#count < this.#size) this.#count += 1;
  }

  summary(): DurationStats | undefined {
    const calls = this.#count;
    if (this.#ring === undefined || calls === 0) return undefined;
    const sorted = this.#ring.subarray(0, calls).toSorted();
    // The nearest rank: the smallest duration that so large a share of the calls stayed within.
    const rank = (share: number): number => sorted[Math.ceil(share * calls) - 1] ?? 0;
    let sumMs = 0;
    for (const durationMs of sorted) sumMs += durationMs;
    return {
      calls,
      meanMs: sumMs / calls,
      p50Ms: rank(0.5),
      p90Ms: rank(0.9),
      p95Ms: rank(0.95),
      p99Ms: rank(0.99),
      maxMs: rank(1),
    };
  }
}
