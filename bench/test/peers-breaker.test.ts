// The bench of the breaker runs and its figures are figures. What they are is no test's business.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const bench = join(resolve(import.meta.dirname, ".."), "dist/peers/breaker/index.js");

interface Report {
  readonly calls: readonly { readonly library: string; readonly nanos: number }[];
  readonly memory: readonly { readonly library: string; readonly bytes: number }[];
  readonly goals: readonly object[];
}

describe("peers/breaker", () => {
  it("prints calls, memory and goals as JSON", async () => {
    if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
    const { stdout } = await promisify(execFile)(process.execPath, [bench, "--quick", "--json"]);
    const { calls, memory, goals } = JSON.parse(stdout) as Report;
    const libraries = [...new Set(calls.map(({ library }) => library))].toSorted();
    expect(libraries).toEqual(["cockatiel", "none", "opossum", "respite"]);
    for (const { nanos } of calls) expect(nanos).toBeGreaterThan(0);
    expect(memory).toHaveLength(3);
    for (const { bytes } of memory) expect(bytes).toBeGreaterThan(0);
    expect(goals).toHaveLength(4);
  });
});
