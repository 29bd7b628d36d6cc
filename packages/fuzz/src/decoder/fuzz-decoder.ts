// A run against a decoder: batches of inputs in a process of its own until time, runs or the decoder's
// correctness come to an end; then the input is made small.

import { minimise, minimiseBytes } from "@respite/resp/testing";
import type { Finding, RunOptions, RunResult } from "../finding.ts";
import { DecoderHost, type DecoderHostOptions, type NoAnswer } from "./decoder-host.ts";
import { decoderInput } from "./decoder-input.ts";

/** A run against a decoder. */
export interface FuzzDecoderOptions extends RunOptions, DecoderHostOptions {
  /** How long minimising may take, in milliseconds. */
  readonly minimiseMs: number;
}

/** An input to try again. */
export type ReplayInput = Pick<Finding, "bytes" | "cuts">;

const batch = 200;

/** Fuzzes the decoder until something is found. @throws {Error} if the module can't be loaded. */
export async function fuzzDecoder(options: FuzzDecoderOptions): Promise<RunResult> {
  const host = new DecoderHost(options);
  let runs = 0;
  let bytes = 0;
  try {
    while (runs < options.runs && performance.now() < options.deadline) {
      const count = Math.min(batch, options.runs - runs);
      const tried = await tryRuns(host, options, runs, count);
      runs += tried.runs;
      bytes += tried.bytes;
      if (tried.finding !== undefined) {
        return { runs, bytes, finding: await minimised(host, tried.finding, options) };
      }
      options.onProgress?.({ runs, bytes });
    }
    return { runs, bytes };
  } finally {
    host.close();
  }
}

/** Tries one input again, cut in many ways. @throws {Error} if the module can't be loaded. */
export async function replayDecoder(
  input: ReplayInput,
  options: DecoderHostOptions,
): Promise<RunResult> {
  const host = new DecoderHost(options);
  try {
    const exact = await probe(host, input, true);
    const finding = exact ?? (await probe(host, input, false));
    return { runs: 1, bytes: input.bytes.length, finding };
  } finally {
    host.close();
  }
}

/** One batch; if it gets no answer, its inputs one by one, so as to know which it is. */
async function tryRuns(
  host: DecoderHost,
  { seed, laws }: FuzzDecoderOptions,
  from: number,
  count: number,
): Promise<RunResult> {
  const answer = await host.ask({ kind: "runs", seed, from, count });
  if (typeof answer !== "string") return answer;
  let bytes = 0;
  for (let run = from; run < from + count; run++) {
    const single = await host.ask({ kind: "runs", seed, from: run, count: 1 });
    const runs = run + 1 - from;
    if (typeof single === "string") {
      const input = decoderInput(seed, run, laws.protocol);
      return { runs, bytes, finding: { ...unanswered(single, input), run } };
    }
    bytes += single.bytes;
    if (single.finding !== undefined) return { runs, bytes, finding: single.finding };
  }
  return { runs: count, bytes };
}

function unanswered(why: NoAnswer, { bytes, cuts }: ReplayInput): Finding {
  return why === "hang"
    ? { kind: "hang", detail: "it does not come to an end", bytes, cuts }
    : { kind: "aborted", detail: "its process ended, or ran out of memory", bytes, cuts };
}

async function probe(
  host: DecoderHost,
  input: ReplayInput,
  exact: boolean,
): Promise<Finding | undefined> {
  const answer = await host.ask({ kind: "probe", ...input, exact });
  return typeof answer === "string" ? unanswered(answer, input) : answer.finding;
}

/** The smallest input with a finding of the same kind, then the fewest cuts that show it. */
async function minimised(
  host: DecoderHost,
  finding: Finding,
  { minimiseMs }: FuzzDecoderOptions,
): Promise<Finding> {
  const until = performance.now() + minimiseMs;
  const options = { stop: (): boolean => performance.now() > until };
  let smallest = finding;
  // Each probe of a hang takes the whole of `hangMs`: it is tried in one way only.
  const exact = finding.kind === "hang" || finding.kind === "aborted";
  const shows = async (input: ReplayInput, justSo: boolean): Promise<boolean> => {
    const again = await probe(host, input, justSo);
    if (again?.kind !== finding.kind) return false;
    smallest = { ...again, run: finding.run };
    return true;
  };
  if (exact) await shows({ bytes: finding.bytes, cuts: [] }, true);
  const { cuts } = smallest;
  await minimiseBytes(smallest.bytes, (bytes) => shows({ bytes, cuts }, exact), options);
  const inside = smallest.cuts.filter((cut) => cut < smallest.bytes.length);
  const { bytes } = smallest;
  await minimise(inside, (places) => shows({ bytes, cuts: places }, true), options);
  return smallest;
}
