// docs/oracles.md is what scripts/oracles.mjs finds today: a new case, another verdict or a parser's new
// version must be written down.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

beforeAll(() => {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-b", "packages/fuzz"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`packages/fuzz does not compile:\n${stdout}`);
}, 120_000);

it("the page of oracles says what is found", { timeout: 240_000 }, () => {
  const script = join(root, "packages/fuzz/scripts/oracles.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(`${stdout}${stderr}`).toBe("");
  expect(status).toBe(0);
});
