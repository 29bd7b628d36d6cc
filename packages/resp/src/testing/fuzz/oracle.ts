// Who judges a stream: one shape for our decoder, the second decoder, other libraries and servers, so
// that their verdicts can be laid side by side.

import { FrameDecoder, type Limits, ProtocolError } from "../../codec/index.ts";
import { joined } from "./bytes.ts";
import { type Judgement, judge } from "./reference-decoder.ts";
import { type Said, saidOf, sameSaid } from "./said.ts";

/** What an oracle says of a stream. */
export interface OracleVerdict {
  /** "crashed": it threw what is no refusal. */
  readonly verdict: "valid" | "invalid" | "incomplete" | "crashed";
  /** What was said until then; undefined from an oracle that can't tell. */
  readonly values?: readonly Said[] | undefined;
  /** Where it stopped, if it tells. */
  readonly offset?: number | undefined;
  /** Why, for people. */
  readonly reason?: string | undefined;
}

/** A judge of streams. */
export interface Oracle {
  /** For tables. */
  readonly name: string;
  /** Judges one stream that arrives in these pieces. Never throws. */
  judge(chunks: readonly Uint8Array[]): OracleVerdict;
}

/** Our decoder, given the pieces as they are. */
export function decoderOracle(limits?: Partial<Limits>): Oracle {
  return { name: "@respite/resp", judge: (chunks) => decoded(chunks, limits) };
}

/** The second decoder, which sees the whole stream at once. */
export function referenceOracle(): Oracle {
  return { name: "reference", judge: (chunks): Judgement => judge(joined(chunks)) };
}

/** True if verdict, values and offset are the same, each where both sides tell it. */
export function sameVerdict(left: OracleVerdict, right: OracleVerdict): boolean {
  if (left.verdict !== right.verdict) return false;
  if (left.offset !== undefined && right.offset !== undefined && left.offset !== right.offset) {
    return false;
  }
  if (left.values === undefined || right.values === undefined) return true;
  return sameSaid(left.values, right.values);
}

function decoded(chunks: readonly Uint8Array[], limits?: Partial<Limits>): OracleVerdict {
  const values: Said[] = [];
  const decoder = new FrameDecoder({ onFrame: (frame) => values.push(saidOf(frame)), limits });
  try {
    for (const chunk of chunks) decoder.write(chunk);
    return { verdict: decoder.incomplete ? "incomplete" : "valid", values };
  } catch (error) {
    if (!(error instanceof ProtocolError)) {
      return { verdict: "crashed", values, reason: String(error) };
    }
    return { verdict: "invalid", values, offset: error.offset, reason: error.message };
  }
}
