// Parts of a sorted set: by place, by score, by bytes. Parsed once, applied to any set.

import { CommandError, parseCount } from "./arguments.ts";
import { toBinary } from "./bytes.ts";
import { parseScoreBound } from "./numbers.ts";
import type { ScoredMember } from "./sorted-set.ts";

/** What a range goes by. */
export type RangeKind = "rank" | "score" | "lex";

/** Picks a range out of members in order; the result is in that order. */
export type Range = (ordered: readonly ScoredMember[]) => readonly ScoredMember[];

/** A range from its two ends. `reversed` counts places from the highest. */
export function parseRange(
  kind: RangeKind,
  [first, last]: readonly (Uint8Array | undefined)[],
  reversed = false,
): Range {
  if (kind === "score") return scoreRange(first, last);
  if (kind === "lex") return lexRange(first, last);
  const start = parseCount(first);
  const stop = parseCount(last);
  return (ordered) => {
    const from = start < 0 ? Math.max(ordered.length + start, 0) : start;
    const to = Math.max((stop < 0 ? ordered.length + stop : stop) + 1, 0);
    if (!reversed) return ordered.slice(from, to);
    return ordered.toReversed().slice(from, to).toReversed();
  };
}

function scoreRange(first: Uint8Array | undefined, last: Uint8Array | undefined): Range {
  const min = parseScoreBound(first);
  const max = parseScoreBound(last);
  return (ordered) =>
    ordered.filter(
      ({ score }) =>
        (min.exclusive ? score > min.value : score >= min.value) &&
        (max.exclusive ? score < max.value : score <= max.value),
    );
}

interface LexBound {
  readonly text: string;
  readonly kind: "lowest" | "highest" | "inclusive" | "exclusive";
}

function lexRange(first: Uint8Array | undefined, last: Uint8Array | undefined): Range {
  const min = parseLexBound(first);
  const max = parseLexBound(last);
  return (ordered) => ordered.filter(({ member }) => isFrom(min, member) && isUpTo(max, member));
}

function isFrom({ kind, text }: LexBound, member: string): boolean {
  if (kind === "lowest" || kind === "highest") return kind === "lowest";
  return kind === "inclusive" ? member >= text : member > text;
}

function isUpTo({ kind, text }: LexBound, member: string): boolean {
  if (kind === "lowest" || kind === "highest") return kind === "highest";
  return kind === "inclusive" ? member <= text : member < text;
}

/** `-`, `+`, `[text` or `(text`. */
function parseLexBound(bytes: Uint8Array | undefined): LexBound {
  const given = bytes === undefined ? "" : toBinary(bytes);
  const text = given.slice(1);
  if (given === "-") return { text, kind: "lowest" };
  if (given === "+") return { text, kind: "highest" };
  if (given.startsWith("[")) return { text, kind: "inclusive" };
  if (given.startsWith("(")) return { text, kind: "exclusive" };
  throw new CommandError("ERR min or max not valid string range item");
}
