// The codec bench: time per reply of our decoder and the peers', time per command of the encoders, and
// what kept values retain. Results go to stdout, progress to stderr. Build first: it measures dist.

import { cpus } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { type Case, allCases } from "./cases.ts";
import { faultOf } from "./check.ts";
import { encodeContenders, encodeReference } from "./encode.ts";
import { type Contender, type Rounds, type Timing, measure } from "./measure.ts";
import { type Mode, type Peer, allPeers, reference } from "./peers.ts";
import { type Cell, decodeTable, encodeTable, retentionTable } from "./report.ts";
import { type Retention, retentionOf } from "./retention.ts";
import { type Cutting, type Stream, cuttings, streamOf } from "./streams.ts";

interface Options {
  readonly only?: string;
  readonly peers?: string;
  readonly modes: string;
  readonly rounds: number;
  readonly roundMs: number;
  readonly retention?: true;
  readonly quick?: true;
  readonly json?: true;
}

const streamBytes = 1024 * 1024;
/** Fewer where every reply has a Buffer of its own. */
const singleBytes = 256 * 1024;
/** redis-parser in the mode that is compared, where ratios are to its strings. */
const referenceBytes = `${reference} Buffers`;

const command = new Command("peers-codec")
  .description("Decoding and encoding RESP: ours, redis-parser, @redis/client, ioredis, iovalkey.")
  .option("--only <words>", "cases whose name has one of these words, comma-separated")
  .option("--peers <names>", "peers beside ours and redis-parser, comma-separated; default all")
  .option("--modes <list>", "utf8, bytes or both", "utf8,bytes")
  .option("--rounds <count>", "rounds per cell; medians are quoted", positive, 9)
  .option("--round-ms <ms>", "CPU time of a round, at least", positive, 15)
  .option("--retention", "what kept values keep alive, and nothing else (node --expose-gc)")
  .option("--quick", "few short rounds: shows that it runs, proves nothing")
  .option("--json", "print JSON instead of tables");

try {
  main(command.parse().opts<Options>());
} catch (error) {
  progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

function main(options: Options): void {
  const wanted = options.peers?.split(",");
  const peers = allPeers().filter(
    ({ name }, index) => index < 2 || wanted === undefined || wanted.includes(name),
  );
  const modes = options.modes.split(",") as Mode[];
  if (options.retention === true) return reportRetention(peers, modes, options.json === true);
  const rounds: Rounds =
    options.quick === true
      ? { rounds: 3, roundMs: 2 }
      : { rounds: options.rounds, roundMs: options.roundMs };
  const cells: Cell[] = [];
  for (const mode of modes) {
    for (const cutting of Object.keys(cuttings) as Cutting[]) {
      for (const which of casesOf(options.only)) {
        progress(`${mode}, ${cutting}: ${which.name}`);
        cells.push(cellOf(which, [cutting, mode], peers, rounds));
      }
    }
  }
  progress("encoding");
  const encoding = measure(encodeContenders(), encodeReference, rounds);
  printAll(options.json === true, rounds, peers, [cells, encoding]);
}

function casesOf(only: string | undefined): Case[] {
  const words = only?.split(",");
  return allCases().filter(({ name }) => words?.some((word) => name.includes(word)) ?? true);
}

function cellOf(
  which: Case,
  [cutting, mode]: readonly [Cutting, Mode],
  peers: readonly Peer[],
  rounds: Rounds,
): Cell {
  const stream = streamOf(which, cutting, cutting === "single" ? singleBytes : streamBytes);
  const contenders: Contender[] = [];
  const skipped: { name: string; why: string }[] = [];
  for (const { name, peer, as } of entriesOf(peers, mode)) {
    const why =
      which.resp3 === true && !peer.resp3 ? "no RESP3" : faultOf(peer, as, stream) && "wrong";
    if (why !== undefined) skipped.push({ name, why });
    else contenders.push(contenderOf(name, peer, as, stream));
  }
  const timings = measure(contenders, reference, rounds);
  return { case: which.name, cutting, mode, goal: goalOf(which, cutting, mode), timings, skipped };
}

interface Entry {
  readonly name: string;
  readonly peer: Peer;
  readonly as: Mode;
}

/** Under bytes the reference stays redis-parser's strings; its Buffers, which alias the chunk, come on top. */
function entriesOf(peers: readonly Peer[], mode: Mode): Entry[] {
  return peers.flatMap((peer): Entry[] => {
    const { name } = peer;
    if (!peer.modes.includes(mode)) return [];
    if (mode === "utf8" || name !== reference) return [{ name, peer, as: mode }];
    return [
      { name, peer, as: "utf8" },
      { name: referenceBytes, peer, as: "bytes" },
    ];
  });
}

function contenderOf(name: string, peer: Peer, mode: Mode, stream: Stream): Contender {
  const { chunks, replies } = stream;
  let last: unknown;
  const write = peer.open(mode, (reply) => {
    last = reply;
  });
  const run = (): void => {
    for (const chunk of chunks) write(chunk);
    if (last === undefined) throw new Error(`${name} gave no reply.`);
  };
  return { name, count: replies.length, run };
}

/** Goals hold for replies in a row; one reply per chunk is shown for its own sake. */
function goalOf({ name, goal }: Case, cutting: Cutting, mode: Mode): number | undefined {
  if (cutting === "single") return undefined;
  if (mode === "utf8") return goal[cutting];
  if (name === "bulk 64 KB") return cutting === "whole" ? 0.1 : 1;
  return name === "integer" || name.includes("1 KB") ? 1 : 0.65;
}

function reportRetention(peers: readonly Peer[], modes: readonly Mode[], asJson: boolean): void {
  const rows: Retention[] = [];
  for (const peer of peers) {
    for (const mode of modes.filter((each) => peer.modes.includes(each))) {
      for (const valueBytes of [8, 16, 64, 256, 1024]) {
        const row = retentionOf(peer, mode, valueBytes);
        if (row === undefined) throw new Error("Retention needs node --expose-gc.");
        rows.push(row);
      }
    }
  }
  print(asJson ? JSON.stringify({ machine: machine(), retention: rows }) : retentionTable(rows));
}

function printAll(
  asJson: boolean,
  rounds: Rounds,
  peers: readonly Peer[],
  [cells, encoding]: readonly [readonly Cell[], readonly Timing[]],
): void {
  const versions = Object.fromEntries(peers.map(({ name, version }) => [name, version]));
  if (asJson) {
    const result = { machine: machine(), rounds, versions, reference, decode: cells, encoding };
    print(JSON.stringify(result, undefined, 2));
    return;
  }
  const { node, cpu } = machine();
  print(`Node ${node}, ${cpu}; ${peers.map((each) => `${each.name} ${each.version}`).join(", ")}`);
  print(`CPU ns per reply (ratio to ${reference}'s strings in the same round), medians of`);
  print(`${rounds.rounds} alternated rounds of ${rounds.roundMs} ms`);
  for (const mode of ["utf8", "bytes"] as const) {
    for (const cutting of Object.keys(cuttings) as Cutting[]) {
      const shown = cells.filter((cell) => cell.mode === mode && cell.cutting === cutting);
      if (shown.length === 0) continue;
      print(`\ndecode, strings as ${mode}, ${cutting}: ${cuttings[cutting]}`);
      print(
        decodeTable(
          shown,
          entriesOf(peers, mode).map(({ name }) => name),
        ),
      );
    }
  }
  print("");
  print(encodeTable(encoding, encodeReference));
}

function machine(): { node: string; cpus: number; cpu: string } {
  return { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? "?" };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be an integer of at least 1.");
  }
  return value;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
