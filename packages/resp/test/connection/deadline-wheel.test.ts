// Deadlines on one timer: never early, at most 20 ms late, however far ahead, and also if moved.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeadlineWheel, type Timed, type WheelLinks } from "../../src/connection/index.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

class Entry implements Timed {
  deadlineMs: number;
  wheelNext: WheelLinks | undefined;
  wheelPrevious: WheelLinks | undefined;
  readonly expiredMs: number[] = [];

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs;
  }

  expire(nowMs: number): void {
    this.expiredMs.push(nowMs);
  }
}

function setUp(): { clock: VirtualClock; wheel: DeadlineWheel } {
  const clock = new VirtualClock();
  return { clock, wheel: new DeadlineWheel(clock.environment) };
}

/** How late it expired, each time. */
function latesOf({ deadlineMs, expiredMs }: Entry): number[] {
  return expiredMs.map((ms) => ms - deadlineMs);
}

const oneInTime = [expect.toSatisfy((lateMs: number) => lateMs >= 0 && lateMs <= 20)];

describe("DeadlineWheel", () => {
  it("expires each entry once and in time, and stops its timer then", async () => {
    const times = fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 50, noNaN: true }),
        times,
        async (start, delays) => {
          const { clock, wheel } = setUp();
          await clock.advance(start);
          const entries = delays.map((delay) => new Entry(start + delay));
          for (const entry of entries) wheel.add(entry);
          await clock.advance(3050);
          for (const entry of entries) expect(latesOf(entry)).toEqual(oneInTime);
          expect(wheel.size).toBe(0);
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("forgets what was taken off, wherever it hung", async () => {
    for (const taken of [0, 1, 2]) {
      const { clock, wheel } = setUp();
      const entries = [100, 100, 100].map((deadlineMs) => new Entry(deadlineMs));
      for (const entry of entries) wheel.add(entry);
      wheel.remove(entries[taken] as Entry);
      wheel.remove(entries[taken] as Entry);
      await clock.advance(200);
      const heard = entries.map(({ expiredMs }) => expiredMs.length);
      expect(heard).toEqual([0, 1, 2].map((place) => (place === taken ? 0 : 1)));
    }
  });

  it.each([101, 115, 130, 640, 700, 2000])("a deadline moved from 100 to %i holds", async (to) => {
    const { clock, wheel } = setUp();
    const entry = new Entry(100);
    wheel.add(entry);
    entry.deadlineMs = to;
    await clock.advance(to + 25);
    expect(latesOf(entry)).toEqual(oneInTime);
  });

  it("after a standstill expires all that is overdue at once", async () => {
    const { clock, wheel } = setUp();
    const entries = [50, 300, 900, 5000].map((deadlineMs) => new Entry(deadlineMs));
    for (const entry of entries) wheel.add(entry);
    clock.jump(2000);
    await clock.advance(10);
    expect(entries.map(({ expiredMs }) => expiredMs.length)).toEqual([1, 1, 1, 0]);
  });
});
