// The corpus: named streams with their verdicts, as data. The only door of this folder.
import type { CorpusCase } from "./corpus-case.ts";
import { incomplete } from "./incomplete.ts";
import { invalid } from "./invalid.ts";
import { valid } from "./valid.ts";

export type { CorpusCase } from "./corpus-case.ts";

/** All cases: valid, invalid, incomplete, in this order; names are unique. */
export const corpus: readonly CorpusCase[] = Object.freeze([...valid, ...invalid, ...incomplete]);
