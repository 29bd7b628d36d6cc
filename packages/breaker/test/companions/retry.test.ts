// retry on a virtual clock: waits, budget, what the failure asks for, abort.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CircuitBreaker,
  retry,
  RetryBudget,
  type RetryEvent,
  type RetryOptions,
} from "../../src/index.ts";
import { settled, VirtualClock } from "../virtual-clock.ts";

const down = new Error("connection refused");

/** Runs an operation that fails so many times, until it ends; says how it went. */
async function play(
  failures: number,
  options: RetryOptions = {},
  clock: VirtualClock = new VirtualClock(),
): Promise<{ result: unknown; calls: number; delays: number[] }> {
  let calls = 0;
  const delays: number[] = [];
  const policy = retry({
    environment: clock,
    onRetry: ({ delayMs }: RetryEvent) => delays.push(delayMs),
    ...options,
  });
  const operation = (): Promise<string> => {
    calls += 1;
    return calls <= failures ? Promise.reject(down) : Promise.resolve("made");
  };
  const state = { ended: false };
  const run = policy
    .run(operation)
    .catch((error: unknown) => error)
    .finally(() => (state.ended = true));
  for (let turn = 0; turn < 200 && !state.ended; turn += 1) await clock.pass(60_000);
  return { result: await run, calls, delays };
}

