// What stays when something was found: the input as a file, and one line that shows it again.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printable } from "@respite/resp/codec";
import type { Finding } from "./finding.ts";

/** Writes the input's bytes, nothing else, and returns the file's path. */
export async function writeCrashFile(folder: string, { kind, bytes }: Finding): Promise<string> {
  await mkdir(folder, { recursive: true });
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const path = join(folder, `crash-${kind}-${digest}.resp`);
  await writeFile(path, bytes);
  return path;
}

/** The bytes of a crash file. @throws what reading it threw. */
export async function readCrashFile(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(path));
}

/** The command that shows the finding again; `target` is what stood behind "respite-fuzz". */
export function reproduction(target: readonly string[], path: string, { cuts }: Finding): string {
  const words = ["respite-fuzz", ...target, "--replay", path];
  if (cuts.length > 0) words.push("--cuts", cuts.join(","));
  return words.map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word}'`)).join(" ");
}

/** The finding for people; long inputs are cut. */
export function findingText({ kind, detail, bytes, cuts, run }: Finding): string {
  const shown = printable(bytes.subarray(0, 200)) + (bytes.length > 200 ? "…" : "");
  const where = run === undefined ? "" : ` in run ${run}`;
  const pieces = cuts.length === 0 ? "whole" : `cut at ${cuts.slice(0, 20).join(",")}`;
  return `found ${kind}${where}: ${detail}\n  ${bytes.length} byte${bytes.length === 1 ? "" : "s"}, ${pieces}: "${shown}"`;
}
