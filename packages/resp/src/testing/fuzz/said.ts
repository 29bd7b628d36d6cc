// What a stream said, as plain JSON-able values: the form in which decoders are compared and the
// corpus keeps what it expects. Text is one-byte text, numbers are their shortest decimal spelling, so
// that nothing is lost on the way through JSON or another language.

import type { Frame, FramePairs } from "../../codec/index.ts";
import { toText } from "./bytes.ts";

/** Pairs of a map or an attribute, in order. */
export type SaidPairs = readonly (readonly [key: Said, value: Said])[];

/** What every value may carry. */
interface Annotated {
  /** The attributes ahead of it, one list of pairs each; absent if there are none. */
  readonly attributes?: readonly SaidPairs[] | undefined;
}

/** A text: `+ - $ ! =` and a streamed string. */
export interface SaidText extends Annotated {
  /** Which of them. */
  readonly type: "simple" | "error" | "bulk" | "bulk-error" | "verbatim" | "streamed-bulk";
  /** One character per byte; a verbatim string with its format, as "txt:Some string". */
  readonly text: string;
}

/** A number: `: ( ,`. */
export interface SaidNumber extends Annotated {
  /** Which of them. */
  readonly type: "integer" | "big-number" | "double";
  /** As JavaScript prints it, "-0", "inf", "-inf" and "nan" among them. */
  readonly number: string;
}

/** A boolean. */
export interface SaidBoolean extends Annotated {
  /** Says what it is. */
  readonly type: "boolean";
  /** `#t` or `#f`. */
  readonly value: boolean;
}

/** A null in one of its three spellings. */
export interface SaidNull extends Annotated {
  /** Says what it is. */
  readonly type: "null";
  /** How it was spelled. */
  readonly form: "_" | "$-1" | "*-1";
}

/** `* ~ >`. */
export interface SaidList extends Annotated {
  /** Which of them. */
  readonly type: "array" | "set" | "push";
  /** Its elements, in order. */
  readonly items: readonly Said[];
  /** True if it ended with `.`; otherwise absent. */
  readonly streamed?: true | undefined;
}

/** `%`. */
export interface SaidMap extends Annotated {
  /** Says what it is. */
  readonly type: "map";
  /** Its pairs, in order. */
  readonly entries: SaidPairs;
  /** True if it ended with `.`; otherwise absent. */
  readonly streamed?: true | undefined;
}

/** One value, as it was said. */
export type Said = SaidText | SaidNumber | SaidBoolean | SaidNull | SaidList | SaidMap;

/** A frame of our decoder in the form of the comparison. */
export function saidOf(frame: Frame): Said {
  const bare = bareOf(frame);
  const { attributes } = frame;
  return attributes === undefined ? bare : { ...bare, attributes: attributes.map(pairsOf) };
}

function bareOf(frame: Frame): Said {
  switch (frame.type) {
    case "simple":
    case "error":
    case "bulk":
    case "bulk-error":
      return { type: frame.type, text: toText(frame.bytes) };
    case "verbatim":
      return { type: frame.type, text: `${frame.format}:${toText(frame.bytes)}` };
    case "streamed-bulk":
      return { type: frame.type, text: frame.pieces.map(toText).join("") };
    case "integer":
    case "big-number":
    case "double":
      return { type: frame.type, number: saidNumber(frame.value) };
    case "boolean":
      return { type: "boolean", value: frame.value };
    case "null":
      return { type: "null", form: frame.form };
    case "map":
      return { type: "map", entries: pairsOf(frame.entries), ...streamedOf(frame) };
    default:
      return { type: frame.type, items: frame.items.map(saidOf), ...streamedOf(frame) };
  }
}

function streamedOf({ streamed }: { streamed?: true | undefined }): { streamed?: true } {
  return streamed === true ? { streamed } : {};
}

function pairsOf(pairs: FramePairs): SaidPairs {
  return pairs.map(([key, value]) => [saidOf(key), saidOf(value)]);
}

/** A number as {@link SaidNumber} spells it. */
export function saidNumber(value: number | bigint): string {
  if (Object.is(value, -0)) return "-0";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  return Number.isNaN(value) ? "nan" : String(value);
}

/** True if the same was said, attributes and spelling of nulls included. */
export function sameSaid(left: readonly Said[], right: readonly Said[]): boolean {
  return left.length === right.length && JSON.stringify(left) === JSON.stringify(right);
}