describe("retry", () => {
  it("makes a failed call again until it succeeds", async () => {
    expect(await play(2)).toMatchObject({ result: "made", calls: 3 });
    expect(await play(0)).toEqual({ result: "made", calls: 1, delays: [] });
  });

  it("gives the last error after so many attempts", async () => {
    expect(await play(9)).toMatchObject({ result: down, calls: 3 });
    expect(await play(9, { attempts: 1 })).toMatchObject({ result: down, calls: 1, delays: [] });
  });

  it("retries a throw too", async () => {
    const clock = new VirtualClock();
    let calls = 0;
    const run = retry({ environment: clock }).run(() => {
      calls += 1;
      if (calls === 1) throw down;
      return "made";
    });
    await clock.pass(100);
    await expect(run).resolves.toBe("made");
  });

  it("waits exponentially longer, up to maxMs, without jitter exactly so", async () => {
    const options = { attempts: 6, baseMs: 100, maxMs: 1000, jitter: 0 };
    expect((await play(9, options)).delays).toEqual([100, 200, 400, 800, 1000]);
  });

  it("waits anywhere below the bound by default", async () => {
    const clock = new VirtualClock();
    clock.chance = 0.75;
    expect((await play(9, { attempts: 4 }, clock)).delays).toEqual([25, 50, 100]);
  });

  it("waits from baseMs to three times the wait before, if decorrelated", async () => {
    const options = { attempts: 6, backoff: "decorrelated", baseMs: 100, maxMs: 1000 } as const;
    expect((await play(9, options)).delays).toEqual([200, 350, 575, 912.5, 1000]);
  });

  it("never waits longer than maxMs nor less than nothing, whatever chance says", async () => {
    const kinds = fc.constantFrom("exponential", "decorrelated");
    const chances = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    const property = fc.asyncProperty(kinds, chances, async (backoff, chance) => {
      const clock = new VirtualClock();
      clock.chance = chance;
      const { delays } = await play(9, { backoff, attempts: 8, baseMs: 10, maxMs: 200 }, clock);
      expect(delays).toHaveLength(7);
      const lowest = backoff === "decorrelated" ? 10 : 0;
      for (const delayMs of delays) {
        expect(delayMs).toBeGreaterThanOrEqual(lowest);
        expect(delayMs).toBeLessThanOrEqual(200);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it("waits as long as the failure asks, and gives up where that is beyond maxMs", async () => {
    const clock = new VirtualClock();
    const asking = (retryAfterMs: number): Error =>
      Object.assign(new Error("busy"), { retryAfterMs });
    const delays: number[] = [];
    const onRetry = ({ delayMs }: RetryEvent): void => void delays.push(delayMs);
    const policy = retry({ attempts: 2, maxMs: 5000, environment: clock, onRetry });
    const patient = policy.run(() => Promise.reject(asking(3000)));
    const heard = patient.catch((error: unknown) => error);
    await clock.pass(3000);
    expect(await heard).toMatchObject({ message: "busy" });
    expect(delays).toEqual([3000]);
    await expect(policy.run(() => Promise.reject(asking(5001)))).rejects.toThrow("busy");
    expect(clock.timers.size).toBe(0);
  });

  it("does not repeat what is hopeless: an abort, an open breaker, what `when` says", async () => {
    const clock = new VirtualClock();
    let calls = 0;
    const failWith = (error: unknown) => (): Promise<never> => {
      calls += 1;
      return Promise.reject(error);
    };
    const aborted = new DOMException("gone", "AbortError");
    await expect(retry({ environment: clock }).run(failWith(aborted))).rejects.toBe(aborted);
    const breaker = new CircuitBreaker({ initialState: { state: "isolated" } });
    const refused = retry({ environment: clock }).run(() => breaker.run(failWith(down)));
    await expect(refused).rejects.toMatchObject({ code: "BREAKER_OPEN" });
    const seen: [unknown, number][] = [];
    const when = (error: unknown, attempt: number): boolean => {
      seen.push([error, attempt]);
      return false;
    };
    await expect(retry({ environment: clock, when }).run(failWith(down))).rejects.toBe(down);
    expect(seen).toEqual([[down, 1]]);
    expect(calls).toBe(2);
  });
});

describe("an abort", () => {
  it("during a wait ends it at once, with its timer", async () => {
    const clock = new VirtualClock();
    const control = new AbortController();
    let calls = 0;
    const operation = (): Promise<never> => {
      calls += 1;
      return Promise.reject(down);
    };
    const run = retry({ environment: clock }).run(operation, { signal: control.signal });
    const ended = run.catch((error: unknown) => error);
    await settled();
    expect(clock.timers.size).toBe(1);
    control.abort("gone");
    expect(await ended).toMatchObject({ code: "ABORTED", cause: "gone" });
    expect(clock.timers.size).toBe(0);
    await clock.pass(60_000);
    expect(calls).toBe(1);
  });

  it("during an attempt ends the caller's wait, and no other attempt follows", async () => {
    const clock = new VirtualClock();
    const control = new AbortController();
    let fail!: (error: unknown) => void;
    let calls = 0;
    const operation = (): Promise<never> => {
      calls += 1;
      return new Promise((_resolve, reject) => (fail = reject));
    };
    let retries = 0;
    const policy = retry({ environment: clock, onRetry: () => (retries += 1) });
    const run = policy.run(operation, { signal: control.signal });
    control.abort("gone");
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    fail(down);
    await clock.pass(60_000);
    expect([calls, retries]).toEqual([1, 0]);
  });

  it("before the call makes none; one by the listener of retries is heard", async () => {
    const clock = new VirtualClock();
    const signal = AbortSignal.abort("gone");
    const early = retry({ environment: clock }).run(() => 1, { signal });
    await expect(early).rejects.toMatchObject({ code: "ABORTED" });
    const control = new AbortController();
    const policy = retry({ environment: clock, onRetry: () => control.abort("enough") });
    const run = policy.run(() => Promise.reject(down), { signal: control.signal });
    await expect(run).rejects.toMatchObject({ cause: "enough" });
    await settled();
    expect(clock.timers.size).toBe(0);
  });
});

describe("RetryBudget", () => {
  it("bounds retries by the share of calls, for all who share it", async () => {
    const clock = new VirtualClock();
    const budget = new RetryBudget({ ratio: 0.25, maxSaved: 2 });
    const policies = [0, 1].map(() => ({ budget, attempts: 2, jitter: 0, baseMs: 1 }));
    let calls = 0;
    for (let round = 0; round < 20; round += 1) {
      const { calls: made } = await play(9, policies[round % 2], clock);
      calls += made;
    }
    // The two saved at first, then a quarter of twenty calls.
    expect(calls - 20).toBeGreaterThanOrEqual(6);
    expect(calls - 20).toBeLessThanOrEqual(7);
  });

  it("saves no more than it may", () => {
    const budget = new RetryBudget({ ratio: 1, maxSaved: 3 });
    for (let call = 0; call < 100; call += 1) budget.earn();
    expect(budget.available).toBe(3);
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
    expect(budget.available).toBe(0);
  });
});

describe("options of retry", () => {
  it.each<[string, unknown, RegExp]>([
    ["attempts", { attempts: 0 }, /retry: option "attempts".*got 0/],
    ["backoff", { backoff: "linear" }, /"backoff" must be "exponential" or "decorrelated"/],
    ["maxMs", { baseMs: 100, maxMs: 50 }, /"maxMs".*from 100/],
    ["jitter", { jitter: 2 }, /"jitter"/],
    ["unknown", { tries: 2 }, /unknown option "tries"/],
    ["when", { when: 5 }, /"when" must be a function/],
    ["budget", { budget: {} }, /"budget" must be a RetryBudget/],
  ])("refuses a wrong %s", (_name, options, message) => {
    expect(() => retry(options as RetryOptions)).toThrow(message);
  });

  it("takes a base above the default maximum for the maximum", async () => {
    const options = { attempts: 3, baseMs: 20_000, jitter: 0 };
    expect((await play(9, options)).delays).toEqual([20_000, 20_000]);
  });
});
