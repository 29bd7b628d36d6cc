// Events of single calls, who pays for them, and the timer that announces half-open.
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  CircuitBreaker,
  type BreakerEvent,
  type BreakerOutcomeEvent,
  type BreakerTransition,
  type CircuitBreakerOptions,
} from "../src/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

const down = new Error("connection refused");

/** A clock that counts how often it is read. */
class CountingClock extends VirtualClock {
  readings = 0;

  override monotonic(): number {
    this.readings += 1;
    return super.monotonic();
  }
}

function setUp(options: CircuitBreakerOptions = {}): {
  clock: CountingClock;
  breaker: CircuitBreaker;
  heard: BreakerEvent[];
} {
  const clock = new CountingClock();
  const breaker = new CircuitBreaker({ environment: clock, ...options });
  const heard: BreakerEvent[] = [];
  return { clock, breaker, heard };
}

describe("events", () => {
  it("tells all eight, in the order in which they happen", () => {
    const { breaker, clock, heard } = setUp({ trip: { failures: 2 }, slowMs: 100 });
    breaker.on((event) => heard.push(event));
    breaker.tryAcquire()?.succeed(5);
    breaker.tryAcquire()?.succeed(100);
    breaker.tryAcquire()?.fail(down, 1);
    breaker.tryAcquire()?.fail(down, 200);
    breaker.tryAcquire();
    clock.advance(60_000);
    for (let probe = 0; probe < 3; probe++) breaker.tryAcquire()?.succeed(1);
    breaker.isolate();
    expect(heard.map(({ type }) => type)).toEqual([
      "success",
      "success",
      "slow",
      "failure",
      "failure",
      "slow",
      "opened",
      "rejected",
      "half-open",
      "success",
      "success",
      "success",
      "closed",
      "isolated",
    ]);
    expect(heard[0]).toEqual({ type: "success", state: "closed", durationMs: 5, error: undefined });
    expect(heard[5]).toEqual({ type: "slow", state: "closed", durationMs: 200, error: down });
    expect(heard[7]).toEqual({ type: "rejected", state: "open", cause: down });
    expect(heard[9]).toMatchObject({ state: "half-open" });
  });

  it("measures how long a call took where somebody listens", () => {
    const { breaker, clock, heard } = setUp();
    const before = breaker.tryAcquire();
    breaker.on((event) => heard.push(event), ["success", "failure"]);
    before?.succeed();
    const permit = breaker.tryAcquire();
    clock.advance(7);
    permit?.fail(down);
    expect(heard).toEqual([
      { type: "success", state: "closed", durationMs: undefined, error: undefined },
      { type: "failure", state: "closed", durationMs: 7, error: down },
    ]);
  });

  it("costs no clock reading a call while nobody listens to calls, and none after", () => {
    const { breaker, clock } = setUp();
    breaker.on(() => {}, ["opened", "half-open", "closed", "isolated", "rejected"]);
    const readingsOf = (work: () => void): number => {
      const before = clock.readings;
      work();
      return clock.readings - before;
    };
    const call = (): void => breaker.tryAcquire()?.succeed();
    expect(readingsOf(call)).toBe(0);
    const stop = breaker.on(() => {}, ["success"]);
    expect(readingsOf(call)).toBe(2);
    stop();
    expect(readingsOf(call)).toBe(0);
  });

  it("takes a call that was measured at its beginning alone for unmeasured", () => {
    const { breaker, clock } = setUp({ statsWindow: { calls: 10 } });
    const stop = breaker.on(() => {}, ["success"]);
    clock.advance(50);
    const permit = breaker.tryAcquire();
    stop();
    clock.advance(5);
    permit?.succeed();
    expect(breaker.stats().window?.durations?.maxMs).toBe(5);
    const plain = setUp({ slowMs: undefined });
    const stopPlain = plain.breaker.on(() => {}, ["success"]);
    const begun = plain.breaker.tryAcquire();
    stopPlain();
    plain.breaker.on((event) => plain.heard.push(event), ["closed"]);
    begun?.succeed();
    expect(plain.breaker.stats()).toMatchObject({ successes: 1, slow: 0 });
  });

  it("lets a listener move the breaker: the outcome then opens nothing", () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    breaker.on(() => breaker.reset(), ["failure"]);
    breaker.tryAcquire()?.fail(down);
    expect(breaker.state).toBe("closed");
    expect(breaker.stats().failures).toBe(1);
    const slow = setUp({ trip: { slowRate: 1, slowMs: 100, window: { calls: 1 } } }).breaker;
    slow.on(() => slow.reset(), ["slow"]);
    slow.tryAcquire()?.succeed(100);
    expect(slow.state).toBe("closed");
  });

  it("makes the call where a listener that hears of the rejection closes the breaker", async () => {
    const { breaker } = setUp();
    breaker.open(down);
    breaker.on(() => breaker.reset(), ["rejected"]);
    await expect(breaker.run(() => "made")).resolves.toBe("made");
  });

  it("survives a listener of calls that throws", async () => {
    const { breaker } = setUp();
    breaker.on(() => {
      throw new Error("bug");
    });
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    await expect(breaker.run(() => Promise.reject(down))).rejects.toBe(down);
    expect(breaker.stats()).toMatchObject({ listenerErrors: 2, successes: 1, failures: 1 });
  });

  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("have the type of what was asked for", () => {
    const { breaker } = setUp();
    breaker.on((event) => expectTypeOf(event).toExtend<BreakerEvent>());
    breaker.on((event) => expectTypeOf(event).toExtend<BreakerTransition>(), ["opened", "closed"]);
    breaker.on((event) => expectTypeOf(event.type).toEqualTypeOf<"slow">(), ["slow"]);
    breaker.on((event) => expectTypeOf(event).toExtend<BreakerOutcomeEvent>(), ["slow", "success"]);
  });
});

