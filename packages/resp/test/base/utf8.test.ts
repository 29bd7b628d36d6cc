import { Utf8, decodeUtf8, encodeUtf8, isWellFormed } from "@respite/resp/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** The platform's codecs, and none: both must do the same. */
const codecs = { native: new Utf8(), fallback: new Utf8({}) };
const reference = new TextDecoder("utf-8", { ignoreBOM: true });

const edges: readonly (readonly number[])[] = [
  [],
  [0x00],
  [0x7f],
  [0x80],
  [0xbf],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2, 0x80],
  [0xc2],
  [0xc2, 0x41],
  [0xdf, 0xbf],
  [0xe0, 0x80, 0x80],
  [0xe0, 0x9f, 0xbf],
  [0xe0, 0xa0, 0x80],
  [0xe1, 0x80],
  [0xe1, 0x80, 0x41],
  [0xed, 0x9f, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xee, 0x80, 0x80],
  [0xef, 0xbb, 0xbf, 0x41],
  [0xef, 0xbf, 0xbf],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x90, 0x80, 0x80],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f, 0x98, 0xf0, 0x9f, 0x98, 0x80],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff, 0xfe],
];

/** Bytes that are nearly UTF-8, where decoders differ. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom(...edges),
      fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 4 }),
      fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

for (const [name, utf8] of Object.entries(codecs)) {
  describe(`Utf8, ${name}`, () => {
    it("decodes as the Encoding Standard says, ill-formed bytes too", () => {
      for (const bytes of edges) {
        const array = Uint8Array.from(bytes);
        expect([bytes, utf8.decode(array)]).toEqual([bytes, reference.decode(array)]);
      }
      fc.assert(
        fc.property(nearly, (bytes) => {
          expect(utf8.decode(bytes)).toBe(reference.decode(bytes));
        }),
        { numRuns: 2000 },
      );
    });

    it("decodes every code point, and long texts", () => {
      let text = "";
      for (let point = 0; point < 0x110000; point += point < 0x3000 ? 1 : 97) {
        if (point < 0xd800 || point > 0xdfff) text += String.fromCodePoint(point);
      }
      const bytes = new TextEncoder().encode(text);
      expect(utf8.decode(bytes)).toBe(text);
      expect(utf8.encode(text)).toEqual(bytes);
    });

    it("encodes every well-formed text and refuses every other", () => {
      const units = fc.array(
        fc.oneof(fc.nat({ max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })),
      );
      fc.assert(
        fc.property(units, (codes) => {
          const text = String.fromCharCode(...codes);
          const lossless = reference.decode(new TextEncoder().encode(text)) === text;
          expect(isWellFormed(text)).toBe(lossless);
          const expected = lossless ? new TextEncoder().encode(text) : "TypeError";
          expect(outcome(() => utf8.encode(text))).toEqual(expected);
          const target = new Uint8Array(5 + 3 * text.length);
          const into = outcome(() => target.slice(5, 5 + utf8.encodeInto(text, target, 5)));
          expect(into).toEqual(expected);
        }),
        { numRuns: 1000 },
      );
    });
  });
}

function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error.name : "no error";
  }
}

it("encodeUtf8 and decodeUtf8 are each other's inverse on well-formed text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
});
