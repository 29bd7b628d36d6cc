// What a case of the corpus is, and short spellings for the values it expects.

import type { Rule } from "../reference-decoder.ts";
import type { Said, SaidPairs, SaidText } from "../said.ts";

/** One stream and the verdict it must get. JSON-able as it is. */
export interface CorpusCase {
  /** Unique, kebab-case, fit for a file name. */
  readonly name: string;
  /** "incomplete": legal so far, ends inside a value. */
  readonly verdict: "valid" | "invalid" | "incomplete";
  /** The stream, one character per byte. */
  readonly text: string;
  /** The top-level values it says, or says before it breaks off. */
  readonly values: readonly Said[];
  /** Of an invalid stream: the first byte that can't stand, or the token that is wrong as a whole. */
  readonly offset?: number | undefined;
  /** Of an invalid stream: the rule it breaks. */
  readonly rule?: Rule | undefined;
}

/** `$`. */
export function bulk(content: string): SaidText {
  return { type: "bulk", text: content };
}

/** `+`. */
export function simple(content: string): SaidText {
  return { type: "simple", text: content };
}

/** `:`, `(` or `,`. */
export function number(
  spelling: string | number,
  type: "integer" | "big-number" | "double" = "integer",
): Said {
  return { type, number: String(spelling) };
}

/** Any other text. */
export function text(type: SaidText["type"], content: string): SaidText {
  return { type, text: content };
}

/** `*`, `~` or `>`. */
export function list(type: "array" | "set" | "push", ...items: Said[]): Said {
  return { type, items };
}

/** `%`. */
export function map(...entries: (readonly [Said, Said])[]): Said {
  return { type: "map", entries };
}

/** A list or map whose length was not told. */
export function streamed(value: Said): Said {
  if (!("items" in value) && !("entries" in value)) throw new TypeError("Only aggregates stream.");
  return { ...value, streamed: true };
}

/** A value with attributes ahead of it. */
export function annotated(value: Said, ...attributes: SaidPairs[]): Said {
  return { ...value, attributes };
}

/** A null. */
export function nil(form: "_" | "$-1" | "*-1"): Said {
  return { type: "null", form };
}
