// The client against its peers: CPU time per operation, throughput, latency, memory. Results go to
// stdout, progress to stderr. Build first: it measures the built package.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { choosePlacement } from "../../pool-sizing/placement.ts";
import { serveOrders } from "./child.ts";
import { bunName, type Contender, contenders, own, reference, type Via } from "./contenders.ts";
import { measureAll, type Plan, type Results } from "./measure.ts";
import {
  cpuTable,
  crowdTable,
  goalLines,
  goalsOf,
  latencyTable,
  shownCase,
  speedTable,
  weightTable,
} from "./report.ts";
import { startServer } from "./server.ts";
import type { Case } from "./turn.ts";

interface Options {
  readonly only?: string;
  readonly peers?: string;
  readonly vias: string;
  readonly rounds: number;
  readonly turnMs: number;
  readonly crowd: number;
  readonly bun?: string;
  readonly quick?: true;
  readonly json?: true;
  readonly child?: string;
}

const weighedCommands = 10_000;
const warmUpMs = 600;

const command = new Command("peers-client")
  .description("Clients of Redis: ours, node-redis, ioredis, iovalkey, valkey-glide, Bun's.")
  .option("--only <words>", 'cases that contain one of these, as "GET 16 B; SET 64 KB, c=100"')
  .option("--peers <names>", `peers beside ours and ${reference}, comma-separated; default all`)
  .option("--vias <list>", "ways to the server", "tcp,unix,tls")
  .option("--rounds <count>", "rounds per case; medians are quoted", positive, 5)
  .option("--turn-ms <ms>", "time of one contender's turn in a round", positive, 200)
  .option("--crowd <count>", "connections opened by one process", natural, 10_000)
  .option("--bun <path>", "the bun program, for Bun's own client")
  .option("--quick", "few short turns: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables")
  .addOption(new Option("--child <name>", "what a child process does").hideHelp());

await main(command.parse().opts<Options>());

async function main(options: Options): Promise<void> {
  if (options.child !== undefined) return await serveOrders(options.child);
  // Each process of the crew has a listener, so that none survives.
  process.setMaxListeners(0);
  const chosen = choose(options);
  const plan = planOf(options);
  const placement = choosePlacement("apart");
  const server = await startServer(placement.server);
  try {
    const results = await measureAll(server, chosen, plan, {
      bun: options.bun,
      cpus: placement.bench,
      progress,
    });
    print(options.json === true, { plan, chosen, results });
  } finally {
    await server.stop();
  }
}

function choose({ peers, bun }: Options): Contender[] {
  const wanted = peers?.split(",");
  return contenders.filter(({ name }) => {
    if (name === bunName && bun === undefined) return false;
    return (
      name === own || name === reference || (wanted?.some((peer) => name.includes(peer)) ?? true)
    );
  });
}

function planOf({ only, vias, rounds, turnMs, crowd, quick }: Options): Plan {
  const words = only?.split(";").map((word) => word.trim());
  const cases = allCases().filter((each) => words?.some((word) => isMeant(each, word)) ?? true);
  if (quick === true) {
    const few = cases.filter(({ valueBytes, inFlight }) => valueBytes === 16 && inFlight <= 10);
    return {
      vias: viasOf(vias),
      cases: few,
      rounds: 1,
      turnMs: 5,
      warmUpMs: 5,
      weighedCommands: 500,
      crowd: 20,
    };
  }
  return { vias: viasOf(vias), cases, rounds, turnMs, warmUpMs, weighedCommands, crowd };
}

/** `c=1` means no `c=10`, nor `16 B` a `116 B`. */
function isMeant(each: Case, word: string): boolean {
  const [shown, wanted] = [shownCase(each), word].map((text) => ` ${text.replaceAll(",", "")} `);
  return word !== "" && shown!.includes(wanted!);
}

function viasOf(list: string): Via[] {
  return list.split(",") as Via[];
}

function allCases(): Case[] {
  const cases: Case[] = [];
  for (const operation of ["GET", "SET"] as const) {
    for (const valueBytes of [16, 1024, 65_536]) {
      for (const inFlight of [1, 10, 100, 1000]) cases.push({ operation, valueBytes, inFlight });
    }
  }
  return cases;
}

interface Printed {
  readonly plan: Plan;
  readonly chosen: readonly Contender[];
  readonly results: Results;
}

function print(asJson: boolean, { plan, chosen, results }: Printed): void {
  const { rows, weights, crowds } = results;
  const versions = Object.fromEntries(
    chosen.map(({ name, library }) => [name, versionOf(library)] as const),
  );
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  if (asJson) {
    const printed = { machine, versions, plan, goals: goalsOf(rows, weights), ...results };
    write(JSON.stringify(printed, undefined, 2));
    return;
  }
  const names = chosen.map(({ name }) => name);
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, load ${loadavg()[0]?.toFixed(1)}`);
  write(names.map((name) => `${name}: ${versions[name]}`).join(", "));
  write(`medians of ${plan.rounds} alternated rounds of ${plan.turnMs} ms`);
  for (const via of plan.vias) {
    const shown = rows.filter((row) => row.via === via);
    write(`\n${via}: CPU µs per operation (ratio to ${reference} in the same round)`);
    write(cpuTable(shown, names));
    write(`${via}: thousand operations per second`);
    write(speedTable(shown, names));
    write(`${via}: µs for one command, median / 99th percentile`);
    write(latencyTable(shown, names));
  }
  write(`\n${weightTable(weights)}`);
  if (crowds.length > 0) write(crowdTable(crowds));
  write(goalLines(rows, weights));
}

/** From its package.json, also where its exports hide that. */
function versionOf(name: string): string {
  if (name === "node:net") return process.version;
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(name));
  } catch {
    return "?";
  }
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
        version?: string;
      };
      if (found.version !== undefined) return found.version;
    } catch {
      // Not here: further up.
    }
  }
  return "?";
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be an integer of at least 1.");
  }
  return value;
}

function natural(text: string): number {
  return text === "0" ? 0 : positive(text);
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
