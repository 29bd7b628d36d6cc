// The short way through the decoder: whatever it reads must come out as the long way would read it,
// however the bytes are cut, and whatever kind of byte array the chunks are.

import { Decoder, ProtocolError, type Reply } from "@respite/resp/codec";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { malformed } from "./corpus.ts";
import { type Heard, wire } from "./helpers.ts";

const modes = ["utf8", "bytes"] as const;
type Mode = (typeof modes)[number];

/** What a chunk may be: a plain array, Node's own kind, an array in the middle of a larger one. */
const kinds: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  plain: (bytes) => Uint8Array.from(bytes),
  Buffer: (bytes) => Buffer.from(Uint8Array.from(bytes).buffer),
  inner: (bytes) => Uint8Array.from([1, 2, 3, ...bytes, 4, 5]).subarray(3, 3 + bytes.length),
};

/** All that is said of the chunks; each chunk's memory is used again afterwards. */
function hear(chunks: readonly Uint8Array[], strings: Mode, limits = {}): Heard[] {
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
      decoder.write(chunk);
      chunk.fill(0x58);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    heard.push({ error: { offset: error.offset, message: error.message } });
  }
  return heard;
}

function cutInto(bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
  return pieces;
}

/** Every token that takes the short way, the borders of each, and what leaves it. */
const streams: readonly string[] = [
  "+OK\r\n+OKAY\r\n+O\r\n+OK\r\n:0\r\n:-0\r\n:-1\r\n:999999999\r\n:1000000000\r\n:2147483648\r\n",
  ":999999999999999\r\n:-999999999999999\r\n:1000000000000000\r\n:+1\r\n:00000000000000001\r\n",
  "$0\r\n\r\n$-1\r\n*-1\r\n_\r\n#t\r\n#f\r\n$1\r\na\r\n$000000001\r\nb\r\n$0000000001\r\nc\r\n*0\r\n%0\r\n~0\r\n",
  "*3\r\n:1\r\n*2\r\n$2\r\nab\r\n*0\r\n*2\r\n_\r\n*1\r\n*1\r\n#t\r\n:5\r\n",
  "%2\r\n+OK\r\n*2\r\n:1\r\n:2\r\n$1\r\nk\r\n%1\r\n:1\r\n~2\r\n:1\r\n:1\r\n:9\r\n",
  ">2\r\n+OK\r\n:1\r\n>3\r\n$7\r\nmessage\r\n$2\r\nch\r\n*2\r\n:1\r\n$-1\r\n:7\r\n",
  "*2\r\n,1.5\r\n:1\r\n*2\r\n:1\r\n*?\r\n:2\r\n.\r\n*2\r\n|1\r\n+OK\r\n:1\r\n:2\r\n:3\r\n",
  `*2\r\n*70\r\n${":7\r\n".repeat(70)}*64\r\n${"$1\r\nx\r\n".repeat(64)}-ERR no\r\n:1\r\n`,
];

