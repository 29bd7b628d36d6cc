// The rules that open a closed breaker: what they count, over which window, from how many calls on.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CircuitBreaker,
  type CustomTripRule,
  type TripOptions,
  type TripRule,
} from "../src/index.ts";
import { CallWindow, TimeWindow } from "../src/trip/outcome-window.ts";
import { VirtualClock } from "./virtual-clock.ts";

function setUp(trip: TripOptions): {
  clock: VirtualClock;
  breaker: CircuitBreaker;
  call: (outcome: "ok" | "failed", durationMs?: number) => void;
  reasons: string[];
} {
  const clock = new VirtualClock();
  const breaker = new CircuitBreaker({ trip, environment: clock });
  const reasons: string[] = [];
  breaker.on((event) => reasons.push(event.reason), ["opened"]);
  const call = (outcome: "ok" | "failed", durationMs = 0): void => {
    const permit = breaker.tryAcquire();
    clock.advance(durationMs);
    if (outcome === "ok") permit?.succeed();
    else permit?.fail(new Error("down"));
  };
  return { clock, breaker, call, reasons };
}

describe("failureRate over calls", () => {
  it("opens when the share of the window is reached, not before", () => {
    const { breaker, call, reasons } = setUp({ failureRate: 0.5, window: { calls: 4 } });
    for (const outcome of ["failed", "ok", "ok"] as const) call(outcome);
    expect(breaker.state).toBe("closed");
    call("ok");
    call("failed");
    expect(breaker.state).toBe("closed");
    call("failed");
    expect(breaker.state).toBe("open");
    expect(reasons).toEqual(["failure-rate"]);
  });

  it("judges nothing below minCalls", () => {
    const { breaker, call } = setUp({ failureRate: 0.1, window: { calls: 100 }, minCalls: 3 });
    call("failed");
    call("failed");
    expect(breaker.state).toBe("closed");
    call("ok");
    expect(breaker.state).toBe("open");
  });
});

describe("failureRate over time", () => {
  it("forgets what is older than the window", () => {
    const { breaker, clock, call } = setUp({ failureRate: 0.5, window: { ms: 1000 }, minCalls: 4 });
    for (let time = 0; time < 3; time++) call("failed");
    clock.advance(1100);
    call("failed");
    expect(breaker.state).toBe("closed");
    for (let time = 0; time < 3; time++) call("failed");
    expect(breaker.state).toBe("open");
  });
});

describe("slowRate", () => {
  it("opens by slow calls that succeed, measured by the breaker or told by the caller", () => {
    const rule = { slowRate: 1, slowMs: 100, window: { calls: 2 } };
    const measured = setUp(rule);
    measured.call("ok", 100);
    measured.call("ok", 100);
    expect(measured.reasons).toEqual(["slow-rate"]);
    const told = setUp(rule);
    told.breaker.tryAcquire()?.succeed(100);
    told.breaker.tryAcquire()?.succeed(99);
    expect(told.breaker.state).toBe("closed");
    told.breaker.tryAcquire()?.succeed(100);
    told.breaker.tryAcquire()?.succeed(100);
    expect(told.reasons).toEqual(["slow-rate"]);
  });
});

describe("several rules", () => {
  it("open at the first that is met, and each sees every outcome", () => {
    const trip = [{ failures: 3 }, { failureRate: 0.5, window: { calls: 10 } }];
    const inARow = setUp(trip);
    for (let time = 0; time < 3; time++) inARow.call("failed");
    expect(inARow.reasons).toEqual(["failures"]);
    const mixed = setUp(trip);
    for (let time = 0; time < 5; time++) {
      mixed.call("failed");
      mixed.call("ok");
    }
    expect(mixed.reasons).toEqual(["failure-rate"]);
  });

  it("start from zero after a close", () => {
    const { breaker, call } = setUp({ failureRate: 0.5, window: { calls: 4 }, minCalls: 2 });
    call("failed");
    breaker.reset();
    call("failed");
    expect(breaker.state).toBe("closed");
  });
});

