import { isDeepStrictEqual } from "node:util";
import { ProtocolError, encodeCommand, encodeFrame } from "@respite/resp/codec";
import { cuts, frames, pushFrames } from "@respite/resp/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { corpus, malformed } from "./corpus.ts";
import { hear, hearFrames, protocolError, wire } from "./helpers.ts";

const modes = ["utf8", "bytes"] as const;

function inTwo(bytes: Uint8Array, at: number): Uint8Array[] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
}

describe("the same replies however the bytes are cut", () => {
  for (const [index, text] of corpus.entries()) {
    it(`stream ${index}: at every place, and byte by byte`, () => {
      const bytes = wire(text);
      for (const strings of modes) {
        const whole = hear([bytes], { strings });
        expect(whole.some((each) => "error" in each)).toBe(false);
        expect(whole.length).toBeGreaterThan(0);
        for (let at = 0; at <= bytes.length; at++) {
          expectSame(hear(inTwo(bytes, at), { strings }), whole);
        }
        expect(hear(byteByByte(bytes), { strings })).toEqual(whole);
      }
      const tree = hearFrames([bytes]);
      for (let at = 0; at <= bytes.length; at++) {
        expectSame(hearFrames(inTwo(bytes, at)), tree);
      }
      expect(hearFrames(byteByByte(bytes))).toEqual(tree);
    });
  }

  it("all streams behind each other, in pieces of every size", () => {
    const bytes = wire(corpus.join(""));
    const whole = hear([bytes]);
    for (let size = 1; size <= 700; size += size < 40 ? 1 : 53) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      expect(hear(pieces)).toEqual(whole);
    }
  });

  it("without TextEncoder and TextDecoder too", () => {
    const chunks = corpus.map(wire);
    const native = hear(chunks);
    vi.stubGlobal("TextDecoder", undefined);
    vi.stubGlobal("TextEncoder", undefined);
    const byHand = hear(chunks);
    const command = encodeCommand(["SET", "\u00e9".repeat(300), "\u{1f600}"]);
    vi.unstubAllGlobals();
    expect(byHand).toEqual(native);
    expect(command).toEqual(encodeCommand(["SET", "\u00e9".repeat(300), "\u{1f600}"]));
  });

  it("any frames, cut anywhere", () => {
    const stream = fc
      .array(fc.oneof(frames(), pushFrames()), { maxLength: 4 })
      .map((list) => wire(list.map((each) => latin1(encodeFrame(each, 3))).join("")))
      .chain((bytes) => fc.tuple(fc.constant(bytes), cuts(bytes)));
    fc.assert(
      fc.property(stream, fc.constantFrom(...modes), ([bytes, pieces], strings) => {
        expect(hear(pieces, { strings })).toEqual(hear([bytes], { strings }));
        expect(hearFrames(pieces)).toEqual(hearFrames([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it("any bytes, legal or not: the same replies and the same error at the same offset", () => {
    const token = fc.constantFrom(
      ...Array.from("+-:$*_#,(!=%~>|;.?0123\r\n"),
      "\r\n",
      "a",
      "\xff",
      "*1\r\n",
      "$1\r\n",
    );
    const stream = fc
      .array(token, { maxLength: 40 })
      .map((tokens) => wire(tokens.join("")))
      .chain((bytes) => fc.tuple(fc.constant(bytes), cuts(bytes)));
    fc.assert(
      fc.property(stream, ([bytes, pieces]) => {
        const limits = {
          maxLineBytes: 4,
          maxBulkBytes: 6,
          maxElements: 5,
          maxDepth: 3,
          maxReplyBytes: 30,
        };
        expect(told(hear(pieces, { limits }))).toEqual(told(hear([bytes], { limits })));
      }),
      { numRuns: 3000 },
    );
  });

  for (const [text, offset, reason] of malformed) {
    it(`${JSON.stringify(text)} is refused at byte ${offset}`, () => {
      const error = protocolError(text);
      expect(error.offset).toBe(offset);
      expect(error.message).toContain(reason);
      expect(error).toMatchObject({ code: "PROTOCOL_ERROR", name: "ProtocolError" });
      const bytes = wire(text);
      for (const pieces of [byteByByte(bytes), ...Array.from(bytes, (_, at) => inTwo(bytes, at))]) {
        expect(told(hear(pieces))).toEqual(told(hear([bytes])));
      }
    });
  }
});

/** As toEqual, a tenth of its time where all is well: it runs for every place of every stream. */
function expectSame(heard: readonly object[], expected: readonly object[]): void {
  if (!isDeepStrictEqual(heard, expected)) expect(heard).toEqual(expected);
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Errors by all that they say, where toEqual would compare messages only. */
function told(heard: readonly object[]): unknown[] {
  return heard.map((each) => {
    if (!("error" in each)) return each;
    const { error } = each;
    return error instanceof ProtocolError
      ? { offset: error.offset, message: error.message }
      : error;
  });
}
