// Faults that breakers have had in the field, each shown to be absent here.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, type Permit } from "../src/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

const down = new Error("connection refused");

function permitsOf(breaker: CircuitBreaker, count: number): Permit[] {
  const permits: Permit[] = [];
  for (let index = 0; index < count; index++) {
    const permit = breaker.tryAcquire();
    if (permit !== undefined) permits.push(permit);
  }
  return permits;
}

function callThat(fails: boolean): () => Promise<void> {
  return () => (fails ? Promise.reject(down) : Promise.resolve());
}

function halfOpen(permits: number): { clock: VirtualClock; breaker: CircuitBreaker } {
  const clock = new VirtualClock();
  const breaker = new CircuitBreaker({
    halfOpen: { permits, probeTimeoutMs: 10_000 },
    environment: clock,
  });
  breaker.open(down);
  clock.advance(60_000);
  return { clock, breaker };
}

describe("known faults", () => {
  it("B1: every call through run is counted, so the ratio rule lives", async () => {
    const breaker = new CircuitBreaker({ trip: { failureRate: 0.6, window: { calls: 10 } } });
    const outcomes = Array.from({ length: 10 }, (_, call) => call % 5 < 3);
    await Promise.allSettled(outcomes.map((fails) => breaker.run(callThat(fails))));
    expect(breaker.stats()).toMatchObject({ state: "open", failures: 6, successes: 4 });
  });

  it.each([1, 2, 3])("B2: half-open admits %i at once and not one more", (permits) => {
    const { breaker } = halfOpen(permits);
    expect(permitsOf(breaker, 50)).toHaveLength(permits);
    expect(breaker.stats()).toMatchObject({ probesInFlight: permits, rejected: 50 - permits });
  });

  it("B3: closes after three successes of three, not after one", () => {
    const { breaker } = halfOpen(3);
    for (const due of ["half-open", "half-open", "closed"]) {
      for (const permit of permitsOf(breaker, 1)) permit.succeed();
      expect(breaker.state).toBe(due);
    }
  });

  it("B4: a hung probe frees its permit when its time is over", () => {
    const { breaker, clock } = halfOpen(1);
    const [hung] = permitsOf(breaker, 1);
    clock.advance(9_999);
    expect(breaker.tryAcquire()).toBeUndefined();
    clock.advance(1);
    const [next] = permitsOf(breaker, 1);
    hung?.succeed();
    expect(breaker.stats()).toMatchObject({ state: "half-open", expiredProbes: 1, stale: 1 });
    next?.succeed();
    expect(breaker.state).toBe("closed");
  });

  it("B5: the ratio is of the window: 99 failures after 1000 successes open it", () => {
    const trip = { failureRate: 0.5, window: { calls: 100 } };
    const breaker = new CircuitBreaker({ trip });
    for (const permit of permitsOf(breaker, 1000)) permit.succeed();
    const after = permitsOf(breaker, 99).findIndex((permit) => {
      permit.fail(down);
      return breaker.state === "open";
    });
    expect(after + 1).toBe(50);
  });

  it("B6: a caller that gave up is no failure, nor is an error the classifier excuses", async () => {
    const reply = Object.assign(new Error("WRONGTYPE"), { kind: "WRONGTYPE" });
    const breaker = new CircuitBreaker({
      trip: { failures: 1 },
      classify: (error) => (error === reply ? "success" : "failure"),
    });
    await expect(breaker.run(() => Promise.reject(reply))).rejects.toBe(reply);
    const byDefault = new CircuitBreaker({ trip: { failures: 1 } });
    const aborted = new DOMException("gone", "AbortError");
    await expect(byDefault.run(() => Promise.reject(aborted))).rejects.toBe(aborted);
    expect([breaker.state, byDefault.state]).toEqual(["closed", "closed"]);
  });

  it("B7: late results of an earlier period are not counted", () => {
    const { breaker, clock } = halfOpen(1);
    const [late] = permitsOf(breaker, 1);
    breaker.open(down);
    clock.advance(60_000);
    expect(breaker.state).toBe("half-open");
    late?.fail(down);
    expect(breaker.state).toBe("half-open");
    breaker.reset();
    expect(breaker.stats()).toMatchObject({ failures: 0, stale: 1 });
  });

  it("C1: what an outside prober finds ends the outage and calls the listeners back", () => {
    const { breaker, clock } = halfOpen(1);
    breaker.open(down);
    const heard: string[] = [];
    breaker.on(({ type }) => heard.push(type));
    clock.advance(700);
    breaker.halfOpen();
    for (const permit of permitsOf(breaker, 1)) permit.succeed();
    expect(heard).toEqual(["half-open", "success", "closed"]);
    expect(breaker.state).toBe("closed");
  });
});

