// The stored value's header, byte by byte, and its laws.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCacheError } from "../src/errors.ts";
import { type Stamp, StampClock, compareStamps } from "../src/stamp.ts";
import { copyBytes, decodeStoredValue, encodeStoredValue, isTombstone } from "../src/value.ts";

const stampArbitrary: fc.Arbitrary<Stamp> = fc.record({
  timeMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  counter: fc.integer({ min: 0, max: 0xff_ff }),
  replica: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
});

const stamp: Stamp = { timeMs: 0x01_02_03_04_05_06, counter: 0x07_08, replica: 0xfa_fb_fc_fd };
const header = [1, 2, 3, 4, 5, 6, 7, 8, 0xfa, 0xfb, 0xfc, 0xfd];

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
}

describe("the stored value", () => {
  it("has its parts where the picture shows them", () => {
    const value = encodeStoredValue(Uint8Array.of(0x61, 0x62), stamp);
    expect([...value]).toEqual([0xf9, 0, ...header, 0x61, 0x62]);
    expect([...encodeStoredValue(undefined, stamp)]).toEqual([0xf9, 1, ...header]);
  });

  it("decodes to what was encoded, whatever the bytes and the stamp", () => {
    fc.assert(
      fc.property(fc.option(fc.uint8Array(), { nil: undefined }), stampArbitrary, (value, one) => {
        const bytes = encodeStoredValue(value, one);
        expect(decodeStoredValue(bytes)).toEqual({ value, stamp: one });
        expect(isTombstone(bytes.subarray(0, 2))).toBe(value === undefined);
      }),
    );
  });

  it("is found in the middle of a larger buffer", () => {
    const bytes = encodeStoredValue(Uint8Array.of(7), stamp);
    const padded = new Uint8Array(bytes.length + 10);
    padded.set(bytes, 5);
    const { value, stamp: read } = decodeStoredValue(padded.subarray(5, 5 + bytes.length));
    expect([...(value ?? [])]).toEqual([7]);
    expect(read).toEqual(stamp);
  });

  it("orders by its stamp's bytes as compareStamps orders the stamps", () => {
    fc.assert(
      fc.property(stampArbitrary, stampArbitrary, (a, b) => {
        const left = Buffer.from(encodeStoredValue(undefined, a).subarray(2));
        const right = Buffer.from(encodeStoredValue(undefined, b).subarray(2));
        expect(Math.sign(compareStamps(a, b))).toBe(Buffer.compare(left, right));
      }),
    );
  });

  it.each([
    ["nothing", []],
    ["one byte less than a header", [0xf9, 0, ...header.slice(1)]],
    ["text", [...Buffer.from("a text of other software")]],
    ["a later format", [0xfa, 0, ...header]],
    ["unknown flags", [0xf9, 2, ...header]],
    ["a tombstone with a value", [0xf9, 1, ...header, 1]],
  ])("refuses %s with INVALID_VALUE", (_, bytes) => {
    expect(() => decodeStoredValue(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ name: "CacheError", code: "INVALID_VALUE" }),
    );
  });

  it("never throws anything else, whatever it is given", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.boolean(), (bytes, begins) => {
        if (begins) bytes.set([0xf9].slice(0, bytes.length));
        const decoded = attempt(() => decodeStoredValue(bytes));
        expect(
          decoded instanceof Error
            ? isCacheError(decoded) && decoded.code === "INVALID_VALUE"
            : Buffer.compare(encodeStoredValue(decoded.value, decoded.stamp), bytes) === 0,
        ).toBe(true);
      }),
    );
  });

  it.each([
    { ...stamp, timeMs: 2 ** 48 },
    { ...stamp, timeMs: -1 },
    { ...stamp, timeMs: 1.5 },
    { ...stamp, counter: 0x1_00_00 },
    { ...stamp, replica: 2 ** 32 },
    { ...stamp, replica: Number.NaN },
  ])("refuses the stamp %o", (wrong) => {
    expect(() => encodeStoredValue(undefined, wrong)).toThrow(RangeError);
  });
});

describe("copyBytes", () => {
  it("gives a plain Uint8Array of its own memory", () => {
    const buffer = Buffer.from("abc");
    const copy = copyBytes(buffer);
    buffer.fill(0);
    expect(Object.getPrototypeOf(copy)).toBe(Uint8Array.prototype);
    expect([...copy]).toEqual([97, 98, 99]);
  });
});

describe("StampClock", () => {
  const clockAt = (times: number[]): StampClock => {
    return new StampClock({ now: () => times.shift() ?? 0, random: () => 0.5, crypto: undefined });
  };

  it("issues rising stamps, whatever the wall clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2 }), (times) => {
        const clock = clockAt([...times]);
        const stamps = times.map(() => clock.next());
        expect(stamps).toEqual(stamps.toSorted(compareStamps));
        expect(new Set(stamps.map((one) => JSON.stringify(one))).size).toBe(stamps.length);
      }),
    );
  });

  it("carries into the next millisecond when a millisecond's counter is full", () => {
    const clock = clockAt([]);
    clock.observe({ timeMs: 7, counter: 0xff_ff, replica: 1 });
    expect(clock.next()).toMatchObject({ timeMs: 8, counter: 0 });
  });

  it("does not follow a stamp of the far future, after which it could issue none", () => {
    const clock = clockAt([1000]);
    clock.observe({ timeMs: 2 ** 48 - 1, counter: 0xff_ff, replica: 1 });
    expect(clock.next().timeMs).toBe(1000);
  });

  it("is newer than every stamp it was shown", () => {
    const clock = clockAt([1000]);
    const seen = { timeMs: 2000, counter: 5, replica: 0xff_ff_ff_ff };
    clock.observe(seen);
    expect(compareStamps(clock.next(), seen)).toBeGreaterThan(0);
  });
});
