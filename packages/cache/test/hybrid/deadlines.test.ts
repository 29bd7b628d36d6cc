// Deadlines of one length share a timer, and each is kept to the millisecond all the same.

import { describe, expect, it } from "vitest";
import { Deadlines } from "../../src/hybrid/deadlines.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

describe("deadlines", () => {
  it("each falls due at its own time, by one timer", () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(100, clock.environment);
    const due: string[] = [];
    deadlines.add(() => due.push("a"));
    clock.advance(30);
    deadlines.add(() => due.push("b"));
    deadlines.add(() => due.push("c"));
    expect(clock.pending).toBe(1);
    clock.advance(69);
    expect(due).toEqual([]);
    clock.advance(1);
    expect(due).toEqual(["a"]);
    clock.advance(29);
    expect(due).toEqual(["a"]);
    clock.advance(1);
    expect(due).toEqual(["a", "b", "c"]);
    expect(clock.pending).toBe(0);
  });

  it("whoever was removed is not called, wherever he stood", () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(100, clock.environment);
    const due: number[] = [];
    const all = [0, 1, 2, 3, 4].map((name) => deadlines.add(() => due.push(name)));
    for (const index of [2, 0, 4]) deadlines.remove(all[index]!);
    // Twice is nothing.
    deadlines.remove(all[2]!);
    clock.advance(100);
    expect(due).toEqual([1, 3]);
  });

  it("a callback may add another, which gets its whole time", () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(100, clock.environment);
    const due: string[] = [];
    deadlines.add(() => {
      due.push("first");
      deadlines.add(() => due.push("second"));
    });
    clock.advance(199);
    expect(due).toEqual(["first"]);
    clock.advance(1);
    expect(due).toEqual(["first", "second"]);
  });

  it("close leaves no timer where nobody waits, and lets nobody wait for ever", () => {
    const clock = new VirtualClock();
    const idle = new Deadlines(100, clock.environment);
    idle.remove(idle.add(() => {}));
    idle.close();
    expect(clock.pending).toBe(0);
    const busy = new Deadlines(100, clock.environment);
    let isDue = false;
    busy.add(() => (isDue = true));
    busy.close();
    clock.advance(100);
    expect(isDue).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