describe("a rule of one's own", () => {
  /** Opens at the first error that says that the account is locked. */
  class LockedRule implements CustomTripRule {
    made = 0;

    create(): TripRule {
      this.made += 1;
      return {
        record: (_failed, _durationMs, _nowMs, error) =>
          (error as Error | undefined)?.message === "locked" ? "account-locked" : undefined,
      };
    }
  }

  it("is asked about every outcome, and names the reason", () => {
    const rule = new LockedRule();
    const { breaker, call, reasons } = setUp([{ failures: 3 }, rule]);
    call("ok");
    call("failed");
    expect(breaker.state).toBe("closed");
    breaker.tryAcquire()?.fail(new Error("locked"));
    expect(reasons).toEqual(["account-locked"]);
    breaker.reset();
    expect(rule.made).toBe(2);
  });

  it("is told time and duration if it is timed", () => {
    const seen: number[][] = [];
    const record: TripRule["record"] = (_failed, durationMs, nowMs) => {
      seen.push([durationMs, nowMs]);
      return undefined;
    };
    const timed = setUp({ timed: true, create: () => ({ record }) });
    timed.clock.advance(100);
    timed.call("ok", 7);
    setUp({ create: () => ({ record }) }).call("failed", 7);
    expect(seen).toEqual([
      [7, 107],
      [0, 0],
    ]);
  });

  it("that throws, or answers nonsense, opens nothing and disturbs no call", async () => {
    const record = (): never => {
      throw new Error("bug");
    };
    const { breaker } = setUp([{ create: () => ({ record }) }, { failures: 2 }]);
    await expect(breaker.run(() => 1)).resolves.toBe(1);
    expect(breaker.stats()).toMatchObject({ state: "closed", ruleErrors: 1 });
    for (let time = 0; time < 2; time++) breaker.tryAcquire()?.fail(new Error("down"));
    expect(breaker.state).toBe("open");
    const create = (): never => {
      throw new Error("bug");
    };
    expect(setUp({ create }).breaker.stats().ruleErrors).toBe(1);
    const nonsense = setUp({ create: () => ({ record: () => true as never }) });
    nonsense.call("failed");
    expect(nonsense.breaker.state).toBe("closed");
  });
});

describe("slow probes", () => {
  const trip = { slowRate: 0.5, slowMs: 100, window: { calls: 10 } };

  it("open again where they are slow as often as opens a closed breaker", () => {
    const { breaker, call, reasons } = setUp(trip);
    breaker.open();
    breaker.halfOpen();
    call("ok", 100);
    call("ok", 0);
    call("ok", 100);
    expect(breaker.state).toBe("open");
    expect(reasons).toEqual(["requested", "slow-rate"]);
  });

  it("close where few enough are slow, and wherever no rule minds", () => {
    const few = setUp(trip);
    few.breaker.open();
    few.breaker.halfOpen();
    for (const durationMs of [100, 0, 0]) few.call("ok", durationMs);
    expect(few.breaker.state).toBe("closed");
    const unminded = setUp({ failures: 5 });
    unminded.breaker.open();
    unminded.breaker.halfOpen();
    for (let probe = 0; probe < 3; probe++) unminded.call("ok", 9000);
    expect(unminded.breaker.state).toBe("closed");
  });
});

describe("windows", () => {
  const outcome = fc.record({
    failed: fc.boolean(),
    slow: fc.boolean(),
    gapMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 80, max: 250 })),
  });
  const outcomes = fc.array(outcome, { maxLength: 300 });

  it("of calls hold exactly the last n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), outcomes, (size, all) => {
        const window = new CallWindow(size);
        for (const { failed, slow } of all) window.add(failed, slow);
        const last = all.slice(-size);
        expect(window.calls).toBe(last.length);
        expect(window.failures).toBe(last.filter(({ failed }) => failed).length);
        expect(window.slow).toBe(last.filter(({ slow }) => slow).length);
      }),
    );
  });

  it("of time hold the present bucket and the nine before, from any origin of the clock", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), outcomes, (originMs, all) => {
        const window = new TimeWindow(100);
        const seen: { bucket: number; failed: boolean; slow: boolean }[] = [];
        let nowMs = originMs;
        for (const { failed, slow, gapMs } of all) {
          nowMs += gapMs;
          window.add(failed, slow, nowMs);
          seen.push({ bucket: Math.floor(nowMs / 10), failed, slow });
        }
        const live = seen.filter(({ bucket }) => bucket > Math.floor(nowMs / 10) - 10);
        expect(window.calls).toBe(live.length);
        expect(window.failures).toBe(live.filter(({ failed }) => failed).length);
        expect(window.slow).toBe(live.filter(({ slow }) => slow).length);
      }),
    );
  });
});
