// The simulation from the command line: many seeds on several processors, or one seed in full.

import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Command, InvalidArgumentError } from "commander";
import { failureLine } from "./seeds.ts";
import { simulate } from "./simulate.ts";

interface Options {
  readonly seed?: number;
  readonly from: number;
  readonly count: number;
  readonly workers: number;
}

/** What a worker says of one seed. */
interface Report {
  readonly seed: number;
  readonly violation: string | undefined;
}

if (isMainThread) await main();
else await work(workerData as { first: number; last: number; step: number });

async function main(): Promise<void> {
  const program = new Command("simulate")
    .description("Runs seeds of the replica simulation; exit code 1 if a rule was broken.")
    .option("--seed <number>", "replay one seed and print everything that happened", wholeNumber)
    .option("--from <number>", "first seed", wholeNumber, 1)
    .option("--count <number>", "how many seeds", wholeNumber, 20_000)
    .option("--workers <number>", "threads", wholeNumber, availableParallelism())
    .parse();
  const options = program.opts<Options>();
  const isClean = options.seed === undefined ? await sweep(options) : await replay(options.seed);
  process.exitCode = isClean ? 0 : 1;
}

async function replay(seed: number): Promise<boolean> {
  const { trace, violation } = await simulate(seed);
  for (const line of trace) console.log(line);
  console.log(
    violation === undefined ? `seed ${seed}: no rule broken` : `seed ${seed}: ${violation}`,
  );
  return violation === undefined;
}

async function sweep({ from, count, workers }: Options): Promise<boolean> {
  const startMs = performance.now();
  const failed = new Map<number, string>();
  let done = 0;
  const report = ({ seed, violation }: Report): void => {
    done += 1;
    if (violation !== undefined) {
      failed.set(seed, violation);
      console.error(failureLine(seed, violation));
    }
    if (done % 500 === 0 || done === count) {
      const seconds = (performance.now() - startMs) / 1000;
      console.log(`${done}/${count} seeds, ${failed.size} failed, ${seconds.toFixed(0)} s`);
    }
  };
  const slices = Array.from({ length: Math.min(workers, count) }, (_, index) => index);
  await Promise.all(
    slices.map((index) =>
      startWorker({ first: from + index, last: from + count, step: workers }, report),
    ),
  );
  return failed.size === 0;
}

function startWorker(data: object, report: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    worker.on("message", report);
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
}

async function work(slice: { first: number; last: number; step: number }): Promise<void> {
  for (let seed = slice.first; seed < slice.last; seed += slice.step) {
    const { violation } = await simulate(seed);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage({ seed, violation } satisfies Report);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
