// The index finds what a Map would find, also where keys meet in one bucket, and through growth.

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHashKey, hashOf, SlotIndex } from "../../src/memory/slot-index.ts";
import { noSlot, type Slot, SlotTable } from "../../src/memory/slot-table.ts";

/** An index over a table of its own; `hash` decides who meets whom. */
function rig(hash: (key: string) => number) {
  const table = new SlotTable<number>(10_000, false);
  const index = new SlotIndex(table);
  return {
    index,
    find: (key: string): Slot => index.find(key, hash(key)),
    add(key: string): Slot {
      const slot = table.allocate();
      table.setKey(slot, key, hash(key));
      index.add(slot);
      return slot;
    },
    remove(slot: Slot): void {
      index.remove(slot);
      table.free(slot);
    },
  };
}

const key = fc.integer({ min: 0, max: 40 }).map((number) => `k${number}`);
const step = fc.record({ key, act: fc.constantFrom("toggle", "find") });

describe("SlotIndex", () => {
  it.each([
    ["spread", (text: string) => hashOf(text, { start: 1, factor: 0x9e37_79b1 })],
    ["all in one bucket", () => 127],
    // Chains that overlap at the end of the table and go on at its beginning.
    ["in neighbouring buckets", (text: string) => 125 + (text.length % 3) + 128 * text.length],
    ["in three buckets", (text: string) => 126 + (Number(text.slice(1)) % 3)],
  ])("agrees with a Map (%s)", (_, hash) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { index, find, add, remove } = rig(hash);
        const model = new Map<string, Slot>();
        for (const { key: one, act } of steps) {
          const known = model.get(one);
          expect(find(one)).toBe(known ?? noSlot);
          if (act === "find") continue;
          if (known === undefined) model.set(one, add(one));
          else {
            remove(known);
            model.delete(one);
          }
        }
        expect(index.size).toBe(model.size);
        for (const [one, slot] of model) expect(find(one)).toBe(slot);
      }),
    );
  });

  it("finds everything again after it has grown", () => {
    const { add, find, index } = rig((text) => hashOf(text, { start: 5, factor: 0x85eb_ca6b }));
    const slots = Array.from({ length: 5000 }, (_, number) => add(`key ${number}`));
    expect(index.size).toBe(5000);
    for (const [number, slot] of slots.entries()) expect(find(`key ${number}`)).toBe(slot);
    expect(find("key 5000")).toBe(noSlot);
  });
});

describe("hashOf", () => {
  it("fills the buckets about as evenly as chance would, whatever the keys look like", () => {
    const hashKey = createHashKey({ random: () => 0.3 });
    const shapes: ((number: number) => string)[] = [
      (number) => `session:${number}`,
      (number) => number.toString(36).padStart(36, "0"),
      (number) => `${number}:suffix that is always the same`,
      (number) => String.fromCharCode(number),
    ];
    for (const shape of shapes) {
      const buckets = new Set<number>();
      for (let number = 0; number < 4096; number += 1) {
        buckets.add(hashOf(shape(number), hashKey) & 4095);
      }
      // By chance 4096 * (1 - 1/e) = 2589 of them.
      expect(buckets.size).toBeGreaterThan(2400);
    }
  });

  it("differs from store to store", () => {
    const words = [1, 2, 3, 4];
    const crypto = {
      getRandomValues: <A extends Uint8Array | Uint32Array>(array: A): A => {
        for (let at = 0; at < array.length; at += 1) array[at] = (words.shift() ?? 0) * 0x0123_4567;
        return array;
      },
    };
    const keys = [0, 1].map(() => createHashKey({ crypto, random: Math.random }));
    const hashes = keys.map((hashKey) => hashOf("session:1", hashKey));
    expect(hashes[0]).not.toBe(hashes[1]);
    for (const { factor } of keys) expect(factor & 1).toBe(1);
  });
});
