// The corpus on disk, for fuzzers that are no JavaScript.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CorpusCase, corpusFiles } from "../fuzz/index.ts";

/**
 * Writes the corpus (or other `cases`) below `folder`, which is made if it is missing: `corpus/` with
 * one stream per file, as AFL (`-i`) and libFuzzer take it; `resp.dict` for `-x` and `-dict=`;
 * `manifest.json` with every case's verdict and values. Returns how many streams were written.
 *
 * @throws what the file system throws; files that exist are overwritten.
 */
export async function exportCorpus(folder: string, cases?: readonly CorpusCase[]): Promise<number> {
  const files = corpusFiles(cases);
  await mkdir(join(folder, "corpus"), { recursive: true });
  await Promise.all(files.map(({ path, bytes }) => writeFile(join(folder, path), bytes)));
  return files.filter(({ path }) => path.startsWith("corpus/")).length;
}
