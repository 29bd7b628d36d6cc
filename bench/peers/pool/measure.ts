// CPU time and heap per acquire and release. Contenders take turns, each round in the other order,
// and each turn is a process of its own: in a shared one every loop would be compiled for all the
// libraries that ran before it.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { max, median, min } from "simple-statistics";
import { contenders, resources, type Library, type Subject } from "./contenders.ts";

/** How much is measured. */
export interface Plan {
  readonly rounds: number;
  /** Acquires per case and round. */
  readonly acquires: number;
}

/** A resource is always free, or a thousand callers always wait. */
export type Case = "free" | "waiting";

/** One contender in one case. */
export interface Row {
  readonly library: Library;
  readonly name: string;
  readonly case: Case;
  /** CPU time of an acquire and its release, median over the rounds. */
  readonly nanos: number;
  readonly nanosRange: readonly [number, number];
  /** Allocated by one acquire and release; median. */
  readonly bytes: number;
}

/** What one process measures of one contender. */
export type Sample = Readonly<Record<Case, { readonly nanos: number; readonly bytes: number }>>;

/** Callers that wait in the second case. */
const waiting = 1000;

const cases: readonly Case[] = ["free", "waiting"];
const run = promisify(execFile);

/** Measures every contender in every round. */
export async function measure(plan: Plan, progress: (line: string) => void): Promise<Row[]> {
  const samples = contenders.map(() => [] as Sample[]);
  for (let round = 1; round <= plan.rounds; round += 1) {
    progress(`round ${round} of ${plan.rounds}`);
    const order = [...contenders.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      // oxlint-disable-next-line no-await-in-loop -- the contenders take turns
      samples[index]?.push(await sampleInChild(index, plan.acquires));
    }
  }
  return cases.flatMap((kind) => contenders.map((_, index) => rowOf(index, kind, samples[index])));
}

function rowOf(index: number, kind: Case, samples: readonly Sample[] = []): Row {
  const { library, name } = contenders[index] as (typeof contenders)[number];
  const nanos = samples.map((sample) => sample[kind].nanos);
  const bytes = median(samples.map((sample) => sample[kind].bytes));
  const nanosRange = [min(nanos), max(nanos)] as const;
  return { library, name, case: kind, nanos: median(nanos), nanosRange, bytes };
}

async function sampleInChild(index: number, acquires: number): Promise<Sample> {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const options = ["--only", String(index), "--acquires", String(acquires)];
  const { stdout } = await run(process.execPath, [script, ...options]);
  return JSON.parse(stdout) as Sample;
}

/** One contender, warm, in this process. */
export async function measureOne(index: number, acquires: number): Promise<Sample> {
  const subject = contenders[index]?.make();
  if (subject === undefined) throw new RangeError(`There is no contender ${index}.`);
  await check(subject);
  return {
    free: await sampleOf(acquires, (count) => borrowAlone(subject, count)),
    waiting: await sampleOf(acquires, (count) => borrowInACrowd(subject, count)),
  };
}

/** A pool that lends one resource twice at a time is not worth timing. */
async function check(subject: Subject): Promise<void> {
  const lent = await Promise.all(Array.from({ length: resources }, () => subject.acquire()));
  if (new Set(lent).size !== resources) throw new Error("A resource was lent twice at a time.");
  const later = subject.acquire();
  for (const resource of lent) subject.release(resource);
  if (!lent.includes(await later)) throw new Error("The pool made more resources than it may.");
  subject.release(await later);
}

async function sampleOf(
  acquires: number,
  borrow: (count: number) => Promise<void>,
): Promise<{ nanos: number; bytes: number }> {
  await borrow(Math.max(acquires / 4, 10_000));
  const before = process.cpuUsage();
  await borrow(acquires);
  const { user, system } = process.cpuUsage(before);
  return { nanos: ((user + system) * 1000) / acquires, bytes: await heapOf(borrow) };
}

/** Few enough that no collection happens on the way: the heap then grows by all they take. */
async function heapOf(borrow: (count: number) => Promise<void>): Promise<number> {
  const acquires = 2000;
  setFlagsFromString("--expose_gc");
  const collect = runInNewContext("gc") as () => void;
  await borrow(acquires);
  collect();
  const before = process.memoryUsage().heapUsed;
  await borrow(acquires);
  return (process.memoryUsage().heapUsed - before) / acquires;
}

/** One caller, again and again: a resource is always free. */
async function borrowAlone(subject: Subject, acquires: number): Promise<void> {
  for (let count = 0; count < acquires; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    const resource = await subject.acquire();
    subject.release(resource);
  }
}

/** So many callers that a thousand always wait. */
async function borrowInACrowd(subject: Subject, acquires: number): Promise<void> {
  let left = acquires;
  const borrow = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      // oxlint-disable-next-line no-await-in-loop -- that is the case measured
      const resource = await subject.acquire();
      subject.release(resource);
    }
  };
  await Promise.all(Array.from({ length: waiting + resources }, borrow));
}
