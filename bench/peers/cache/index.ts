// The cache against its peers: CPU time per operation, what each does when Redis is killed, and our
// three modes side by side. Results go to stdout, progress to stderr. Build first: it measures the
// built package, against redis-servers of its own.

import { execFile } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Command, InvalidArgumentError, Option } from "commander";
import { freePort, startRedis } from "../../pool-sizing/redis-process.ts";
import { contenders } from "./contenders.ts";
import { measureFootprints, measureGuide, type Footprint, type GuideRow } from "./guide.ts";
import { measure, measureOne, type Plan, type Row } from "./measure.ts";
import { observeOutage, type OutageRow } from "./outage.ts";
import {
  costTable,
  goalLines,
  goalsOf,
  guideGoalsOf,
  guideTable,
  outageGoalsOf,
  outageTable,
  sizingTable,
} from "./report.ts";

interface Options {
  readonly rounds: number;
  readonly operations: number;
  readonly part: "cost" | "outage" | "guide" | "all";
  readonly quick?: true;
  readonly json?: true;
  readonly only?: string;
  readonly outage?: string;
  readonly port: number;
}

interface Results {
  readonly plan: Plan;
  readonly rows: readonly Row[];
  readonly outage: readonly OutageRow[];
  readonly guide: readonly GuideRow[];
  readonly footprints: readonly Footprint[];
}

const command = new Command("cache")
  .description("Compares @respite/cache with bentocache, cacheable and others.")
  .option("--rounds <count>", "rounds; medians are quoted", positive, 5)
  .option("--operations <count>", "local reads per case and round", positive, 100_000)
  .addOption(
    new Option("--part <part>", "what to measure")
      .choices(["cost", "outage", "guide", "all"])
      .default("all"),
  )
  .option("--quick", "little of everything: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables")
  .addOption(new Option("--only <index>", "what a child process measures").hideHelp())
  .addOption(new Option("--outage <index>", "what a child process observes").hideHelp())
  .addOption(new Option("--port <port>", "for children").argParser(Number).default(0).hideHelp());

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  const { only, outage, operations, port } = options;
  if (only !== undefined) return answer(await measureOne(Number(only), operations, port));
  if (outage !== undefined) return answer(await observeOutage(Number(outage), port));
  const server = await startRedis(undefined);
  const ownPort = Number(new URL(server.url).port);
  try {
    print(options.json === true, await measureAll(options, ownPort));
  } finally {
    await server.stop();
  }
}

async function measureAll(options: Options, port: number): Promise<Results> {
  const { part, quick, rounds, operations } = options;
  const plan: Plan = quick === true ? { rounds: 1, operations: 2000 } : { rounds, operations };
  const wants = (one: string): boolean => part === one || part === "all";
  return {
    plan,
    rows: wants("cost") ? await measure(plan, port, progress) : [],
    outage: wants("outage") ? await observeAll(quick === true) : [],
    guide: wants("guide") ? await measureGuide(port, plan.operations) : [],
    footprints: wants("guide") ? await measureFootprints(port) : [],
  };
}

/** One after the other, each with a server of its own. */
async function observeAll(isQuick: boolean): Promise<OutageRow[]> {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const rows: OutageRow[] = [];
  for (const [index, { library, name, usesRedis }] of contenders.entries()) {
    if (!usesRedis || (isQuick && library !== "respite")) continue;
    progress(`outage: ${library}, ${name}`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const port = await freePort();
    const options = [script, "--outage", `${index}`, "--port", `${port}`];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { stdout } = await promisify(execFile)(process.execPath, options);
    rows.push(JSON.parse(stdout) as OutageRow);
  }
  return rows;
}

function print(asJson: boolean, results: Results): void {
  const { plan, rows, outage, guide, footprints } = results;
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  if (asJson) {
    const goals = [
      ...(rows.length === 0 ? [] : goalsOf(rows)),
      ...outageGoalsOf(outage),
      ...guideGoalsOf(guide),
    ];
    write(JSON.stringify({ machine, goals, ...results }, undefined, 2));
    return;
  }
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, load ${loadavg()[0]?.toFixed(1)}`);
  if (rows.length > 0) {
    write(`CPU us per operation (1000 callers: ms), medians of ${plan.rounds} rounds`);
    write(costTable(rows));
    write(goalLines(goalsOf(rows)));
  }
  if (outage.length > 0) {
    write(outageTable(outage));
    write(goalLines(outageGoalsOf(outage)));
  }
  if (guide.length > 0) {
    write(guideTable(guide));
    write(goalLines(guideGoalsOf(guide)));
  }
  if (footprints.length > 0) write(sizingTable(footprints));
}

function answer(result: object): void {
  write(JSON.stringify(result));
  // The peers' timers and connections may still be there.
  process.exit(0);
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
