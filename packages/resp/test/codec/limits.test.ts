import {
  Decoder,
  FrameDecoder,
  ProtocolError,
  defaultLimits,
  type Limits,
} from "@respite/resp/codec";
import { describe, expect, it } from "vitest";
import { hear, protocolError, wire } from "./helpers.ts";

interface Case {
  readonly name: keyof Limits;
  readonly value: number;
  /** Legal at the limit. */
  readonly at: string;
  /** One past it. */
  readonly past: string;
  readonly offset: number;
}

const cases: readonly Case[] = [
  { name: "maxLineBytes", value: 5, at: "+abcde\r\n", past: "+abcdef\r\n", offset: 6 },
  { name: "maxLineBytes", value: 5, at: ":12345\r\n", past: ":123456\r\n", offset: 6 },
  { name: "maxLineBytes", value: 5, at: "$00001\r\na\r\n", past: "$000001\r\na\r\n", offset: 6 },
  { name: "maxLineBytes", value: 1, at: "+O\r\n$0\r\n\r\n", past: "+OK\r\n", offset: 2 },
  { name: "maxLineBytes", value: 1, at: "*0\r\n", past: "$-1\r\n", offset: 2 },
  { name: "maxLineBytes", value: 0, at: "+\r\n", past: "+a\r\n", offset: 1 },
  { name: "maxBulkBytes", value: 5, at: "$5\r\nabcde\r\n", past: "$6\r\nabcdef\r\n", offset: 0 },
  { name: "maxBulkBytes", value: 5, at: "!5\r\nabcde\r\n", past: "!6\r\nabcdef\r\n", offset: 0 },
  { name: "maxBulkBytes", value: 5, at: "=5\r\ntxt:e\r\n", past: "=6\r\n", offset: 0 },
  {
    name: "maxBulkBytes",
    value: 5,
    at: "$?\r\n;3\r\nabc\r\n;2\r\nde\r\n;0\r\n$?\r\n;5\r\nabcde\r\n;0\r\n",
    past: "$?\r\n;3\r\nabc\r\n;3\r\n",
    offset: 13,
  },
  { name: "maxElements", value: 2, at: "*2\r\n:1\r\n:2\r\n", past: "*3\r\n", offset: 0 },
  { name: "maxElements", value: 2, at: "~2\r\n:1\r\n:2\r\n", past: "*1\r\n~3\r\n", offset: 4 },
  { name: "maxElements", value: 2, at: "%1\r\n:1\r\n:2\r\n", past: "%2\r\n", offset: 0 },
  { name: "maxElements", value: 2, at: "|1\r\n:1\r\n:2\r\n:3\r\n", past: "|2\r\n", offset: 0 },
  { name: "maxElements", value: 2, at: ">2\r\n+a\r\n:2\r\n", past: ">3\r\n", offset: 0 },
  {
    name: "maxElements",
    value: 2,
    at: "*?\r\n:1\r\n:2\r\n.\r\n",
    past: "*?\r\n:1\r\n:2\r\n:3\r\n",
    offset: 12,
  },
  {
    name: "maxElements",
    value: 2,
    at: "%?\r\n:1\r\n:2\r\n.\r\n",
    past: "%?\r\n:1\r\n:2\r\n:3\r\n",
    offset: 12,
  },
  { name: "maxDepth", value: 2, at: "*1\r\n*1\r\n:1\r\n", past: "*1\r\n*1\r\n*1\r\n", offset: 8 },
  { name: "maxDepth", value: 2, at: "*1\r\n%0\r\n", past: "*1\r\n*1\r\n%0\r\n", offset: 8 },
  { name: "maxDepth", value: 0, at: "$?\r\n;1\r\na\r\n;0\r\n", past: "*0\r\n", offset: 0 },
  { name: "maxDepth", value: 1, at: "|0\r\n|0\r\n*0\r\n", past: "*1\r\n|0\r\n", offset: 4 },
  { name: "maxReplyBytes", value: 4, at: ":1\r\n:2\r\n+a\r\n", past: ":12\r\n", offset: 0 },
  {
    name: "maxReplyBytes",
    value: 9,
    at: "$3\r\nabc\r\n$3\r\nabc\r\n",
    past: "$4\r\nabcd\r\n",
    offset: 0,
  },
  {
    name: "maxReplyBytes",
    value: 8,
    at: "*1\r\n:1\r\n*1\r\n:1\r\n",
    past: "*2\r\n:1\r\n:2\r\n",
    offset: 8,
  },
  {
    name: "maxReplyBytes",
    value: 8,
    at: "|0\r\n:1\r\n|0\r\n:1\r\n",
    past: "|0\r\n|0\r\n:1\r\n",
    offset: 8,
  },
  { name: "maxReplyBytes", value: 8, at: ">1\r\n+k\r\n:1\r\n", past: ">1\r\n+kk\r\n", offset: 4 },
  { name: "maxReplyBytes", value: 8, at: "*1\r\n*0\r\n", past: "*1\r\n*1\r\n*1\r\n", offset: 8 },
  {
    name: "maxReplyBytes",
    value: 14,
    at: "$?\r\n;1\r\na\r\n",
    past: "$?\r\n;1\r\na\r\n;1\r\n",
    offset: 11,
  },
  {
    name: "maxReplyBytes",
    value: 14,
    at: "$?\r\n;1\r\n",
    past: "$?\r\n;1\r\na\r\n;0\r\n",
    offset: 11,
  },
];

