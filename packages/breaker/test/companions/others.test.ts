// bulkhead, fallback and compose.
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  Bulkhead,
  bulkhead,
  BulkheadFullError,
  CircuitBreaker,
  compose,
  fallback,
  retry,
  timeout,
  type BulkheadOptions,
  type Policy,
  type RunContext,
} from "../../src/index.ts";
import { settled, VirtualClock } from "../virtual-clock.ts";

const down = new Error("connection refused");

interface Call {
  readonly operation: () => Promise<string>;
  finish(value: string): void;
  fail(error: unknown): void;
  begun: boolean;
}

function call(): Call {
  let finish!: (value: string) => void;
  let fail!: (error: unknown) => void;
  const end = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const made: Call = {
    operation: () => {
      made.begun = true;
      return end;
    },
    finish,
    fail,
    begun: false,
  };
  return made;
}

describe("bulkhead", () => {
  it("runs so many at once, lets so many wait in order, and rejects the rest at once", async () => {
    const policy = bulkhead({ concurrency: 2, maxQueued: 2 });
    const calls = Array.from({ length: 5 }, call);
    const runs = calls.map(({ operation }) => policy.run(operation));
    await expect(runs[4]).rejects.toBeInstanceOf(BulkheadFullError);
    expect(calls.map(({ begun }) => begun)).toEqual([true, true, false, false, false]);
    expect(policy.stats()).toEqual({ running: 2, queued: 2, rejected: 1 });
    calls[1]?.finish("b");
    await expect(runs[1]).resolves.toBe("b");
    expect(calls.map(({ begun }) => begun)).toEqual([true, true, true, false, false]);
    calls[0]?.fail(down);
    await expect(runs[0]).rejects.toBe(down);
    for (const { finish } of calls) finish("done");
    await expect(Promise.all([runs[2], runs[3]])).resolves.toEqual(["done", "done"]);
    expect(policy.stats()).toEqual({ running: 0, queued: 0, rejected: 1 });
  });

  it("says in the error what is full", async () => {
    const policy = bulkhead({ concurrency: 1 });
    void policy.run(call().operation);
    await expect(policy.run(() => 1)).rejects.toMatchObject({
      name: "BulkheadFullError",
      code: "BULKHEAD_FULL",
      message: expect.stringMatching(/^The bulkhead is full: 1 calls run and 0 wait/),
    });
  });

  it("lets a waiting call that is aborted leave the queue, and the next one come", async () => {
    const policy = bulkhead({ concurrency: 1, maxQueued: 2 });
    const [running, leaving, staying] = [call(), call(), call()];
    const control = new AbortController();
    void policy.run(running.operation);
    const left = policy.run(leaving.operation, { signal: control.signal });
    const stayed = policy.run(staying.operation, { signal: new AbortController().signal });
    control.abort("gone");
    await expect(left).rejects.toMatchObject({ code: "ABORTED", cause: "gone" });
    expect(policy.stats().queued).toBe(1);
    running.finish("a");
    staying.finish("c");
    await expect(stayed).resolves.toBe("c");
    expect(leaving.begun).toBe(false);
  });

  it("keeps the place of an aborted call until it really ends", async () => {
    const policy = bulkhead({ concurrency: 1 });
    const control = new AbortController();
    const hung = call();
    const run = policy.run(hung.operation, { signal: control.signal });
    control.abort();
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    expect(policy.stats().running).toBe(1);
    hung.finish("late");
    await settled();
    expect(policy.stats().running).toBe(0);
    await expect(policy.run(() => 1, { signal: control.signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });

  it("never runs more than it may, and loses no call", async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }));
    const steps = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 });
    const property = fc.asyncProperty(sizes, steps, async ([concurrency, maxQueued], all) => {
      const policy = bulkhead({ concurrency, maxQueued });
      const flying: Call[] = [];
      let ended = 0;
      let made = 0;
      for (const step of all) {
        if (step === 0) {
          const next = call();
          made += 1;
          flying.push(next);
          void policy.run(next.operation).then(
            () => (ended += 1),
            () => (ended += 1),
          );
        } else flying.splice(step, 1)[0]?.finish("done");
        await settled();
        const { running, queued } = policy.stats();
        expect(running).toBeLessThanOrEqual(concurrency);
        expect(queued).toBeLessThanOrEqual(maxQueued);
        expect(queued === 0 || running === concurrency).toBe(true);
      }
      for (const { finish } of flying) finish("done");
      await settled();
      await settled();
      expect(ended).toBe(made);
      expect(policy.stats()).toMatchObject({ running: 0, queued: 0 });
    });
    await fc.assert(property);
  });

  it.each<[string, unknown, RegExp]>([
    ["no concurrency", {}, /"concurrency" is needed/],
    ["concurrency 0", { concurrency: 0 }, /"concurrency".*got 0/],
    ["maxQueued -1", { concurrency: 1, maxQueued: -1 }, /"maxQueued".*got -1/],
    ["unknown", { concurrency: 1, size: 1 }, /unknown option "size"/],
  ])("refuses %s", (_name, options, message) => {
    expect(() => new Bulkhead(options as BulkheadOptions)).toThrow(message);
  });
});

