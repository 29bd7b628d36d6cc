// The bench of the memory store runs and its figures are figures; the models of policies it compares
// with are held to what is known of them.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { lru } from "../l1/policies/lru.ts";
import { optimum } from "../l1/policies/optimum.ts";
import { sieve } from "../l1/policies/sieve.ts";
import { tinyLfu } from "../l1/policies/tiny-lfu.ts";
import { randomOf } from "../l1/random.ts";

const root = resolve(import.meta.dirname, "..");
const bench = join(root, "dist/l1/index.js");

interface Report {
  readonly speed: readonly { readonly library: string; readonly get: number }[];
  readonly goals: readonly object[];
  readonly ratios: readonly { readonly workload: string; percent: Record<string, number> }[];
}

describe("l1", () => {
  it("prints speed, goals and hit ratios as JSON, traces included", async () => {
    if (!existsSync(bench)) throw new Error("Nothing is built: run `npx pnpm build` first.");
    const options = ["--quick", "--json", "--traces", join(root, "traces")];
    const { stdout } = await promisify(execFile)(process.execPath, [bench, ...options]);
    const { speed, goals, ratios } = JSON.parse(stdout) as Report;
    expect(speed.map(({ library }) => library)).toContain("respite");
    for (const { get } of speed) expect(get).toBeGreaterThan(0);
    expect(goals).toHaveLength(8);
    expect(ratios.map(({ workload }) => workload)).toContain("lirs-sprite");
    for (const { percent } of ratios) {
      for (const share of Object.values(percent)) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual((percent["optimum"] as number) + 1e-9);
      }
    }
  });
});

describe("the models", () => {
  it("answer what can be worked out by hand", () => {
    const keys = Uint32Array.from([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    // A loop one longer than the cache: LRU and SIEVE never hit, the optimum keeps one of two.
    expect(lru(keys, 2)).toBe(0);
    expect(sieve(keys, 2)).toBe(0);
    expect(optimum(keys, 2)).toBe(3);
    expect(optimum(keys, 3)).toBe(6);
  });

  it("SIEVE spares once what was used, where first in, first out would not", () => {
    expect(sieve(Uint32Array.from([1, 2, 1, 3, 1]), 2)).toBe(2);
    expect(sieve(Uint32Array.from([1, 2, 1, 3, 4, 1]), 2)).toBe(1);
  });

  it("W-TinyLFU keeps what is frequent through a scan", () => {
    const often = Array.from({ length: 2000 }, (_, index) => index % 50);
    const scan = Array.from({ length: 500 }, (_, index) => 1000 + index);
    const keys = Uint32Array.from([...often, ...scan, ...often.slice(0, 50)]);
    const before = tinyLfu(keys.subarray(0, 2500), 100);
    expect(tinyLfu(keys, 100) - before).toBeGreaterThan(45);
  });

  it("none does better than the optimum", () => {
    const random = randomOf(3);
    const keys = Uint32Array.from({ length: 20_000 }, () => Math.floor(random() ** 2 * 500));
    const best = optimum(keys, 100);
    for (const policy of [lru, sieve, tinyLfu]) expect(policy(keys, 100)).toBeLessThan(best);
  });
});
