import {
  CommandEncoder,
  decodeFrames,
  encodeCommand,
  type CommandArgument,
} from "@respite/resp/codec";
import { commands } from "@respite/resp/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOf, wire } from "./helpers.ts";

const table: readonly (readonly [args: readonly CommandArgument[], text: string])[] = [
  [["PING"], "*1\r\n$4\r\nPING\r\n"],
  [["SET", "k", ""], "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n"],
  [["GET", "a\r\nb"], "*2\r\n$3\r\nGET\r\n$4\r\na\r\nb\r\n"],
  [["GET", "\u00e9"], "*2\r\n$3\r\nGET\r\n$2\r\n\xc3\xa9\r\n"],
  [["GET", "\u{1f600}"], "*2\r\n$3\r\nGET\r\n$4\r\n\xf0\x9f\x98\x80\r\n"],
  [["X", wire("\0\xff")], "*2\r\n$1\r\nX\r\n$2\r\n\0\xff\r\n"],
  [
    ["X", 1, -1.5, 1e21, 0.1],
    "*5\r\n$1\r\nX\r\n$1\r\n1\r\n$4\r\n-1.5\r\n$5\r\n1e+21\r\n$3\r\n0.1\r\n",
  ],
  [["X", Infinity, -Infinity, -0], "*4\r\n$1\r\nX\r\n$3\r\ninf\r\n$4\r\n-inf\r\n$1\r\n0\r\n"],
  [["X", 2n ** 64n], "*2\r\n$1\r\nX\r\n$20\r\n18446744073709551616\r\n"],
  [["X", 10n ** 60n], `*2\r\n$1\r\nX\r\n$61\r\n1${"0".repeat(60)}\r\n`],
  [Array.from({ length: 12 }, () => "a"), `*12\r\n${"$1\r\na\r\n".repeat(12)}`],
  [["X", "y".repeat(100)], `*2\r\n$1\r\nX\r\n$100\r\n${"y".repeat(100)}\r\n`],
  [["X", "y".repeat(100_000)], `*2\r\n$1\r\nX\r\n$100000\r\n${"y".repeat(100_000)}\r\n`],
];

describe("encodeCommand", () => {
  for (const [args, text] of table) {
    it(`writes ${JSON.stringify(text.slice(0, 60))}`, () => {
      expect(textOf(encodeCommand(args))).toBe(text);
    });
  }

  it("lengths of strings around every change of digits and of method", () => {
    for (const unit of ["a", "\u00e9", "\u20ac"]) {
      for (const count of [
        0, 1, 9, 10, 11, 31, 32, 33, 47, 48, 49, 50, 99, 100, 333, 334, 999, 1000, 3333, 3334, 9999,
        10000, 20000,
      ]) {
        const text = unit.repeat(count);
        const bytes = new TextEncoder().encode(text);
        expect(decodeFrames(encodeCommand(["X", text, "end"]))).toMatchObject([
          { items: [{}, { bytes }, { bytes: wire("end") }] },
        ]);
      }
    }
  });

  it("any command is an array of the bulks that its words spell", () => {
    const spell = (word: CommandArgument): Uint8Array => {
      if (typeof word === "object") return word;
      return new TextEncoder().encode(String(word).replace("Infinity", "inf"));
    };
    fc.assert(
      fc.property(commands(), (args) => {
        const items = args.map((word) => ({ type: "bulk", bytes: spell(word) }));
        expect(decodeFrames(encodeCommand(args))).toEqual([{ type: "array", items }]);
      }),
    );
  });

  it("refuses what can't be sent, naming its place and not its value", () => {
    const refused: unknown[] = [
      undefined,
      null,
      true,
      {},
      ["secret"],
      Number.NaN,
      Symbol("secret"),
    ];
    for (const value of refused) {
      const send = () => encodeCommand(["SET", value as string]);
      expect(send).toThrow(TypeError);
      expect(send).toThrow(/Argument 1 /);
      expect(send).not.toThrow(/secret/);
    }
    expect(() => encodeCommand([])).toThrow(TypeError);
  });

  it("refuses strings with a lone surrogate, short and long", () => {
    for (const text of [
      "\ud800",
      "\udc00a",
      "\ud83d",
      "x".repeat(100) + "\ud800",
      "\ud800" + "y".repeat(5000),
    ]) {
      expect(() => encodeCommand(["SET", text])).toThrow(TypeError);
      expect(() => encodeCommand(["SET", text])).toThrow(/lone surrogate/);
    }
  });
});

describe("CommandEncoder", () => {
  it("gives all commands since the last take, in one piece", () => {
    const encoder = new CommandEncoder();
    encoder.add(["PING"]);
    encoder.add(["GET", "k"]);
    expect(encoder.byteLength).toBe(34);
    expect(textOf(encoder.take())).toBe("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    expect(encoder.byteLength).toBe(0);
    expect(encoder.take()).toHaveLength(0);
  });

  it("copies arguments, and never changes what it gave away", () => {
    const encoder = new CommandEncoder();
    const given = wire("before");
    const taken: [Uint8Array, string][] = [];
    for (let count = 0; count < 3000; count++) {
      given.set(wire("before"));
      encoder.add(["SET", String(count), given, "z".repeat(count % 700)]);
      given.fill(0);
      const bytes = encoder.take();
      taken.push([bytes, textOf(bytes)]);
    }
    for (const [bytes, text] of taken) expect(textOf(bytes)).toBe(text);
    expect(taken.at(-1)?.[1]).toContain("$4\r\n2999\r\n$6\r\nbefore\r\n");
  });

  it("a refused command leaves nothing behind, wherever it fails", () => {
    const encoder = new CommandEncoder();
    encoder.add(["PING"]);
    for (const size of [1, 100, 20_000, 100_000]) {
      expect(() => encoder.add(["SET", "x".repeat(size), null as never])).toThrow(TypeError);
      expect(() => encoder.add(["SET", "x".repeat(size), "\ud800"])).toThrow(TypeError);
    }
    encoder.add(["PING"]);
    expect(textOf(encoder.take())).toBe("*1\r\n$4\r\nPING\r\n".repeat(2));
  });

  it("writes two words, or three, as it writes them in an array", () => {
    const encoder = new CommandEncoder();
    fc.assert(
      fc.property(commands(), fc.boolean(), ([word, first = "k", second = "v"], both) => {
        const name = String(word);
        encoder.addWords(name, first, both ? second : undefined);
        const args = both ? [name, first, second] : [name, first];
        expect(textOf(encoder.take())).toBe(textOf(encodeCommand(args)));
      }),
    );
    expect(() => encoder.addWords("SET", "k", null as never)).toThrow(/Argument 2 /);
    expect(() => encoder.addWords("GET", "\ud800", undefined)).toThrow(/lone surrogate/);
    expect(encoder.byteLength).toBe(0);
  });

  it("takes the bytes of any view, and of another realm's", () => {
    const { buffer } = wire("abcdef");
    const view = new DataView(buffer, 2, 3) as never;
    expect(textOf(encodeCommand(["X", view, Buffer.from("hi")]))).toBe(
      "*3\r\n$1\r\nX\r\n$3\r\ncde\r\n$2\r\nhi\r\n",
    );
  });
});
