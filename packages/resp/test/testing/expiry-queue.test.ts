// The heap of deadlines against a sorted list: expiry, and with it invalidation, comes in its order.
// Two ends of one law: what is due comes out, and nothing else.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpiryQueue } from "../../src/testing/server/expiry-queue.ts";

describe("expiry queue", () => {
  it("gives what is due, earliest first, as a sorted list does", () => {
    const step = fc.record({
      add: fc.option(fc.nat(50), { nil: undefined }),
      takeBefore: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const queue = new ExpiryQueue();
        let model: number[] = [];
        for (const one of steps) {
          if (one.add !== undefined) queue.add(one.add, String(one.add));
          model = [...model, ...(one.add === undefined ? [] : [one.add])].toSorted((a, b) => a - b);
          const due = model.filter((atMs) => atMs < one.takeBefore);
          expect(queue.takeDue(one.takeBefore)).toEqual(due.map(String));
          model = model.slice(due.length);
          expect(queue.size).toBe(model.length);
          expect(queue.nextMs).toBe(model[0]);
        }
      }),
    );
  });
});
