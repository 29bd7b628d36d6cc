// CPU time and bytes per call, bytes per breaker. Contenders take turns, each round in the other
// order, so that a machine that slows down slows all. Each turn is a process of its own: in a shared
// one every loop would be compiled for all the libraries that ran before it.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { max, median, min } from "simple-statistics";
import {
  contenders,
  makers,
  type Case,
  type Contender,
  type Kept,
  type Library,
} from "./contenders.ts";

/** How much is measured. */
export interface Plan {
  readonly rounds: number;
  readonly calls: number;
  readonly breakers: number;
}

/** One way to make a call. */
export interface CallRow {
  readonly library: Library;
  readonly case: Case;
  readonly name: string;
  /** CPU time, median over the rounds. */
  readonly nanos: number;
  readonly nanosRange: readonly [number, number];
  /** Allocated by one call, the operation's own promise included; median. */
  readonly bytes: number;
}

/** One library's breaker at rest. */
export interface MemoryRow {
  readonly library: Library;
  readonly bytes: number;
}

/** What one process measures of one contender. */
export interface Sample {
  readonly nanos: number;
  readonly bytes: number;
}

const collect = exposeGc();
const run = promisify(execFile);

/** Measures every contender in every round. */
export async function measureCalls(
  plan: Plan,
  progress: (line: string) => void,
): Promise<CallRow[]> {
  const all = contenders();
  for (const contender of all) contender.close?.();
  const samples = all.map(() => [] as Sample[]);
  for (let round = 1; round <= plan.rounds; round += 1) {
    progress(`round ${round} of ${plan.rounds}`);
    const order = [...all.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      // oxlint-disable-next-line no-await-in-loop -- the contenders take turns
      samples[index]?.push(await sampleInChild(index, plan.calls));
    }
  }
  return all.map(({ library, case: kind, name }, index) => {
    const nanos = (samples[index] ?? []).map((sample) => sample.nanos);
    const bytes = (samples[index] ?? []).map((sample) => sample.bytes);
    return {
      library,
      case: kind,
      name,
      nanos: median(nanos),
      nanosRange: [min(nanos), max(nanos)],
      bytes: median(bytes),
    };
  });
}

async function sampleInChild(index: number, calls: number): Promise<Sample> {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const options = ["--only", String(index), "--calls", String(calls)];
  const { stdout } = await run(process.execPath, [script, ...options]);
  return JSON.parse(stdout) as Sample;
}

/** One contender, warm, in this process. */
export async function measureOne(index: number, calls: number): Promise<Sample> {
  const contender = contenders()[index];
  if (contender === undefined) throw new RangeError(`There is no contender ${index}.`);
  await repeat(contender, Math.max(calls / 4, 10_000));
  const sample = { nanos: await cpuOf(contender, calls), bytes: await heapOf(contender) };
  contender.close?.();
  return sample;
}

async function cpuOf(contender: Contender, calls: number): Promise<number> {
  const before = process.cpuUsage();
  await repeat(contender, calls);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / calls;
}

/** Few enough calls that no collection happens on the way: the heap then grows by all they take. */
async function heapOf(contender: Contender): Promise<number> {
  const calls = 1000;
  await repeat(contender, calls);
  collect();
  const before = process.memoryUsage().heapUsed;
  await repeat(contender, calls);
  return (process.memoryUsage().heapUsed - before) / calls;
}

/** Three loops, so that none pays for what another needs. */
async function repeat(contender: Contender, calls: number): Promise<void> {
  if (contender.case === "permit" || contender.case === "no permit") {
    for (let call = 0; call < calls; call += 1) void contender.call();
  } else if (contender.rejects) {
    for (let call = 0; call < calls; call += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- that is the case measured
        await contender.call();
      } catch {
        continue;
      }
    }
  } else {
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    for (let call = 0; call < calls; call += 1) await contender.call();
  }
}

/** Bytes of heap, array buffers included, per breaker at rest. */
export function measureMemory({ breakers }: Plan): MemoryRow[] {
  return makers.map(({ library, make }) => {
    // Warm, so that code and shapes are not counted.
    for (let time = 0; time < 10; time += 1) make().close?.();
    const kept: Kept[] = Array.from({ length: breakers });
    collect();
    const before = usedBytes();
    for (let index = 0; index < breakers; index += 1) kept[index] = make();
    collect();
    const bytes = (usedBytes() - before) / breakers;
    for (const one of kept) one.close?.();
    return { library, bytes };
  });
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function exposeGc(): () => void {
  setFlagsFromString("--expose_gc");
  return runInNewContext("gc") as () => void;
}
