// The laws of a pool under random use: our own with everything it can do, and generic-pool through
// its adapter with what both can do.
/* oxlint-disable vitest/no-standalone-expect -- the laws are checked by classes that tests use */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGenericPool } from "../../src/generic-pool.ts";
import { createPool, type Pool } from "../../src/pool/index.ts";
import { ManualFactory, type Thing } from "./manual-factory.ts";
import { PoolDriver, type Subject } from "./pool-model.ts";
import { settle, VirtualEnvironment } from "./virtual-environment.ts";

const max = 3;
const acquireTimeoutMs = 300;
const refused = new Error("connection refused");
const pick = fc.nat({ max: 20 });

/** Steps that every pool knows. */
const commonStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("acquire" as const), priority: fc.constant(0) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("release" as const), index: pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("destroy" as const), index: pick }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("made" as const), index: pick }) },
);

/** Steps of our own pool. */
const ownStep = fc.oneof(
  { weight: 8, arbitrary: commonStep },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("acquire" as const),
      priority: fc.integer({ min: 0, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("failed" as const), index: pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("abort" as const), index: pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("dies-borrowed" as const), index: pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("dies-idle" as const), index: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("time" as const),
      ms: fc.integer({ min: 1, max: 400 }),
    }),
  },
);

type CommonStep = typeof commonStep extends fc.Arbitrary<infer S> ? S : never;
type OwnStep = typeof ownStep extends fc.Arbitrary<infer S> ? S : never;

/** Performs a step that every pool knows. */
function perform(driver: PoolDriver, step: CommonStep): void {
  const { pool, factory } = driver.subject;
  switch (step.type) {
    case "acquire":
      driver.expectCall(pool.acquire());
      return;
    case "release":
    case "destroy": {
      const thing = driver.giveUp(step.index);
      if (thing !== undefined) void pool[step.type](thing);
      return;
    }
    case "made":
      factory.makings[step.index % Math.max(factory.makings.length, 1)]?.finish();
      return;
    default:
      step satisfies never;
  }
}

/** Our own pool on a virtual clock, with what only it can do. */
class OwnPool {
  readonly environment = new VirtualEnvironment();
  readonly factory = new ManualFactory();
  readonly pool: Pool<Thing>;
  readonly driver: PoolDriver;
  readonly signals = new Map<number, { control: AbortController; startMs: number }>();
  /** Things that died in their borrower's hands. */
  readonly dead: Thing[] = [];

  constructor(order: "lifo" | "fifo") {
    const { environment, factory } = this;
    const options = { max, order, acquireTimeoutMs, idleTimeoutMs: 1000, maxAgeMs: 2000 };
    this.pool = createPool(factory, { ...options, environment });
    const holdings = (): { borrowed: number; idle: number; waiting: number } => this.pool.stats();
    const subject: Subject = { pool: this.pool, factory, max, holdings };
    this.driver = new PoolDriver(subject);
  }

  /** Performs a step and checks the laws; says how the calls that ended with an error ended. */
  async step(step: OwnStep): Promise<void> {
    const waitingBefore = this.driver.waiting;
    const expected = await this.#perform(step);
    const rejected = await this.driver.check();
    for (const call of rejected) {
      const { code, message } = call.outcome as Error & { code?: string };
      const waitedMs = this.environment.ms - (this.signals.get(call.number)?.startMs ?? 0);
      if (code === "POOL_TIMEOUT") expect(waitedMs).toBeGreaterThanOrEqual(acquireTimeoutMs);
      else if (code === "ABORTED") expect(call.number).toBe(expected);
      else {
        expect(message).toBe(refused.message);
        expect(step.type).toBe("failed");
        expect(call, "the first who waits gets the error").toBe(waitingBefore[0]);
      }
    }
    this.#checkProgress();
  }

