// timeout on a virtual clock: the limit, the signal, the wheel.
import { describe, expect, it } from "vitest";
import {
  CircuitBreaker,
  compose,
  timeout,
  TimeoutError,
  TimerWheel,
  type RunContext,
  type TimeoutOptions,
} from "../../src/index.ts";
import { WheelEntry } from "../../src/companions/timer-wheel.ts";
import fc from "fast-check";
import { settled, VirtualClock } from "../virtual-clock.ts";

const down = new Error("connection refused");

function hang(): Promise<never> {
  return new Promise(() => {});
}

/** Ends when its signal fires, with the signal's reason. */
function cooperate({ signal }: RunContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

describe("timeout", () => {
  it("gives result and error of a call in time, and leaves nothing hanging", async () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel({ environment: clock });
    const policy = timeout({ timeoutMs: 100, wheel });
    await expect(policy.run(() => 5)).resolves.toBe(5);
    await expect(policy.run(() => Promise.reject(down))).rejects.toBe(down);
    const thrower = (): never => {
      throw down;
    };
    await expect(policy.run(thrower)).rejects.toBe(down);
    expect(wheel.size).toBe(0);
    clock.advance(10);
    expect(clock.timers.size).toBe(0);
  });

  it("ends the wait of a call that takes too long, at most two ticks late, never early", async () => {
    const clock = new VirtualClock();
    const policy = timeout({ timeoutMs: 1000, environment: clock });
    clock.ms = 3;
    let error: unknown;
    void policy.run(hang).catch((caught: unknown) => (error = caught));
    await clock.pass(999);
    expect(error).toBeUndefined();
    await clock.pass(21);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "TimeoutError", code: "TIMEOUT", timeoutMs: 1000 });
    expect((error as Error).message).toMatch(/^The call took longer than 1000 ms/);
  });

  it("asks the operation to stop by a real AbortSignal, made only if it is read", async () => {
    const clock = new VirtualClock();
    const policy = timeout({ timeoutMs: 50, environment: clock });
    let seen: unknown;
    const run = policy.run((context) => {
      seen = context.signal;
      expect(context.signal).toBe(seen);
      return cooperate(context);
    });
    const ended = run.catch((error: unknown) => error);
    expect(seen).toBeInstanceOf(AbortSignal);
    await clock.pass(100);
    expect(await ended).toMatchObject({ code: "TIMEOUT" });
    expect(seen).toMatchObject({ aborted: true, reason: { code: "TIMEOUT" } });
  });

  it("gives a fired signal to who reads it late", async () => {
    const clock = new VirtualClock();
    const policy = timeout({ timeoutMs: 50, environment: clock });
    let context: RunContext = {};
    const run = policy.run((given) => {
      context = given;
      void (given as { cancel?: unknown }).cancel;
      return hang();
    });
    const ended = run.catch(() => {});
    await clock.pass(100);
    await ended;
    expect(context.signal?.aborted).toBe(true);
  });

  it("waits for the operation's end if asked, and takes its late result", async () => {
    const clock = new VirtualClock();
    const policy = timeout({ timeoutMs: 50, waitForEnd: true, environment: clock });
    let finish!: (value: string) => void;
    const late = policy.run(() => new Promise<string>((resolve) => (finish = resolve)));
    const stopped = policy.run(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(down));
        }),
    );
    const ended = stopped.catch((error: unknown) => error);
    await clock.pass(100);
    expect(await ended).toMatchObject({ code: "TIMEOUT" });
    finish("late");
    await expect(late).resolves.toBe("late");
  });

  it("passes the caller's abort on, and ends the wait with it", async () => {
    const clock = new VirtualClock();
    const control = new AbortController();
    const policy = timeout({ timeoutMs: 1000, environment: clock });
    let inner: unknown;
    const run = policy.run(
      (context) => {
        inner = context.signal;
        return hang();
      },
      { signal: control.signal },
    );
    control.abort("gone");
    await expect(run).rejects.toMatchObject({ code: "ABORTED", cause: "gone" });
    expect(inner).toMatchObject({ aborted: true, reason: "gone" });
    const early = policy.run(() => 1, { signal: control.signal });
    await expect(early).rejects.toMatchObject({ code: "ABORTED" });
    const firing = new AbortController();
    const inside = policy.run(
      () => {
        firing.abort("inside");
        return hang();
      },
      { signal: firing.signal },
    );
    await expect(inside).rejects.toMatchObject({ cause: "inside" });
  });

  it("stops listening to the caller's signal when the call has ended", async () => {
    const listeners = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_type: string, listener: unknown) => void listeners.add(listener),
      removeEventListener: (_type: string, listener: unknown) => void listeners.delete(listener),
    };
    const policy = timeout({ timeoutMs: 1000, environment: new VirtualClock() });
    const run = policy.run(() => settled(), { signal });
    expect(listeners.size).toBe(1);
    await run;
    expect(listeners.size).toBe(0);
  });

  it("is a failure to a breaker around it", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ trip: { failures: 1 }, environment: clock });
    const policy = compose(breaker, timeout({ timeoutMs: 50, environment: clock }));
    const run = policy.run(hang).catch(() => {});
    await clock.pass(100);
    await run;
    expect(breaker.state).toBe("open");
  });

  it("around a breaker: the deadline gives a cooperating call up as too slow, a failure", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ trip: { failures: 1 }, environment: clock });
    const policy = compose(timeout({ timeoutMs: 50, environment: clock }), breaker);
    const run = policy.run(cooperate).catch(() => {});
    await clock.pass(100);
    await run;
    expect(breaker.state).toBe("open");
  });

  it.each<[string, unknown, RegExp]>([
    ["missing limit", {}, /"timeoutMs" is needed/],
    ["limit 0", { timeoutMs: 0 }, /"timeoutMs".*got 0/],
    ["unknown name", { timeoutMs: 5, ms: 5 }, /unknown option "ms"/],
    ["waitForEnd", { timeoutMs: 5, waitForEnd: 1 }, /"waitForEnd" must be true or false/],
    ["wheel", { timeoutMs: 5, wheel: {} }, /"wheel" must be a TimerWheel/],
  ])("refuses a wrong option: %s", (_name, options, message) => {
    expect(() => timeout(options as TimeoutOptions)).toThrow(message);
  });
});

