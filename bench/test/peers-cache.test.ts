// The bench of the cache runs, outage and guide included, and its figures are figures.

import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const bench = join(resolve(import.meta.dirname, ".."), "dist/peers/cache/index.js");

interface Report {
  readonly rows: readonly { readonly library: string; readonly l1: number; loads: number }[];
  readonly goals: readonly { readonly name: string }[];
  readonly outage: readonly { readonly library: string; readonly deliveredMs?: number }[];
  readonly guide: readonly { readonly mode: string; readonly readP50: number }[];
  readonly footprints: readonly { readonly kind: string; readonly bytes: number }[];
}

function hasRedis(): boolean {
  try {
    return execFileSync("redis-server", ["--version"]).length > 0;
  } catch {
    return false;
  }
}

describe("peers/cache", () => {
  it.skipIf(!hasRedis() && process.env["RESPITE_REQUIRE_REDIS"] !== "1")(
    "prints cost, outage, guide and goals as JSON",
    async () => {
      if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
      const { stdout } = await promisify(execFile)(process.execPath, [bench, "--quick", "--json"]);
      const { rows, goals, outage, guide, footprints } = JSON.parse(stdout) as Report;
      expect(new Set(rows.map(({ library }) => library)).size).toBe(5);
      for (const { l1, loads } of rows) {
        expect(l1).toBeGreaterThan(0);
        expect(loads).toBe(1);
      }
      // Five of cost, three for each of our two rows in an outage, sixteen of the guide.
      expect(goals).toHaveLength(27);
      expect(outage.map(({ library }) => library)).toEqual(["respite", "respite"]);
      for (const { deliveredMs } of outage) expect(deliveredMs).toBeGreaterThan(0);
      expect(guide.map(({ mode }) => mode)).toEqual(["memory", "redis", "hybrid"]);
      for (const { readP50 } of guide) expect(readP50).toBeGreaterThan(0);
      expect(footprints.map(({ kind }) => kind)).toEqual(["session", "token", "jti"]);
      for (const { bytes } of footprints) expect(bytes).toBeGreaterThan(50);
    },
    180_000,
  );
});
