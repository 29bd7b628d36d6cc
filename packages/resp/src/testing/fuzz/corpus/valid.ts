// Legal streams and what they say: every type, every spelling the specification allows, and the cases
// that decoders in the field get wrong.

import {
  type CorpusCase,
  annotated,
  bulk,
  list,
  map,
  nil,
  number,
  simple,
  streamed,
  text,
} from "./corpus-case.ts";
import type { Said } from "../said.ts";

const truth: Said = { type: "boolean", value: true };
const untruth: Said = { type: "boolean", value: false };

const cases: readonly (readonly [name: string, text: string, ...values: Said[]])[] = [
  ["nothing", ""],
  ["simple", "+OK\r\n", simple("OK")],
  ["simple-empty", "+\r\n", simple("")],
  ["simple-utf8", "+caf\xc3\xa9\r\n", simple("caf\xc3\xa9")],
  ["simple-no-utf8", "+bad\xff\xc3\r\n", simple("bad\xff\xc3")],
  ["simple-that-looks-like-a-type", "+$3\r\n", simple("$3")],
  ["error", "-ERR no\r\n", text("error", "ERR no")],
  ["error-empty", "-\r\n", text("error", "")],
  ["integer-zero", ":0\r\n", number(0)],
  ["integer-minus-zero", ":-0\r\n", number(0)],
  ["integer-plus-sign", ":+5\r\n", number(5)],
  ["integer-leading-zeros", ":007\r\n", number(7)],
  ["integer-many-leading-zeros", `:${"0".repeat(30)}7\r\n`, number(7)],
  ["integer-largest-safe", ":9007199254740991\r\n", number("9007199254740991")],
  ["integer-beyond-safe", ":9007199254740993\r\n", number("9007199254740993")],
  ["integer-largest", ":9223372036854775807\r\n", number("9223372036854775807")],
  ["integer-smallest", ":-9223372036854775808\r\n", number("-9223372036854775808")],
  ["bulk", "$5\r\nhello\r\n", bulk("hello")],
  ["bulk-empty", "$0\r\n\r\n", bulk("")],
  ["bulk-with-line-breaks", "$7\r\na\r\nb\r\nc\r\n", bulk("a\r\nb\r\nc")],
  ["bulk-of-line-breaks", "$2\r\n\r\n\r\n", bulk("\r\n")],
  ["bulk-that-looks-like-frames", "$4\r\n:1\r\n\r\n", bulk(":1\r\n")],
  ["bulk-length-leading-zeros", "$005\r\nhello\r\n", bulk("hello")],
  ["bulk-every-byte", `$256\r\n${everyByte()}\r\n`, bulk(everyByte())],
  ["null-bulk", "$-1\r\n", nil("$-1")],
  ["null-array", "*-1\r\n", nil("*-1")],
  ["null-resp3", "_\r\n", nil("_")],
  ["array-empty", "*0\r\n", list("array")],
  ["array", "*2\r\n$3\r\nfoo\r\n:1\r\n", list("array", bulk("foo"), number(1))],
  [
    "array-nested",
    "*2\r\n*1\r\n:1\r\n*0\r\n",
    list("array", list("array", number(1)), list("array")),
  ],
  ["array-with-null", "*2\r\n$-1\r\n*-1\r\n", list("array", nil("$-1"), nil("*-1"))],
  ["array-with-error", "*2\r\n-ERR a\r\n:1\r\n", list("array", text("error", "ERR a"), number(1))],
  ["array-40-deep", `${"*1\r\n".repeat(40)}:1\r\n`, nested(40)],
  ["boolean-true", "#t\r\n", truth],
  ["boolean-false", "#f\r\n", untruth],
  ["double", ",1.5\r\n", number(1.5, "double")],
  ["double-whole", ",10\r\n", number(10, "double")],
  ["double-minus-zero", ",-0\r\n", number("-0", "double")],
  ["double-infinite", ",inf\r\n", number("inf", "double")],
  ["double-minus-infinite", ",-inf\r\n", number("-inf", "double")],
  ["double-nan", ",nan\r\n", number("nan", "double")],
  ["double-minus-nan", ",-nan\r\n", number("nan", "double")],
  ["double-exponent", ",1e-7\r\n", number("1e-7", "double")],
  ["double-signed-exponent", ",+2.50E+3\r\n", number(2500, "double")],
  ["double-17-digits", ",0.10000000000000001\r\n", number(0.1, "double")],
  ["double-smallest", ",5e-324\r\n", number("5e-324", "double")],
  ["double-overflow", ",1e400\r\n", number("inf", "double")],
  [
    "big-number",
    "(3492890328409238509324850943850943825024385\r\n",
    number("3492890328409238509324850943850943825024385", "big-number"),
  ],
  ["big-number-negative", "(-5\r\n", number(-5, "big-number")],
  ["big-number-spelled", "(+0012\r\n", number(12, "big-number")],
  ["bulk-error", "!21\r\nSYNTAX invalid syntax\r\n", text("bulk-error", "SYNTAX invalid syntax")],
  ["bulk-error-with-line-break", "!4\r\nA\r\nB\r\n", text("bulk-error", "A\r\nB")],
  ["verbatim", "=15\r\ntxt:Some string\r\n", text("verbatim", "txt:Some string")],
  ["verbatim-empty", "=4\r\nmkd:\r\n", text("verbatim", "mkd:")],
  [
    "map",
    "%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n",
    map([simple("a"), number(1)], [simple("b"), number(2)]),
  ],
  ["map-empty", "%0\r\n", map()],
  [
    "map-equal-keys",
    "%2\r\n+a\r\n:1\r\n+a\r\n:2\r\n",
    map([simple("a"), number(1)], [simple("a"), number(2)]),
  ],
  ["map-proto-key", "%1\r\n+__proto__\r\n:1\r\n", map([simple("__proto__"), number(1)])],
  ["map-array-key", "%1\r\n*1\r\n:1\r\n:2\r\n", map([list("array", number(1)), number(2)])],
  ["set", "~2\r\n+a\r\n:1\r\n", list("set", simple("a"), number(1))],
  ["set-empty", "~0\r\n", list("set")],
  ["set-equal-members", "~2\r\n:1\r\n:1\r\n", list("set", number(1), number(1))],
  ["push", ">2\r\n+message\r\n$1\r\nx\r\n", list("push", simple("message"), bulk("x"))],
  ["push-kind-alone", ">1\r\n+x\r\n", list("push", simple("x"))],
  [
    "push-between-replies",
    "+a\r\n>1\r\n+x\r\n+b\r\n",
    simple("a"),
    list("push", simple("x")),
    simple("b"),
  ],
  [
    "push-ahead-of-array",
    ">1\r\n+x\r\n*1\r\n:1\r\n",
    list("push", simple("x")),
    list("array", number(1)),
  ],
  ["push-verbatim-kind", ">1\r\n=5\r\ntxt:x\r\n", list("push", text("verbatim", "txt:x"))],
  ["push-streamed", ">?\r\n+x\r\n_\r\n.\r\n", streamed(list("push", simple("x"), nil("_")))],
  [
    "attribute",
    "|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n",
    annotated(bulk("v"), [[simple("ttl"), number(3600)]]),
  ],
  ["attribute-empty", "|0\r\n:1\r\n", annotated(number(1), [])],
  [
    "attribute-twice",
    "|1\r\n+a\r\n:1\r\n|1\r\n+b\r\n:2\r\n:3\r\n",
    annotated(number(3), [[simple("a"), number(1)]], [[simple("b"), number(2)]]),
  ],
  [
    "attribute-inside",
    "*2\r\n:1\r\n|1\r\n+a\r\n:2\r\n:3\r\n",
    list("array", number(1), annotated(number(3), [[simple("a"), number(2)]])),
  ],
  [
    "attribute-of-push",
    "|1\r\n+a\r\n:1\r\n>1\r\n+x\r\n",
    annotated(list("push", simple("x")), [[simple("a"), number(1)]]),
  ],
  ["attribute-of-null", "|1\r\n+a\r\n:1\r\n_\r\n", annotated(nil("_"), [[simple("a"), number(1)]])],
  ["streamed-string", "$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n", text("streamed-bulk", "Hello")],
  ["streamed-string-empty", "$?\r\n;0\r\n", text("streamed-bulk", "")],
  [
    "streamed-string-cuts-character",
    "$?\r\n;1\r\n\xc3\r\n;1\r\n\xa9\r\n;0\r\n",
    text("streamed-bulk", "\xc3\xa9"),
  ],
  [
    "streamed-string-inside",
    "*2\r\n$?\r\n;1\r\na\r\n;0\r\n:1\r\n",
    list("array", text("streamed-bulk", "a"), number(1)),
  ],
  ["streamed-array", "*?\r\n:1\r\n+a\r\n.\r\n", streamed(list("array", number(1), simple("a")))],
  ["streamed-array-empty", "*?\r\n.\r\n", streamed(list("array"))],
  ["streamed-set", "~?\r\n:1\r\n.\r\n", streamed(list("set", number(1)))],
  ["streamed-map", "%?\r\n+k\r\n:1\r\n.\r\n", streamed(map([simple("k"), number(1)]))],
  ["streamed-nested", "*?\r\n*?\r\n.\r\n.\r\n", streamed(list("array", streamed(list("array"))))],
  ["several", "+OK\r\n:1\r\n$-1\r\n", simple("OK"), number(1), nil("$-1")],
];

/** Every legal stream. */
export const valid: readonly CorpusCase[] = cases.map(([name, wire, ...values]) => ({
  name,
  verdict: "valid",
  text: wire,
  values,
}));

function everyByte(): string {
  return String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
}

function nested(levels: number): Said {
  return levels === 0 ? number(1) : list("array", nested(levels - 1));
}
