import {
  Decoder,
  ProtocolError,
  ReplyError,
  type Attribute,
  type Push,
  type Reply,
} from "@respite/resp/codec";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hear, replies, wire } from "./helpers.ts";

const table: readonly (readonly [text: string, utf8: Reply, bytes: Reply])[] = [
  ["+OK\r\n", "OK", wire("OK")],
  ["+PONG\r\n", "PONG", wire("PONG")],
  ["+QUEUED\r\n", "QUEUED", wire("QUEUED")],
  ["+\r\n", "", wire("")],
  ["+a b\tc\r\n", "a b\tc", wire("a b\tc")],
  ["+\xff\r\n", "\ufffd", wire("\xff")],
  [":0\r\n", 0, 0],
  [":-0\r\n", 0, 0],
  [":+5\r\n", 5, 5],
  [":0042\r\n", 42, 42],
  [":-1\r\n", -1, -1],
  [":999999999999999\r\n", 999_999_999_999_999, 999_999_999_999_999],
  [":1000000000000000\r\n", 1_000_000_000_000_000, 1_000_000_000_000_000],
  [":9007199254740991\r\n", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [":-9007199254740991\r\n", Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  [":9007199254740992\r\n", 2n ** 53n, 2n ** 53n],
  [":9007199254740993\r\n", 2n ** 53n + 1n, 2n ** 53n + 1n],
  [":9223372036854775807\r\n", 2n ** 63n - 1n, 2n ** 63n - 1n],
  [":-9223372036854775808\r\n", -(2n ** 63n), -(2n ** 63n)],
  [":+00000000000000000007\r\n", 7, 7],
  ["$5\r\nhello\r\n", "hello", wire("hello")],
  ["$0\r\n\r\n", "", wire("")],
  ["$2\r\n\r\n\r\n", "\r\n", wire("\r\n")],
  ["$0005\r\nhello\r\n", "hello", wire("hello")],
  ["$6\r\n\xef\xbb\xbfbom\r\n", "\ufeffbom", wire("\xef\xbb\xbfbom")],
  ["$4\r\n\xf0\x9f\x98\x80\r\n", "\u{1f600}", wire("\xf0\x9f\x98\x80")],
  ["$-1\r\n", null, null],
  ["*-1\r\n", null, null],
  ["_\r\n", null, null],
  ["*0\r\n", [], []],
  ["*2\r\n$1\r\na\r\n*1\r\n:1\r\n", ["a", [1]], [wire("a"), [1]]],
  ["#t\r\n", true, true],
  ["#f\r\n", false, false],
  [",1.5\r\n", 1.5, 1.5],
  [",10\r\n", 10, 10],
  [",-0\r\n", -0, -0],
  [",0.1\r\n", 0.1, 0.1],
  [",+1.5e-3\r\n", 0.0015, 0.0015],
  [",1E400\r\n", Infinity, Infinity],
  [",inf\r\n", Infinity, Infinity],
  [",-inf\r\n", -Infinity, -Infinity],
  [",nan\r\n", Number.NaN, Number.NaN],
  [",-nan\r\n", Number.NaN, Number.NaN],
  ["(0\r\n", 0n, 0n],
  ["(-00012\r\n", -12n, -12n],
  [`(${"9".repeat(60)}\r\n`, 10n ** 60n - 1n, 10n ** 60n - 1n],
  ["=15\r\ntxt:Some string\r\n", "Some string", wire("Some string")],
  ["=4\r\nmkd:\r\n", "", wire("")],
  [
    "%2\r\n+a\r\n:1\r\n:2\r\n#t\r\n",
    new Map<Reply, Reply>([
      ["a", 1],
      [2, true],
    ]),
    [
      [wire("a"), 1],
      [2, true],
    ],
  ],
  [
    "%2\r\n+a\r\n:1\r\n+a\r\n:2\r\n",
    new Map([["a", 2]]),
    [
      [wire("a"), 1],
      [wire("a"), 2],
    ],
  ],
  ["%1\r\n+__proto__\r\n:1\r\n", new Map([["__proto__", 1]]), [[wire("__proto__"), 1]]],
  ["%0\r\n", new Map(), []],
  ["~3\r\n:2\r\n:1\r\n:2\r\n", [2, 1, 2], [2, 1, 2]],
  ["$?\r\n;1\r\na\r\n;2\r\nbc\r\n;0\r\n", "abc", wire("abc")],
  ["$?\r\n;1\r\n\xc3\r\n;1\r\n\xa9\r\n;0\r\n", "\xe9", wire("\xc3\xa9")],
  ["$?\r\n;0\r\n", "", wire("")],
  ["*?\r\n:1\r\n*?\r\n.\r\n.\r\n", [1, []], [1, []]],
  ["~?\r\n:1\r\n.\r\n", [1], [1]],
  ["%?\r\n+a\r\n:1\r\n.\r\n", new Map([["a", 1]]), [[wire("a"), 1]]],
];

describe("what each type becomes", () => {
  for (const [text, utf8, bytes] of table) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const [asText] = replies(text);
      expect(asText).toStrictEqual(utf8);
      expect(replies(text, { strings: "bytes" })).toStrictEqual([bytes]);
      expect(replies(`${text}:7\r\n`)).toStrictEqual([utf8, 7]);
    });
  }

  it("errors, bulk errors and nested errors are ReplyError values", () => {
    const text = "-WRONGTYPE no\r\n!8\r\nERR a\r\nb\r\n*2\r\n-MOVED 1 h:1\r\n:1\r\n-\r\n";
    for (const strings of ["utf8", "bytes"] as const) {
      const [first, second, third, fourth] = replies(text, { strings });
      expect(first).toMatchObject({
        kind: "WRONGTYPE",
        message: "WRONGTYPE no",
        code: "REPLY_ERROR",
      });
      expect(second).toMatchObject({ kind: "ERR", message: "ERR a\r\nb" });
      expect(third).toMatchObject([{ kind: "MOVED", message: "MOVED 1 h:1" }, 1]);
      expect(fourth).toMatchObject({ kind: "", message: "", name: "ReplyError" });
      expect(first).toBeInstanceOf(ReplyError);
    }
  });

  it("an error's text never repeats the arguments a server echoes", () => {
    const text = "-ERR unknown command 'AUHT', with args beginning with: 'hunter2' 'x'\r\n";
    const [error] = replies(text) as [ReplyError];
    expect(error.message).toBe("ERR unknown command 'AUHT'");
    expect(JSON.stringify(error) + error.stack).not.toContain("hunter2");
  });
});