describe("faults seen in the field", () => {
  it("half-open does not open the flood gates: 1000 callers at once are three probes", async () => {
    const { breaker } = halfOpen(3);
    let calls = 0;
    const hang = (): Promise<never> => {
      calls += 1;
      return new Promise(() => {});
    };
    const callers = Array.from({ length: 1000 }, () => breaker.run(hang).catch(() => "rejected"));
    await Promise.race(callers);
    expect(calls).toBe(3);
    expect(breaker.stats().rejected).toBe(997);
  });

  it("many failures at one moment make one opening, which ends", () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ environment: clock, announceHalfOpen: true });
    const heard: string[] = [];
    breaker.on(({ type }) => heard.push(type), ["opened", "half-open"]);
    for (const permit of permitsOf(breaker, 100)) permit.fail(down);
    expect(breaker.stats()).toMatchObject({ openings: 1, failures: 5, stale: 95 });
    clock.advance(60_000);
    expect(heard).toEqual(["opened", "half-open"]);
    expect(breaker.state).toBe("half-open");
  });

  it.each<[string, (breaker: CircuitBreaker) => unknown]>([
    ["an early return", (breaker) => breaker.tryAcquire()?.release()],
    ["an ignored throw", (breaker) => breaker.run(cancelled)],
    ["an abort", (breaker) => abortedRun(breaker)],
    ["an abort of a call that never ends", (breaker) => hungRun(breaker)],
  ])("%s does not leave half-open for ever: the permit comes back", async (_name, probe) => {
    const { breaker, clock } = halfOpen(1);
    await Promise.resolve(probe(breaker)).catch(() => {});
    // A call that never ends keeps its permit for as long as a probe may take.
    if (breaker.stats().probesInFlight > 0) clock.advance(10_000);
    expect(breaker.state).toBe("half-open");
    for (const permit of permitsOf(breaker, 1)) permit.succeed();
    expect(breaker.state).toBe("closed");
  });

  it("a throw in half-open opens again and leaves no permit behind", async () => {
    const { breaker, clock } = halfOpen(1);
    const thrower = (): never => {
      throw down;
    };
    await expect(breaker.run(thrower)).rejects.toBe(down);
    expect(breaker.state).toBe("open");
    clock.advance(60_000);
    expect(permitsOf(breaker, 5)).toHaveLength(1);
  });

  it("a success from before the opening changes nothing, while open, half-open or open again", () => {
    const clock = new VirtualClock();
    const halfOpenOptions = { permits: 1, successes: 1 };
    const breaker = new CircuitBreaker({ environment: clock, halfOpen: halfOpenOptions });
    const late = permitsOf(breaker, 3);
    const states: string[] = [];
    const succeedLate = (): void => {
      late.pop()?.succeed();
      states.push(breaker.state);
    };
    breaker.open(down);
    succeedLate();
    clock.advance(60_000);
    expect(breaker.state).toBe("half-open");
    succeedLate();
    permitsOf(breaker, 1)[0]?.fail(down);
    succeedLate();
    expect(states).toEqual(["open", "half-open", "open"]);
    expect(breaker.stats()).toMatchObject({ stale: 3, successes: 0 });
  });

  it("nothing keeps a short-lived process alive: it ends while breakers are open", async () => {
    const entry = JSON.stringify(new URL("../dist/index.js", import.meta.url).href);
    const program = `
      import { CircuitBreaker, timeout } from ${entry};
      const announced = new CircuitBreaker({ announceHalfOpen: true, openMs: 3_600_000 });
      announced.open(new Error("down"));
      new CircuitBreaker().open(new Error("down"));
      await timeout({ timeoutMs: 3_600_000 }).run(() => 1);
      console.log("done");
    `;
    const node = promisify(execFile);
    const limit = { timeout: 20_000 };
    const { stdout } = await node(process.execPath, ["--input-type=module", "-e", program], limit);
    expect(stdout).toBe("done\n");
  }, 30_000);
});

function cancelled(): Promise<never> {
  return Promise.reject(new DOMException("gone", "AbortError"));
}

function abortedRun(breaker: CircuitBreaker): Promise<unknown> {
  const control = new AbortController();
  const run = breaker.run(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
    { signal: control.signal },
  );
  control.abort(new Error("the user left"));
  return run;
}

function hungRun(breaker: CircuitBreaker): Promise<unknown> {
  const control = new AbortController();
  const run = breaker.run(() => new Promise(() => {}), { signal: control.signal });
  control.abort();
  return run;
}
