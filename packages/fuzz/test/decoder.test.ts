// respite-fuzz decoder, as its users run it: a process, a module, an exit code.

import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const here = import.meta.dirname;
const root = fileURLToPath(new URL("../../..", import.meta.url));
const command = fileURLToPath(new URL("../bin/respite-fuzz.js", import.meta.url));
let folder: string;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function respiteFuzz(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

function decoderAt(name: string): string {
  return join(here, "decoders", `${name}.mjs`);
}

beforeAll(async () => {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-b", "packages/fuzz"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`packages/fuzz does not compile:\n${stdout}`);
  folder = await mkdtemp(join(tmpdir(), "respite-fuzz-"));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

describe("respite-fuzz decoder", { timeout: 30_000 }, () => {
  it("finds nothing in a right decoder: exit code 0", async () => {
    const { code, stdout } = await respiteFuzz(
      "decoder",
      decoderAt("good"),
      "--runs",
      "2000",
      "--seed",
      "1",
    );
    expect(stdout).toMatch(/^2000 inputs, \d+ bytes in [\d.]+ s, seed 1\nnothing found\n$/);
    expect(code).toBe(0);
  });

  it.each([
    ["cut-sensitive", "cutting", 12],
    ["throwing", "threw", 1],
    // How small depends on how many hangs fit into the time.
    ["hanging", "hang", 300],
    ["aborting", "aborted", 100],
    ["forgiving", "verdict", 8],
  ])(
    "%s: finds %s, makes it small, and shows it again from the crash file",
    async (name, kind, most) => {
      const out = join(folder, name);
      const options = ["--seed", "5", "--hang", "800", "--minimise", "6", "--out", out];
      const { code, stdout } = await respiteFuzz("decoder", decoderAt(name), ...options);
      expect(code).toBe(1);
      expect(stdout).toContain(`found ${kind} in run`);
      const [file = ""] = await readdir(out);
      expect((await readFile(join(out, file))).length).toBeLessThanOrEqual(most);
      const line = stdout.trimEnd().split("\n").at(-1) ?? "";
      expect(line).toMatch(/^respite-fuzz decoder /);
      const again = await respiteFuzz(...line.split(" ").slice(1), "--hang", "800");
      expect(again.stdout).toContain(`found ${kind}: `);
      expect(again.code).toBe(1);
      expect(await readdir(out)).toEqual([file]);
    },
  );

  it("survives values that are too deep for Node's own comparison", async () => {
    const file = join(folder, "deep.resp");
    await writeFile(file, `${"%1\r\n+k\r\n".repeat(1000)}:1\r\n`);
    const { code, stderr } = await respiteFuzz("decoder", decoderAt("good"), "--replay", file);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("is the same for the same seed", async () => {
    const found = async (seed: string): Promise<string> => {
      const args = [decoderAt("throwing"), "--seed", seed, "--out", join(folder, "seeds")];
      return /in run \d+/.exec((await respiteFuzz("decoder", ...args)).stdout)?.[0] ?? "";
    };
    expect(await found("7")).toBe(await found("7"));
  });

  it("allows what is asked to be allowed", async () => {
    const options = ["--runs", "1000", "--seed", "2"];
    const { code } = await respiteFuzz("decoder", decoderAt("forgiving"), "--lenient", ...options);
    expect(code).toBe(0);
    const old = await respiteFuzz("decoder", decoderAt("good"), "--protocol", "2", ...options);
    expect(old.code).toBe(0);
  });

  it.each([
    [["decoder", "nowhere.mjs"], "can't be loaded"],
    [["decoder", decoderAt("no-decoder")], 'exports no function "decode"'],
    [["decoder", "x.mjs", "--runs", "many"], "whole number"],
    [["decoder", "x.mjs", "--time", "1d"], "duration"],
    [["decoder", "x.mjs", "--protocol", "4"], "2 or 3"],
    [["decoder", "x.mjs", "--replay", "nowhere.resp"], "nowhere.resp"],
    [["decoder"], "missing required argument"],
    [["elsewhere"], "unknown command"],
  ])("%j is wrong usage: exit code 2", async (args, words) => {
    const { code, stderr } = await respiteFuzz(...args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it("explains itself: exit code 0", async () => {
    const { code, stdout } = await respiteFuzz("--help");
    expect(stdout).toContain("server");
    expect(stdout).toContain("decoder");
    expect(code).toBe(0);
  });
});
