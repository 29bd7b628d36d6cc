// The store in this process against its peers: speed and memory, and how often each eviction policy
// has what is asked for. Results go to stdout, progress to stderr. Build first: it measures the
// built package.

import { cpus, loadavg } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { againstLru, measureRatios, type RatioRow } from "./hit-ratio.ts";
import { goalLines, goalsOf, ratioTable, speedTable } from "./report.ts";
import { measureOne, measureSpeed, type SpeedPlan, type SpeedRow } from "./speed.ts";
import { traces } from "./traces.ts";
import { workloads, type Workload } from "./workloads.ts";

interface Options {
  readonly rounds: number;
  readonly entries: number;
  readonly operations: number;
  readonly requests: number;
  readonly traces?: string;
  readonly part: "speed" | "ratios" | "all";
  readonly quick?: true;
  readonly json?: true;
  readonly only?: string;
}

const command = new Command("l1")
  .description("Compares MemoryStore with Map, lru-cache, mnemonist and quick-lru.")
  .option("--rounds <count>", "rounds of the speed test; medians are quoted", positive, 7)
  .option("--entries <count>", "entries of each store", positive, 100_000)
  .option("--operations <count>", "operations per case and round", positive, 1_000_000)
  .option("--requests <count>", "requests of each made-up workload", positive, 1_000_000)
  .option("--traces <folder>", "gzipped traces to replay as well, such as bench/traces")
  .addOption(
    new Option("--part <part>", "what to measure")
      .choices(["speed", "ratios", "all"])
      .default("all"),
  )
  .option("--quick", "little of everything: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables")
  .addOption(new Option("--only <index>", "what a child process does").hideHelp());

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  const { entries, operations, part } = options;
  if (options.only !== undefined) {
    write(JSON.stringify(measureOne(Number(options.only), entries, operations)));
    return;
  }
  const plan = planOf(options);
  const speed = part === "ratios" ? [] : await measureSpeed(plan, progress);
  const wanted = part === "speed" ? [] : workloadsOf(options);
  print(options.json === true, plan, speed, measureRatios(wanted, progress));
}

function planOf({ quick, rounds, entries, operations }: Options): SpeedPlan {
  if (quick !== true) return { rounds, entries, operations };
  return { rounds: 1, entries: 1000, operations: 10_000 };
}

function workloadsOf({ quick, requests, traces: folder }: Options): Workload[] {
  const made = quick === true ? workloads(20_000).slice(0, 3) : workloads(requests);
  return folder === undefined ? made : [...made, ...traces(folder)];
}

function print(
  asJson: boolean,
  plan: SpeedPlan,
  speed: readonly SpeedRow[],
  ratios: readonly RatioRow[],
): void {
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  if (asJson) {
    const goals = speed.length === 0 ? [] : goalsOf(speed);
    const summary = againstLru(ratios);
    write(JSON.stringify({ machine, plan, goals, speed, ratios, summary }, undefined, 2));
    return;
  }
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, load ${loadavg()[0]?.toFixed(1)}`);
  if (speed.length > 0) {
    write(`${plan.entries} entries; medians of ${plan.rounds} rounds of ${plan.operations}`);
    write(speedTable(speed));
    write(goalLines(speed));
  }
  if (ratios.length > 0) write(ratioTable(ratios));
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be an integer of at least 1.");
  }
  return value;
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
