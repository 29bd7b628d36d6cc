import {
  FrameDecoder,
  arrayFrame,
  bulkFrame,
  decodeFrames,
  encodeFrame,
  encodeReply,
  errorFrame,
  integerFrame,
  nullFrame,
  simpleFrame,
  type Frame,
  type Reply,
  ReplyError,
} from "@respite/resp/codec";
import { frames, pushFrames, replies as anyReplies } from "@respite/resp/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpus } from "./corpus.ts";
import { replies, textOf, wire } from "./helpers.ts";

/** A frame, and what it is under protocol 3 and 2. */
const table: readonly (readonly [frame: Frame, three: string, two?: string])[] = [
  [simpleFrame("OK"), "+OK\r\n"],
  [errorFrame("ERR caf\u00e9"), "-ERR caf\xc3\xa9\r\n"],
  [integerFrame(5), ":5\r\n"],
  [integerFrame(-(2n ** 63n)), ":-9223372036854775808\r\n"],
  [{ type: "integer", value: 5, text: "+5" }, ":+5\r\n"],
  [{ type: "integer", value: 0, text: "-0" }, ":-0\r\n"],
  [bulkFrame("a\r\nb"), "$4\r\na\r\nb\r\n"],
  [bulkFrame(wire("\xff")), "$1\r\n\xff\r\n"],
  [nullFrame(), "$-1\r\n"],
  [nullFrame("*-1"), "*-1\r\n"],
  [nullFrame("_"), "_\r\n", "$-1\r\n"],
  [{ type: "boolean", value: true }, "#t\r\n", ":1\r\n"],
  [{ type: "boolean", value: false }, "#f\r\n", ":0\r\n"],
  [{ type: "double", value: 3 }, ",3\r\n", "$1\r\n3\r\n"],
  [{ type: "double", value: 3, text: "3.0" }, ",3.0\r\n", "$3\r\n3.0\r\n"],
  [{ type: "double", value: -0 }, ",-0\r\n", "$2\r\n-0\r\n"],
  [{ type: "double", value: -Infinity }, ",-inf\r\n", "$4\r\n-inf\r\n"],
  [{ type: "double", value: Number.NaN }, ",nan\r\n", "$3\r\nnan\r\n"],
  [
    { type: "big-number", value: 2n ** 70n },
    "(1180591620717411303424\r\n",
    "$22\r\n1180591620717411303424\r\n",
  ],
  [{ type: "bulk-error", bytes: wire("ERR a\r\nb") }, "!8\r\nERR a\r\nb\r\n", "-ERR a  b\r\n"],
  [{ type: "verbatim", format: "txt", bytes: wire("hi") }, "=6\r\ntxt:hi\r\n", "$2\r\nhi\r\n"],
  [
    { type: "streamed-bulk", pieces: [wire("ab"), wire("c")] },
    "$?\r\n;2\r\nab\r\n;1\r\nc\r\n;0\r\n",
    "$3\r\nabc\r\n",
  ],
  [{ type: "streamed-bulk", pieces: [] }, "$?\r\n;0\r\n", "$0\r\n\r\n"],
  [arrayFrame([integerFrame(1), arrayFrame([])]), "*2\r\n:1\r\n*0\r\n"],
  [
    { type: "array", items: [integerFrame(1)], streamed: true },
    "*?\r\n:1\r\n.\r\n",
    "*1\r\n:1\r\n",
  ],
  [{ type: "set", items: [integerFrame(1)] }, "~1\r\n:1\r\n", "*1\r\n:1\r\n"],
  [{ type: "push", items: [simpleFrame("k")] }, ">1\r\n+k\r\n", "*1\r\n+k\r\n"],
  [
    { type: "map", entries: [[simpleFrame("a"), integerFrame(1)]] },
    "%1\r\n+a\r\n:1\r\n",
    "*2\r\n+a\r\n:1\r\n",
  ],
  [
    { type: "map", entries: [[simpleFrame("a"), nullFrame("_")]], streamed: true },
    "%?\r\n+a\r\n_\r\n.\r\n",
    "*2\r\n+a\r\n$-1\r\n",
  ],
  [
    { ...integerFrame(1), attributes: [[[simpleFrame("a"), integerFrame(2)]], []] },
    "|1\r\n+a\r\n:2\r\n|0\r\n:1\r\n",
    ":1\r\n",
  ],
];