class Entry extends WheelEntry {
  expiredAtMs: number | undefined;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }

  override expire(): void {
    this.expiredAtMs = this.#clock.ms;
  }
}

describe("TimerWheel", () => {
  it("has one timer for any number of deadlines, and none while nothing hangs", () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel({ environment: clock });
    expect(clock.timers.size).toBe(0);
    const entries = Array.from({ length: 1000 }, () => new Entry(clock));
    for (const entry of entries) wheel.add(entry, 500);
    expect(clock.timers.size).toBe(1);
    for (const entry of entries) wheel.remove(entry);
    wheel.remove(entries[0] as Entry);
    expect(wheel.size).toBe(0);
    clock.advance(10);
    expect(clock.timers.size).toBe(0);
    expect(entries.every(({ expiredAtMs }) => expiredAtMs === undefined)).toBe(true);
  });

  it("fires every deadline once, never early and at most two ticks late, from any origin", () => {
    const delays = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 40 });
    const steps = fc.integer({ min: 1, max: 25 });
    fc.assert(
      fc.property(delays, steps, fc.integer({ min: -5000, max: 5000 }), (all, step, originMs) => {
        const clock = new VirtualClock();
        clock.ms = originMs;
        const wheel = new TimerWheel({ environment: clock });
        const entries = all.map((delayMs) => {
          const entry = new Entry(clock);
          wheel.add(entry, delayMs);
          return entry;
        });
        while (wheel.size > 0) clock.advance(step);
        for (const { deadlineMs, expiredAtMs = Number.NaN } of entries) {
          expect(expiredAtMs).toBeGreaterThanOrEqual(deadlineMs);
          expect(expiredAtMs - deadlineMs).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  it("catches up after a process stood still for longer than a round", () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel({ environment: clock });
    const entries = [5, 700, 2600, 90_000].map((delayMs) => {
      const entry = new Entry(clock);
      wheel.add(entry, delayMs);
      return entry;
    });
    clock.ms = 80_000;
    clock.advance(0);
    expect(entries.map(({ expiredAtMs }) => expiredAtMs)).toEqual([
      80_000,
      80_000,
      80_000,
      undefined,
    ]);
    clock.advance(10_020);
    expect(wheel.size).toBe(0);
  });

  it("lets what expires add and remove others, in its own slot too", () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel({ environment: clock });
    const later = new Entry(clock);
    const first = new Entry(clock);
    first.expire = () => wheel.add(later, 10);
    wheel.add(first, 10);
    clock.advance(40);
    expect(later.expiredAtMs).toBe(20);
    expect(wheel.size).toBe(0);
  });
});
