// Loans that are never given back: found, reported once with the borrower's stack, and named to
// those who wait in vain.
import { describe, expect, it } from "vitest";
import { createPool, type PoolLeak, type PoolOptions } from "../../src/pool/index.ts";
import { ManualFactory, type Thing } from "./manual-factory.ts";
import { settle, VirtualEnvironment } from "./virtual-environment.ts";

function setUp(options: PoolOptions = {}) {
  const environment = new VirtualEnvironment();
  const factory = new ManualFactory();
  const leaks: PoolLeak[] = [];
  const onLeak = (leak: PoolLeak): void => void leaks.push(leak);
  const pool = createPool<Thing>(factory, {
    max: 2,
    leakAfterMs: 1000,
    onLeak,
    ...options,
    environment,
  });
  async function forgetfulBorrower(): Promise<Thing> {
    const lent = pool.acquire();
    factory.finishAll();
    return await lent;
  }
  return { environment, factory, leaks, pool, forgetfulBorrower };
}

describe("leakAfterMs", () => {
  it("reports a loan that lasts too long once, with the resource and the borrower's stack", async () => {
    const { environment, leaks, pool, forgetfulBorrower } = setUp();
    const resource = await forgetfulBorrower();
    await environment.advance(999);
    expect(leaks).toEqual([]);
    await environment.advance(60_000);
    expect(leaks).toHaveLength(1);
    expect(leaks[0]).toMatchObject({ resource, borrowedMs: expect.any(Number) });
    expect(leaks[0]?.borrowedMs).toBeGreaterThanOrEqual(1000);
    expect(leaks[0]?.borrowedMs).toBeLessThan(1100);
    expect(leaks[0]?.borrowedAt).toMatch(/^at .*forgetfulBorrower/);
    expect(pool.stats().leaking).toBe(1);
    pool.release(resource);
    expect(pool.stats().leaking).toBe(0);
  });

  it("says nothing of what comes back in time, whether released or destroyed", async () => {
    const { environment, leaks, pool, forgetfulBorrower } = setUp();
    pool.release(await forgetfulBorrower());
    pool.destroy(await forgetfulBorrower());
    await environment.advance(10_000);
    expect(leaks).toEqual([]);
  });

  it("watches each loan by itself: a later one is reported later", async () => {
    const { environment, leaks, forgetfulBorrower } = setUp();
    await forgetfulBorrower();
    await environment.advance(500);
    await forgetfulBorrower();
    await environment.advance(600);
    expect(leaks).toHaveLength(1);
    await environment.advance(600);
    expect(leaks).toHaveLength(2);
  });

  it("tells those who time out waiting where the longest loan was asked for", async () => {
    const { environment, pool, forgetfulBorrower } = setUp({ max: 1, acquireTimeoutMs: 2000 });
    await forgetfulBorrower();
    const waiting = pool.acquire().catch((error: Error) => error.message);
    await environment.advance(2100);
    expect(await waiting).toMatch(/1 borrowed \(1 for longer than leakAfterMs\)/);
    expect(await waiting).toMatch(/The longest was borrowed at .*forgetfulBorrower/);
  });

  it("a listener that throws harms nobody", async () => {
    const { environment, pool, forgetfulBorrower } = setUp({
      onLeak: () => {
        throw new Error("listener");
      },
    });
    const thrown: unknown[] = [];
    const listen = (error: unknown): void => void thrown.push(error);
    process.once("uncaughtException", listen);
    const resource = await forgetfulBorrower();
    await environment.advance(2000);
    await settle();
    process.off("uncaughtException", listen);
    expect(thrown).toMatchObject([{ message: "listener" }]);
    pool.release(resource);
    expect(pool.stats()).toMatchObject({ borrowed: 0, idle: 1, leaking: 0 });
  });

  it("is off by default, and refuses what is no time", async () => {
    const { environment, leaks, pool, forgetfulBorrower } = setUp({ leakAfterMs: 0 });
    await forgetfulBorrower();
    await environment.advance(100_000);
    expect(leaks).toEqual([]);
    expect(pool.stats().leaking).toBe(0);
    expect(() => setUp({ leakAfterMs: -1 })).toThrow(RangeError);
  });
});
