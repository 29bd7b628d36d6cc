// How counterexamples are shown: as RESP text, in the spelling of `printable`, instead of byte arrays.

import fc from "fast-check";
import { printable } from "../../codec/index.ts";

/** `value` itself, which fast-check prints as `text()` says; equality does not see the difference. */
export function printedAs<T extends object>(value: T, text: () => string): T {
  return Object.defineProperty(value, fc.toStringMethod, {
    value: text,
    configurable: true,
  });
}

/** Wire bytes between quotes. */
export function wireText(bytes: Uint8Array): string {
  return `"${printable(bytes)}"`;
}
