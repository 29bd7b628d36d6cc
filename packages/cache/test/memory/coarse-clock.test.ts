// The clock of the store: read once in a while when it is used often, and never by a timer alone.
import type { Environment } from "@respite/resp/base";
import { describe, expect, it, vi } from "vitest";
import { CoarseClock } from "../../src/memory/coarse-clock.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

function setUp(resolutionMs: number) {
  const virtual = new VirtualClock();
  const monotonic = vi.fn<Environment["monotonic"]>(virtual.environment.monotonic);
  const setTimer = vi.fn<Environment["setTimer"]>(virtual.environment.setTimer);
  const clock = new CoarseClock({ ...virtual.environment, monotonic, setTimer }, resolutionMs);
  return { virtual, monotonic, setTimer, clock };
}

describe("CoarseClock", () => {
  it("reads the clock once for all that ask within its resolution", () => {
    const { virtual, monotonic, clock } = setUp(10);
    const first = clock.now();
    for (let ask = 0; ask < 100; ask += 1) expect(clock.now()).toBe(first);
    expect(monotonic).toHaveBeenCalledTimes(1);
    virtual.advance(10);
    expect(clock.now()).toBe(first + 10);
    expect(monotonic).toHaveBeenCalledTimes(2);
  });

  it("sets one timer while it is used, which keeps no process alive, and none when it is not", () => {
    const { virtual, setTimer, clock } = setUp(10);
    expect(virtual.pending).toBe(0);
    clock.now();
    clock.now();
    expect(setTimer.mock.calls).toEqual([[expect.any(Function), 10, true]]);
    virtual.advance(1000);
    expect(virtual.pending).toBe(0);
  });

  it("with resolution 0 reads each time and sets no timer", () => {
    const { monotonic, setTimer, clock } = setUp(0);
    clock.now();
    clock.now();
    expect(monotonic).toHaveBeenCalledTimes(2);
    expect(setTimer).not.toHaveBeenCalled();
  });
});