describe("pushes", () => {
  it("go to onPush with their kind, between replies", () => {
    const heard = hear([wire(":1\r\n>3\r\n$7\r\nmessage\r\n+ch\r\n*1\r\n:2\r\n:3\r\n")]);
    expect(heard).toEqual([
      { reply: 1 },
      { push: { kind: "message", data: ["ch", [2]] } },
      { reply: 3 },
    ]);
  });

  it("have a text kind and byte data under bytes", () => {
    const heard = hear([wire(">2\r\n+pong\r\n$1\r\nx\r\n")], { strings: "bytes" });
    expect(heard).toEqual([{ push: { kind: "pong", data: [wire("x")] } }]);
  });

  it("a kind may be simple, bulk, verbatim or streamed", () => {
    const text =
      ">1\r\n+a\r\n>1\r\n=5\r\ntxt:b\r\n>1\r\n$?\r\n;1\r\nc\r\n;0\r\n>?\r\n$1\r\nd\r\n.\r\n";
    const kinds = hear([wire(text)]).map((each) => ("push" in each ? each.push.kind : each));
    expect(kinds).toEqual(["a", "b", "c", "d"]);
  });

  it("are dropped without onPush", () => {
    expect(replies(">1\r\n+a\r\n:1\r\n", { onPush: undefined })).toEqual([1]);
  });
});