  async #perform(step: OwnStep): Promise<number | undefined> {
    const { driver, factory, environment, pool } = this;
    switch (step.type) {
      case "acquire": {
        const control = new AbortController();
        const { priority } = step;
        const promise = pool.acquire({ priority, signal: control.signal });
        const { number } = driver.expectCall(promise, priority);
        this.signals.set(number, { control, startMs: environment.ms });
        return undefined;
      }
      case "failed":
        factory.makings[step.index % Math.max(factory.makings.length, 1)]?.fail(refused);
        return undefined;
      case "abort": {
        const call = driver.waiting[step.index % Math.max(driver.waiting.length, 1)];
        if (call !== undefined) this.signals.get(call.number)?.control.abort();
        return call?.number;
      }
      case "dies-borrowed": {
        const thing = driver.giveUp(step.index);
        if (thing !== undefined) this.#die(thing);
        if (thing !== undefined) this.dead.push(thing);
        return undefined;
      }
      case "dies-idle": {
        const idle = [...factory.alive].filter((thing) => !driver.held.includes(thing));
        const thing = idle[step.index % Math.max(idle.length, 1)];
        if (thing !== undefined) this.#die(thing);
        return undefined;
      }
      case "time":
        await environment.advance(step.ms);
        return undefined;
      default:
        perform(driver, step);
        return undefined;
    }
  }

  #die(thing: Thing): void {
    this.factory.alive.delete(thing);
    expect(this.pool.forget(thing)).toBe(true);
  }

  #checkProgress(): void {
    const { waiting, creating, size, borrowed, idle, validating } = this.pool.stats();
    expect(size).toBe(creating + borrowed + idle + validating);
    expect(creating).toBe(this.factory.makings.length);
    // Whoever waits has a resource coming, or the pool is full, or a timer will see to it.
    const served = waiting <= creating || size === max;
    if (!served) expect(this.environment.busy).toBe(true);
    // Deadlines are kept to 10 ms.
    for (const { number } of this.driver.waiting) {
      const { startMs } = this.signals.get(number) ?? { startMs: 0 };
      expect(this.environment.ms - startMs).toBeLessThan(acquireTimeoutMs + 10);
    }
  }

  /** Gives everything back and drains: nothing may be left. */
  async finish(): Promise<void> {
    const { pool, factory, driver, environment } = this;
    for (const thing of this.dead) pool.release(thing);
    const drained = pool.drain();
    for (const thing of driver.held.splice(0)) pool.release(thing);
    factory.finishAll();
    await drained;
    await settle();
    expect(driver.waiting.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    expect(factory.alive.size).toBe(0);
    expect(environment.timers.size).toBe(0);
    expect(pool.stats()).toMatchObject({ size: 0, destroying: 0, waiting: 0 });
  }
}

describe("our pool under random use", () => {
  it.each(["lifo", "fifo"] as const)(
    "keeps every law (%s)",
    async (order) => {
      await fc.assert(
        fc.asyncProperty(fc.array(ownStep, { maxLength: 60 }), async (steps) => {
          const own = new OwnPool(order);
          for (const step of steps) {
            // oxlint-disable-next-line no-await-in-loop -- steps follow one another
            await own.step(step);
          }
          await own.finish();
        }),
        { numRuns: 300 },
      );
    },
    60_000,
  );
});

describe("generic-pool under random use, through its adapter", () => {
  it("keeps the same laws with what both can do", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commonStep, { maxLength: 60 }), async (steps) => {
        const factory = new ManualFactory();
        const like = createGenericPool(factory, { max, acquireTimeoutMs: 60_000 });
        const holdings = (): { borrowed: number; idle: number; waiting: number } => {
          const { borrowed, available, pending } = like.pool;
          return { borrowed, idle: available, waiting: pending };
        };
        const driver = new PoolDriver({ pool: like, factory, max, holdings });
        for (const step of steps) {
          perform(driver, step);
          // oxlint-disable-next-line no-await-in-loop -- steps follow one another
          await driver.check();
        }
        const drained = like.drain();
        for (const thing of driver.held.splice(0)) void like.release(thing);
        factory.finishAll();
        await drained;
        expect(factory.alive.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
