// Clocks and timers: injected, looked up late, and missing with a name.
import { afterEach, describe, expect, it, vi } from "vitest";
import { resolveTimers } from "../src/environment.ts";
import { CircuitBreaker, retry, timeout } from "../src/index.ts";

describe("a context without timers", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("runs a breaker, and names what to inject for what needs a timer", async () => {
    vi.stubGlobal("setTimeout", undefined);
    vi.stubGlobal("performance", undefined);
    await expect(new CircuitBreaker().run(() => 1)).resolves.toBe(1);
    const missing = /pass environment\.setTimer and environment\.clearTimer/;
    expect(() => new CircuitBreaker({ announceHalfOpen: true })).toThrow(missing);
    expect(() => timeout({ timeoutMs: 5 })).toThrow(missing);
    expect(() => retry()).toThrow(missing);
  });

  it("without AbortController has timeouts with a signal of our own", async () => {
    vi.stubGlobal("AbortController", undefined);
    const policy = timeout({ timeoutMs: 1 });
    const run = policy.run(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
        }),
    );
    await expect(run).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});

describe("the platform's timers", () => {
  it("are used where none are given; a background one keeps no process alive", async () => {
    const timers = resolveTimers();
    const handle = timers.setTimer(() => {}, 1e6, true) as NodeJS.Timeout;
    expect(handle.hasRef()).toBe(false);
    timers.clearTimer(handle);
    await new Promise<void>((resolve) => void timers.setTimer(resolve, 1));
  });
});
