// Streams that break exactly one rule of the grammar, and the verdict they must get. Where a rule can
// be broken is a site; the seed, or fast-check, chooses among the sites.

import { spliced } from "./bytes.ts";
import type { Rule } from "./reference-decoder.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** How a stream was broken. */
export type BreakName =
  | "bare-lf"
  | "cr-without-lf"
  | "unknown-type"
  | "garbage-in-number"
  | "number-without-digits"
  | "space-in-number"
  | "integer-beyond-64-bits"
  | "garbage-in-double"
  | "fraction-without-digits"
  | "wrong-boolean"
  | "text-in-null"
  | "length-below-minus-one"
  | "sign-in-length"
  | "length-without-digits"
  | "negative-length-of-resp3"
  | "stream-of-what-has-none"
  | "body-longer-than-said"
  | "wrong-terminator"
  | "verbatim-without-format"
  | "push-inside"
  | "push-without-kind"
  | "push-of-a-number"
  | "stray-stream-end"
  | "piece-outside"
  | "value-between-pieces"
  | "truncated";

/** A stream with one broken rule. */
export interface AlmostValid {
  /** The stream. */
  readonly bytes: Uint8Array;
  /** What was broken. */
  readonly broken: BreakName;
  /** What a strict decoder must say: "incomplete" for what could still go on, else "invalid". */
  readonly verdict: "invalid" | "incomplete";
  /** The rule of the grammar a decoder must name; undefined for "incomplete". */
  readonly rule?: Rule | undefined;
}

/** One way to break, at one place. */
export interface BreakSite {
  /** What is broken. */
  readonly broken: BreakName;
  /** Does it. */
  apply(): AlmostValid;
}

interface Breaker {
  readonly rule?: Rule;
  /** True where this token can be broken so. */
  fits(token: Token, bytes: Uint8Array): boolean;
  /** What stands in place of `[from, to)`. */
  edit(token: Token): readonly [from: number, to: number, put: string];
}

/** Every place where a valid stream can be broken, of every kind; none in an empty stream. */
export function breakSites(bytes: Uint8Array): BreakSite[] {
  const tokens = tokensOf(bytes);
  return (Object.keys(breakers) as BreakName[]).flatMap((broken) => {
    const breaker = breakers[broken];
    return tokens
      .filter((token) => breaker.fits(token, bytes))
      .map((token) => ({ broken, apply: () => brokenAt(bytes, broken, token) }));
  });
}

function brokenAt(bytes: Uint8Array, broken: BreakName, token: Token): AlmostValid {
  const breaker = breakers[broken];
  const { rule } = breaker;
  const edited = spliced(bytes, ...breaker.edit(token));
  if (rule === undefined) {
    // All that follows goes too, or the next value would complete this one.
    return { bytes: edited.slice(0, token.end - 1), broken, verdict: "incomplete" };
  }
  return { bytes: edited, broken, verdict: "invalid", rule };
}

const announcers = "$!=;*~%>|";
const isBoolean = ({ sign }: Token): boolean => sign === "#";
const isWhole = ({ sign }: Token): boolean => sign === ":" || sign === "(";
const isDouble = ({ sign, text }: Token): boolean => sign === "," && /[0-9]$/.test(text);
const announces = ({ sign }: Token): boolean => announcers.includes(sign);
const announcesDigits = (token: Token): boolean => announces(token) && /^[0-9]+$/.test(token.text);
const hasBody = ({ end, lineEnd }: Token): boolean => end > lineEnd;
const insidePieces = ({ path }: Token): boolean => path.endsWith("$");
const begins = ({ sign }: Token): boolean => sign !== ";" && sign !== ".";

/** Replaces what the line says. */
function saying(text: string | ((was: string) => string)): Breaker["edit"] {
  return ({ start, lineEnd, text: was }) => [
    start + 1,
    lineEnd - 2,
    typeof text === "string" ? text : text(was),
  ];
}

