// The durations of the calls of the last milliseconds, in bounded memory however many calls there
// are: ten slices of time, each a histogram whose bins grow by a tenth of a power of two.
//
//   slice:  | 0 | 1 | 2 | ... | 9 |          a slice that has left the window is emptied when
//   bins:   0 .. 0.01 ms .. 0.0107 .. 1 h    its turn comes again, or when someone asks

import type { DurationRecord, DurationStats } from "./call-record.ts";

const sliceCount = 10;
const binsPerDoubling = 10;
const smallestMs = 0.01;
/** Up to an hour; what takes longer counts as an hour, but for the maximum. */
const binCount = Math.ceil(Math.log2(3_600_000 / smallestMs) * binsPerDoubling) + 1;

interface Slice {
  /** Number of the slice since the clock's origin. */
  number: number;
  calls: number;
  sumMs: number;
  maxMs: number;
  readonly bins: Uint32Array;
}

/** Durations over time. */
export class DurationHistogram implements DurationRecord {
  readonly #sliceMs: number;
  #slices: Slice[] | undefined;

  constructor(ms: number) {
    this.#sliceMs = ms / sliceCount;
  }

  add(durationMs: number, nowMs: number): void {
    this.#slices ??= Array.from({ length: sliceCount }, emptySlice);
    const number = Math.floor(nowMs / this.#sliceMs);
    const index = ((number % sliceCount) + sliceCount) % sliceCount;
    const slice = this.#slices[index] as Slice;
    if (slice.number !== number) restart(slice, number);
    slice.calls += 1;
    slice.sumMs += durationMs;
    if (durationMs > slice.maxMs) slice.maxMs = durationMs;
    const bin = binOf(durationMs);
    slice.bins[bin] = (slice.bins[bin] ?? 0) + 1;
  }

  summary(nowMs: number): DurationStats | undefined {
    const oldest = Math.floor(nowMs / this.#sliceMs) - sliceCount + 1;
    const live = (this.#slices ?? []).filter(({ number }) => number >= oldest);
    const calls = live.reduce((sum, slice) => sum + slice.calls, 0);
    if (calls === 0) return undefined;
    const maxMs = Math.max(...live.map((slice) => slice.maxMs));
    const rank = (share: number): number => rankOf(live, Math.ceil(share * calls), maxMs);
    return {
      calls,
      meanMs: live.reduce((sum, slice) => sum + slice.sumMs, 0) / calls,
      p50Ms: rank(0.5),
      p90Ms: rank(0.9),
      p95Ms: rank(0.95),
      p99Ms: rank(0.99),
      maxMs,
    };
  }
}

function rankOf(slices: readonly Slice[], rank: number, maxMs: number): number {
  let seen = 0;
  for (let bin = 0; bin < binCount; bin++) {
    for (const { bins } of slices) seen += bins[bin] ?? 0;
    if (seen >= rank) return Math.min(middleOf(bin), maxMs);
  }
  return maxMs;
}

function binOf(durationMs: number): number {
  if (!(durationMs > smallestMs)) return 0;
  const bin = Math.ceil(Math.log2(durationMs / smallestMs) * binsPerDoubling);
  return Math.min(bin, binCount - 1);
}

/** The middle of a bin, so that it is wrong by half a bin at most. */
function middleOf(bin: number): number {
  return bin === 0 ? 0 : smallestMs * 2 ** ((bin - 0.5) / binsPerDoubling);
}

function emptySlice(): Slice {
  const bins = new Uint32Array(binCount);
  return { number: Number.NEGATIVE_INFINITY, calls: 0, sumMs: 0, maxMs: 0, bins };
}

function restart(slice: Slice, number: number): void {
  slice.number = number;
  slice.calls = 0;
  slice.sumMs = 0;
  slice.maxMs = 0;
  slice.bins.fill(0);
}
