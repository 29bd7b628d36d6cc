// What stands in front of a value: there and back, and never mistaken.

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTags, noEnvelope, openValue, sealValue } from "../../src/loading/envelope.ts";
import { failure } from "../support/hybrid-world.ts";

const ms = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const tag = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const envelopes = fc.record({
  lifeMs: ms,
  staleMs: ms,
  loadMs: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  tags: fc.uniqueArray(tag, { maxLength: 64 }),
});

describe("the envelope", () => {
  it("comes back as it was sealed, around any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), envelopes, (value, envelope) => {
        const opened = openValue(sealValue(value, envelope));
        expect([...opened.value]).toEqual([...value]);
        expect(opened.envelope.tags).toEqual(envelope.tags);
        if (envelope.lifeMs > 0 || envelope.staleMs > 0) expect(opened.envelope).toEqual(envelope);
      }),
    );
  });

  it("is nothing where nothing is said, and hides bytes that look like one", () => {
    const plain = Uint8Array.of(1, 2);
    expect(sealValue(plain, noEnvelope)).toBe(plain);
    expect(openValue(plain).value).toBe(plain);
    const misleading = Uint8Array.of(0xfa, 3, 1);
    const sealed = sealValue(misleading, noEnvelope);
    expect([...sealed]).toEqual([0xfa, 0, 0xfa, 3, 1]);
    expect([...openValue(sealed).value]).toEqual([...misleading]);
  });

  it("refuses every cut of itself with a typed error", async () => {
    const tags = ["a", "bc"];
    const sealed = sealValue(new Uint8Array(0), { lifeMs: 1, staleMs: 2, loadMs: 3, tags });
    for (let length = 1; length < sealed.length; length += 1) {
      const cut = sealed.slice(0, length);
      const error = await failure(Promise.resolve().then(() => openValue(cut)));
      expect(error.code, `${length} bytes`).toBe("INVALID_VALUE");
    }
    expect(() => openValue(Uint8Array.of(0xfa, 4))).toThrow(/flags 4/);
  });

  it("takes tags once each, and refuses what is none", () => {
    expect(checkTags(["a", "b", "a"])).toEqual(["a", "b"]);
    expect(() => checkTags([""])).toThrow(RangeError);
    expect(() => checkTags(["x".repeat(1025)])).toThrow(RangeError);
    expect(() => checkTags([1] as never)).toThrow(TypeError);
    expect(() => checkTags("a" as never)).toThrow(TypeError);
    const many = Array.from({ length: 65 }, (_, index) => `${index}`);
    expect(() => checkTags(many)).toThrow(/at most 64/);
  });
});
