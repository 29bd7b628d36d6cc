// What stats() says: counts, rates and durations over the window, transitions and times.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, type CircuitBreakerOptions } from "../src/index.ts";
import { DurationHistogram } from "../src/stats/duration-histogram.ts";
import { DurationRing } from "../src/stats/duration-ring.ts";
import { VirtualClock } from "./virtual-clock.ts";

const down = new Error("connection refused");

function setUp(options: CircuitBreakerOptions = {}): {
  clock: VirtualClock;
  breaker: CircuitBreaker;
} {
  const clock = new VirtualClock();
  return { clock, breaker: new CircuitBreaker({ environment: clock, ...options }) };
}

describe("stats", () => {
  it("count transitions and the time spent in each state", () => {
    const { breaker, clock } = setUp({ trip: { failures: 1 }, openMs: 1000 });
    clock.advance(10);
    breaker.tryAcquire()?.fail(down);
    clock.advance(1500);
    expect(breaker.state).toBe("half-open");
    clock.advance(3);
    for (let probe = 0; probe < 3; probe++) breaker.tryAcquire()?.succeed();
    clock.advance(4);
    breaker.isolate();
    clock.advance(100);
    expect(breaker.stats()).toMatchObject({
      state: "isolated",
      sinceMs: 1_000_000_001_517,
      lastFailureAtMs: 1_000_000_000_010,
      transitions: { closed: 1, open: 1, "half-open": 1, isolated: 1 },
      timeInStateMs: { closed: 14, open: 1500, "half-open": 3, isolated: 100 },
      openings: 1,
    });
  });

  it("keep no window for a rule that needs none, nor where it is off", () => {
    expect(setUp().breaker.stats().window).toBeUndefined();
    const trip = { failureRate: 0.5, window: { calls: 10 } };
    expect(setUp({ trip, statsWindow: false }).breaker.stats().window).toBeUndefined();
  });

  it("use the window of the first rate rule, with durations only if it measures them", () => {
    const counting = setUp({ trip: { failureRate: 1, window: { calls: 4 } } }).breaker;
    for (let call = 0; call < 5; call++) counting.tryAcquire()?.succeed();
    counting.tryAcquire()?.fail(down);
    expect(counting.stats().window).toEqual({
      calls: 4,
      failures: 1,
      slow: 0,
      failureRate: 0.25,
      slowRate: 0,
      durations: undefined,
    });
    const trip = { slowRate: 1, slowMs: 100, window: { calls: 4 } };
    const timing = setUp({ trip }).breaker;
    for (const durationMs of [10, 30, 20, 400]) timing.tryAcquire()?.succeed(durationMs);
    expect(timing.stats()).toMatchObject({
      slow: 1,
      window: {
        slowRate: 0.25,
        durations: { calls: 4, meanMs: 115, p50Ms: 20, p90Ms: 400, p99Ms: 400, maxMs: 400 },
      },
    });
  });

  it("measure calls by the clock over a window of their own, through opening and closing", async () => {
    const { breaker, clock } = setUp({ trip: { failures: 1 }, statsWindow: { calls: 100 } });
    await breaker.run(() => {
      clock.advance(12);
    });
    breaker.tryAcquire()?.fail(down, 24);
    breaker.reset();
    expect(breaker.stats().window).toMatchObject({
      calls: 2,
      failureRate: 0.5,
      durations: { calls: 2, p50Ms: 12, maxMs: 24, meanMs: 18 },
    });
  });

  it("forget what is older than a window of time, also where no call comes any more", () => {
    const { breaker, clock } = setUp({ statsWindow: { ms: 1000 } });
    breaker.tryAcquire()?.fail(down, 5);
    expect(breaker.stats().window).toMatchObject({ calls: 1, durations: { maxMs: 5 } });
    clock.advance(1000);
    expect(breaker.stats().window).toEqual({
      calls: 0,
      failures: 0,
      slow: 0,
      failureRate: 0,
      slowRate: 0,
      durations: undefined,
    });
  });
});

/** The nearest rank, straight from its definition. */
function rankOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

describe("durations", () => {
  const shares = { p50Ms: 0.5, p90Ms: 0.9, p95Ms: 0.95, p99Ms: 0.99, maxMs: 1 } as const;
  const names = Object.keys(shares) as (keyof typeof shares)[];

  it("over calls are exact, of the last n", () => {
    const whole = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), whole, (size, all) => {
        const ring = new DurationRing(size);
        for (const durationMs of all) ring.add(durationMs);
        const last = all.slice(-size);
        const summary = ring.summary();
        expect(summary?.calls).toBe(last.length);
        for (const name of names) expect(summary?.[name]).toBe(rankOf(last, shares[name]));
      }),
    );
  });

  it("over time are within 4 %, of the present slice and the nine before", () => {
    const durations = fc.double({ min: 0.02, max: 3_000_000, noNaN: true });
    const calls = fc.array(fc.tuple(durations, fc.integer({ min: 0, max: 40 })), { minLength: 1 });
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), calls, (originMs, all) => {
        const histogram = new DurationHistogram(100);
        const seen: { slice: number; durationMs: number }[] = [];
        let nowMs = originMs;
        for (const [durationMs, gapMs] of all) {
          nowMs += gapMs;
          histogram.add(durationMs, nowMs);
          seen.push({ slice: Math.floor(nowMs / 10), durationMs });
        }
        const live = seen.filter(({ slice }) => slice > Math.floor(nowMs / 10) - 10);
        const summary = histogram.summary(nowMs);
        expect(summary?.calls).toBe(live.length);
        const values = live.map(({ durationMs }) => durationMs);
        for (const name of names) {
          const due = rankOf(values, shares[name]);
          expect(Math.abs((summary?.[name] ?? 0) - due) / due).toBeLessThan(0.04);
        }
      }),
    );
  });

  it("below and above what bins tell apart are still counted", () => {
    const histogram = new DurationHistogram(100);
    for (const durationMs of [0, -1, 1e9, 1e9]) histogram.add(durationMs, 0);
    expect(histogram.summary(0)).toMatchObject({ calls: 4, p50Ms: 0, maxMs: 1e9 });
    expect(histogram.summary(0)?.p99Ms).toBeGreaterThan(3_000_000);
  });
});