describe("the short way reads what the long way reads", () => {
  for (const [index, text] of streams.entries()) {
    it(`stream ${index}: cut in two at every byte, in every kind of chunk`, () => {
      const bytes = wire(text);
      for (const strings of modes) {
        const slow = hear(cutInto(bytes, 1), strings);
        expect(slow.some((each) => "error" in each)).toBe(false);
        for (const make of Object.values(kinds)) {
          expect(hear([make(bytes)], strings)).toStrictEqual(slow);
          for (let at = 1; at < bytes.length; at++) {
            const pieces = [make(bytes.subarray(0, at)), make(bytes.subarray(at))];
            expect(hear(pieces, strings)).toStrictEqual(slow);
          }
        }
      }
    });
  }

  for (const [text] of malformed) {
    it(`${JSON.stringify(text)} is refused alike behind and inside what is usual`, () => {
      for (const around of ["", "+OK\r\n:1\r\n", "*3\r\n:1\r\n$1\r\na\r\n", "*1\r\n*2\r\n_\r\n"]) {
        const bytes = wire(around + text);
        const slow = hear(cutInto(bytes, 1), "utf8");
        expect(slow.at(-1)).toHaveProperty("error");
        for (const make of Object.values(kinds)) {
          expect(hear([make(bytes)], "utf8")).toEqual(slow);
        }
      }
    });
  }

  it("any tokens under any limits: the same replies, or the same error", () => {
    const token = fc.constantFrom(
      ...["+OK\r\n", ":12\r\n", ":-7\r\n", "$3\r\nabc\r\n", "$0\r\n\r\n", "$-1\r\n", "*-1\r\n"],
      ...["*1\r\n", "*2\r\n", "*3\r\n", "*0\r\n", "%1\r\n", "~2\r\n", ">2\r\n", "_\r\n", "#t\r\n"],
      ...["|1\r\n", "*?\r\n", ".\r\n", "+x\r\n", "-E\r\n", ",1\r\n", "$9\r\nabcdefghi\r\n"],
      ...["$2\r\n\xc3\xa9\r\n", ":1234567890123\r\n", "\r", "\n", "1", "$", ":"],
    );
    const limits = fc.record({
      maxLineBytes: fc.constantFrom(8, 16, 17, 1000),
      maxBulkBytes: fc.constantFrom(2, 3, 1000),
      maxElements: fc.constantFrom(1, 2, 1000),
      maxDepth: fc.constantFrom(0, 1, 2, 1000),
      maxReplyBytes: fc.constantFrom(4, 9, 20, 1000),
    });
    const stream = fc.array(token, { maxLength: 24 }).map((tokens) => wire(tokens.join("")));
    fc.assert(
      fc.property(
        stream,
        limits,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...modes),
        (bytes, given, size, strings) => {
          const slow = hear(cutInto(bytes, 1), strings, given);
          expect(hear(cutInto(bytes, size), strings, given)).toEqual(slow);
          expect(hear([Buffer.from(Uint8Array.from(bytes))], strings, given)).toEqual(slow);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("texts and bytes out of windows", () => {
  const encoder = new TextEncoder();
  const bulk = (text: string): string => `$${encoder.encode(text).length}\r\n${text}\r\n`;

  function assertion(texts: readonly string[], size = Infinity): void {
    const bytes = encoder.encode(texts.map(bulk).join(""));
    for (const make of Object.values(kinds)) {
      const pieces = cutInto(bytes, Math.min(size, bytes.length)).map(make);
      expect(hear(pieces, "utf8")).toEqual(texts.map((reply) => ({ reply })));
      const again = cutInto(bytes, Math.min(size, bytes.length)).map(make);
      const blobs = hear(again, "bytes") as { reply: Uint8Array }[];
      expect(blobs.map(({ reply }) => Array.from(reply))).toEqual(
        texts.map((text) => Array.from(encoder.encode(text))),
      );
      const plain = ({ reply }: { reply: Uint8Array }): boolean =>
        Object.getPrototypeOf(reply) === Uint8Array.prototype;
      expect(blobs.every(plain)).toBe(true);
    }
  }

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("of every length around the windows' sizes", () => {
    const lengths = [0, 1, 12, 13, 63, 64, 65, 255, 256, 257, 1017, 1018, 1023, 1024, 1025, 2048];
    for (const first of lengths) {
      assertion(["x", "x", "x", "a".repeat(first), ...lengths.map((each) => "b".repeat(each))]);
    }
  });

  it("with characters of two to four bytes at every distance from a window's end", () => {
    for (const letter of ["\u00e9", "\u20ac", "\u{1f600}"]) {
      for (let before = 980; before < 1030; before++) {
        assertion(["k", ...cut("a".repeat(before), 200), letter, "z", `${letter}z`, "end"]);
      }
      for (let before = 0; before < 40; before++) {
        assertion(["k", "a".repeat(before) + letter, "b", "c".repeat(before)]);
      }
    }
  });

  it("many of them, of all scripts, in chunks of any size", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.integer({ min: 0, max: 1500 }).map((length) => "abcdefghij".repeat(150).slice(0, length)),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), fc.integer({ min: 1, max: 5000 }), assertion),
      { numRuns: 150 },
    );
  });

  it("ill-formed bytes among them, as a decoder of the platform reads them", () => {
    const part = fc.constantFrom(
      "\xff",
      "\xc3",
      "\xe2\x82",
      "\xf0\x9f\x98",
      "\xed\xa0\x80",
      "ab",
      "\xc3\xa9",
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => wire(parts.join("")));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
        const bytes = texts.flatMap((each) => [
          ...wire(`$${each.length}\r\n`),
          ...each,
          ...wire("\r\n"),
        ]);
        const platform = new TextDecoder("utf-8", { ignoreBOM: true });
        const expected = texts.map((each) => ({ reply: platform.decode(each) }));
        for (const make of Object.values(kinds)) {
          expect(hear([make(Uint8Array.from(bytes))], "utf8")).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the same without any decoder of the platform", () => {
    vi.stubGlobal("TextDecoder", undefined);
    assertion(["a".repeat(300), "\u00e9", "b", "c".repeat(2000), "\u{1f600}x"], 700);
  });

  it("a chunk's own decoder is used only if it reads ill-formed bytes as the rules say", () => {
    const faulty: unknown[] = [
      () => "wrong",
      () => {
        throw new Error("not for you");
      },
      "no function",
      function latin1(this: Uint8Array, start: number, end: number): string {
        return String.fromCharCode(...this.subarray(start, end));
      },
    ];
    for (const utf8Slice of faulty) {
      const chunk = Object.assign(wire("$2\r\n\xc3\xa9\r\n$1\r\na\r\n"), { utf8Slice });
      expect(hear([chunk], "utf8")).toEqual([{ reply: "\u00e9" }, { reply: "a" }]);
    }
  });

  it("no two values share a byte, and none is written again", () => {
    const lengths = Array.from({ length: 3000 }, (_, index) => (index * 37) % 1100);
    const bytes = wire(lengths.map((length) => `$${length}\r\n${"v".repeat(length)}\r\n`).join(""));
    for (const size of [50, 3000, bytes.length]) {
      const got: Uint8Array[] = [];
      const decoder = new Decoder({
        onReply: (reply: Reply) => got.push((reply as Uint8Array).fill(got.length % 251)),
        strings: "bytes",
      });
      for (const chunk of cutInto(bytes, size)) decoder.write(chunk);
      expect(got.map(({ length }) => length)).toEqual(lengths);
      const spoiled = got.findIndex((value, index) => value.some((byte) => byte !== index % 251));
      expect(spoiled).toBe(-1);
    }
  });

  it("a kept short value holds on to 8 KiB at most", () => {
    const bytes = wire("$20\r\n01234567890123456789\r\n".repeat(10_000));
    const sizes = new Set<number>();
    const decoder = new Decoder({
      onReply: (reply: Reply) => sizes.add((reply as Uint8Array).buffer.byteLength),
      strings: "bytes",
    });
    decoder.write(bytes);
    expect(Math.max(...sizes)).toBe(8192);
  });
});

it("a callback finds its own reply complete, also if it began in an earlier chunk", () => {
  const bytes = wire("*2\r\n*1\r\n:1\r\n:2\r\n+OK\r\n>1\r\n+OK\r\n*1\r\n:3\r\n");
  for (let at = 0; at <= bytes.length; at++) {
    const seen: boolean[] = [];
    const decoder: Decoder = new Decoder({
      onReply: () => seen.push(decoder.incomplete),
      onPush: () => seen.push(decoder.incomplete),
    });
    decoder.write(bytes.slice(0, at));
    decoder.write(bytes.slice(at));
    expect(seen).toEqual([false, false, false, false]);
  }
});

describe("stringsOf on the short way", () => {
  it("is asked once per reply, at its first byte, however the bytes are cut", () => {
    const text =
      "+OK\r\n:1\r\n$1\r\na\r\n*2\r\n$1\r\nb\r\n+OK\r\n_\r\n*0\r\n>1\r\n+OK\r\n,1\r\n$2\r\ncd\r\n";
    const bytes = wire(text);
    const run = (pieces: readonly Uint8Array[]): unknown[] => {
      const log: unknown[] = [];
      let asked = 0;
      const decoder = new Decoder({
        onReply: (reply) => log.push(reply),
        onPush: (push) => log.push(push),
        stringsOf: () => {
          log.push("asked");
          return asked++ % 2 === 0 ? "bytes" : "utf8";
        },
      });
      for (const piece of pieces) decoder.write(piece);
      return log;
    };
    const slow = run(cutInto(bytes, 1));
    expect(slow.filter((each) => each === "asked")).toHaveLength(8);
    for (let size = 2; size <= bytes.length; size++) {
      expect(run(cutInto(bytes, size))).toStrictEqual(slow);
    }
  });
});

function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}
