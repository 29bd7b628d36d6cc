// Refusals as older servers worded them. Commands refuse in the words of today; here is what the same
// refusal was called before. Where words alone don't tell two refusals apart the command itself asks.

import { CommandError, wrongArity } from "./arguments.ts";
import { compareVersions } from "./versions.ts";

interface Rewording {
  /** The first version that speaks as today. */
  readonly since: string;
  /** Today's words. */
  readonly words: RegExp;
  /** Those of before, with what the pattern has caught. */
  readonly before: string;
}

const rewordings: readonly Rewording[] = [
  {
    since: "7.0.0",
    words: /^ERR invalid expire time in '(.+)' command$/,
    before: "ERR invalid expire time in $1",
  },
  {
    since: "7.0.0",
    words: /^ERR at least 1 input key is needed for '(.+)' command$/,
    before: "ERR at least 1 input key is needed for $1",
  },
  {
    since: "7.0.0",
    words: /^(ERR RANK can't be zero: use 1 to start from the first match, 2 from the second) .*$/,
    before: "$1, ...",
  },
];

/** The words of that version for a refusal of today. */
export function inWordsOf(version: string, refusal: string): string {
  for (const { since, words, before } of rewordings) {
    if (words.test(refusal) && compareVersions(version, since) < 0) {
      return refusal.replace(words, before);
    }
  }
  return refusal;
}

/** A key without a value: MSETNX was MSET in words before 7.0. */
export function unpaired(version: string, command: "mset" | "msetnx"): CommandError {
  return compareVersions(version, "7.0.0") < 0
    ? new CommandError("ERR wrong number of arguments for MSET")
    : wrongArity(command);
}
