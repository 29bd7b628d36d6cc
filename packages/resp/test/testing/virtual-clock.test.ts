// The published clock: order of timers, promises between them, and what stays pending.

import { describe, expect, it } from "vitest";
import { createMemoryNetwork, VirtualClock } from "../../src/testing/index.ts";

describe("VirtualClock", () => {
  it("fires timers at their own time, in order, those of one time as they came", async () => {
    const clock = new VirtualClock({ startMs: 5000, startMonotonicMs: 70 });
    const { setTimer, now, monotonic } = clock.environment;
    const fired: unknown[] = [];
    for (const [name, delayMs] of [
      ["c", 30],
      ["a", 10],
      ["b", 10],
      ["late", 31],
    ] as const) {
      setTimer(() => fired.push([name, now(), monotonic()]), delayMs);
    }
    await clock.advance(30);
    expect(fired).toEqual([
      ["a", 5010, 80],
      ["b", 5010, 80],
      ["c", 5030, 100],
    ]);
    expect([clock.elapsedMs, clock.pending]).toEqual([30, 1]);
  });

  it("lets chains of promises settle between two timers", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.environment.setTimer(() => {
      void (async () => {
        for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
        seen.push("first is done");
      })();
    }, 1);
    clock.environment.setTimer(() => seen.push("second"), 2);
    await clock.advance(2);
    expect(seen).toEqual(["first is done", "second"]);
  });

  it("waits for links of the memory network, however long they talk", async () => {
    const clock = new VirtualClock();
    const network = createMemoryNetwork({ environment: clock.environment, maxChunkBytes: 1 });
    network.listen((link) => ({
      data: (chunk) => void link.write(chunk),
      drain: () => {},
      close: () => {},
    }));
    let heard = 0;
    const opening = network.transport.open(
      { host: "any", port: 1 },
      {
        data: (chunk) => {
          heard += chunk.length;
        },
        drain: () => {},
        close: () => {},
      },
    );
    await clock.settle();
    (await opening).write(new Uint8Array(5000));
    await clock.settle();
    expect(heard).toBe(5000);
  });

  it("tells background timers from others, and jumps without firing", async () => {
    const clock = new VirtualClock();
    const { setTimer, clearTimer } = clock.environment;
    let fired = 0;
    setTimer(() => (fired += 1), 10, true);
    const other = setTimer(() => (fired += 1), 10);
    expect([clock.pending, clock.pendingInForeground]).toEqual([2, 1]);
    clock.jump(100);
    await clock.settle();
    expect(fired).toBe(0);
    clearTimer(other);
    await clock.advance(0);
    expect([fired, clock.pending, clock.elapsedMs]).toEqual([1, 0, 100]);
  });

  it("random numbers are those of the seed, or the ones given", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => new VirtualClock({ seed }).environment);
    expect(one?.random()).toBe(same?.random());
    expect(one?.random()).not.toBe(other?.random());
    expect(new VirtualClock({ random: () => 0.25 }).environment.random()).toBe(0.25);
  });
});
