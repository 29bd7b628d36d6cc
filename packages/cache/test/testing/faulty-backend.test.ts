// FaultyBackend: goes wrong as told, and not otherwise.

import { describe, expect, it } from "vitest";
import { MemoryBackend } from "../../src/memory/index.ts";
import { FaultyBackend, backendCases } from "../../src/testing/index.ts";
import { namedCases } from "../support/named-cases.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const value = Uint8Array.of(1);
const unavailable = { code: "UNAVAILABLE" };

describe("the contract, without faults", () => {
  const cases = backendCases(() => {
    const clock = new VirtualClock();
    const { environment } = clock;
    const backend = new FaultyBackend(new MemoryBackend({ environment }), environment);
    const advance = (ms: number): void => clock.advance(ms);
    return Promise.resolve({ backend, advance, outcome: "local", close: () => backend.close() });
  });
  it.each(namedCases(cases))("%s", (_, run) => run());
});

describe("FaultyBackend", () => {
  it("fails one operation so many times, and counts its calls", async () => {
    const backend = new FaultyBackend(new MemoryBackend());
    backend.inject("get", { kind: "fail" }, 2);
    await expect(backend.get("k")).rejects.toMatchObject(unavailable);
    await expect(backend.get("k")).rejects.toMatchObject(unavailable);
    expect(await backend.get("k")).toBeUndefined();
    expect(await backend.set("k", value)).toBe("local");
    expect(backend.calls).toEqual({ get: 3, set: 1 });
  });

  it("is down for all until healed", async () => {
    const backend = new FaultyBackend(new MemoryBackend());
    const error = new Error("The cable is cut.");
    backend.takeDown(error);
    await expect(backend.set("k", value)).rejects.toBe(error);
    await expect(backend.clear()).rejects.toBe(error);
    expect(await backend.health()).toMatchObject({ status: "unhealthy", error });
    backend.heal();
    expect(await backend.health()).toMatchObject({ status: "healthy" });
    expect(await backend.get("k")).toBeUndefined();
  });

  it("loses the reply of a write that took effect", async () => {
    const backend = new FaultyBackend(new MemoryBackend());
    backend.inject("set", { kind: "fail", after: true });
    await expect(backend.set("k", value)).rejects.toMatchObject(unavailable);
    expect(await backend.exists("k")).toBe(true);
  });

  it("hangs until released, with the bytes of the call", async () => {
    const backend = new FaultyBackend(new MemoryBackend());
    backend.inject("set", { kind: "hang" });
    const bytes = Uint8Array.of(1);
    const done = backend.set("k", bytes);
    bytes[0] = 9;
    expect(backend.hangingCount).toBe(1);
    backend.release();
    expect(await done).toBe("local");
    expect((await backend.get("k"))?.value).toEqual(Uint8Array.of(1));
  });

  it("ends a hang or a delay when the caller's signal fires", async () => {
    const clock = new VirtualClock();
    const backend = new FaultyBackend(new MemoryBackend(), clock.environment);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    backend.inject("get", { kind: "hang" });
    backend.inject("exists", { kind: "delay", delayMs: 1000 });
    const pending = [backend.get("k", options), backend.exists("k", options)];
    controller.abort();
    for (const one of pending) await expect(one).rejects.toMatchObject({ code: "ABORTED" });
    expect(backend.hangingCount).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("delays by its own clock", async () => {
    const clock = new VirtualClock();
    const backend = new FaultyBackend(new MemoryBackend(), clock.environment);
    backend.inject("exists", { kind: "delay", delayMs: 1000 }, 1);
    let settled = false;
    const done = backend.exists("k").finally(() => {
      settled = true;
    });
    clock.advance(999);
    await Promise.resolve();
    expect(settled).toBe(false);
    clock.advance(1);
    expect(await done).toBe(false);
  });
});
