// The bench of the client runs and its figures are figures. What they are is no test's business.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath } from "../../test/harness/index.ts";

const bench = join(resolve(import.meta.dirname, ".."), "dist/peers/client/index.js");
const names = ["ioredis", "ioredis, auto", "node-redis 5", "respite"];

interface Report {
  readonly rows: readonly { name: string; via: string; case: object; cpuMicros: number }[];
  readonly weights: readonly { readonly name: string; readonly bytesPerCommand: number }[];
  readonly crowds: readonly { readonly name: string; readonly connections: number }[];
  readonly goals: readonly { readonly name: string }[];
}

describe.runIf(availableServer() !== undefined)("peers/client", () => {
  it("prints CPU time, memory, crowds and goals as JSON", { timeout: 90_000 }, async (context) => {
    noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
    if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
    const { rows, weights, crowds, goals } = await run("--vias", "tcp,tls", "--peers", "ioredis");
    for (const via of ["tcp", "tls"]) {
      const measured = rows.filter((row) => row.via === via);
      expect([...new Set(measured.map(({ name }) => name))].toSorted()).toEqual(names);
      expect(measured).toHaveLength(names.length * 4);
    }
    for (const { cpuMicros } of rows) expect(cpuMicros).toBeGreaterThan(0);
    expect(weights.map(({ name }) => name).toSorted()).toEqual(names);
    for (const { bytesPerCommand } of weights) expect(bytesPerCommand).toBeGreaterThan(0);
    expect(crowds.map(({ connections }) => connections)).toEqual([20, 20, 20]);
    expect(goals.map(({ name }) => name.replace(/:.*/, ""))).toEqual([
      "GET 16 B, 1 in flight",
      "GET 16 B, 10 in flight",
      "bytes per command in flight",
    ]);
  });

  it("measures only the cases that were asked for", { timeout: 90_000 }, async (context) => {
    noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
    const only = ["--only", "SET 16 B, c=1; PUT 16 B", "--vias", "unix", "--peers", "none"];
    const { rows } = await run(...only);
    const [wanted] = rows;
    expect(wanted?.case).toEqual({ operation: "SET", valueBytes: 16, inFlight: 1 });
    expect(rows.map(({ name }) => name).toSorted()).toEqual(["node-redis 5", "respite"]);
  });
});

async function run(...options: string[]): Promise<Report> {
  const args = [bench, "--quick", "--json", ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Report;
}
