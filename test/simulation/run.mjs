// Builds the simulation from the sources and runs its command line.
//
//   node test/simulation/run.mjs [--seed <n> | --from <n> --count <n> --workers <n>]

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = join(import.meta.dirname, "../node_modules/.cache/simulation");
const outfile = join(folder, `${process.pid}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, "command-line.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2023",
  conditions: ["@respite/source"],
  external: ["commander"],
  sourcemap: "inline",
});
await import(pathToFileURL(outfile).href);