describe("attributes", () => {
  const text = "|1\r\n+ttl\r\n:5\r\n*2\r\n|1\r\n+deep\r\n|0\r\n:1\r\n:2\r\n:3\r\n";

  it("are told ahead of their reply, with their depth, and are no part of it", () => {
    expect(hear([wire(text)])).toEqual([
      { attribute: { data: new Map([["ttl", 5]]), depth: 0 } },
      { attribute: { data: new Map(), depth: 2 } },
      { attribute: { data: new Map([["deep", 1]]), depth: 1 } },
      { reply: [2, 3] },
    ]);
  });

  it("are dropped without onAttribute", () => {
    expect(replies(text, { onAttribute: undefined })).toEqual([[2, 3]]);
  });

  it("stand ahead of pushes, and ahead of each other", () => {
    expect(hear([wire("|0\r\n|0\r\n>1\r\n+k\r\n")])).toHaveLength(3);
  });
});

describe("stringsOf", () => {
  it("is asked once per reply, never for pushes, and overrides strings", () => {
    let asked = 0;
    const stringsOf = () => (asked++ % 2 === 0 ? "bytes" : "utf8");
    const heard = hear(
      [wire("+a\r\n>2\r\n+k\r\n+v\r\n*2\r\n+b\r\n+c\r\n|1\r\n+x\r\n+y\r\n+d\r\n")],
      {
        stringsOf,
      },
    );
    expect(asked).toBe(3);
    expect(heard).toEqual([
      { reply: wire("a") },
      { push: { kind: "k", data: ["v"] } },
      { reply: ["b", "c"] },
      { attribute: { data: new Map([["x", "y"]]), depth: 0 } },
      { reply: wire("d") },
    ]);
  });

  it("is asked at the reply's first byte, in the order of the replies", () => {
    const log: string[] = [];
    const decoder = new Decoder({
      onReply: () => log.push("reply"),
      stringsOf: () => {
        log.push("asked");
        return "utf8";
      },
    });
    decoder.write(wire("+a"));
    expect(log).toEqual(["asked"]);
    decoder.write(wire("\r\n+b\r\n"));
    expect(log).toEqual(["asked", "reply", "asked", "reply"]);
  });
});

describe("what is handed over belongs to the caller", () => {
  it("no bytes alias the chunk, not even a Buffer's", () => {
    for (const chunk of [wire("$3\r\nabc\r\n+def\r\n"), Buffer.from("$3\r\nabc\r\n+def\r\n")]) {
      const got: Reply[] = [];
      const decoder = new Decoder({ onReply: (reply) => got.push(reply), strings: "bytes" });
      decoder.write(chunk);
      chunk.fill(0);
      expect(got).toStrictEqual([wire("abc"), wire("def")]);
    }
  });

  it("what was gathered from pieces is not written again", () => {
    const got: Reply[] = [];
    const decoder = new Decoder({ onReply: (reply) => got.push(reply), strings: "bytes" });
    for (const letter of ["a", "b", "c"]) {
      const body = letter.repeat(3000);
      decoder.write(wire(`$3000\r\n${body.slice(0, 1000)}`));
      decoder.write(wire(`${body.slice(1000)}\r\n`));
    }
    expect(got).toStrictEqual(["a", "b", "c"].map((letter) => wire(letter.repeat(3000))));
  });
});

