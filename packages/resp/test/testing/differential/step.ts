// The words of the comparison.
// A verb is as strict as the server's own promises allow.

import type { Word } from "../raw-connection.ts";

/** How equal two replies must be. */
export type Verb =
  /** In every byte. */
  | "same"
  /** In every byte, once elements are sorted. */
  | "sorted"
  /** In kind and number of elements. */
  | "loosely"
  /** Integers may differ by 50, and more where a step took long: times. */
  | "near"
  /** The array of EXEC: each element as its own step says. */
  | "results";

/** A command for both servers, and how its replies are compared. */
export type Step = readonly [verb: Verb, ...words: Word[]];
