// The pool-sizing bench: how many connections pay, and what a pool costs, ours and generic-pool's.
// Results go to stdout, progress to stderr. Build first: it measures the built packages.

import { cpus } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { choosePlacement, pinSelf, type Pin, type Placement } from "./placement.ts";
import { measurePoolsAlone, type AloneRow } from "./pools-alone.ts";
import { startRedis, type RedisProcess } from "./redis-process.ts";
import { aloneTable, isSteady, kneesOf, sweepTable, verdict } from "./report.ts";
import { sweep, type SweepPlan, type SweepRow } from "./sweep.ts";

interface Options {
  readonly url?: string;
  readonly sizes: number[];
  readonly concurrency: number[];
  readonly valueBytes: number;
  readonly rounds: number;
  readonly roundMs: number;
  readonly pin: Pin;
  readonly quick?: true;
  readonly json?: true;
}

const command = new Command("pool-sizing")
  .description("Sweeps pool size x concurrency over a real Redis with our pool and generic-pool.")
  .option("--url <url>", "a server to use; default: one of its own, from PATH", plainUrl)
  .option("--sizes <list>", "pool sizes", positiveList, [1, 2, 5, 10, 20, 50])
  .option("--concurrency <list>", "callers at once", positiveList, [1, 10, 100])
  .option("--value-bytes <count>", "bytes of the value read", positive, 16)
  .option("--rounds <count>", "rounds per cell; medians are quoted", positive, 5)
  .option("--round-ms <ms>", "length of a round", positive, 1000)
  .addOption(
    new Option("--pin <how>", "server and bench on processors apart, together, or none (Linux)")
      .choices(["apart", "together", "none"])
      .default("apart"),
  )
  .option("--quick", "few cells, short rounds: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables");

try {
  await main(command.parse().opts<Options>());
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const placement = choosePlacement(options.pin);
  const redis = options.url === undefined ? await startRedis(placement.server) : undefined;
  stopOnSignal(redis);
  pinSelf(placement);
  try {
    const plan = planOf(options, options.url ?? redis?.url ?? "");
    progress(`server: ${redis === undefined ? "as given" : "own redis-server"}`);
    const rows = await sweep(plan, progress);
    progress("the pools alone");
    const quick = options.quick === true;
    const alone = await measurePoolsAlone(quick ? 2 : 7, quick ? 20_000 : 200_000);
    print(options.json === true, { placement, plan, rows, alone });
  } finally {
    await redis?.stop();
  }
}

function planOf(options: Options, url: string): SweepPlan {
  const { valueBytes } = options;
  if (options.quick === true) {
    const cells = { poolSizes: [1, 10], concurrencies: [1, 20] };
    return { url, ...cells, valueBytes, rounds: 3, roundMs: 150 };
  }
  const { sizes: poolSizes, concurrency: concurrencies, rounds, roundMs } = options;
  return { url, poolSizes, concurrencies, valueBytes, rounds, roundMs };
}

interface Results {
  readonly placement: Placement;
  readonly plan: SweepPlan;
  readonly rows: readonly SweepRow[];
  readonly alone: readonly AloneRow[];
}

function print(asJson: boolean, { placement, plan, rows, alone }: Results): void {
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
  // The address may carry a password.
  const { url: _url, ...shown } = plan;
  if (asJson) {
    const steady = isSteady(rows);
    const knees = steady ? kneesOf(rows) : [];
    const result = { machine, placement, plan: shown, steady, sweep: rows, knees, alone };
    write(JSON.stringify(result, undefined, 2));
    return;
  }
  const { rounds, roundMs, valueBytes } = plan;
  write(`Node ${machine.node}, ${machine.cpus} x ${machine.cpu}, pinned: ${placement.pin}`);
  write(`GET of ${valueBytes} B, medians of ${rounds} alternating rounds of ${roundMs} ms`);
  write(
    "CPU ratio: to generic-pool in the same round; raw sockets: the floor, without client or pool",
  );
  write(sweepTable(rows));
  write(verdict(rows));
  write("\nacquire + release without a server, ten resources");
  write(aloneTable(alone));
}

/** Ctrl-C must not leave a server behind. */
function stopOnSignal(redis: RedisProcess | undefined): void {
  if (redis === undefined) return;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // The server is killed by the exit listener of its starter.
    process.once(signal, () => process.exit(130));
  }
}

/** The raw sockets speak neither TLS nor AUTH. */
function plainUrl(text: string): string {
  const { protocol, username, password } = new URL(text);
  if (protocol !== "redis:" || username !== "" || password !== "") {
    throw new InvalidArgumentError("It must be redis://host:port, without TLS and password.");
  }
  return text;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be an integer of at least 1.");
  }
  return value;
}

function positiveList(text: string): number[] {
  return text.split(",").map((part) => positive(part.trim()));
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
