// Many schedules, or one again.
//
//   0  nothing was found     1  something was found     2  wrong usage

import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { Place } from "./plan.ts";
import { runReal } from "./run-real.ts";
import { runVirtual } from "./run-virtual.ts";
import { type Finding, reproduction, Tally } from "./tally.ts";

/** Where figures and progress go. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly place: Place | "both";
  readonly jobs: number;
}

/** Runs the command line and returns its exit code. Never rejects. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("chaos")
    .description(
      "Plays seeded schedules of faults against the client and judges what its callers saw.",
    )
    .option("--count <n>", "how many schedules, from --seed on", whole, 1)
    .option("--seed <n>", "the first schedule's number", whole, 1)
    .option("--place <where>", "virtual, real, or both: the odd seeds real", placeOf, "both")
    .option("--jobs <n>", "real schedules at a time, each with a server of its own", whole, 8)
    .exitOverride();
  let code = 0;
  program.action(async (options: Options) => {
    code = (await runAll(options, terminal)) ? 0 : 1;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.stderr.write(`${String((error as Error).stack ?? error)}\n`);
    return 2;
  }
}

async function runAll(options: Options, { stdout, stderr }: Terminal): Promise<boolean> {
  const seeds = Array.from({ length: options.count }, (_unused, index) => options.seed + index);
  const placeOfSeed = (seed: number): Place => {
    if (options.place !== "both") return options.place;
    return seed % 2 === 0 ? "virtual" : "real";
  };
  const total = new Tally();
  const beganMs = performance.now();
  let noted = 0;
  const done = (seed: number, place: Place, tally: Tally): void => {
    total.add(tally);
    for (const finding of tally.findings) stdout.write(textOf(finding, seed, place));
    if (Math.floor((total.schedules * 20) / seeds.length) === noted) return;
    noted = Math.floor((total.schedules * 20) / seeds.length);
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(0);
    stderr.write(
      `${total.schedules} of ${seeds.length}, ${seconds} s, ${total.findings.length} findings\n`,
    );
  };
  const unhandled = (reason: unknown): void => {
    total.found("unhandled", String(reason));
    stdout.write(`unhandled: ${String(reason)}\n`);
  };
  process.on("unhandledRejection", unhandled);
  for (const seed of seeds) {
    if (placeOfSeed(seed) === "virtual") done(seed, "virtual", await runVirtual(seed));
  }
  const real = seeds.filter((seed) => placeOfSeed(seed) === "real");
  if (real.length > 0) {
    await runReal(real, options.jobs, (seed, tally) => done(seed, "real", tally));
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  stdout.write(`${total.toText()}\n${seconds} s\n`);
  return total.findings.length === 0;
}

function textOf({ rule, text }: Finding, seed: number, place: Place): string {
  return `${rule}: ${text}\n  again: ${reproduction(seed, place)}\n`;
}

function whole(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function placeOf(text: string): Options["place"] {
  if (text === "virtual" || text === "real" || text === "both") return text;
  throw new InvalidArgumentError('It must be "virtual", "real" or "both".');
}
