// CPU time of a read, an overwrite and a new key in a full store, and what an entry costs in memory
// beyond its key and value. Contenders take turns, each turn in a process of its own.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { median } from "simple-statistics";
import { type Contender, contenders, type Library, type Store } from "./contenders.ts";
import { randomOf } from "./random.ts";

/** How much is measured. */
export interface SpeedPlan {
  readonly rounds: number;
  readonly entries: number;
  readonly operations: number;
}

/** What one process measures: CPU nanoseconds, and bytes per entry. */
export interface Sample {
  readonly get: number;
  readonly set: number;
  /** Undefined for what is not bounded. */
  readonly churn: number | undefined;
  /** In a store that was filled once. */
  readonly entryBytes: number;
  /** In one that has had to evict twice as many as it holds: what a Map keeps of that is there too. */
  readonly churnedBytes: number;
}

/** Medians of one contender. */
export interface SpeedRow extends Sample {
  readonly library: Library;
  readonly name: string;
}

const run = promisify(execFile);

/** Measures every contender in every round. */
export async function measureSpeed(
  plan: SpeedPlan,
  progress: (line: string) => void,
): Promise<SpeedRow[]> {
  const samples = contenders.map(() => [] as Sample[]);
  for (let round = 1; round <= plan.rounds; round += 1) {
    progress(`round ${round} of ${plan.rounds}`);
    const order = [...contenders.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      // oxlint-disable-next-line no-await-in-loop -- the contenders take turns
      samples[index]?.push(await sampleInChild(index, plan));
    }
  }
  return contenders.map(({ library, name, isBounded }, index) => {
    const of = (field: keyof Sample): number =>
      median((samples[index] ?? []).map((sample) => sample[field] ?? Number.NaN));
    const churn = isBounded ? of("churn") : undefined;
    const [entryBytes, churnedBytes] = [of("entryBytes"), of("churnedBytes")];
    return { library, name, get: of("get"), set: of("set"), churn, entryBytes, churnedBytes };
  });
}

async function sampleInChild(index: number, plan: SpeedPlan): Promise<Sample> {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const { entries, operations } = plan;
  const options = [
    "--only",
    `${index}`,
    "--entries",
    `${entries}`,
    "--operations",
    `${operations}`,
  ];
  const { stdout } = await run(process.execPath, [script, ...options]);
  return JSON.parse(stdout) as Sample;
}

/** One contender, warm, in this process. */
export function measureOne(index: number, entries: number, operations: number): Sample {
  const contender = contenders[index];
  if (contender === undefined) throw new RangeError(`There is no contender ${index}.`);
  const collect = exposeGc();
  const keys = namesOf("session", entries);
  const others = contender.isBounded ? namesOf("other", entries * 2) : [];
  const entryBytes = bytesPerEntry(contender, [], keys, collect);
  const churnedBytes = bytesPerEntry(contender, others, keys, collect);
  const store = contender.make(entries);
  fill(store, keys);
  const order = orderOf(operations, entries);
  check(store, keys);
  // Twice, of which the first is for the compiler.
  for (let turn = 0; turn < 2; turn += 1) readAll(store, keys, order.subarray(0, 100_000));
  const get = nanosOf(operations, () => readAll(store, keys, order));
  writeAll(store, keys, order.subarray(0, 100_000));
  const set = nanosOf(operations, () => writeAll(store, keys, order));
  if (!contender.isBounded) return { get, set, churn: undefined, entryBytes, churnedBytes };
  const fresh = namesOf("fresh", operations + 100_000);
  fill(store, fresh.slice(operations));
  const churn = nanosOf(operations, () => fill(store, fresh, operations));
  return { get, set, churn, entryBytes, churnedBytes };
}

function check(store: Store, keys: readonly string[]): void {
  for (const [value, key] of keys.entries()) {
    if (store.get(key) !== value) throw new Error(`${key} is not what was stored.`);
  }
}

/** What a store costs per entry that has held `others` before it holds `keys`. */
function bytesPerEntry(
  contender: Contender,
  others: readonly string[],
  keys: readonly string[],
  collect: () => void,
): number {
  // Warm, so that code and shapes are not counted.
  fill(contender.make(100), keys.slice(0, 300));
  collect();
  const before = usedBytes();
  const store = contender.make(keys.length);
  fill(store, others);
  fill(store, keys);
  collect();
  const bytes = (usedBytes() - before) / keys.length;
  if (store.get(keys.at(-1) as string) === undefined) throw new Error("The last entry is gone.");
  return bytes;
}

function fill(store: Store, keys: readonly string[], count: number = keys.length): void {
  for (let index = 0; index < count; index += 1) store.set(keys[index] as string, index);
}

function readAll(store: Store, keys: readonly string[], order: Uint32Array): void {
  let found = 0;
  for (const index of order) if (store.get(keys[index] as string) !== undefined) found += 1;
  if (found === 0) throw new Error("Nothing was found.");
}

function writeAll(store: Store, keys: readonly string[], order: Uint32Array): void {
  for (const index of order) store.set(keys[index] as string, index);
}

/** Flat strings with their hashes known, as keys that were used before have. */
function namesOf(kind: string, count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `${kind}:${index.toString(36)}`);
  const hashed = new Set(names);
  if (hashed.size !== count) throw new Error("Two keys are the same.");
  return names;
}

function orderOf(operations: number, entries: number): Uint32Array {
  const random = randomOf(1);
  return Uint32Array.from({ length: operations }, () => Math.floor(random() * entries));
}

function nanosOf(operations: number, work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / operations;
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function exposeGc(): () => void {
  setFlagsFromString("--expose_gc");
  return runInNewContext("gc") as () => void;
}
