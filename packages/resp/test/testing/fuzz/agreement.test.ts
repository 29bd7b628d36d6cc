import { agrees, judge, fromText, sameVerdict, type Said } from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

function said(text: string): Said {
  return judge(fromText(text)).values[0]!;
}

type Row = readonly [text: string, ...values: unknown[]];

const good: readonly Row[] = [
  ["$2\r\n\xc3\xa9\r\n", "\u00e9", "\xc3\xa9", Uint8Array.of(0xc3, 0xa9)],
  ["+\xff\r\n", "\ufffd", Uint8Array.of(0xff)],
  ["-ERR no\r\n", new Error("ERR no"), "ERR no"],
  [":5\r\n", 5, 5n, "5", "+05"],
  [":9007199254740993\r\n", 9007199254740993n, "9007199254740993"],
  [",-0\r\n", -0, "-0"],
  [",nan\r\n", Number.NaN, "nan"],
  ["#t\r\n", true, 1],
  ["$-1\r\n", null, undefined],
  ["*2\r\n:1\r\n:2\r\n", [1, 2]],
  ["~2\r\n:1\r\n:2\r\n", [1, 2], new Set([1, 2])],
  [">2\r\n+a\r\n:1\r\n", ["a", 1], { kind: "a", data: [1] }],
  ["%1\r\n+a\r\n:1\r\n", new Map([["a", 1]]), [["a", 1]], ["a", 1], { a: 1 }],
  [
    "%2\r\n+a\r\n:1\r\n+a\r\n:2\r\n",
    new Map([["a", 2]]),
    [
      ["a", 1],
      ["a", 2],
    ],
    { a: 2 },
  ],
  ["=5\r\ntxt:x\r\n", "x", "txt:x"],
];

const bad: readonly Row[] = [
  ["$2\r\nab\r\n", "a", "abc", null, 1, Uint8Array.of(0x61), new Uint8Array([0x61, 0x63])],
  ["-ERR no\r\n", new Error("ERR"), null],
  [":5\r\n", 6, 5.5, "five", "", null, 6n],
  [":9007199254740993\r\n", 9007199254740992, 9007199254740992n],
  [",-0\r\n", 0],
  [",0\r\n", -0],
  [",nan\r\n", "other", 0],
  ["#t\r\n", false, 0, "t"],
  ["$-1\r\n", "", 0, false],
  ["*2\r\n:1\r\n:2\r\n", [1], [2, 1], [1, 2, 3], "1,2"],
  ["~2\r\n:1\r\n:2\r\n", new Set([1])],
  [">2\r\n+a\r\n:1\r\n", { kind: "b", data: [1] }, ["a"]],
  ["%1\r\n+a\r\n:1\r\n", new Map([["a", 2]]), new Map(), { b: 1 }, {}, ["a"]],
  ["%2\r\n+a\r\n:1\r\n+a\r\n:2\r\n", new Map([["a", 1]]), { a: 1 }],
];

describe("agrees", () => {
  it.each(good.map((row) => [row]))("%s: all of these", ([text, ...values]) => {
    for (const value of values) expect(agrees(said(text), value)).toBe(true);
  });

  it.each(bad.map((row) => [row]))("%s: none of these", ([text, ...values]) => {
    for (const value of values) expect(agrees(said(text), value)).toBe(false);
  });
});

describe("sameVerdict", () => {
  const valid = judge(fromText("+a\r\n"));

  it("sees another verdict, another value, another offset", () => {
    expect(sameVerdict(valid, valid)).toBe(true);
    expect(sameVerdict(valid, { ...valid, verdict: "incomplete" })).toBe(false);
    expect(sameVerdict(valid, judge(fromText("+b\r\n")))).toBe(false);
    expect(sameVerdict(valid, judge(fromText("+a\r\n+a\r\n")))).toBe(false);
    const invalid = judge(fromText("+a\r\n:x\r\n"));
    expect(sameVerdict(invalid, { ...invalid, offset: 4 })).toBe(false);
    expect(sameVerdict(invalid, { verdict: "invalid" })).toBe(true);
  });
});
