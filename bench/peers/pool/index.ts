// The pool against its peers: CPU time and heap per acquire and release, with resources free and
// with a thousand callers waiting. Results go to stdout, progress to stderr. Build first: it
// measures the built package.

import { cpus, loadavg } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { measure, measureOne, type Plan, type Row } from "./measure.ts";
import { goalLines, goalsOf, poolTable } from "./report.ts";

interface Options {
  readonly rounds: number;
  readonly acquires: number;
  readonly quick?: true;
  readonly json?: true;
  readonly only?: string;
}

const command = new Command("pool")
  .description("Compares createPool with generic-pool, tarn and lightning-pool.")
  .option("--rounds <count>", "rounds; medians are quoted", positive, 7)
  .option("--acquires <count>", "acquires per case and round", positive, 300_000)
  .option("--quick", "few acquires: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of a table")
  .addOption(new Option("--only <index>", "what a child process does").hideHelp());

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  if (options.only !== undefined) {
    write(JSON.stringify(await measureOne(Number(options.only), options.acquires)));
    // The peers' timers may still run.
    process.exit(0);
  }
  const { rounds, acquires } = options;
  const plan: Plan =
    options.quick === true ? { rounds: 1, acquires: 20_000 } : { rounds, acquires };
  print(options.json === true, plan, await measure(plan, progress));
}

function print(asJson: boolean, plan: Plan, rows: readonly Row[]): void {
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  if (asJson) {
    write(JSON.stringify({ machine, plan, goals: goalsOf(rows), rows }, undefined, 2));
    return;
  }
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, load ${loadavg()[0]?.toFixed(1)}`);
  write(`medians of ${plan.rounds} rounds of ${plan.acquires} acquires`);
  write(poolTable(rows));
  write(goalLines(rows));
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
