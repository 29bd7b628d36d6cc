// A wire tree: what was said and not what it means. Two spellings of the same reply (`+OK` and `$2`,
// `$-1` and `*-1` and `_`, `:+5` and `:5`) are different frames, so that a server answers, and a fuzzer
// compares, byte for byte. Only leading zeros of a length are not kept.

import { encodeUtf8 } from "../base/index.ts";

/** Pairs of a map or attribute, in order, duplicates kept. */
export type FramePairs = readonly (readonly [key: Frame, value: Frame])[];

/** What every frame may carry: the attributes (`|`) said ahead of it, one list of pairs each. */
interface Annotated {
  readonly attributes?: readonly FramePairs[] | undefined;
}

/** `+` simple string or `-` error: one line without CR and LF. */
export interface LineFrame extends Annotated {
  /** Which of the two. */
  readonly type: "simple" | "error";
  /** The line as it stood on the wire. */
  readonly bytes: Uint8Array;
}

/** `$` bulk or `!` bulk error: any bytes. */
export interface BulkFrame extends Annotated {
  /** Which of the two. */
  readonly type: "bulk" | "bulk-error";
  /** The content. */
  readonly bytes: Uint8Array;
}

/** `=` verbatim string; `format` is three characters of one byte, as "txt" or "mkd". */
export interface VerbatimFrame extends Annotated {
  /** Says which frame it is. */
  readonly type: "verbatim";
  /** Three characters, such as "txt". */
  readonly format: string;
  /** The content behind the format. */
  readonly bytes: Uint8Array;
}

/** `$?` streamed string: its pieces, none of them empty. */
export interface StreamedBulkFrame extends Annotated {
  /** Says which frame it is. */
  readonly type: "streamed-bulk";
  /** What was sent, piece by piece. */
  readonly pieces: readonly Uint8Array[];
}

/**
 * `:` integer of 64 bits (a number within the safe range, else a bigint), `(` big number (a bigint),
 * `,` double (a number). `text` is the wire's spelling where it is not the one `value` gets by itself.
 */
export interface NumberFrame extends Annotated {
  /** Which of the three. */
  readonly type: "integer" | "big-number" | "double";
  /** What it counts to. */
  readonly value: number | bigint;
  /** The spelling, where it is not the usual one. */
  readonly text?: string | undefined;
}

/** `#` boolean. */
export interface BooleanFrame extends Annotated {
  /** Says which frame it is. */
  readonly type: "boolean";
  /** `#t` or `#f`. */
  readonly value: boolean;
}

/** Null, by its spelling: RESP3's `_`, or RESP2's null bulk or null array. */
export interface NullFrame extends Annotated {
  /** Says which frame it is. */
  readonly type: "null";
  /** How it was spelled. */
  readonly form: "_" | "$-1" | "*-1";
}

/** `*` array, `~` set, `>` push; `streamed` if its length was not told ahead. */
export interface ListFrame extends Annotated {
  /** Which of the three. */
  readonly type: "array" | "set" | "push";
  /** Its elements, in order. */
  readonly items: readonly Frame[];
  /** True if it ended with `.` instead of a length ahead. */
  readonly streamed?: true | undefined;
}

/** `%` map; `streamed` if its length was not told ahead. */
export interface MapFrame extends Annotated {
  /** Says which frame it is. */
  readonly type: "map";
  /** Its pairs, in order, duplicates kept. */
  readonly entries: FramePairs;
  /** True if it ended with `.` instead of a length ahead. */
  readonly streamed?: true | undefined;
}

/** One value as the wire says it. */
export type Frame =
  | LineFrame
  | BulkFrame
  | VerbatimFrame
  | StreamedBulkFrame
  | NumberFrame
  | BooleanFrame
  | NullFrame
  | ListFrame
  | MapFrame;

/** `+text`. @throws {TypeError} if `text` has a lone surrogate. */
export function simpleFrame(text: string): LineFrame {
  return { type: "simple", bytes: encodeUtf8(text) };
}

/** `-text`, whose first word is the error's kind. @throws {TypeError} as {@link simpleFrame}. */
export function errorFrame(text: string): LineFrame {
  return { type: "error", bytes: encodeUtf8(text) };
}

/** `$` with text or bytes. @throws {TypeError} as {@link simpleFrame}. */
export function bulkFrame(content: string | Uint8Array): BulkFrame {
  return { type: "bulk", bytes: typeof content === "string" ? encodeUtf8(content) : content };
}

/** `:` with an integer of 64 bits. */
export function integerFrame(value: number | bigint): NumberFrame {
  return { type: "integer", value };
}

/** `*` with these items. */
export function arrayFrame(items: readonly Frame[]): ListFrame {
  return { type: "array", items };
}

/** The null of RESP3 (`_`), or the null bulk (`$-1`, the default) or array (`*-1`) of RESP2. */
export function nullFrame(form: NullFrame["form"] = "$-1"): NullFrame {
  return { type: "null", form };
}

/** How a number is spelled unless its frame says otherwise: the shortest, with `inf` and `nan`. */
export function numberSpelling(value: number | bigint): string {
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (Number.isNaN(value)) return "nan";
  return Object.is(value, -0) ? "-0" : String(value);
}
