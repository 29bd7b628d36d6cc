// What a chunk may be to the decoder: one reply alone, the half of one, its own to keep. Whatever it is,
// the replies are those of the same bytes one by one.

import { Decoder, ProtocolError, type Reply } from "@respite/resp/codec";
import { cuts } from "@respite/resp/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpus, malformed } from "./corpus.ts";
import { type Heard, wire } from "./helpers.ts";

const modes = ["utf8", "bytes"] as const;
type Mode = (typeof modes)[number];

interface Hearing {
  readonly strings?: Mode;
  readonly owned?: boolean;
  readonly limits?: object;
}

/** All that is said of the chunks, looked at only when the last one was read. */
function hear(chunks: readonly Uint8Array[], hearing: Hearing = {}): Heard[] {
  const { strings, owned = false, limits } = hearing;
  const heard: Heard[] = [];
  const decoder = new Decoder({
    onReply: (reply) => heard.push({ reply }),
    onPush: (push) => heard.push({ push }),
    onAttribute: (attribute) => heard.push({ attribute }),
    strings,
    limits,
  });
  try {
    for (const chunk of chunks) {
      decoder.write(chunk, owned);
      if (!owned) chunk.fill(0x58);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    heard.push({ error: { offset: error.offset, message: error.message } });
  }
  return heard;
}

function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
}

