// What a user of the pool sees, case by case, on a clock that the test moves.
import { describe, expect, it, vi } from "vitest";
import { CancelSource } from "../../src/base/index.ts";
import { createPool, type Pool, type PoolFactory, type PoolOptions } from "../../src/pool/index.ts";
import { ManualFactory, type Thing } from "./manual-factory.ts";
import { settle, VirtualEnvironment } from "./virtual-environment.ts";

interface Bench {
  environment: VirtualEnvironment;
  factory: ManualFactory;
  pool: Pool<Thing>;
}

function setUp(
  options: PoolOptions = {},
  validate?: (thing: Thing) => boolean | Promise<boolean>,
): Bench {
  const environment = new VirtualEnvironment();
  const factory = new ManualFactory();
  const checked: PoolFactory<Thing> = {
    create: (signal) => factory.create(signal),
    destroy: (thing) => factory.destroy(thing),
    ...(validate && { validate }),
  };
  return { environment, factory, pool: createPool(checked, { ...options, environment }) };
}

/** A pool of which `count` resources are made and borrowed. */
async function borrowed(
  count: number,
  options: PoolOptions = {},
): Promise<Bench & { held: Thing[] }> {
  const bench = setUp({ max: count, ...options });
  const waiting = Array.from({ length: count }, () => bench.pool.acquire());
  bench.factory.finishAll();
  return { ...bench, held: await Promise.all(waiting) };
}

