// respite-fuzz: arguments in, a run, an exit code out.
//
//   0  nothing was found     1  something was found     2  wrong usage, or nothing there to fuzz

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { findingText, readCrashFile, reproduction, writeCrashFile } from "./crash-file.ts";
import { fuzzDecoder, replayDecoder } from "./decoder/fuzz-decoder.ts";
import type { Finding, RunOptions, RunResult } from "./finding.ts";
import { progressOn, type ProgressStream } from "./progress.ts";
import {
  accessWords,
  type AccessOptions,
  passwordVariable,
  targetOf,
  withAccessOptions,
} from "./server/access-options.ts";
import { fuzzServer, replayServer } from "./server/fuzz-server.ts";

/** What the command line writes to. */
export interface Terminal {
  /** The result. */
  readonly stdout: { write(text: string): unknown };
  /** Progress and errors. */
  readonly stderr: ProgressStream;
}

interface CommonOptions {
  readonly seed: number;
  readonly time: number;
  readonly runs: number;
  readonly hang: number;
  readonly minimise: number;
  readonly out: string;
  readonly replay?: string;
  readonly cuts: readonly number[];
}

interface ServerCommandOptions extends CommonOptions, AccessOptions {
  readonly connections: number;
  readonly quiet: number;
}

interface DecoderCommandOptions extends CommonOptions {
  readonly protocol: 2 | 3;
  readonly lenient: boolean;
  readonly memory: number;
}

const defaultHangMs = 5000;
const defaultMemoryMib = 512;

