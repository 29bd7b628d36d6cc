// respite-fuzz: arguments in, a run, an exit code out.
//
//   0  nothing was found     1  something was found     2  wrong usage, or nothing there to fuzz

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { findingText, readCrashFile, reproduction, writeCrashFile } from "./crash-file.ts";
import { fuzzDecoder, replayDecoder } from "./decoder/fuzz-decoder.ts";
import type { Finding, RunOptions, RunResult } from "./finding.ts";
import { progressOn, type ProgressStream } from "./progress.ts";
import { parseAddress } from "./server/address.ts";
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

interface ServerCommandOptions extends CommonOptions {
  readonly connections: number;
  readonly quiet: number;
}

interface DecoderCommandOptions extends CommonOptions {
  readonly protocol: 2 | 3;
  readonly lenient: boolean;
  readonly memory: number;
}

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
  withCommonOptions(program.command("server <host:port>"))
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
    .option("--memory <MiB>", "heap it may use", whole, 512)
    .action((target: string, options: DecoderCommandOptions) =>
      note(decoderCommand(target, options, terminal)),
    );
  return program;
}

function withCommonOptions(command: Command): Command {
  return command
    .option("--seed <number>", "names the run; default: the clock", whole, Date.now() % 2 ** 31)
    .option("--time <duration>", "how long, as 90, 30s, 10m or 1h", seconds, 60)
    .option("--runs <count>", "how many inputs at most", whole, Infinity)
    .option("--hang <ms>", "how long without an answer is a hang", whole, 5000)
    .option("--minimise <duration>", "how long a finding is made small", seconds, 20)
    .option("--out <folder>", "where crash files go", ".")
    .option("--replay <file>", "try the input of a crash file instead")
    .option("--cuts <places>", "where the replayed input is cut, as 3,7,9", places, []);
}

async function serverCommand(
  target: string,
  options: ServerCommandOptions,
  terminal: Terminal,
): Promise<boolean> {
  const parts = { address: parseAddress(target), hangMs: options.hang, quietMs: options.quiet };
  return carriedOut(["server", target], options, terminal, {
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
  const words = ["decoder", target, ...(laws.protocol === 2 ? ["--protocol", "2"] : [])];
  return carriedOut(lenient ? [...words, "--lenient"] : words, options, terminal, {
    fuzz: (run) => fuzzDecoder({ ...run, ...parts, minimiseMs: minimise * 1000 }),
    replay: (input) => replayDecoder(input, parts),
  });
}

interface Runner {
  fuzz(run: RunOptions): Promise<RunResult>;
  replay(input: Pick<Finding, "bytes" | "cuts">): Promise<RunResult>;
}

/** True if something was found. */
async function carriedOut(
  words: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runner: Runner,
): Promise<boolean> {
  const { replay, cuts, seed, time, runs, hang } = options;
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
  const named = replay === undefined ? `, seed ${seed}` : "";
  terminal.stdout.write(`${result.runs} inputs, ${result.bytes} bytes in ${took} s${named}\n`);
  await tell(words, options, terminal, result);
  return result.finding !== undefined;
}

async function tell(
  words: readonly string[],
  { out, replay }: CommonOptions,
  { stdout }: Terminal,
  { finding, suspects = [] }: RunResult,
): Promise<void> {
  if (finding === undefined) {
    stdout.write("nothing found\n");
    return;
  }
  stdout.write(`${findingText(finding)}\n`);
  if (replay !== undefined) return;
  stdout.write(`${reproduction(words, await writeCrashFile(out, finding), finding)}\n`);
  if (suspects.length > 0) stdout.write("or one of these, which were open at the same time:\n");
  for (const suspect of suspects) {
    stdout.write(`${reproduction(words, await writeCrashFile(out, suspect), suspect)}\n`);
  }
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