describe("encodeFrame", () => {
  for (const [frame, three, two = three] of table) {
    it(`${JSON.stringify(three)} under 3, ${JSON.stringify(two)} under 2, and back`, () => {
      expect(textOf(encodeFrame(frame, 3))).toBe(three);
      expect(textOf(encodeFrame(frame, 2))).toBe(two);
      expect(decodeFrames(wire(three))).toStrictEqual([frame]);
    });
  }

  it("decode of encode is identity under protocol 3", () => {
    fc.assert(
      fc.property(fc.oneof(frames(), pushFrames()), (frame) => {
        expect(decodeFrames(encodeFrame(frame, 3))).toStrictEqual([frame]);
      }),
      { numRuns: 1000 },
    );
  });

  it("decode of encode is identity under protocol 2", () => {
    fc.assert(
      fc.property(frames({ protocol: 2 }), (frame) => {
        expect(decodeFrames(encodeFrame(frame, 2))).toStrictEqual([frame]);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes nothing under protocol 2 that RESP2 lacks", () => {
    const known = new Set(["simple", "error", "integer", "bulk", "null", "array"]);
    fc.assert(
      fc.property(frames(), (frame) => {
        const pending = decodeFrames(encodeFrame(frame, 2));
        expect(pending).toHaveLength(1);
        for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
          expect(known).toContain(each.type);
          expect(each.attributes).toBeUndefined();
          expect(each).not.toMatchObject({ form: "_" });
          if (each.type === "array") pending.push(...each.items);
        }
      }),
    );
  });

  it("encode of decode gives the same bytes", () => {
    for (const text of corpus) {
      const unpadded = text.replace("$006", "$6");
      const bytes = decodeFrames(wire(unpadded)).map((frame) => textOf(encodeFrame(frame, 3)));
      expect(bytes.join("")).toBe(unpadded);
    }
  });

  it("writes 100,000 levels, and attributes of them, without recursion", () => {
    let frame: Frame = integerFrame(1);
    for (let level = 0; level < 100_000; level++) frame = arrayFrame([frame]);
    expect(encodeFrame(frame, 3).length).toBe(400_004);
    expect(encodeFrame({ ...integerFrame(1), attributes: [[[frame, frame]]] }, 3).length).toBe(
      800_016,
    );
  });

  it("refuses what has no wire form", () => {
    const refused: Frame[] = [
      { type: "simple", bytes: wire("a\r") },
      { type: "error", bytes: wire("a\nb") },
      { type: "verbatim", format: "text", bytes: wire("") },
      { type: "verbatim", format: "\u20acab", bytes: wire("") },
      { type: "integer", value: 1.5 },
      { type: "integer", value: 1, text: "1\r\n+OK" },
      { type: "integer", value: 2n ** 63n },
      { type: "integer", value: -(2n ** 63n) - 1n },
      { type: "big-number", value: 1e21 },
      { type: "double", value: 1, text: "1." },
      { type: "streamed-bulk", pieces: [wire("")] },
    ];
    for (const frame of refused) expect(() => encodeFrame(frame, 3)).toThrow(TypeError);
    expect(() => simpleFrame("\ud800")).toThrow(TypeError);
  });
});

describe("FrameDecoder", () => {
  it("hands over frames in order, pushes too, and shares nothing with the chunk", () => {
    const got: Frame[] = [];
    const decoder = new FrameDecoder({ onFrame: (frame) => got.push(frame) });
    const chunk = wire("$1\r\na\r\n>1\r\n+k\r\n:1\r\n*1");
    decoder.write(chunk);
    chunk.fill(0);
    expect(got).toStrictEqual([
      bulkFrame("a"),
      { type: "push", items: [simpleFrame("k")] },
      integerFrame(1),
    ]);
    expect(decoder.incomplete).toBe(true);
  });

  it("decodeFrames refuses an unfinished frame, and holds limits", () => {
    expect(() => decodeFrames(wire("+OK\r\n*1\r\n"))).toThrow(/unfinished frame at byte 9/);
    expect(() => decodeFrames(wire("*2\r\n"), { maxElements: 1 })).toThrow(/maxElements/);
    expect(decodeFrames(wire(""))).toEqual([]);
  });
});

describe("encodeReply", () => {
  it("gives back the reply under protocol 3", () => {
    fc.assert(
      fc.property(anyReplies(), (reply) => {
        expect(replies(textOf(encodeReply(reply, 3)))).toStrictEqual([reply]);
      }),
    );
  });

  const cases: readonly (readonly [reply: Reply, three: string, two: string])[] = [
    ["OK", "$2\r\nOK\r\n", "$2\r\nOK\r\n"],
    [wire("\xff"), "$1\r\n\xff\r\n", "$1\r\n\xff\r\n"],
    [5, ":5\r\n", ":5\r\n"],
    [1.5, ",1.5\r\n", "$3\r\n1.5\r\n"],
    [-0, ",-0\r\n", "$2\r\n-0\r\n"],
    [1e300, ",1e+300\r\n", "$6\r\n1e+300\r\n"],
    [2n ** 62n, ":4611686018427387904\r\n", ":4611686018427387904\r\n"],
    [2n ** 63n, "(9223372036854775808\r\n", "$19\r\n9223372036854775808\r\n"],
    [null, "_\r\n", "$-1\r\n"],
    [true, "#t\r\n", ":1\r\n"],
    [new ReplyError("ERR x"), "-ERR x\r\n", "-ERR x\r\n"],
    [new ReplyError("ERR x\ny"), "!7\r\nERR x\ny\r\n", "-ERR x y\r\n"],
    [["a", [null]], "*2\r\n$1\r\na\r\n*1\r\n_\r\n", "*2\r\n$1\r\na\r\n*1\r\n$-1\r\n"],
    [
      new Map<Reply, Reply>([
        ["a", [1]],
        [[2], 3],
      ]),
      "%2\r\n$1\r\na\r\n*1\r\n:1\r\n*1\r\n:2\r\n:3\r\n",
      "*4\r\n$1\r\na\r\n*1\r\n:1\r\n*1\r\n:2\r\n:3\r\n",
    ],
  ];
  for (const [reply, three, two] of cases) {
    it(`writes ${JSON.stringify(three)}`, () => {
      expect(textOf(encodeReply(reply, 3))).toBe(three);
      expect(textOf(encodeReply(reply, 2))).toBe(two);
    });
  }

  it("writes deep replies without recursion, and refuses what is no reply", () => {
    let reply: Reply = 1;
    for (let level = 0; level < 100_000; level++) reply = [reply];
    expect(encodeReply(reply, 2).length).toBe(400_004);
    expect(() => encodeReply([undefined] as never, 3)).toThrow(TypeError);
    expect(() => encodeReply({} as never, 3)).toThrow(TypeError);
    expect(() => encodeReply("\udc00", 3)).toThrow(TypeError);
  });
});