function copies(chunks: readonly Uint8Array[]): Uint8Array[] {
  return chunks.map((chunk) => chunk.slice());
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const bulk = (text: string): string => `$${bytesOf(text).length}\r\n${text}\r\n`;

describe("one reply per chunk", () => {
  const replies = [
    ...[":0\r\n", ":7\r\n", ":-7\r\n", ":999999999\r\n", ":1000000000\r\n", ":+5\r\n", ":007\r\n"],
    ...["$0\r\n\r\n", "$1\r\na\r\n", "$-1\r\n", "$2\r\n\xc3\xa9\r\n", "$1\r\n\xff\r\n", "+OK\r\n"],
    ...["*1\r\n:1\r\n", "_\r\n", ">1\r\n$1\r\na\r\n", "$0000000003\r\nabc\r\n", "$3\r\n\r\n\r\r\n"],
    ...["|1\r\n:1\r\n:2\r\n:3\r\n", ":9007199254740993\r\n"],
  ];

  for (const strings of modes) {
    it(`${strings}: as byte by byte, and in any order`, () => {
      const expected = hear(byteByByte(wire(replies.join(""))), { strings });
      expect(expected).toHaveLength(replies.length + 1);
      expect(hear(replies.map(wire), { strings })).toStrictEqual(expected);
      expect(hear(replies.map(wire), { strings, owned: true })).toStrictEqual(expected);
    });
  }

  it("any, whole or cut, legal or not, under any limits", () => {
    const token = fc.constantFrom(
      ...[
        ...replies,
        "*2\r\n",
        "*3\r\n",
        "$3\r\nab",
        "c\r\n",
        "$6\r\n",
        "abcdef\r\n",
        "$2\r\nab\rx",
      ],
      ...[":12", "3\r\n", ":1\r", "\n", ":\r\n", "$\r\n", "$1a\r\n", "$5\r\nabcd\xc3", "\r\n", ""],
    );
    const limits = fc.record({
      maxLineBytes: fc.constantFrom(8, 15, 16, 1000),
      maxBulkBytes: fc.constantFrom(0, 2, 1000),
      maxReplyBytes: fc.constantFrom(4, 9, 12, 1000),
    });
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 20 }),
        fc.constantFrom(...modes),
        fc.boolean(),
        limits,
        (tokens, strings, owned, given) => {
          const slow = hear(byteByByte(wire(tokens.join(""))), { strings, limits: given });
          expect(hear(tokens.map(wire), { strings, owned, limits: given })).toEqual(slow);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("asks once for each how its strings are read", () => {
    const texts = [":1\r\n", "$1\r\na\r\n", "$4\r\nab", "cd\r\n", ":2\r\n"];
    const seen: unknown[] = [];
    let asked = 0;
    const decoder = new Decoder({
      onReply: (reply) => seen.push(reply),
      stringsOf: () => (asked++ % 2 === 0 ? "utf8" : "bytes"),
    });
    for (const text of texts) decoder.write(wire(text));
    expect(seen).toEqual([1, wire("a"), "abcd", 2]);
    expect(asked).toBe(4);
  });
});

describe("a bulk in halves", () => {
  const texts = [
    "abc",
    "a\u00e9b",
    "\u00e9\u20ac\u{1f600}",
    "x".repeat(50),
    `${"y".repeat(40)}\u00e9`,
  ];
  const streams = [
    texts.map(bulk).join(""),
    `*${texts.length}\r\n${texts.map(bulk).join("")}`,
    `*2\r\n*2\r\n:1\r\n${bulk("inner")}${bulk("outer")}%1\r\n${bulk("key")}${bulk("value")}`,
    `>3\r\n${bulk("message")}${bulk("channel")}${bulk("payload")}:1\r\n`,
  ];

  for (const [index, text] of streams.entries()) {
    it(`stream ${index}: in two and in three, at every byte`, () => {
      const bytes = bytesOf(text);
      for (const strings of modes) {
        const expected = hear(byteByByte(bytes), { strings });
        for (let first = 0; first <= bytes.length; first++) {
          for (let second = first; second <= Math.min(first + 12, bytes.length); second++) {
            const pieces = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
            expect(hear(copies(pieces), { strings, owned: true })).toStrictEqual(expected);
            expect(hear(pieces, { strings })).toStrictEqual(expected);
          }
        }
      }
    });
  }

  it("of every length around those that are joined", () => {
    for (const length of [4094, 4095, 4096, 4097, 4098]) {
      const bytes = wire(`:1\r\n$${length}\r\n${"z".repeat(length)}\r\n:2\r\n`);
      for (const strings of modes) {
        const expected = hear([bytes.slice()], { strings });
        for (const at of [10, 11, 12, 100, 4000, length + 8, length + 10, length + 11]) {
          const pieces = [bytes.slice(0, at), bytes.slice(at)];
          expect(hear(pieces, { strings })).toStrictEqual(expected);
        }
      }
    }
  });

  it("ill-formed bytes on both sides of the cut become what they become in one", () => {
    const part = fc.constantFrom("\xff", "\xc3", "\xa9", "\xe2\x82", "\xf0\x9f", "\x98\x80", "ab");
    const stream = fc
      .array(fc.array(part, { maxLength: 8 }), { maxLength: 12 })
      .map((list) => wire(list.map((parts) => latin1Bulk(parts.join(""))).join("")))
      .chain((bytes) => fc.tuple(fc.constant(bytes), cuts(bytes)));
    fc.assert(
      fc.property(stream, ([bytes, pieces]) => {
        expect(hear(copies(pieces))).toEqual(hear([bytes.slice()]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("chunks that are the decoder's to keep", () => {
  const streams = [...corpus, "+one\r\n+two\r\n+three\r\n+four\r\n$3\r\nabc\r\n=7\r\ntxt:abc\r\n"];

  for (const [index, text] of streams.entries()) {
    it(`stream ${index}: the same replies, cut in two at every byte`, () => {
      const bytes = wire(text);
      for (const strings of modes) {
        const expected = hear(byteByByte(bytes), { strings });
        for (let at = 0; at <= bytes.length; at++) {
          const pieces = [bytes.slice(0, at), bytes.slice(at)];
          expect(hear(pieces, { strings, owned: true })).toEqual(expected);
        }
        expect(hear(byteByByte(bytes), { strings, owned: true })).toEqual(expected);
      }
    });
  }

  for (const [text] of malformed) {
    it(`${JSON.stringify(text)} is refused alike`, () => {
      const owned = hear([wire(text)], { owned: true, strings: "bytes" });
      expect(owned).toEqual(hear(byteByByte(wire(text)), { strings: "bytes" }));
    });
  }

  it("a small chunk and a large value are not copied; a small value does not keep a large chunk", () => {
    const [small] = valuesOf([wire("$5\r\nhello\r\n:1\r\n")]);
    const [large] = valuesOf([wire(`$60000\r\n${"v".repeat(60_000)}\r\n`)]);
    const many = valuesOf([wire("$20\r\n01234567890123456789\r\n".repeat(2000))]);
    expect(small!.buffer.byteLength).toBe("$5\r\nhello\r\n:1\r\n".length);
    expect(large!.buffer.byteLength).toBe("$60000\r\n".length + 60_002);
    expect(Math.max(...many.map(({ buffer }) => buffer.byteLength))).toBe(8192);
  });

  it("a value keeps 8 KiB alive or 100 times its own length, whatever the chunks", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 70_000 }), (list, size) => {
        const bytes = wire(list.map((length) => bulk("v".repeat(length))).join(""));
        for (const { buffer, length } of valuesOf(inPieces(bytes, size))) {
          expect(buffer.byteLength).toBeLessThanOrEqual(Math.max(8192, 100 * length));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("no two values share a byte, and none is written again", () => {
    const lengths = Array.from({ length: 3000 }, (_, index) => (index * 37) % 1100);
    const bytes = wire(lengths.map((length) => bulk("v".repeat(length))).join(""));
    for (const size of [1, 50, 3000, 65_536, bytes.length]) {
      const values = valuesOf(inPieces(bytes, size), (value, index) => value.fill(index % 251));
      expect(values.map(({ length }) => length)).toEqual(lengths);
      const spoiled = values.findIndex((value, index) =>
        value.some((byte) => byte !== index % 251),
      );
      expect(spoiled).toBe(-1);
    }
  });

  it("an earlier chunk's promise says nothing of the next", () => {
    const values: Uint8Array[] = [];
    const decoder = new Decoder({
      onReply: (reply: Reply) => values.push(reply as Uint8Array),
      strings: "bytes",
    });
    decoder.write(wire(bulk("mine")), true);
    const lent = wire(bulk("lent"));
    decoder.write(lent);
    lent.fill(0x58);
    expect(values).toEqual([wire("mine"), wire("lent")]);
  });
});

function latin1Bulk(content: string): string {
  return `$${content.length}\r\n${content}\r\n`;
}

function inPieces(bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
  return pieces;
}

/** The byte values in chunks that are given away. */
function valuesOf(
  chunks: readonly Uint8Array[],
  touch: (value: Uint8Array, index: number) => void = () => {},
): Uint8Array[] {
  const values: Uint8Array[] = [];
  const decoder = new Decoder({
    onReply: (reply) => {
      if (!ArrayBuffer.isView(reply)) return;
      touch(reply, values.length);
      values.push(reply);
    },
    strings: "bytes",
  });
  for (const chunk of chunks) decoder.write(chunk, true);
  return values;
}
