// generic-pool as a PoolLike: what the adapter adds, and that a factory written for one fits the
// other.
import { describe, expect, expectTypeOf, it } from "vitest";
import genericPool, { type Factory } from "generic-pool";
import { createGenericPool } from "../../src/generic-pool.ts";
import type { PoolFactory } from "../../src/pool/index.ts";
import type { CancelSignal } from "../../src/base/index.ts";
import { ManualFactory, type Thing } from "./manual-factory.ts";
import { settle, VirtualEnvironment } from "./virtual-environment.ts";

const refused = new Error("connection refused");

/** The shape of a connection factory: every answer is a promise. */
interface AsyncFactory<T> {
  create(signal?: CancelSignal): Promise<T>;
  validate(resource: T): Promise<boolean>;
  destroy(resource: T): Promise<void>;
}

describe("createGenericPool", () => {
  it("lends, takes back and ends", async () => {
    const factory = new ManualFactory();
    const pool = createGenericPool(factory, { max: 2 });
    expect(factory.makings).toHaveLength(0);
    const first = pool.acquire();
    await settle();
    factory.finishAll();
    await pool.release(await first);
    expect(await pool.acquire()).toBe(await first);
    await pool.destroy(await first);
    await pool.drain();
    expect(factory.alive.size).toBe(0);
  });

  it("rejects the first who waits when a create fails, and tries again only after a pause", async () => {
    const environment = new VirtualEnvironment();
    const attempts: number[] = [];
    const pool = createGenericPool<Thing>(
      {
        create: () => {
          attempts.push(environment.ms);
          return Promise.reject(refused);
        },
        destroy: () => {},
      },
      { max: 1, environment },
    );
    const [first, second] = [pool.acquire(), pool.acquire()];
    await expect(first).rejects.toBe(refused);
    await settle();
    expect(attempts).toEqual([1000]);
    const secondEnd = second.catch((error: unknown) => error);
    await environment.advance(100);
    expect(await secondEnd).toBe(refused);
    expect(attempts).toEqual([1000, 1100]);
    const drained = pool.drain();
    await environment.advance(100);
    await drained;
  });

  it("says in its own errors what the pool held", async () => {
    const factory = new ManualFactory();
    const pool = createGenericPool(factory, { max: 1, maxWaiting: 1, acquireTimeoutMs: 1 });
    const held = pool.acquire();
    factory.finishAll();
    await held;
    const late = pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: "QUEUE_FULL" });
    await expect(late).rejects.toMatchObject({ code: "POOL_TIMEOUT" });
    await expect(late).rejects.toThrow("holds 1 of 1: 1 borrowed, 0 idle");
    await pool.release(await held);
    await pool.drain();
    await expect(pool.acquire()).rejects.toMatchObject({ code: "POOL_CLOSED" });
  });

  it("asks validate, also one that answers without a promise, and replaces what is unfit", async () => {
    const factory = new ManualFactory();
    const checked: PoolFactory<Thing> = {
      create: () => factory.create(),
      destroy: (thing) => factory.destroy(thing),
      validate: (thing) => thing.id > 1,
    };
    const pool = createGenericPool(checked, { max: 1 });
    const first = pool.acquire();
    factory.finishAll();
    await settle();
    // Even a new one is asked, and the first is unfit.
    expect(factory.destroyed).toHaveLength(1);
    factory.finishAll();
    expect(await first).toMatchObject({ id: 2 });
    await pool.release(await first);
    await pool.drain();
  });

  it("drains while someone waits for nothing", async () => {
    const factory = new ManualFactory();
    const pool = createGenericPool(factory, { max: 1 });
    const held = pool.acquire();
    factory.finishAll();
    await held;
    const waiting = pool.acquire();
    const drained = pool.drain();
    await expect(waiting).rejects.toMatchObject({ code: "POOL_CLOSED" });
    await pool.release(await held);
    await drained;
    expect(factory.alive.size).toBe(0);
  });

  it("refuses wrong options", () => {
    const factory = new ManualFactory();
    const wrong = { max: 1, maxAgeMs: 1 };
    expect(() => createGenericPool(factory, wrong)).toThrow(/unknown option "maxAgeMs"/);
    expect(() => createGenericPool(factory, { max: 0 })).toThrow(RangeError);
  });
});

describe("one factory for both", () => {
  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("fits our pool and generic-pool by type", () => {
    expectTypeOf<AsyncFactory<Thing>>().toExtend<PoolFactory<Thing>>();
    expectTypeOf<AsyncFactory<Thing>>().toExtend<Factory<Thing>>();
  });

  it("works in generic-pool itself", async () => {
    const factory = new ManualFactory();
    const pool = genericPool.createPool<Thing>(factory, { max: 1 });
    const first = pool.acquire();
    factory.finishAll();
    await pool.release(await first);
    await pool.drain();
    await pool.clear();
    expect(factory.alive.size).toBe(0);
  });
});
