// The corpus as files that other fuzzers take: one stream per file for AFL and libFuzzer, a dictionary
// in the format both read, and a manifest with the verdicts. Only the contents; testing/node writes them.

import { type CorpusCase, corpus } from "./corpus/index.ts";
import { fromText } from "./bytes.ts";
import { soupTokens } from "./random-soup.ts";

/** One file to be written. */
export interface CorpusFile {
  /** Relative, with "/" between folders. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/**
 * `corpus/<name>` for each case, `resp.dict`, and `manifest.json`: an array of
 * `{ name, verdict, text, values?, offset?, rule? }`, text with one character per byte.
 */
export function corpusFiles(cases: readonly CorpusCase[] = corpus): CorpusFile[] {
  const manifest = `${JSON.stringify(cases, undefined, 1)}\n`;
  return [
    ...cases.map(({ name, text }) => ({ path: `corpus/${name}`, bytes: fromText(text) })),
    { path: "resp.dict", bytes: fromText(fuzzDictionary()) },
    // JSON escapes beyond ASCII, so that the file is plain ASCII.
    { path: "manifest.json", bytes: fromText(asciiJson(manifest)) },
  ];
}

/** The tokens of RESP as a dictionary for AFL (`-x`) and libFuzzer (`-dict=`). */
export function fuzzDictionary(): string {
  return soupTokens.map((token, index) => `token_${index}="${escaped(token)}"\n`).join("");
}

function escaped(token: string): string {
  const hex = (unit: string): string =>
    String.raw`\x${unit.charCodeAt(0).toString(16).padStart(2, "0")}`;
  return token.replaceAll(/[^ !#-[\]-~]/g, hex);
}

function asciiJson(text: string): string {
  const hex = (unit: string): string =>
    String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll(/[\x7f-\xff]/g, hex);
}
