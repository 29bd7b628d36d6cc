// The memory of evictions: what it must remember, what it must have forgotten, and how rarely it errs.
import { describe, expect, it } from "vitest";
import { Ghost } from "../../src/memory/ghost.ts";

function names(count: number, kind = "k"): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}${index}`);
}

describe("Ghost", () => {
  it("knows a key that was just evicted, once", () => {
    const ghost = new Ghost(100, 1);
    expect(ghost.take("a")).toBe(false);
    ghost.add("a");
    expect(ghost.take("a")).toBe(true);
    expect(ghost.take("a")).toBe(false);
  });

  it("remembers nearly all of the last half of its capacity, whatever the capacity", () => {
    for (const capacity of [8, 1000, 100_000]) {
      const ghost = new Ghost(capacity, 7);
      for (const key of names(capacity * 3)) ghost.add(key);
      const last = names(capacity * 3).slice(-capacity / 2);
      const known = last.filter((key) => ghost.take(key)).length;
      expect(known / last.length).toBeGreaterThan(0.8);
    }
  });

  it("forgets what is longer ago than its capacity, and errs in less than one look of a thousand", () => {
    const ghost = new Ghost(10_000, 7);
    for (const key of names(10_000, "old")) ghost.add(key);
    for (const key of names(20_000, "new")) ghost.add(key);
    const remembered = names(10_000, "old").filter((key) => ghost.take(key)).length;
    const mistaken = names(10_000, "never").filter((key) => ghost.take(key)).length;
    expect(remembered).toBeLessThan(10);
    expect(mistaken).toBeLessThan(10);
  });

  it("forgets everything when it is cleared", () => {
    const ghost = new Ghost(100, 1);
    ghost.add("a");
    ghost.clear();
    expect(ghost.take("a")).toBe(false);
    ghost.add("b");
    expect(ghost.take("b")).toBe(true);
  });
});