/** What a promise has come to by now. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = "pending";
  promise.then(
    (value: unknown) => (outcome = value),
    (error: unknown) => (outcome = error),
  );
  await settle();
  return outcome;
}

const refused = new Error("connection refused");

describe("lending", () => {
  it("makes a resource for the first, and lends it again", async () => {
    const { pool, factory } = setUp();
    const first = pool.acquire();
    const thing = factory.finishAll()[0];
    expect(await first).toBe(thing);
    pool.release(await first);
    expect(await pool.acquire()).toBe(thing);
    expect(factory.created).toBe(1);
  });

  it("makes nothing before it is asked", () => {
    const { pool, factory } = setUp({ min: 5 });
    expect(factory.makings).toHaveLength(0);
    pool.start();
    expect(factory.makings).toHaveLength(5);
  });

  it.each([
    ["lifo", 2],
    ["fifo", 1],
  ] as const)("lends in the order %s", async (order, id) => {
    const { pool, held } = await borrowed(2, { order });
    for (const thing of held) pool.release(thing);
    expect(await pool.acquire()).toMatchObject({ id });
  });

  it("serves who waits in the order they came, higher priority first", async () => {
    const { pool, held } = await borrowed(1);
    const served: string[] = [];
    const names = ["a0", "b0", "c5", "d9", "e5"];
    for (const name of names) {
      const waiting = pool.acquire({ priority: Number(name[1]) });
      void waiting.then((thing) => {
        served.push(name);
        return pool.release(thing);
      });
    }
    for (const thing of held) pool.release(thing);
    await settle();
    expect(served).toEqual(["d9", "c5", "e5", "a0", "b0"]);
  });

  it("gives a resource that came free to who waits, and keeps the one in the making", async () => {
    const { pool, factory } = setUp({ max: 2 });
    const first = pool.acquire();
    factory.finishAll();
    const thing = await first;
    const second = pool.acquire();
    pool.release(thing);
    expect(await second).toBe(thing);
    factory.finishAll();
    await settle();
    expect(pool.stats()).toMatchObject({ borrowed: 1, idle: 1, creating: 0 });
  });

  it("use gives back what worked and destroys what failed", async () => {
    const { pool, factory } = setUp();
    const worked = pool.use((thing) => thing.id);
    factory.finishAll();
    expect(await worked).toBe(1);
    expect(pool.stats()).toMatchObject({ idle: 1, borrowed: 0 });
    await expect(pool.use(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(factory.destroyed).toHaveLength(1);
    expect(pool.stats()).toMatchObject({ idle: 0, borrowed: 0 });
  });
});

describe("the bound", () => {
  it("R7: a limit of 2 stays 2 under 64 parallel borrowers, also while creating", async () => {
    const { pool, factory } = setUp({ max: 2 });
    const done = Array.from({ length: 64 }, () => pool.use(() => settle()));
    while (pool.stats().waiting > 0) {
      factory.finishAll();
      // oxlint-disable-next-line no-await-in-loop -- until nobody waits
      await settle();
    }
    await Promise.all(done);
    expect(factory.peak).toBe(2);
    expect(pool.stats()).toMatchObject({ lent: 64, created: 2 });
  });

  it("refuses at once whoever would be one too many to wait", async () => {
    const { pool } = await borrowed(2, { maxWaiting: 1 });
    const waiting = pool.acquire();
    const refusal = pool.acquire();
    await expect(refusal).rejects.toMatchObject({ code: "QUEUE_FULL" });
    await expect(refusal).rejects.toThrow("2 borrowed, 0 idle, 0 being made; 1 wait");
    expect(await outcomeOf(waiting)).toBe("pending");
    expect(pool.stats().refusals).toBe(1);
  });

  it("with maxWaiting 0 still makes resources for as many as may be", async () => {
    const { pool } = setUp({ max: 2, maxWaiting: 0 });
    void pool.acquire();
    void pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: "QUEUE_FULL" });
  });
});

describe("deadlines and signals", () => {
  it("a wait ends at its deadline, at most 10 ms late, with what the pool held", async () => {
    const { pool, environment } = await borrowed(2, { acquireTimeoutMs: 205 });
    const waiting = pool.acquire();
    const ended = outcomeOf(waiting);
    await environment.advance(204);
    expect(await ended).toBe("pending");
    await environment.advance(11);
    await expect(waiting).rejects.toMatchObject({ code: "POOL_TIMEOUT" });
    await expect(waiting).rejects.toThrow(
      "No resource came free within 205 ms. The pool holds 2 of 2: 2 borrowed, 0 idle, 0 being made; 0 wait. Give resources back sooner",
    );
    expect(pool.stats()).toMatchObject({ timeouts: 1, waiting: 0 });
  });

  it("timeoutMs overrides, shorter and longer than the wheel's round", async () => {
    const { pool, environment } = await borrowed(1);
    const ended: string[] = [];
    for (const timeoutMs of [10_000, 5, 2560, 700, 0.5]) {
      pool
        .acquire({ timeoutMs })
        .catch(() => ended.push(`${timeoutMs} at ${environment.ms - 1000}`));
    }
    await environment.advance(20_000);
    expect(ended).toEqual(["5 at 10", "0.5 at 10", "700 at 700", "2560 at 2560", "10000 at 10000"]);
  });

  it("one timer serves a thousand waiters, and none stays when nobody waits", async () => {
    const { pool, environment, held } = await borrowed(1, { idleTimeoutMs: 0, maxAgeMs: 0 });
    const waiting = Array.from({ length: 1000 }, (_, index) =>
      pool.acquire({ timeoutMs: 1000 + index }).then((thing) => pool.release(thing)),
    );
    expect(environment.timers.size).toBe(1);
    expect(environment.busy).toBe(true);
    for (const thing of held) pool.release(thing);
    await Promise.all(waiting);
    await environment.advance(50);
    expect(environment.timers.size).toBe(0);
  });

  it("who waits keeps the process alive, also where a background timer is due before", async () => {
    const { pool, environment, held } = await borrowed(1, { idleTimeoutMs: 100 });
    for (const thing of held) pool.release(thing);
    await environment.advance(50);
    expect([environment.timers.size, environment.busy]).toEqual([1, false]);
    await pool.acquire();
    const waiting = outcomeOf(pool.acquire());
    expect([environment.timers.size, environment.busy]).toEqual([1, true]);
    await environment.advance(4000);
    await waiting;
    expect(pool.stats().timeouts).toBe(1);
  });

  it("a clock that starts below zero serves as well", async () => {
    const environment = new VirtualEnvironment();
    environment.ms = -5005;
    const factory = new ManualFactory();
    const pool = createPool(factory, { max: 1, environment });
    const ended = [300, 20, 4000].map((timeoutMs) =>
      pool.acquire({ timeoutMs }).catch(() => environment.ms),
    );
    await environment.advance(10_000);
    expect(await Promise.all(ended)).toEqual([-4700, -4980, -1000]);
  });

  it("a signal ends the wait in the same turn, with its reason", async () => {
    const { pool } = await borrowed(1);
    const control = new AbortController();
    const waiting = pool.acquire({ signal: control.signal });
    const next = pool.acquire();
    control.abort("user left");
    expect(pool.stats()).toMatchObject({ waiting: 1, aborts: 1 });
    await expect(waiting).rejects.toMatchObject({ code: "ABORTED", cause: "user left" });
    expect(await outcomeOf(next)).toBe("pending");
    await expect(pool.acquire({ signal: control.signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });

  it("a signal is listened to once, however many waits, and ends those that still wait", async () => {
    const { pool, held } = await borrowed(1);
    const control = new CancelSource();
    const listen = vi.spyOn(control, "addEventListener");
    const waits = [1, 2, 3].map(() => pool.acquire({ signal: control }));
    expect(listen).toHaveBeenCalledTimes(1);
    for (const thing of held) pool.release(thing);
    const lent = await waits[0];
    control.cancel();
    await expect(waits[1]).rejects.toMatchObject({ code: "ABORTED" });
    await expect(waits[2]).rejects.toMatchObject({ code: "ABORTED" });
    expect(pool.stats()).toMatchObject({ aborts: 2, waiting: 0, borrowed: 1 });
    pool.release(lent as Thing);
    expect(pool.stats()).toMatchObject({ borrowed: 0, idle: 1 });
  });

  it("after a standstill longer than a round everyone overdue is told", async () => {
    const { pool, environment } = await borrowed(1);
    const waiting = [50, 1000, 3000].map((timeoutMs) =>
      pool.acquire({ timeoutMs }).catch((error: { code: string }) => error.code),
    );
    environment.ms += 100_000;
    await environment.advance(0);
    expect(await Promise.all(waiting)).toEqual(["POOL_TIMEOUT", "POOL_TIMEOUT", "POOL_TIMEOUT"]);
  });
});

describe("creates that fail", () => {
  it("reject the first who waits, with the factory's error, thrown or rejected", async () => {
    const { pool, factory } = setUp();
    const waiting = pool.acquire();
    factory.makings[0]?.fail(refused);
    await expect(waiting).rejects.toBe(refused);
    const thrower = createPool<Thing>({
      create: () => {
        throw refused;
      },
      destroy: () => {},
    });
    await expect(thrower.acquire()).rejects.toBe(refused);
    await thrower.drain();
  });

  it("back off: one attempt at a time, further and further apart, until one succeeds", async () => {
    const { pool, factory, environment } = setUp({ max: 4, acquireTimeoutMs: 60_000 });
    const outcomes = Array.from({ length: 20 }, () => pool.acquire().then(String, String));
    expect(factory.makings).toHaveLength(4);
    for (const making of factory.makings.slice()) making.fail(refused);
    await settle();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const fromMs = environment.ms;
      while (factory.makings.length === 0) {
        // oxlint-disable-next-line no-await-in-loop -- until it tries again
        await environment.advance(1);
      }
      pauses.push(environment.ms - fromMs);
      expect(factory.makings).toHaveLength(1);
      factory.makings[0]?.fail(refused);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await settle();
    }
    // Jitter 0.75 of 50, 100, 200, 400, 500, 500.
    expect(pauses).toEqual([38, 75, 150, 300, 375, 375]);
    expect(pool.stats()).toMatchObject({ waiting: 10, createFailures: 10 });
    await environment.advance(375);
    factory.makings[0]?.finish();
    await settle();
    expect(factory.makings).toHaveLength(3);
    factory.finishAll();
    await environment.advance(60_000);
    const texts = await Promise.all(outcomes);
    expect(texts.filter((text) => text === String(refused))).toHaveLength(10);
  });

  it("are the cause of a timeout that follows", async () => {
    const { pool, factory, environment } = setUp({ max: 1, acquireTimeoutMs: 30 });
    const [first, second] = [pool.acquire(), pool.acquire()];
    factory.makings[0]?.fail(refused);
    await expect(first).rejects.toBe(refused);
    const ended = outcomeOf(second);
    await environment.advance(30);
    await ended;
    await expect(second).rejects.toMatchObject({ code: "POOL_TIMEOUT", cause: refused });
  });

  it("that fail at once do not starve the event loop", async () => {
    let attempts = 0;
    const environment = new VirtualEnvironment();
    const failing: PoolFactory<Thing> = {
      create: () => Promise.reject(new Error(`attempt ${++attempts}`)),
      destroy: () => {},
    };
    const pool = createPool(failing, { max: 2, environment });
    const waiting = Array.from({ length: 100 }, () => outcomeOf(pool.acquire()));
    await Promise.all(waiting);
    expect(attempts).toBe(2);
    await environment.advance(4000);
    expect(attempts).toBeLessThan(20);
    await pool.drain();
  });

  it("refuse a factory that makes one resource twice", async () => {
    const one = { id: 1 };
    const pool = createPool<Thing>({ create: () => Promise.resolve(one), destroy: () => {} });
    await pool.acquire();
    await expect(pool.acquire()).rejects.toThrow("same resource twice");
    pool.release(one);
    await pool.drain();
  });
});

describe("resources that end", () => {
  it("R8: one that is destroyed wakes who waits", async () => {
    const { pool, factory, held } = await borrowed(1);
    const waiting = pool.acquire();
    for (const thing of held) pool.destroy(thing);
    expect(factory.makings).toHaveLength(1);
    const next = factory.makings[0]?.finish();
    expect(await waiting).toBe(next);
  });

  it("R8: one that dies in use wakes who waits, before its borrower has noticed", async () => {
    const { pool, factory, held } = await borrowed(1);
    const waiting = pool.acquire();
    for (const thing of held) expect(pool.forget(thing)).toBe(true);
    const next = factory.makings[0]?.finish();
    expect(await waiting).toBe(next);
    for (const thing of held) pool.release(thing);
    expect(pool.stats()).toMatchObject({ borrowed: 1, idle: 0, size: 1, ended: 1 });
    expect(factory.destroyed).toEqual([]);
  });

  it("one that dies idle leaves the pool and is not lent", async () => {
    const { pool, factory, held } = await borrowed(2);
    for (const thing of held) pool.release(thing);
    expect(held.map((thing) => pool.forget(thing))).toEqual([true, true]);
    expect(held.map((thing) => pool.forget(thing))).toEqual([false, false]);
    expect(pool.stats()).toMatchObject({ idle: 0, size: 0 });
    void pool.acquire();
    expect(factory.makings).toHaveLength(1);
  });

  it.each(["release", "destroy"] as const)(
    "%s of what is not borrowed is a clear error",
    async (give) => {
      const { pool, held } = await borrowed(1);
      const own = held[0] ?? { id: 0 };
      const message = `pool.${give}: this resource is not borrowed from this pool`;
      expect(() => pool[give]({ id: 7 })).toThrow(message);
      pool[give](own);
      expect(() => pool[give](own)).toThrow(TypeError);
      expect(() => pool[give](own)).toThrow(message);
      expect(pool.stats().borrowed).toBe(0);
    },
  );

  it("may be made again by the factory after they were ended", async () => {
    const one = { id: 1 };
    const pool = createPool<Thing>({ create: () => Promise.resolve(one), destroy: () => {} });
    pool.destroy(await pool.acquire());
    expect(await pool.acquire()).toBe(one);
    pool.forget(one);
    pool.release(one);
    expect(await pool.acquire()).toBe(one);
  });

  it("a destroy that fails harms nobody", async () => {
    const made = [{ id: 1 }, { id: 2 }];
    const pool = createPool<Thing>({
      create: () => Promise.resolve(made.shift() ?? { id: 0 }),
      destroy: () => {
        throw new Error("already closed");
      },
    });
    pool.destroy(await pool.acquire());
    expect(await pool.acquire()).toMatchObject({ id: 2 });
  });

  it("end after idleTimeoutMs, the longest idle first, down to min", async () => {
    const { pool, factory, environment, held } = await borrowed(3, { min: 1, idleTimeoutMs: 1000 });
    for (const thing of held) {
      pool.release(thing);
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await environment.advance(100);
    }
    expect(environment.busy).toBe(false);
    await environment.advance(750);
    expect(factory.destroyed).toEqual([held[0]]);
    await environment.advance(10_000);
    expect(factory.destroyed).toEqual([held[0], held[1]]);
    expect(pool.stats()).toMatchObject({ idle: 1, size: 1 });
  });

  it("end at maxAgeMs less some jitter, borrowed ones when they come back, and min is made again", async () => {
    const { pool, factory, environment, held } = await borrowed(2, { min: 2, maxAgeMs: 1000 });
    pool.release(held[0] ?? { id: 0 });
    await environment.advance(949);
    expect(factory.destroyed).toEqual([]);
    await environment.advance(1);
    expect(factory.destroyed).toEqual([held[0]]);
    expect(factory.makings).toHaveLength(1);
    pool.release(held[1] ?? { id: 0 });
    expect(factory.destroyed).toEqual(held);
    expect(factory.makings).toHaveLength(2);
  });

  it("are not lent when their time passed during a standstill of the process", async () => {
    const { pool, factory, environment, held } = await borrowed(1, { idleTimeoutMs: 1000 });
    for (const thing of held) pool.release(thing);
    environment.ms += 60_000;
    void pool.acquire();
    expect(factory.destroyed).toEqual(held);
    expect(factory.makings).toHaveLength(1);
  });

  it("min is made again with back-off that keeps no process alive", async () => {
    const { pool, factory, environment } = setUp({ min: 1 });
    pool.start();
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(factory.makings).toHaveLength(1);
      factory.makings[0]?.fail(refused);
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await settle();
      expect(factory.makings).toHaveLength(0);
      expect(environment.busy).toBe(false);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await environment.advance(10_000);
    }
  });
});

describe("validate", () => {
  it("is asked only after a resource was idle for long enough", async () => {
    const asked: number[] = [];
    const { pool, factory, environment } = setUp(
      { validateAfterMs: 100 },
      (thing) => asked.push(thing.id) > 0,
    );
    const first = pool.acquire();
    factory.finishAll();
    pool.release(await first);
    await environment.advance(99);
    pool.release(await pool.acquire());
    expect(asked).toEqual([]);
    await environment.advance(100);
    pool.release(await pool.acquire());
    expect(asked).toEqual([1]);
  });

  it.each([
    ["false", () => false],
    ["a promise of false", () => Promise.resolve(false)],
    ["a rejection", () => Promise.reject(refused)],
    [
      "an exception",
      () => {
        throw refused;
      },
    ],
  ])("%s ends the resource and the next is tried or made", async (_name, validate) => {
    const { pool, factory } = setUp({ validateAfterMs: 0 }, validate);
    const first = pool.acquire();
    factory.finishAll();
    pool.release(await first);
    const second = pool.acquire();
    await settle();
    expect(factory.destroyed).toEqual([await first]);
    const made = factory.finishAll()[0];
    expect(await second).toBe(made);
  });

  it("while it is answered nobody overtakes, and what is released meanwhile goes to the first", async () => {
    let answer: (fit: boolean) => void = () => {};
    const check = (): Promise<boolean> => new Promise((resolve) => (answer = resolve));
    const { pool, factory } = setUp({ max: 2, validateAfterMs: 0 }, check);
    const [one, two] = [pool.acquire(), pool.acquire()];
    factory.finishAll();
    const other = await two;
    pool.release(await one);
    const first = pool.acquire();
    const second = pool.acquire();
    expect(pool.stats()).toMatchObject({ validating: 1, waiting: 2 });
    pool.release(other);
    expect(await first).toBe(other);
    answer(true);
    expect(await second).toBe(await one);
  });

  it("whose answer comes after the resource was forgotten changes nothing", async () => {
    let answer: (fit: boolean) => void = () => {};
    const check = (): Promise<boolean> => new Promise((resolve) => (answer = resolve));
    const { pool, factory } = setUp({}, check);
    const first = pool.acquire();
    factory.finishAll();
    pool.release(await first);
    const second = pool.acquire();
    expect(pool.forget(await first)).toBe(true);
    answer(true);
    await settle();
    const made = factory.finishAll()[0];
    expect(await second).toBe(made);
    expect(pool.stats()).toMatchObject({ size: 1, borrowed: 1, ended: 1 });
  });

  it("may have the resource forgotten while it is asked", async () => {
    const bench = setUp({ validateAfterMs: 0 }, (thing) => !bench.pool.forget(thing));
    const { pool, factory } = bench;
    const first = pool.acquire();
    factory.finishAll();
    pool.release(await first);
    const second = pool.acquire();
    const made = factory.finishAll()[0];
    expect(await second).toBe(made);
    expect(factory.destroyed).toEqual([]);
    expect(pool.stats()).toMatchObject({ size: 1, borrowed: 1, ended: 1 });
  });
});

describe("drain", () => {
  it("R9: rejects who waits, cancels what is being made, ends what is idle, awaits what is borrowed", async () => {
    const { pool, factory, environment, held } = await borrowed(2, { max: 4 });
    const making = [pool.acquire(), pool.acquire()].map((waiting) => outcomeOf(waiting));
    const waiting = outcomeOf(pool.acquire());
    pool.release(held[0] ?? { id: 0 });
    const drained = pool.drain();
    expect(pool.drain()).toBe(drained);
    expect(await waiting).toMatchObject({ code: "POOL_CLOSED" });
    expect((await Promise.all(making)).at(-1)).toMatchObject({ code: "POOL_CLOSED" });
    expect(factory.makings.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    await expect(pool.acquire()).rejects.toMatchObject({ code: "POOL_CLOSED" });
    factory.makings[0]?.fail(refused);
    factory.makings[0]?.finish();
    await settle();
    expect(await outcomeOf(drained)).toBe("pending");
    for (const thing of pool.stats().borrowed === 2 ? held : held.slice(1)) pool.release(thing);
    await drained;
    expect(factory.alive.size).toBe(0);
    expect(environment.timers.size).toBe(0);
  });

  it("of an unused pool resolves at once", async () => {
    const { pool } = setUp();
    await pool.drain();
    pool.start();
    expect(pool.stats().size).toBe(0);
  });

  it("destroys under the borrower after timeoutMs", async () => {
    const { pool, factory, environment, held } = await borrowed(1);
    const drained = pool.drain({ timeoutMs: 100 });
    await environment.advance(99);
    expect(await outcomeOf(drained)).toBe("pending");
    await environment.advance(1);
    await drained;
    expect(factory.destroyed).toEqual(held);
    expect(environment.timers.size).toBe(0);
    for (const thing of held) pool.release(thing);
  });

  it("does not wait for a resource that died with its borrower", async () => {
    const { pool, held } = await borrowed(1);
    for (const thing of held) pool.forget(thing);
    await expect(pool.drain()).resolves.toBeUndefined();
  });

  it("is what await using does", async () => {
    const { pool, factory } = setUp({ min: 1 });
    pool.start();
    factory.finishAll();
    await settle();
    expect(factory.alive.size).toBe(1);
    await pool[Symbol.asyncDispose]();
    expect(factory.alive.size).toBe(0);
    await expect(pool.acquire()).rejects.toMatchObject({ code: "POOL_CLOSED" });
  });
});

describe("options", () => {
  it.each<[string, object, typeof TypeError | typeof RangeError, RegExp]>([
    ["unknown", { maximum: 1 }, TypeError, /createPool: unknown option "maximum"/],
    ["max 0", { max: 0 }, RangeError, /"max".*got 0/],
    ["min above max", { min: 3, max: 2 }, RangeError, /"min".*from 0 to 2, got 3/],
    ["max as text", { max: "2" }, TypeError, /"max" must be a number/],
    ["timeout 0", { acquireTimeoutMs: 0 }, RangeError, /"acquireTimeoutMs".*got 0/],
    ["order", { order: "random" }, RangeError, /"order" must be one of "lifo", "fifo"/],
    ["idle NaN", { idleTimeoutMs: Number.NaN }, RangeError, /"idleTimeoutMs".*got NaN/],
  ])("refuse %s", (_name, options, type, message) => {
    expect(() => setUp(options)).toThrow(type);
    expect(() => setUp(options)).toThrow(message);
  });

  it("refuse a factory without create and destroy", () => {
    expect(() => createPool({} as PoolFactory<Thing>)).toThrow(/functions create and destroy/);
  });

  it.each<[object, typeof TypeError | typeof RangeError, RegExp]>([
    [{ timeoutMs: 0 }, RangeError, /"timeoutMs" must be above 0, got 0/],
    [{ timeoutMs: "1" }, TypeError, /"timeoutMs" must be a number/],
    [{ timeoutMs: Number.NaN }, RangeError, /"timeoutMs"/],
    [{ priority: 10 }, RangeError, /"priority" must be an integer from 0 to 9, got 10/],
    [{ priority: 0.5 }, RangeError, /"priority"/],
    [{ prioritY: 1 }, TypeError, /unknown option "prioritY"/],
  ])("of acquire refuse %o, also while a resource is idle", async (options, type, message) => {
    const { pool, held } = await borrowed(1);
    for (const thing of held) pool.release(thing);
    await expect(pool.acquire(options)).rejects.toThrow(type);
    await expect(pool.acquire(options)).rejects.toThrow(message);
    expect(pool.stats()).toMatchObject({ idle: 1, waiting: 0 });
  });
});
