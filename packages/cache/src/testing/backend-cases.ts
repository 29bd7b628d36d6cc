// The published contract suite: every sentence of the CacheBackend contract as a named case, for
// any test runner:
//
//   for (const { name, run } of backendCases(makeMine)) it(name, run);

import { deleteCases } from "./cases/deletes.ts";
import { lifeCases } from "./cases/lives.ts";
import { lifecycleCases } from "./cases/lifecycle.ts";
import { stampCases } from "./cases/stamps.ts";
import { valueCases } from "./cases/values.ts";
import type { BackendSubject } from "./subject.ts";

/** One case; `run` rejects with what was expected and what came. */
export interface BackendCase {
  /** What must hold. */
  readonly name: string;
  /** Rejects if it does not. */
  run(): Promise<void>;
}

/** Settings of {@link backendCases}. */
export interface BackendCasesOptions {
  /** False leaves out the cases on write stamps; default true. */
  stamps?: boolean | undefined;
}

/**
 * The suite for the backends that `make` makes: one fresh, empty subject per case, closed after it.
 */
export function backendCases(
  make: () => Promise<BackendSubject>,
  { stamps = true }: BackendCasesOptions = {},
): readonly BackendCase[] {
  const all = [...valueCases, ...lifeCases, ...deleteCases, ...stampCases, ...lifecycleCases];
  const chosen = stamps ? all : all.filter((one) => one.needs !== "stamps");
  return chosen.map((one) => ({
    name: one.name,
    async run(): Promise<void> {
      const subject = await make();
      try {
        await one.run(subject);
      } finally {
        await subject.close();
      }
    },
  }));
}