describe("a dead decoder", () => {
  it("throws the same protocol error again, and delivers nothing more", () => {
    const got: Reply[] = [];
    const decoder = new Decoder({ onReply: (reply) => got.push(reply) });
    let first: Error | undefined;
    try {
      decoder.write(wire(":1\r\n?\r\n:2\r\n"));
    } catch (error) {
      first = error as Error;
    }
    expect(first).toBeInstanceOf(ProtocolError);
    expect(() => decoder.write(wire(":3\r\n"))).toThrow(first);
    expect(() => decoder.write(wire(""))).toThrow(first);
    expect(got).toEqual([1]);
  });

  it("throws on what a callback threw", () => {
    const fault = new Error("mine");
    const fail = (): never => {
      throw fault;
    };
    const callbacks = [
      { onReply: fail },
      { onReply: () => {}, onPush: fail },
      { onReply: () => {}, onAttribute: fail },
      { onReply: () => {}, stringsOf: fail },
    ];
    for (const options of callbacks) {
      const decoder = new Decoder(options);
      expect(() => decoder.write(wire(">1\r\n+k\r\n|0\r\n:1\r\n:2\r\n"))).toThrow(fault);
      expect(() => decoder.write(wire(":3\r\n"))).toThrow(fault);
    }
  });

  it("refuses to be written to from a callback", () => {
    const decoder = new Decoder({ onReply: () => decoder.write(wire(":2\r\n")) });
    expect(() => decoder.write(wire(":1\r\n"))).toThrow(TypeError);
  });
});

describe("a text that no string can hold", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** An engine whose strings end at 1.5 Mi units. */
  class SmallTextDecoder extends TextDecoder {
    override decode(bytes: Uint8Array): string {
      if (bytes.length > 1_572_864) throw new RangeError("Invalid string length");
      return super.decode(bytes);
    }
  }
  const size = 2_000_000;
  const large = `$${size}\r\n${"x".repeat(size)}\r\n`;
  const cutting = [size * 2, 1000];

  it.each(cutting)("fails its own reply alone, in chunks of %i bytes", (chunkBytes) => {
    vi.stubGlobal("TextDecoder", SmallTextDecoder);
    const bytes = wire(`+a\r\n${large}*2\r\n:1\r\n${large}+b\r\n`);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      chunks.push(bytes.subarray(at, at + chunkBytes));
    }
    const tooLarge = { reply: { code: "REPLY_TOO_LARGE", kind: "", name: "ReplyError" } };
    const heard = hear(chunks);
    expect(heard).toMatchObject([{ reply: "a" }, tooLarge, tooLarge, { reply: "b" }]);
    expect(heard[2]).toMatchObject({
      reply: { message: expect.stringContaining(`${size} bytes`) },
    });
  });

  it("is handed over under bytes, and stands for its element in a push", () => {
    vi.stubGlobal("TextDecoder", SmallTextDecoder);
    const [reply] = replies(large, { strings: "bytes" });
    expect(reply).toHaveLength(size);
    const heard = hear([wire(`>2\r\n+k\r\n${large}+b\r\n`)]);
    expect(heard).toMatchObject([
      { push: { kind: "k", data: [{ code: "REPLY_TOO_LARGE" }] } },
      { reply: "b" },
    ]);
  });
});

describe("options", () => {
  it("are checked by name, type and range", () => {
    const onReply = (): void => {};
    expect(() => new Decoder({} as never)).toThrow(/onReply/);
    expect(() => new Decoder({ onReply, onpush: onReply } as never)).toThrow(TypeError);
    expect(() => new Decoder({ onReply, strings: "latin1" as never })).toThrow(RangeError);
    expect(() => new Decoder({ onReply, limits: { maxDepth: -1 } })).toThrow(RangeError);
    expect(() => new Decoder({ onReply, limits: { depth: 1 } as never })).toThrow(TypeError);
  });
});

it("tells where it is", () => {
  const seen: (Push | Attribute | Reply)[] = [];
  const decoder = new Decoder({ onReply: (reply) => seen.push(reply) });
  const text = "*1\r\n$3\r\nabc\r\n|0\r\n:1\r\n";
  const whole = new Set([0, 13, 21]);
  for (let at = 0; at < text.length; at++) {
    expect([at, decoder.incomplete]).toEqual([at, !whole.has(at)]);
    expect(decoder.offset).toBe(at);
    decoder.write(wire(text.charAt(at)));
  }
  expect(decoder.incomplete).toBe(false);
  expect(seen).toEqual([["abc"], 1]);
});
