// The bench runs and its figures are figures. What they are is no test's business: machines are noisy.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath } from "../../test/harness/index.ts";

const bench = join(resolve(import.meta.dirname, ".."), "dist/pool-sizing/index.js");

interface Report {
  readonly sweep: readonly { readonly pool: string; readonly cpuMicrosPerOp: number }[];
  readonly alone: readonly object[];
}

describe.runIf(availableServer() !== undefined)("pool-sizing", () => {
  it("prints a row for each pool, size and concurrency as JSON", async (context) => {
    noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
    if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
    const { stdout } = await promisify(execFile)(process.execPath, [bench, "--quick", "--json"]);
    const { sweep, alone } = JSON.parse(stdout) as Report;
    expect([...new Set(sweep.map(({ pool }) => pool))].toSorted()).toEqual([
      "generic-pool",
      "raw sockets",
      "respite",
    ]);
    expect(sweep).toHaveLength(2 * 2 * 3);
    for (const { cpuMicrosPerOp } of sweep) expect(cpuMicrosPerOp).toBeGreaterThan(0);
    expect(alone.length).toBeGreaterThanOrEqual(2);
  });
});
