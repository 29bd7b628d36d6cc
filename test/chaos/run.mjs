// Bundles the schedules from their sources and runs them: Node 20 reads no TypeScript by itself.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const directory = join(import.meta.dirname, "../node_modules/.cache/chaos");
const outfile = join(directory, `chaos-${process.pid}.mjs`);
await mkdir(directory, { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, "command-line.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  conditions: ["@respite/source"],
  external: ["commander", "generic-pool"],
});
process.setSourceMapsEnabled(true);
const { runCommandLine } = await import(pathToFileURL(outfile).href);
process.exitCode = await runCommandLine(process.argv.slice(2), process);
