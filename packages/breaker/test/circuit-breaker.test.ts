// What a user sees: run, permits, events, errors, snapshots.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  BreakerOpenError,
  bulkhead,
  CircuitBreaker,
  isBreakerError,
  TimeoutError,
  type BreakerTransition,
  type CircuitBreakerOptions,
  type Outcome,
  type Permit,
} from "../src/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

const down = new Error("connection refused");
const transitions = ["opened", "half-open", "closed", "isolated"] as const;

function setUp(options: CircuitBreakerOptions = {}): {
  clock: VirtualClock;
  breaker: CircuitBreaker;
} {
  const clock = new VirtualClock();
  return { clock, breaker: new CircuitBreaker({ environment: clock, ...options }) };
}

function permitOf(breaker: CircuitBreaker): Permit {
  const permit = breaker.tryAcquire();
  if (permit === undefined) throw new Error(`no permit while ${breaker.state}`);
  return permit;
}

function failTimes(breaker: CircuitBreaker, times: number): void {
  for (let time = 0; time < times; time++) permitOf(breaker).fail(down);
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(e: unknown): void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe("closed", () => {
  it("opens after five failures in a row by default, not after four", () => {
    const { breaker } = setUp();
    failTimes(breaker, 4);
    expect(breaker.state).toBe("closed");
    failTimes(breaker, 1);
    expect(breaker.state).toBe("open");
  });

  it("starts the count again at a success", () => {
    const { breaker } = setUp();
    failTimes(breaker, 4);
    permitOf(breaker).succeed();
    failTimes(breaker, 4);
    expect(breaker.state).toBe("closed");
  });

  it("lets any number of calls through at once", () => {
    const { breaker } = setUp();
    for (let call = 0; call < 1000; call++) expect(breaker.tryAcquire()).toBeDefined();
  });

  it("counts a permit once, however often it is ended", () => {
    const { breaker } = setUp({ trip: { failures: 2 } });
    const permit = permitOf(breaker);
    permit.fail(down);
    permit.fail(down);
    permit.succeed();
    expect(breaker.stats()).toMatchObject({ state: "closed", failures: 1, successes: 0 });
    const other = permitOf(breaker);
    other.succeed();
    other.succeed();
    other.release();
    expect(breaker.stats()).toMatchObject({ successes: 1, ignored: 0 });
  });
});

describe("open", () => {
  it("rejects without calling, until the clock says so and not a millisecond longer", async () => {
    const { breaker, clock } = setUp();
    failTimes(breaker, 5);
    let calls = 0;
    const call = (): Promise<number> => breaker.run(() => Promise.resolve(++calls));
    clock.advance(59_999);
    await expect(call()).rejects.toBeInstanceOf(BreakerOpenError);
    expect(calls).toBe(0);
    clock.advance(1);
    await expect(call()).resolves.toBe(1);
  });

  it("is judged by one reading of the clock: what ends after it is still a whole error", async () => {
    let ms = 0;
    let stepMs = 0;
    const now = (): number => (ms += stepMs);
    const breaker = new CircuitBreaker({ openMs: 100, environment: { now } });
    breaker.open();
    ms = 98;
    stepMs = 1;
    await expect(breaker.run(() => "made")).rejects.toMatchObject({ state: "open", untilMs: 100 });
    await expect(breaker.run(() => "made")).resolves.toBe("made");
  });

  it("ignores what calls from before the opening say", () => {
    const { breaker, clock } = setUp();
    const early = permitOf(breaker);
    const late = permitOf(breaker);
    failTimes(breaker, 5);
    early.succeed();
    expect(breaker.state).toBe("open");
    clock.advance(60_000);
    expect(breaker.state).toBe("half-open");
    late.succeed();
    expect(breaker.stats()).toMatchObject({ probeSuccesses: 0, stale: 2 });
  });

  it("is not closed by a success of an earlier half-open period", () => {
    const { breaker } = setUp({ halfOpen: { permits: 2, successes: 1 } });
    breaker.open();
    breaker.halfOpen();
    const slow = permitOf(breaker);
    permitOf(breaker).fail(down);
    expect(breaker.state).toBe("open");
    slow.succeed();
    expect(breaker.state).toBe("open");
    breaker.halfOpen();
    expect(breaker.stats().probeSuccesses).toBe(0);
  });

  it("lasts longer each time, with jitter taken off, if asked", () => {
    const openBackoff = { factor: 2, maxMs: 5000, jitter: 0.2 };
    const { breaker, clock } = setUp({ openMs: 1000, openBackoff });
    const lengths: number[] = [];
    for (let opening = 0; opening < 4; opening++) {
      breaker.open();
      const { sinceMs, untilMs = 0 } = breaker.stats();
      lengths.push(untilMs - sinceMs);
      clock.advance(5000);
    }
    // The clock's random number is 0.5, so a tenth is taken off.
    expect(lengths).toEqual([900, 1800, 3600, 4500]);
    breaker.reset();
    breaker.open();
    expect((breaker.stats().untilMs ?? 0) - breaker.stats().sinceMs).toBe(900);
  });
});

describe("retryAfterMs of the failure", () => {
  function openingOf(error: unknown, options: CircuitBreakerOptions = {}): number {
    const { breaker } = setUp({ trip: { failures: 1 }, ...options });
    permitOf(breaker).fail(error);
    const { sinceMs, untilMs = 0 } = breaker.stats();
    return untilMs - sinceMs;
  }

  it("is how long the opening lasts, longer or shorter than openMs", () => {
    expect(openingOf({ retryAfterMs: 5000 })).toBe(5000);
    expect(openingOf(Object.assign(new Error("busy"), { retryAfterMs: 90_000 }))).toBe(90_000);
  });

  it("is cut to maxRetryAfterMs, ten times openMs by default; 0 takes no notice", () => {
    expect(openingOf({ retryAfterMs: 1e12 })).toBe(600_000);
    expect(openingOf({ retryAfterMs: 90_000 }, { maxRetryAfterMs: 70_000 })).toBe(70_000);
    expect(openingOf({ retryAfterMs: 90_000 }, { maxRetryAfterMs: 0 })).toBe(60_000);
  });

  it.each([0, -5, Number.NaN, "5000", undefined])("is ignored where it is %s", (retryAfterMs) => {
    expect(openingOf({ retryAfterMs })).toBe(60_000);
  });

  it("is ignored where reading it throws", () => {
    const error = {
      get retryAfterMs(): number {
        throw new Error("bug");
      },
    };
    expect(openingOf(error)).toBe(60_000);
    expect(openingOf("busy")).toBe(60_000);
  });

  it("holds for a probe's failure, and survives a restart", () => {
    const { breaker, clock } = setUp();
    breaker.open();
    breaker.halfOpen();
    permitOf(breaker).fail({ retryAfterMs: 300_000 });
    const initialState = JSON.parse(JSON.stringify(breaker));
    const heir = new CircuitBreaker({ initialState, environment: clock });
    clock.advance(299_999);
    expect(heir.state).toBe("open");
    clock.advance(1);
    expect(heir.state).toBe("half-open");
  });
});

describe("half-open", () => {
  it("opens again at one failure, for a full opening", () => {
    const { breaker, clock } = setUp();
    failTimes(breaker, 5);
    clock.advance(60_000);
    permitOf(breaker).succeed();
    permitOf(breaker).fail(down);
    expect(breaker.state).toBe("open");
    clock.advance(59_999);
    expect(breaker.state).toBe("open");
    clock.advance(1);
    expect(breaker.state).toBe("half-open");
  });

  it("is entered early by an outside prober, and only from open", () => {
    const { breaker } = setUp();
    expect(breaker.halfOpen()).toBe(false);
    expect(breaker.state).toBe("closed");
    failTimes(breaker, 5);
    expect(breaker.halfOpen()).toBe(true);
    const { generation } = breaker.stats();
    expect(breaker.halfOpen()).toBe(true);
    expect(breaker.stats().generation).toBe(generation);
    breaker.isolate();
    expect(breaker.halfOpen()).toBe(false);
  });

  it("gets a released permit back", () => {
    const { breaker } = setUp({ halfOpen: { permits: 1 } });
    breaker.open();
    breaker.halfOpen();
    const permit = permitOf(breaker);
    expect(breaker.tryAcquire()).toBeUndefined();
    permit.release();
    expect(breaker.tryAcquire()).toBeDefined();
  });
});

describe("isolated", () => {
  it("lets nothing through, for any time, until reset", () => {
    const { breaker, clock } = setUp();
    const before = permitOf(breaker);
    breaker.isolate();
    clock.advance(1e9);
    expect(breaker.tryAcquire()).toBeUndefined();
    before.succeed();
    expect(breaker.state).toBe("isolated");
    expect(breaker.rejection()?.message).toMatch(/^Circuit breaker is open.*isolated.*reset\(\)/);
    breaker.reset();
    expect(breaker.tryAcquire()).toBeDefined();
  });
});

describe("run", () => {
  it("gives the value of a promise and of a plain function", async () => {
    const { breaker } = setUp();
    await expect(breaker.run(() => Promise.resolve(1))).resolves.toBe(1);
    await expect(breaker.run(() => 2)).resolves.toBe(2);
    expect(breaker.stats().successes).toBe(2);
  });

  it("passes errors on unchanged, thrown or rejected, and counts them", async () => {
    const { breaker } = setUp();
    await expect(breaker.run(() => Promise.reject(down))).rejects.toBe(down);
    const thrower = (): never => {
      throw down;
    };
    await expect(breaker.run(thrower)).rejects.toBe(down);
    expect(breaker.stats().failures).toBe(2);
  });

  it("does not begin with a signal that has fired", async () => {
    const { breaker } = setUp();
    let called = false;
    const signal = AbortSignal.abort("gone");
    const run = breaker.run(() => (called = true), { signal });
    await expect(run).rejects.toMatchObject({ name: "AbortError", code: "ABORTED", cause: "gone" });
    expect(called).toBe(false);
  });

  it("ends the wait at once when the signal fires, and still hears what the call says", async () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    const call = deferred<number>();
    const control = new AbortController();
    const run = breaker.run(() => call.promise, { signal: control.signal });
    control.abort("gone");
    await expect(run).rejects.toMatchObject({ code: "ABORTED", cause: "gone" });
    expect(breaker.state).toBe("closed");
    call.reject(down);
    await expect(call.promise).rejects.toBe(down);
    expect(breaker.state).toBe("open");
  });

  it.each([
    ["an AbortError", () => new DOMException("aborted", "AbortError")],
    ["an error with code ABORTED", () => Object.assign(new Error("x"), { code: "ABORTED" })],
    ["the signal's own reason", (reason: unknown) => reason],
  ])("gives the permit back when the aborted call ends with %s", async (_name, errorOf) => {
    const { breaker } = setUp({ halfOpen: { permits: 1 } });
    breaker.open();
    breaker.halfOpen();
    const call = deferred<number>();
    const control = new AbortController();
    const run = breaker.run(() => call.promise, { signal: control.signal });
    expect(breaker.tryAcquire()).toBeUndefined();
    const reason = new Error("user left");
    control.abort(reason);
    call.reject(errorOf(reason));
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    expect(breaker.stats()).toMatchObject({ state: "half-open", probesInFlight: 0, failures: 0 });
    expect(breaker.tryAcquire()).toBeDefined();
  });

  it("takes a passed time limit for a failure, also where a signal enforced it", async () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    const control = new AbortController();
    const call = deferred<number>();
    const run = breaker.run(() => call.promise, { signal: control.signal });
    const timeout = new DOMException("too slow", "TimeoutError");
    control.abort(timeout);
    call.reject(timeout);
    await expect(run).rejects.toMatchObject({ cause: timeout });
    expect(breaker.state).toBe("open");
  });

  it("takes an abort that a time limit caused for a failure too", () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    const cause = new DOMException("too slow", "TimeoutError");
    permitOf(breaker).fail(Object.assign(new Error("aborted", { cause }), { code: "ABORTED" }));
    expect(breaker.state).toBe("open");
  });

  it("stops listening to the signal when the call has ended", async () => {
    const { breaker } = setUp();
    const listeners = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_type: string, listener: unknown) => void listeners.add(listener),
      removeEventListener: (_type: string, listener: unknown) => void listeners.delete(listener),
    };
    const call = deferred<number>();
    const run = breaker.run(() => call.promise, { signal });
    expect(listeners.size).toBe(1);
    call.resolve(1);
    await run;
    await expect.poll(() => listeners.size).toBe(0);
  });

  it("notices a signal that the operation itself fires", async () => {
    const { breaker } = setUp();
    const control = new AbortController();
    const hang = (): Promise<never> => {
      control.abort("inside");
      return new Promise(() => {});
    };
    await expect(breaker.run(hang, { signal: control.signal })).rejects.toMatchObject({
      cause: "inside",
    });
  });
});

