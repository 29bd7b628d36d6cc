// The laws a decoder is held to, on one input.

import { inspect, isDeepStrictEqual } from "node:util";
import { type Judgement, agrees, cutAt, everyByte, judge, tokensOf } from "@respite/resp/testing";
import type { Finding, FindingKind } from "../finding.ts";
import type { Decode, DecodeResult } from "./decoder-module.ts";

/** How strict the laws are. */
export interface Laws {
  /** 2: streams with types of RESP3 have no expected verdict. */
  readonly protocol: 2 | 3;
  /** True allows a decoder to take for valid or unfinished what is no RESP. */
  readonly lenient: boolean;
}

/** The first law that `decode` breaks on this stream, cut so and whole; undefined if it keeps all. */
export async function checkDecode(
  decode: Decode,
  laws: Laws,
  { bytes, cuts }: Pick<Finding, "bytes" | "cuts">,
): Promise<Finding | undefined> {
  const found = (kind: FindingKind, detail: string, at = cuts): Finding => ({
    kind,
    detail,
    bytes,
    cuts: at,
  });
  const whole = await answerOf(decode, [bytes]);
  if ("thrown" in whole) return found("threw", `it threw ${whole.thrown}`, []);
  const expected = expectation(bytes, laws);
  const fault = expected === undefined ? undefined : faultOf(whole, expected);
  if (fault !== undefined) return found(...fault, []);
  const pieces = await answerOf(decode, cutAt(bytes, cuts));
  if ("thrown" in pieces) return found("threw", `it threw ${pieces.thrown}`);
  if (pieces.verdict !== whole.verdict) {
    return found("cutting", `"${whole.verdict}" whole, "${pieces.verdict}" when cut`);
  }
  const same = sameValues(whole.values, pieces.values);
  return same ? undefined : found("cutting", "other values when cut");
}

function sameValues(left: unknown, right: unknown): boolean {
  try {
    return isDeepStrictEqual(left, right);
  } catch (error) {
    // Node compares by recursion: hundreds of Maps within each other are too deep for it.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** Ways of cutting worth trying when only the bytes are known. */
export function likelyCuts(bytes: Uint8Array, given: readonly number[]): (readonly number[])[] {
  const once = everyByte(Math.min(bytes.length, 300)).map((place) => [place]);
  return [given, everyByte(bytes.length), ...once];
}

async function answerOf(
  decode: Decode,
  chunks: readonly Uint8Array[],
): Promise<DecodeResult | { thrown: string }> {
  try {
    // Copies of their own, as a transport hands them over.
    return await decode(chunks.map((chunk) => chunk.slice()));
  } catch (error) {
    return { thrown: String(error) };
  }
}

function expectation(bytes: Uint8Array, { protocol, lenient }: Laws): Judgement | undefined {
  const judgement = judge(bytes);
  if (lenient && judgement.verdict === "invalid") return undefined;
  const resp3 = protocol === 2 && tokensOf(bytes).some(({ sign, text }) => isNew(sign, text));
  return resp3 || (protocol === 2 && /[^+\-:$*]/.test(lastSign(bytes))) ? undefined : judgement;
}

function isNew(sign: string, text: string): boolean {
  return !"+-:$*".includes(sign) || text === "?";
}

/** The type byte of what is behind the last whole token. */
function lastSign(bytes: Uint8Array): string {
  const at = tokensOf(bytes).at(-1)?.end ?? 0;
  return at < bytes.length ? String.fromCharCode(bytes[at]!) : "";
}

function faultOf(
  { verdict, values }: DecodeResult,
  expected: Judgement,
): [FindingKind, string] | undefined {
  if (verdict !== expected.verdict) {
    const { rule, offset } = expected;
    const why = rule === undefined ? "" : ` (${rule} at byte ${offset})`;
    return ["verdict", `it says "${verdict}", the second decoder "${expected.verdict}"${why}`];
  }
  if (values === undefined) return undefined;
  if (values.length !== expected.values.length) {
    return ["values", `${values.length} values, but ${expected.values.length} were said`];
  }
  const wrong = expected.values.findIndex((said, at) => !agrees(said, values[at]));
  return wrong === -1
    ? undefined
    : [
        "values",
        `value ${wrong} is ${shown(values[wrong])}, but ${shown(expected.values[wrong])} was said`,
      ];
}

/** A value in one line that is not long. */
function shown(value: unknown): string {
  const text = inspect(value, { breakLength: Infinity, maxStringLength: 60, maxArrayLength: 10 });
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
