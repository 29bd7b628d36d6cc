// The bench of the pool runs and its figures are figures. What they are is no test's business.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const bench = join(resolve(import.meta.dirname, ".."), "dist/peers/pool/index.js");

interface Report {
  readonly rows: readonly { readonly library: string; readonly case: string; nanos: number }[];
  readonly goals: readonly object[];
}

describe("peers/pool", () => {
  it("prints both cases of every pool, and the goals, as JSON", async () => {
    if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
    const { stdout } = await promisify(execFile)(process.execPath, [bench, "--quick", "--json"]);
    const { rows, goals } = JSON.parse(stdout) as Report;
    const libraries = ["generic-pool", "lightning-pool", "none", "respite", "tarn"];
    for (const kind of ["free", "waiting"]) {
      const measured = rows.filter((row) => row.case === kind);
      expect([...new Set(measured.map(({ library }) => library))].toSorted()).toEqual(libraries);
      for (const { nanos } of measured) expect(nanos).toBeGreaterThan(0);
    }
    expect(goals).toHaveLength(4);
  });
});
