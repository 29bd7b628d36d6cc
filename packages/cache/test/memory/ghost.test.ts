// The memory of evictions: what it must remember, what it must have forgotten, and how rarely it errs.
import { describe, expect, it } from "vitest";
import { Ghost } from "../../src/memory/ghost.ts";
import { hashOf } from "../../src/memory/slot-index.ts";

function names(count: number, kind = "k"): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}${index}`);
}

const hash = (key: string): number => hashOf(key, { start: 7, factor: 0x9e37_79b1 });

describe("Ghost", () => {
  it("knows a key that was just evicted, once", () => {
    const ghost = new Ghost(100);
    expect(ghost.take(hash("a"))).toBe(false);
    ghost.add(hash("a"));
    expect(ghost.take(hash("a"))).toBe(true);
    expect(ghost.take(hash("a"))).toBe(false);
  });

  it("remembers nearly all of the last half of its capacity, whatever the capacity", () => {
    for (const capacity of [8, 1000, 100_000]) {
      const ghost = new Ghost(capacity);
      for (const key of names(capacity * 3)) ghost.add(hash(key));
      const last = names(capacity * 3).slice(-capacity / 2);
      const known = last.filter((key) => ghost.take(hash(key))).length;
      expect(known / last.length).toBeGreaterThan(0.8);
    }
  });

  it("forgets what is longer ago than its capacity, and errs in less than one look of a thousand", () => {
    const ghost = new Ghost(10_000);
    for (const key of names(10_000, "old")) ghost.add(hash(key));
    for (const key of names(20_000, "new")) ghost.add(hash(key));
    const remembered = names(10_000, "old").filter((key) => ghost.take(hash(key))).length;
    const mistaken = names(10_000, "never").filter((key) => ghost.take(hash(key))).length;
    expect(remembered).toBeLessThan(10);
    expect(mistaken).toBeLessThan(10);
  });

  it("forgets everything when it is cleared", () => {
    const ghost = new Ghost(100);
    ghost.add(hash("a"));
    ghost.clear();
    expect(ghost.take(hash("a"))).toBe(false);
    ghost.add(hash("b"));
    expect(ghost.take(hash("b"))).toBe(true);
  });
});