/** Runs the command line and returns its exit code. Never rejects. */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  let found = false;
  const note = async (run: Promise<boolean>): Promise<void> => {
    found = await run;
  };
  try {
    await programFor(terminal, note).parseAsync(args, { from: "user" });
    return found ? 1 : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function programFor(terminal: Terminal, note: (run: Promise<boolean>) => Promise<void>): Command {
  const program = new Command("respite-fuzz")
    .description(
      "Fuzzes RESP servers and RESP decoders. Exit code 0: nothing found, 1: found, 2: usage.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  withAccessOptions(withCommonOptions(program.command("server <host:port>")))
    .description("send legal and damaged requests to a server you may break")
    .option("--connections <count>", "connections at a time", whole, 16)
    .option("--quiet <ms>", "how long an answer that need not come is awaited", whole, 20)
    .action((target: string, options: ServerCommandOptions) =>
      note(serverCommand(target, options, terminal)),
    );
  withCommonOptions(program.command("decoder <module>"))
    .description('fuzz the "decode" export of a JavaScript module')
    .option("--protocol <2|3>", "2 for a decoder of RESP2 alone", protocol, 3)
    .option("--lenient", "allow it to accept what is no RESP", false)
    .option("--memory <MiB>", "heap it may use", whole, defaultMemoryMib)
    .action((target: string, options: DecoderCommandOptions) =>
      note(decoderCommand(target, options, terminal)),
    );
  return program;
}

function withCommonOptions(command: Command): Command {
  return command
    .addOption(
      option("--seed <number>", "names the run", whole).default(Date.now() % 2 ** 31, "the clock"),
    )
    .addOption(option("--time <duration>", "as 90, 30s, 10m or 1h", seconds).default(60, "60s"))
    .addOption(option("--runs <count>", "inputs at most", whole).default(Infinity, "no bound"))
    .option("--hang <ms>", "how long without an answer is a hang", whole, defaultHangMs)
    .addOption(
      option("--minimise <duration>", "time to make a finding small", seconds).default(20, "20s"),
    )
    .option("--out <folder>", "where crash files go", ".")
    .option("--replay <file>", "try the input of a crash file instead")
    .addOption(
      option("--cuts <places>", "where the replayed input is cut, as 3,7,9", places).default(
        [],
        "nowhere",
      ),
    );
}

function option(flags: string, description: string, parser: (text: string) => unknown): Option {
  return new Option(flags, description).argParser(parser);
}

async function serverCommand(
  target: string,
  options: ServerCommandOptions,
  terminal: Terminal,
): Promise<boolean> {
  const parts = {
    target: await targetOf(target, options),
    hangMs: options.hang,
    quietMs: options.quiet,
    onNote: (text: string) => void terminal.stderr.write(`${text}\n`),
  };
  const words = ["server", target, ...accessWords(options)];
  const needs = options.password === undefined ? undefined : passwordVariable;
  return carriedOut({ words, needs }, options, terminal, {
    fuzz: (run) =>
      fuzzServer({
        ...run,
        ...parts,
        connections: options.connections,
        minimiseMs: options.minimise * 1000,
      }),
    replay: (input) => replayServer(input, parts),
  });
}

async function decoderCommand(
  target: string,
  options: DecoderCommandOptions,
  terminal: Terminal,
): Promise<boolean> {
  const { hang, lenient, memory, minimise } = options;
  const laws = { protocol: options.protocol, lenient };
  const url = pathToFileURL(resolve(target)).href;
  const parts = { url, laws, hangMs: hang, memoryMib: memory };
  const words = ["decoder", target];
  if (laws.protocol === 2) words.push("--protocol", "2");
  if (lenient) words.push("--lenient");
  if (memory !== defaultMemoryMib) words.push("--memory", String(memory));
  return carriedOut({ words }, options, terminal, {
    fuzz: (run) => fuzzDecoder({ ...run, ...parts, minimiseMs: minimise * 1000 }),
    replay: (input) => replayDecoder(input, parts),
  });
}

/** How what is fuzzed is named again. */
interface Again {
  /** What stood behind "respite-fuzz". */
  readonly words: readonly string[];
  /** A variable that must be set, since what it says is not to be printed. */
  readonly needs?: string | undefined;
}

interface Runner {
  fuzz(run: RunOptions): Promise<RunResult>;
  replay(input: Pick<Finding, "bytes" | "cuts">): Promise<RunResult>;
}

/** True if something was found. */
async function carriedOut(
  again: Again,
  options: CommonOptions,
  terminal: Terminal,
  runner: Runner,
): Promise<boolean> {
  const { replay, cuts, seed, time, runs, hang } = options;
  const named = replay === undefined ? `, seed ${seed}` : "";
  // Ahead of everything, so that a run that is broken off can be made again.
  const bound = Number.isFinite(runs) ? `${runs} inputs or ${time} s` : `${time} s`;
  if (replay === undefined) terminal.stderr.write(`fuzzing ${again.words[1]}${named}, ${bound}\n`);
  const begun = performance.now();
  const progress = progressOn(terminal.stderr);
  const result =
    replay === undefined
      ? await runner.fuzz({
          seed,
          runs,
          deadline: begun + time * 1000,
          hangMs: hang,
          onProgress: (done) => progress.report(done),
        })
      : await runner.replay({ bytes: await readCrashFile(replay), cuts });
  progress.end();
  const took = ((performance.now() - begun) / 1000).toFixed(1);
  const done = `${counted(result.runs, "input")}, ${counted(result.bytes, "byte")}`;
  terminal.stdout.write(`${done} in ${took} s${named}\n`);
  await tell(again, options, terminal, result);
  return result.finding !== undefined;
}

async function tell(
  { words, needs }: Again,
  { out, replay, hang }: CommonOptions,
  { stdout }: Terminal,
  { finding, suspects = [] }: RunResult,
): Promise<void> {
  if (finding === undefined) {
    stdout.write("nothing found\n");
    return;
  }
  stdout.write(`${findingText(finding)}\n`);
  if (replay !== undefined) return;
  // What takes longer than a shorter patience need not take longer than the default.
  const again = hang === defaultHangMs ? words : [...words, "--hang", String(hang)];
  if (needs !== undefined) stdout.write(`show it again, with the password in ${needs}:\n`);
  stdout.write(`${reproduction(again, await writeCrashFile(out, finding), finding)}\n`);
  if (suspects.length > 0) stdout.write("or one of these, which were open at the same time:\n");
  for (const suspect of suspects) {
    stdout.write(`${reproduction(again, await writeCrashFile(out, suspect), suspect)}\n`);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function whole(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("A whole number is needed.");
  return Number(text);
}

function seconds(text: string): number {
  const match = /^([0-9]+)(s|m|h)?$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError("A duration is needed, as 90, 30s, 10m or 1h.");
  const factor = match[2] === "h" ? 3600 : match[2] === "m" ? 60 : 1;
  return Number(match[1]) * factor;
}

function protocol(text: string): 2 | 3 {
  if (text !== "2" && text !== "3") throw new InvalidArgumentError("2 or 3 is needed.");
  return text === "2" ? 2 : 3;
}

function places(text: string): number[] {
  return text.split(",").map(whole);
}
