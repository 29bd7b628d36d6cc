// Cases of a published suite as rows for `it.each(...)("%s", (_, run) => run())`, titles in full.

import type { BackendCase } from "../../src/testing/index.ts";

/** Name and run by turns. */
export function namedCases(cases: readonly BackendCase[]): [string, () => Promise<void>][] {
  return cases.map(({ name, run }) => [name, run]);
}
