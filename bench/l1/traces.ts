// Recorded workloads, from gzipped files of block numbers; see ../traces/README.md.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Workload } from "./workloads.ts";

/** Capacities for traces that are not listed, as shares of the different keys. */
const shares = [0.02, 0.1, 0.3];

/** Capacities that others have published figures for. */
const published: Readonly<Record<string, readonly number[]>> = {
  "lirs-2_pools": [100, 200, 400],
  "lirs-cs": [100, 400, 1000],
  "lirs-gli": [250, 1000, 1500],
  "lirs-loop": [250, 500, 900],
  "lirs-multi1": [400, 1000, 2000],
  "lirs-multi2": [500, 1500, 3000],
  "lirs-multi3": [500, 1500, 3000],
  "lirs-sprite": [200, 600, 1000],
  "lirs-zigzag": [200, 600, 1500],
  oltp: [1000, 5000, 15_000],
  p3: [2000, 10_000, 30_000],
};

/** Every `*.gz` of a folder. @throws {Error} if the folder can't be read, or a file holds no numbers. */
export function traces(folder: string): Workload[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".gz"));
  return files.toSorted().map((file) => {
    const keys = read(join(folder, file));
    const name = basename(file, ".gz");
    const different = new Set(keys).size;
    const capacities = published[name] ?? shares.map((share) => Math.ceil(share * different));
    return { name, capacities, keys: () => keys };
  });
}

/** One key a line, or first key and run length. */
function read(path: string): Uint32Array {
  const keys: number[] = [];
  for (const line of gunzipSync(readFileSync(path)).toString("latin1").split("\n")) {
    const [first, count = "1"] = line.trim().split(/\s+/);
    const key = Number.parseInt(first ?? "", 10);
    // Some end with a mark that is no number.
    if (!Number.isFinite(key)) continue;
    for (let offset = 0; offset < Number(count); offset += 1) keys.push(key + offset);
  }
  if (keys.length === 0) throw new Error(`${path} holds no keys.`);
  return Uint32Array.from(keys);
}
