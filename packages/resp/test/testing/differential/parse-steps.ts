// Steps as lines of text: the verb ahead of a colon where it is not "same", then the words.

import type { Step, Verb } from "./step.ts";

/** One step a line, as in `sorted: SMEMBERS s`; `''` is an empty word, a line with # a comment. */
export function parseSteps(text: string): readonly Step[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(parseStep);
}

function parseStep(line: string): Step {
  const [, verb = "same", rest = ""] = /^(?:([a-z]+): )?(.*)$/.exec(line) ?? [];
  const words = rest.split(/ +/).map((one) => (one === "''" ? "" : one));
  return [verb as Verb, ...words];
}