/** Puts bytes ahead of the token. */
function ahead(put: string): Breaker["edit"] {
  return ({ start }) => [start, start, put];
}

const breakers: Readonly<Record<BreakName, Breaker>> = {
  "bare-lf": {
    rule: "line-break",
    fits: () => true,
    edit: ({ lineEnd }) => [lineEnd - 2, lineEnd - 1, ""],
  },
  "cr-without-lf": {
    rule: "line-break",
    fits: () => true,
    edit: ({ lineEnd }) => [lineEnd - 1, lineEnd, "x"],
  },
  "unknown-type": {
    rule: "type",
    fits: () => true,
    edit: ({ start }) => [start, start + 1, "@"],
  },
  "garbage-in-number": { rule: "integer", fits: isWhole, edit: saying((was) => `${was}x`) },
  "number-without-digits": { rule: "integer", fits: isWhole, edit: saying("-") },
  "space-in-number": { rule: "integer", fits: isWhole, edit: saying((was) => ` ${was}`) },
  "integer-beyond-64-bits": {
    rule: "integer-range",
    fits: ({ sign }) => sign === ":",
    edit: saying("9223372036854775808"),
  },
  "garbage-in-double": { rule: "double", fits: isDouble, edit: saying((was) => `${was}x`) },
  "fraction-without-digits": { rule: "double", fits: isDouble, edit: saying("1.") },
  "wrong-boolean": { rule: "boolean", fits: isBoolean, edit: saying("x") },
  "text-in-null": { rule: "null", fits: ({ sign }) => sign === "_", edit: saying("x") },
  "length-below-minus-one": {
    rule: "length",
    fits: ({ sign }) => sign === "$" || sign === "*",
    edit: saying("-2"),
  },
  "sign-in-length": {
    rule: "length",
    fits: announcesDigits,
    edit: saying((was) => `+${was}`),
  },
  "length-without-digits": { rule: "length", fits: announces, edit: saying("") },
  "negative-length-of-resp3": {
    rule: "length",
    fits: ({ sign }) => "!=;~%>|".includes(sign),
    edit: saying("-1"),
  },
  "stream-of-what-has-none": {
    rule: "length",
    fits: ({ sign }) => "!=|;".includes(sign),
    edit: saying("?"),
  },
  "body-longer-than-said": {
    rule: "terminator",
    fits: hasBody,
    edit: ({ end }) => [end - 2, end - 2, "x"],
  },
  "wrong-terminator": {
    rule: "terminator",
    fits: hasBody,
    edit: ({ end }) => [end - 1, end, "x"],
  },
  "verbatim-without-format": {
    rule: "verbatim",
    fits: ({ sign }) => sign === "=",
    edit: ({ lineEnd }) => [lineEnd + 3, lineEnd + 4, "x"],
  },
  "push-inside": {
    rule: "push-place",
    fits: (token) => token.path !== "" && begins(token) && !insidePieces(token),
    edit: ahead(">1\r\n+a\r\n"),
  },
  "push-without-kind": {
    rule: "push-kind",
    fits: (token) => token.path === "" && begins(token),
    edit: ahead(">0\r\n"),
  },
  "push-of-a-number": {
    rule: "push-kind",
    fits: (token) => token.path === "" && begins(token),
    edit: ahead(">1\r\n:1\r\n"),
  },
  "stray-stream-end": {
    rule: "stream-end",
    fits: (token) => token.path === "" && begins(token),
    edit: ahead(".\r\n"),
  },
  "piece-outside": {
    rule: "type",
    fits: (token) => begins(token) && !insidePieces(token),
    edit: ahead(";1\r\na\r\n"),
  },
  "value-between-pieces": {
    rule: "type",
    fits: insidePieces,
    edit: ahead("+a\r\n"),
  },
  truncated: {
    fits: () => true,
    edit: ({ end }) => [end, end, ""],
  },
};