describe("announceHalfOpen", () => {
  it("is off by default: no timer is ever made, and listeners hear when someone asks", () => {
    const { breaker, clock, heard } = setUp();
    breaker.on((event) => heard.push(event), ["half-open"]);
    breaker.open(down);
    expect(clock.timers.size).toBe(0);
    clock.advance(60_000);
    expect(heard).toEqual([]);
    expect(breaker.state).toBe("half-open");
    expect(heard).toHaveLength(1);
  });

  it("tells listeners when the opening ends, by a timer that keeps no process alive", () => {
    const { breaker, clock, heard } = setUp({ announceHalfOpen: true });
    breaker.on((event) => heard.push(event), ["half-open"]);
    expect(clock.timers.size).toBe(0);
    breaker.open(down);
    expect([...clock.timers].map(({ background }) => background)).toEqual([true]);
    clock.advance(59_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toMatchObject([{ reason: "expired", atMs: 1_000_000_060_000 }]);
    expect(clock.timers.size).toBe(0);
  });

  it.each(["halfOpen", "isolate", "reset"] as const)(
    "leaves no timer behind after %s()",
    (move) => {
      const { breaker, clock } = setUp({ announceHalfOpen: true });
      breaker.open(down);
      breaker.open(down);
      expect(clock.timers.size).toBe(1);
      breaker[move]();
      expect(clock.timers.size).toBe(0);
    },
  );

  it("looks again where the timer was early, and takes an opening longer than timers reach", () => {
    const days30 = 30 * 86_400_000;
    const { breaker, clock, heard } = setUp({ announceHalfOpen: true, openMs: days30 });
    breaker.on((event) => heard.push(event), ["half-open"]);
    breaker.open(down);
    const [{ atMs, callback } = { atMs: 0, callback: () => {} }] = clock.timers;
    expect(atMs).toBe(2 ** 31 - 1);
    clock.timers.clear();
    clock.ms = days30 - 1;
    callback();
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toHaveLength(1);
  });

  it("works for an opening that was restored", () => {
    const initialState = { state: "open", untilMs: 1_000_000_000_100 } as const;
    const { breaker, clock, heard } = setUp({ announceHalfOpen: true, initialState });
    breaker.on((event) => heard.push(event), ["half-open"]);
    clock.advance(100);
    expect(heard).toHaveLength(1);
  });
});
