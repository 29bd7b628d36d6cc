// CPU time per operation. Contenders take turns, each round in the other order, and each turn is a
// process of its own against one redis-server.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "simple-statistics";
import {
  type Contender,
  contenders,
  type Library,
  type Session,
  type Subject,
} from "./contenders.ts";

/** How much is measured. */
export interface Plan {
  readonly rounds: number;
  /** Reads that stay in the process; a tenth as many go to Redis. */
  readonly operations: number;
}

/** CPU microseconds per operation; `stampede` is milliseconds for all thousand callers. */
export interface Sample {
  readonly l1: number;
  readonly getOrLoad: number;
  readonly l2: number | undefined;
  readonly set: number | undefined;
  readonly stampede: number;
  /** How often the loader ran for a thousand callers. */
  readonly loads: number;
}

/** Medians of one contender. */
export interface Row extends Sample {
  readonly library: Library;
  readonly name: string;
}

const atOnce = 100;
const callers = 1000;
const run = promisify(execFile);

/** Measures every contender in every round. */
export async function measure(
  plan: Plan,
  port: number,
  progress: (line: string) => void,
): Promise<Row[]> {
  const samples = contenders.map(() => [] as Sample[]);
  for (let round = 1; round <= plan.rounds; round += 1) {
    progress(`round ${round} of ${plan.rounds}`);
    const order = [...contenders.keys()];
    for (const index of round % 2 === 0 ? order : order.toReversed()) {
      // oxlint-disable-next-line no-await-in-loop -- the contenders take turns
      samples[index]?.push(await sampleInChild(index, plan.operations, port));
    }
  }
  return contenders.map(({ library, name }, index) => {
    const of = (field: keyof Sample): number | undefined => {
      const values = (samples[index] ?? []).map((sample) => sample[field]);
      const known = values.filter((value) => value !== undefined);
      return known.length === 0 ? undefined : median(known);
    };
    const [l1, getOrLoad, stampede] = [of("l1"), of("getOrLoad"), of("stampede")] as number[];
    return {
      library,
      name,
      l1: l1 as number,
      getOrLoad: getOrLoad as number,
      l2: of("l2"),
      set: of("set"),
      stampede: stampede as number,
      loads: of("loads") as number,
    };
  });
}

async function sampleInChild(index: number, operations: number, port: number): Promise<Sample> {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const options = ["--only", `${index}`, "--operations", `${operations}`, "--port", `${port}`];
  const { stdout } = await run(process.execPath, [script, ...options]);
  return JSON.parse(stdout) as Sample;
}

/** One contender, warm, in this process. */
export async function measureOne(index: number, operations: number, port: number): Promise<Sample> {
  const contender = contenders[index];
  if (contender === undefined) throw new RangeError(`There is no contender ${index}.`);
  const subject = await contender.make(port);
  await check(subject);
  const remote = Math.max(Math.floor(operations / 10), atOnce * 10);
  const set = await costOfSets(subject, remote);
  const l2 =
    subject.set === undefined ? undefined : await costOfRemoteReads(contender, port, remote);
  const { millis: stampede, loads } = await costOfStampede(subject);
  return {
    l1: await costOfReads(operations, () => subject.get("session-0")),
    getOrLoad: await costOfReads(operations, () => subject.getOrLoad("session-0", unexpected)),
    l2,
    set,
    stampede,
    loads,
  };
}

/** A cache that does not give back what it was given is not worth timing. */
async function check(subject: Subject): Promise<void> {
  const value = sessionOf(0);
  await subject.set?.("session-0", value);
  const loaded = await subject.getOrLoad("session-0", () => Promise.resolve(value));
  const read = await subject.get("session-0");
  for (const seen of [loaded, read]) {
    if (seen?.number !== 0 || seen.user !== value.user) throw new Error("Another value came back.");
  }
}

async function costOfReads(operations: number, read: () => Promise<unknown>): Promise<number> {
  const readAll = async (count: number): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    for (let index = 0; index < count; index += 1) await read();
  };
  await readAll(operations / 4);
  return (await cpuMicros(() => readAll(operations))) / operations;
}

/** Keys of its own each time, so that every write is new; a hundred at once. */
async function costOfSets(subject: Subject, operations: number): Promise<number | undefined> {
  const { set } = subject;
  if (set === undefined) return undefined;
  const writeAll = (kind: string, count: number): Promise<void> =>
    inGroups(count, (index) => set(`${kind}-${index}`, sessionOf(index)));
  // As many as are measured: the compiler takes its time with ways as long as these.
  await writeAll("warm", operations);
  return (await cpuMicros(() => writeAll("session", operations))) / operations;
}

/** Through a cache that has nothing in this process yet; a hundred at once. */
async function costOfRemoteReads(
  contender: Contender,
  port: number,
  operations: number,
): Promise<number> {
  const subject = await contender.make(port);
  const readAll = (kind: string, count: number): Promise<void> =>
    inGroups(count, async (index) => {
      const value = await subject.get(`${kind}-${index}`);
      if (value?.number !== index) throw new Error("Redis did not have what was written.");
    });
  await readAll("warm", operations);
  return (await cpuMicros(() => readAll("session", operations))) / operations;
}

/** A thousand callers ask for one key that is nowhere. */
async function costOfStampede(subject: Subject): Promise<{ millis: number; loads: number }> {
  const runs = 5;
  let loads = 0;
  const load = async (): Promise<Session> => {
    loads += 1;
    await new Promise((resolve) => void setTimeout(resolve, 5));
    return sessionOf(7);
  };
  const millis: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const key = `stampede-${process.pid}-${index}`;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const micros = await cpuMicros(async () => {
      await Promise.all(Array.from({ length: callers }, () => subject.getOrLoad(key, load)));
    });
    millis.push(micros / 1000);
  }
  return { millis: median(millis), loads: loads / runs };
}

async function inGroups(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, count - first) }, (_, of) => first + of);
    // oxlint-disable-next-line no-await-in-loop -- a hundred at once, no more
    await Promise.all(group.map(work));
  }
}

async function cpuMicros(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function sessionOf(number: number): Session {
  return { user: "ada", roles: ["reader", "writer"], number };
}

function unexpected(): Promise<Session> {
  return Promise.reject(new Error("It was there and need not be loaded."));
}
