// The breaker against its peers: CPU time and bytes per call, memory per breaker, in one run.
// Results go to stdout, progress to stderr. Build first: it measures the built package.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { measureCalls, measureMemory, measureOne } from "./measure.ts";
import type { CallRow, MemoryRow, Plan } from "./measure.ts";
import { callTable, goalLines, goalsOf, memoryTable } from "./report.ts";

interface Options {
  readonly rounds: number;
  readonly calls: number;
  readonly breakers: number;
  readonly quick?: true;
  readonly json?: true;
  readonly only?: string;
}

const command = new Command("breaker")
  .description("Compares @respite/breaker with opossum and cockatiel.")
  .option("--rounds <count>", "rounds; medians are quoted", positive, 7)
  .option("--calls <count>", "calls per round", positive, 300_000)
  .option("--breakers <count>", "breakers made for their memory", positive, 2000)
  .option("--quick", "few calls: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables")
  .addOption(new Option("--only <index>", "what a child process does").hideHelp());

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  if (options.only !== undefined) {
    write(JSON.stringify(await measureOne(Number(options.only), options.calls)));
    // The peers' timers may still run.
    process.exit(0);
  }
  const plan: Plan =
    options.quick === true ? { rounds: 1, calls: 20_000, breakers: 200 } : planOf(options);
  const memory = measureMemory(plan);
  const calls = await measureCalls(plan, progress);
  print(options.json === true, { plan, calls, memory });
}

function planOf({ rounds, calls, breakers }: Options): Plan {
  return { rounds, calls, breakers };
}

interface Results {
  readonly plan: Plan;
  readonly calls: readonly CallRow[];
  readonly memory: readonly MemoryRow[];
}

function print(asJson: boolean, { plan, calls, memory }: Results): void {
  const peers = ["opossum", "cockatiel"].map((name) => `${name} ${versionOf(name)}`);
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  if (asJson) {
    const result = { machine, peers, plan, goals: goalsOf(calls), calls, memory };
    write(JSON.stringify(result, undefined, 2));
    return;
  }
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, load ${loadavg()[0]?.toFixed(1)}`);
  write(`against ${peers.join(", ")}; medians of ${plan.rounds} rounds of ${plan.calls} calls`);
  write(callTable(calls));
  write(memoryTable(memory));
  write(goalLines(calls));
}

/** From its package.json, also where its exports hide that. */
function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const text = readFileSync(join(folder, "package.json"), "utf8");
      const found = JSON.parse(text) as { name?: string; version?: string };
      if (found.name === name && found.version !== undefined) return found.version;
    } catch {
      // Not here: further up.
    }
    const parent = dirname(folder);
    if (parent === folder) return "?";
    folder = parent;
  }
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