describe("fallback", () => {
  it("gives another result where the call fails, thrown or rejected", async () => {
    const policy = fallback((error) => `instead of ${(error as Error).message}`);
    await expect(policy.run(() => Promise.reject(down))).resolves.toBe(
      "instead of connection refused",
    );
    const thrower = (): never => {
      throw down;
    };
    await expect(policy.run(thrower)).resolves.toBe("instead of connection refused");
    await expect(policy.run(() => "own")).resolves.toBe("own");
  });

  it("answers only for what it is for, and never for the caller's abort", async () => {
    const picky = fallback(() => 0, { when: (error) => error === down });
    await expect(picky.run(() => Promise.reject(down))).resolves.toBe(0);
    await expect(picky.run(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
    const signal = AbortSignal.abort("gone");
    const run = fallback(() => 0).run(() => Promise.reject(down), { signal });
    await expect(run).rejects.toBe(down);
  });

  it("passes on what recovering throws", async () => {
    const bug = new Error("bug");
    const policy = fallback(() => Promise.reject(bug));
    await expect(policy.run(() => Promise.reject(down))).rejects.toBe(bug);
  });

  it("refuses wrong options", () => {
    expect(() => fallback("none" as never)).toThrow(/must be a function of the error/);
    expect(() => fallback(() => 0, { when: 5 as never })).toThrow(/"when" must be a function/);
  });
});

describe("compose", () => {
  function tracing(name: string, trace: string[]): Policy {
    return {
      run: async (operation, options) => {
        trace.push(`${name} begins`);
        const result = await operation((options ?? {}) as RunContext);
        trace.push(`${name} ends`);
        return result;
      },
    };
  }

  it("puts the first outermost", async () => {
    const trace: string[] = [];
    const policy = compose(tracing("a", trace), tracing("b", trace), tracing("c", trace));
    await expect(policy.run(() => trace.push("call"))).resolves.toBe(4);
    expect(trace).toEqual([
      "a begins",
      "b begins",
      "c begins",
      "call",
      "c ends",
      "b ends",
      "a ends",
    ]);
  });

  it("of nothing makes the call, of one is that one", async () => {
    await expect(compose().run(() => 1)).resolves.toBe(1);
    const breaker = new CircuitBreaker();
    expect(compose(breaker)).toBe(breaker);
    await expect(
      compose().run(() => {
        throw down;
      }),
    ).rejects.toBe(down);
  });

  it("carries the caller's signal through every policy to the operation", async () => {
    const clock = new VirtualClock();
    const policy = compose(
      fallback(() => "instead", { when: () => false }),
      retry({ environment: clock }),
      bulkhead({ concurrency: 1 }),
      timeout({ timeoutMs: 1000, environment: clock }),
      new CircuitBreaker({ environment: clock }),
    );
    const control = new AbortController();
    let signal: AbortSignal | undefined;
    const run = policy.run(
      (context) => {
        ({ signal } = context);
        return new Promise(() => {});
      },
      { signal: control.signal },
    );
    await settled();
    control.abort("gone");
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    expect(signal).toMatchObject({ aborted: true });
  });

  it("retries around a breaker stop when it opens, and the fallback answers", async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker({ trip: { failures: 2 }, environment: clock });
    let calls = 0;
    const policy = compose(
      fallback(() => "instead"),
      retry({ attempts: 10, environment: clock }),
      breaker,
    );
    const run = policy.run(() => {
      calls += 1;
      return Promise.reject(down);
    });
    for (let turn = 0; turn < 5; turn += 1) await clock.pass(10_000);
    await expect(run).resolves.toBe("instead");
    expect(calls).toBe(2);
  });

  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("keeps the type of the result, with what fallbacks add", () => {
    const breaker = new CircuitBreaker();
    expectTypeOf(compose(breaker, retry()).run(() => 1)).toEqualTypeOf<Promise<number>>();
    const recovering = compose(
      fallback(() => "text"),
      breaker,
    );
    expectTypeOf(recovering.run(() => 1)).toEqualTypeOf<Promise<number | string>>();
    expectTypeOf(breaker).toExtend<Policy>();
  });
});