describe("limits hold exactly", () => {
  for (const { name, value, at, past, offset } of cases) {
    it(`${name} ${value}: ${JSON.stringify(at)}, not ${JSON.stringify(past)}`, () => {
      const limits = { [name]: value };
      expect(hear([wire(at)], { limits }).filter((each) => "error" in each)).toEqual([]);
      const error = protocolError(past, { limits });
      expect(error.message).toContain(`${name} (${value})`);
      expect(error.offset).toBe(offset);
      const single = Array.from(wire(past), (byte) => Uint8Array.of(byte));
      expect(hear(single, { limits }).at(-1)).toMatchObject({ error: { offset } });
    });
  }

  it("the defaults are the documented ones, and hold", () => {
    expect(defaultLimits).toEqual({
      maxLineBytes: 65_536,
      maxBulkBytes: 536_870_912,
      maxElements: 16_777_216,
      maxDepth: 1024,
      maxReplyBytes: 1_073_741_824,
    });
    expect(hear([wire(`+${"x".repeat(65_536)}\r\n`)])).toHaveLength(1);
    expect(protocolError(`+${"x".repeat(65_537)}`).offset).toBe(65_537);
    expect(hear([wire("$536870912\r\n")])).toEqual([]);
    expect(protocolError("$536870913\r\n").offset).toBe(0);
    expect(hear([wire("*16777216\r\n")])).toEqual([]);
    expect(protocolError("*16777217\r\n").offset).toBe(0);
    expect(hear([wire("*1\r\n".repeat(1024))])).toEqual([]);
    expect(protocolError("*1\r\n".repeat(1025)).offset).toBe(4096);
  });

  it("lengths of absurd size are refused", () => {
    for (const digits of ["9".repeat(30), "9".repeat(400), "9007199254740993"]) {
      for (const type of "$*%~>|!=") expect(protocolError(`${type}${digits}\r\n`).offset).toBe(0);
      expect(protocolError(`$?\r\n;${digits}\r\n`).offset).toBe(4);
    }
  });
});

describe("hostile streams cost no more than their bytes", () => {
  it("100,000 levels are a protocol error at the limit, for replies and frames", () => {
    const text = wire("*1\r\n".repeat(100_000));
    expect(protocolErrorOf(() => new Decoder({ onReply: () => {} }).write(text)).offset).toBe(4096);
    expect(protocolErrorOf(() => new FrameDecoder({ onFrame: () => {} }).write(text)).offset).toBe(
      4096,
    );
  });

  it("100,000 levels decode where the limit allows them", () => {
    const depth = 100_000;
    const text = wire(`${"*1\r\n".repeat(depth)}:1\r\n`);
    let levels = 0;
    const decoder = new Decoder({
      onReply: (reply) => {
        for (let at = reply; Array.isArray(at); at = at[0]!) levels++;
      },
      limits: { maxDepth: depth },
    });
    decoder.write(text);
    expect(levels).toBe(depth);
  });

  it("2,000 nested headers of a million elements cost under 1 MiB", () => {
    const text = wire("*1000000\r\n".repeat(2000));
    const decoders: Decoder[] = [];
    const limits = { maxDepth: 2000 };
    new Decoder({ onReply: () => {}, limits }).write(text);
    const before = process.memoryUsage();
    for (let count = 0; count < 8; count++) {
      const decoder = new Decoder({ onReply: () => {}, limits });
      decoder.write(text);
      decoders.push(decoder);
    }
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(grown / decoders.length).toBeLessThan(1024 * 1024);
  });

  it("a declared 512 MiB allocates nothing ahead of its bytes", () => {
    const decoders: Decoder[] = [];
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 20; count++) {
      const decoder = new Decoder({ onReply: () => {} });
      decoder.write(wire("$536870912\r\nab"));
      decoder.write(wire("cd"));
      decoders.push(decoder);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  it.each(["+", "-", ":", "$", "*", ",", "(", "#"])(
    "a line of 100 MB without an end, behind %s: refused at the limit, and no more of it is held",
    (type) => {
      const line = new Uint8Array(100_000_000).fill(0x31);
      line[0] = type.charCodeAt(0);
      for (const pieceBytes of [line.length, 16_384]) {
        const decoder = new Decoder({ onReply: () => {} });
        const before = process.memoryUsage().arrayBuffers;
        let taken = 0;
        const feed = (): void => {
          for (; taken < line.length; taken += pieceBytes) {
            decoder.write(line.subarray(taken, taken + pieceBytes));
          }
        };
        const { offset } = protocolErrorOf(feed);
        // A length or truth that is none is refused even before.
        expect(offset).toBeLessThanOrEqual(1 + defaultLimits.maxLineBytes);
        expect(taken).toBeLessThanOrEqual(defaultLimits.maxLineBytes);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
        if (type === "+" || type === "-") expect(offset).toBe(1 + defaultLimits.maxLineBytes);
      }
    },
  );

  it("an endless line in single bytes is refused at the limit, in linear time", () => {
    const decoder = new Decoder({ onReply: () => {}, limits: { maxLineBytes: 1_000_000 } });
    const byte = wire("x");
    decoder.write(wire("+"));
    for (let count = 0; count < 1_000_000; count++) decoder.write(byte);
    expect(protocolErrorOf(() => decoder.write(byte)).offset).toBe(1_000_001);
  });
});

function protocolErrorOf(run: () => void): ProtocolError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
