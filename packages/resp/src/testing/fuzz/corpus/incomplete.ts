// Streams that are legal so far and end inside a value: a decoder waits, and says nothing yet.

import { type CorpusCase, number, simple } from "./corpus-case.ts";
import type { Said } from "../said.ts";

const cases: readonly (readonly [name: string, text: string, ...values: Said[]])[] = [
  ["type-alone", "+"],
  ["line-without-end", "+OK"],
  ["line-without-lf", "+OK\r"],
  ["number-without-end", ":12"],
  ["length-without-end", "$5"],
  ["bulk-without-body", "$5\r\n"],
  ["bulk-half", "$5\r\nhel"],
  ["bulk-without-terminator", "$5\r\nhello"],
  ["bulk-half-terminator", "$5\r\nhello\r"],
  ["bulk-announced-large", "$500000000\r\nx"],
  ["array-announced-large", "*1000000\r\n"],
  ["array-half", "*2\r\n:1\r\n"],
  ["array-of-announced-large", "*1000000\r\n".repeat(100)],
  ["map-without-value", "%1\r\n+k\r\n"],
  ["attribute-without-value", "|1\r\n+a\r\n:1\r\n"],
  ["push-half", ">2\r\n+message\r\n"],
  ["streamed-array-open", "*?\r\n:1\r\n"],
  ["streamed-string-open", "$?\r\n;1\r\na\r\n"],
  ["second-value-half", "+OK\r\n:1\r\n$3\r\nab", simple("OK"), number(1)],
];

/** Every unfinished stream. */
export const incomplete: readonly CorpusCase[] = cases.map(([name, wire, ...values]) => ({
  name: `incomplete-${name}`,
  verdict: "incomplete",
  text: wire,
  values,
}));