describe("fallback of run", () => {
  it("gives the result where the call is rejected or fails, and is given the error", async () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    const fallback = (error: unknown): string => `instead of ${(error as Error).message}`;
    const call = breaker.run(() => Promise.reject(down), { fallback });
    await expect(call).resolves.toBe("instead of connection refused");
    expect(breaker.state).toBe("open");
    await expect(breaker.run(() => 1, { fallback })).resolves.toMatch(/^instead of Circuit/);
    await expect(breaker.run(() => 1, { fallback: () => Promise.reject(down) })).rejects.toBe(down);
  });

  it("is not asked where the call succeeds, or the caller gave up", async () => {
    const { breaker } = setUp();
    let asked = 0;
    const fallback = (): number => (asked += 1);
    await expect(breaker.run(() => 5, { fallback })).resolves.toBe(5);
    const control = new AbortController();
    const { signal } = control;
    const run = breaker.run(() => new Promise(() => {}), { fallback, signal });
    control.abort();
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    await expect(breaker.run(() => 1, { fallback, signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(asked).toBe(0);
  });
});

describe("the operation", () => {
  it("is given the very signal of the caller", async () => {
    const { breaker } = setUp();
    const { signal } = new AbortController();
    await expect(breaker.run((context) => context.signal, { signal })).resolves.toBe(signal);
    await expect(breaker.run((context) => context.signal)).resolves.toBeUndefined();
  });

  it("may give a foreign thenable", async () => {
    const { breaker } = setUp();
    // oxlint-disable-next-line unicorn/no-thenable -- what a foreign promise library gives
    const foreign = { then: (resolve: (value: number) => void) => resolve(7) };
    await expect(breaker.run(() => foreign as PromiseLike<number>)).resolves.toBe(7);
    expect(breaker.stats().successes).toBe(1);
  });
});

describe("a rejection that nobody handles", () => {
  it("is reported like any other, and one that is handled at once is not", async () => {
    const { breaker } = setUp({ initialState: { state: "isolated" } });
    const reported: unknown[] = [];
    const report = (reason: unknown): void => void reported.push(reason);
    const before = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", report);
    try {
      await breaker.run(() => 1).catch(() => {});
      void breaker.run(() => 1);
      await expect.poll(() => reported).toHaveLength(1);
      expect(reported[0]).toBeInstanceOf(BreakerOpenError);
    } finally {
      process.removeListener("unhandledRejection", report);
      for (const listener of before) process.on("unhandledRejection", listener);
    }
  });
});

/** Takes the error itself for its class. */
function byValue(error: unknown): Outcome {
  return error === "success" || error === "ignore" ? error : "failure";
}

function throwing(): never {
  throw new Error("bug in classify");
}

describe("classify", () => {
  it("takes this package's own refusals, from further in, for nothing", async () => {
    const inner = setUp({ initialState: { state: "isolated" } }).breaker;
    const full = bulkhead({ concurrency: 1 });
    void full.run(() => new Promise(() => {}));
    const { breaker } = setUp({ trip: { failures: 1 } });
    await breaker.run(() => inner.run(() => 1)).catch(() => {});
    await breaker.run(() => full.run(() => 1)).catch(() => {});
    expect(breaker.stats()).toMatchObject({ state: "closed", ignored: 2, failures: 0 });
    await breaker.run(() => Promise.reject(new TimeoutError(5))).catch(() => {});
    expect(breaker.state).toBe("open");
  });

  it("decides by the error: failure, success or nothing", () => {
    const { breaker } = setUp({ trip: { failures: 2 }, classify: byValue });
    permitOf(breaker).fail("failure");
    permitOf(breaker).fail("ignore");
    expect(breaker.stats().consecutiveFailures).toBe(1);
    permitOf(breaker).fail("success");
    expect(breaker.stats()).toMatchObject({ consecutiveFailures: 0, successes: 1, ignored: 1 });
  });

  it("counts a failure where it throws, and the caller still gets the call's own error", async () => {
    const { breaker } = setUp({ trip: { failures: 1 }, classify: throwing });
    await expect(breaker.run(() => Promise.reject(down))).rejects.toBe(down);
    expect(breaker.state).toBe("open");
  });

  it("may move the breaker itself: the outcome then belongs to an older period", () => {
    const { breaker } = setUp({
      trip: { failures: 1 },
      classify: () => {
        breaker.reset();
        return "failure";
      },
    });
    permitOf(breaker).fail(down);
    expect(breaker.stats()).toMatchObject({ state: "closed", stale: 1, failures: 0 });
  });
});

describe("events", () => {
  it("tells each change of state in order, with reason, cause and period", () => {
    const { breaker, clock } = setUp({ trip: { failures: 1 }, halfOpen: { permits: 1 } });
    const heard: BreakerTransition[] = [];
    breaker.on((event) => heard.push(event), transitions);
    failTimes(breaker, 1);
    clock.advance(60_000);
    failTimes(breaker, 1);
    breaker.halfOpen();
    permitOf(breaker).succeed();
    breaker.isolate();
    breaker.reset();
    expect(heard.map(({ from, to, reason }) => `${from} > ${to}: ${reason}`)).toEqual([
      "closed > open: failures",
      "open > half-open: expired",
      "half-open > open: probe-failed",
      "open > half-open: requested",
      "half-open > closed: probes-succeeded",
      "closed > isolated: requested",
      "isolated > closed: requested",
    ]);
    expect(heard.map((event) => event.generation)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(heard[0]).toMatchObject({
      type: "opened",
      cause: down,
      atMs: 1_000_000_000_000,
      untilMs: 1_000_000_060_000,
    });
  });

  it("survives a listener that throws, and counts it", () => {
    const { breaker } = setUp();
    const heard: string[] = [];
    breaker.on(() => {
      throw new Error("bug");
    });
    breaker.on((event) => heard.push(event.type));
    breaker.open();
    expect(heard).toEqual(["opened"]);
    expect(breaker.stats().listenerErrors).toBe(1);
  });

  it("keeps the order where a listener changes the state", () => {
    const { breaker } = setUp();
    const heard: string[] = [];
    breaker.on((event) => {
      if (event.type === "opened") breaker.reset();
    });
    breaker.on((event) => heard.push(event.type));
    breaker.open();
    expect(heard).toEqual(["opened", "closed"]);
    expect(breaker.state).toBe("closed");
  });

  it("lets a call through if a listener closes the breaker while it is asked", () => {
    const { breaker, clock } = setUp();
    breaker.open();
    breaker.on((event) => {
      if (event.type === "half-open") breaker.reset();
    });
    clock.advance(60_000);
    expect(breaker.tryAcquire()).toBeDefined();
  });

  it("are not heard for ever by a listener that adds itself anew", () => {
    const { breaker } = setUp();
    let heard = 0;
    const listen = (): void => {
      const stop = breaker.on(() => {
        heard += 1;
        stop();
        listen();
      });
    };
    listen();
    breaker.open();
    breaker.reset();
    expect(heard).toBe(2);
  });

  it("stops when asked", () => {
    const { breaker } = setUp();
    let heard = 0;
    const stop = breaker.on(() => (heard += 1));
    breaker.open();
    stop();
    stop();
    breaker.reset();
    expect(heard).toBe(1);
  });
});

describe("the error", () => {
  it("says what happened and what to do, with times and the failure behind it", async () => {
    const { breaker } = setUp();
    failTimes(breaker, 5);
    const error = await breaker.run(() => 1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "BreakerOpenError",
      code: "BREAKER_OPEN",
      state: "open",
      sinceMs: 1_000_000_000_000,
      untilMs: 1_000_000_060_000,
      cause: down,
    });
    expect(String(error)).toBe(
      "BreakerOpenError: Circuit breaker is open since 2001-09-09T01:46:40.000Z: calls are rejected until 2001-09-09T01:47:40.000Z, or until a probe succeeds before that. Serve a fallback, and see the cause for the failure that opened it.",
    );
    expect(isBreakerError(error)).toBe(true);
    expect(isBreakerError(down)).toBe(false);
  });

  it.each(["open", "half-open", "isolated"] as const)("begins alike while %s", (state) => {
    const { breaker } = setUp({ initialState: { state }, halfOpen: { permits: 1 } });
    breaker.tryAcquire();
    expect(breaker.rejection()?.message).toMatch(/^Circuit breaker is open/);
    expect(breaker.rejection()?.state).toBe(state);
  });

  it("is not given while a call would pass", () => {
    const { breaker } = setUp({ halfOpen: { permits: 1 } });
    expect(breaker.rejection()).toBeUndefined();
    breaker.open();
    breaker.halfOpen();
    expect(breaker.rejection()).toBeUndefined();
  });

  it("has a stack only if asked, and never touches Error.stackTraceLimit", () => {
    const before = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
    const plain = setUp({ initialState: { state: "open" } }).breaker.rejection();
    const traced = setUp({
      initialState: { state: "open" },
      errorStacks: true,
    }).breaker.rejection();
    expect(plain?.stack).toBe(`BreakerOpenError: ${plain?.message}`);
    expect(traced?.stack).toMatch(/^BreakerOpenError: Circuit breaker is open/);
    expect(traced?.stack).toContain("circuit-breaker.test.ts");
    expect(Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")).toEqual(before);
  });

  it("prints like an error, with its fields and cause", () => {
    const { breaker } = setUp({ trip: { failures: 1 } });
    failTimes(breaker, 1);
    const text = inspect(breaker.rejection());
    expect(text).toContain("BreakerOpenError: Circuit breaker is open since");
    expect(text).toContain("code: 'BREAKER_OPEN'");
    expect(text).toContain("connection refused");
  });
});

describe("snapshots", () => {
  it("carry an opening, with the time it has left, to another breaker", () => {
    const { breaker, clock } = setUp();
    failTimes(breaker, 5);
    clock.advance(20_000);
    const initialState = JSON.parse(JSON.stringify(breaker));
    const heir = new CircuitBreaker({ initialState, environment: clock });
    expect(heir.stats()).toMatchObject({ state: "open", untilMs: 1_000_000_060_000 });
    clock.advance(39_999);
    expect(heir.state).toBe("open");
    clock.advance(1);
    expect(heir.state).toBe("half-open");
  });

  it.each(["closed", "half-open", "isolated"] as const)("carry %s", (state) => {
    const { breaker } = setUp({ initialState: { state } });
    expect(breaker.state).toBe(state);
    expect(breaker.toJSON()).toEqual({ state });
  });

  it("never hold a breaker open longer than its own options would", () => {
    const { breaker, clock } = setUp({ initialState: { state: "open", untilMs: 9e15 } });
    clock.advance(60_000);
    expect(breaker.state).toBe("half-open");
  });

  it("that have run out begin half-open", () => {
    const { breaker } = setUp({ initialState: { state: "open", sinceMs: 1, untilMs: 2 } });
    expect(breaker.state).toBe("half-open");
  });
});
