// Our decoders against the second one, by the million: the laws behind the figures in docs/fuzzing.md.

import { Decoder, ProtocolError, type StringMode, printable } from "../../codec/index.ts";
import { agrees } from "./agreement.ts";
import { breakSites } from "./almost-valid.ts";
import { mutate } from "./mutators.ts";
import { decoderOracle, sameVerdict } from "./oracle.ts";
import { type Cuts, cutAt, randomCuts } from "./random-chunks.ts";
import { randomStream } from "./random-frame.ts";
import { type Random, below, oneOf, seededRandom } from "./random.ts";
import { type Judgement, judge } from "./reference-decoder.ts";

/** A stream on which two decoders, or two ways of cutting, differ. */
export interface Divergence {
  /** What differs. */
  readonly reason: string;
  /** The stream. */
  readonly bytes: Uint8Array;
  /** Where it was cut. */
  readonly cuts: Cuts;
}

/** A run of checks. */
export interface CheckOptions {
  /** How many streams. */
  readonly runs: number;
  /** Names the run; the same seed gives the same streams. Default 1. */
  readonly seed?: number | undefined;
  /** Ends the run at the first true; asked every 1000 streams. */
  readonly stop?: (() => boolean) | undefined;
  /** Called every 1000 streams with how many are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** What a run of {@link checkFrames} found. */
export interface FramesChecked {
  /** How many streams were checked. */
  readonly streams: number;
  /** How many top-level values they held. */
  readonly frames: number;
  /** How many bytes. */
  readonly bytes: number;
  /** At most 20; a correct decoder has none. */
  readonly divergences: readonly Divergence[];
}

/** What a run of {@link checkMalformed} found. */
export interface MalformedChecked {
  /** How many malformed streams were checked. */
  readonly streams: number;
  /** Those our decoder took for valid or unfinished, at most 20. */
  readonly accepted: readonly Divergence[];
  /** Those on which it threw anything but a ProtocolError, at most 20. */
  readonly crashes: readonly Divergence[];
  /** Those it refused elsewhere than the second decoder, at most 20. */
  readonly misplaced: readonly Divergence[];
  /** Growth of memory in bytes while one input was decoded: the most, and the mean. 0 if not measured. */
  readonly memory: { readonly mostBytes: number; readonly meanBytes: number };
}

const kept = 20;

/**
 * Compares our two decoders, whole and cut, with the second decoder on random valid streams.
 *
 *     bytes ─┬─ whole ──► FrameDecoder, Decoder in both string modes ─┐
 *            ├─ cut ────► the same three                              ├─ all equal?
 *            └─ whole ──► second decoder ─────────────────────────────┘
 */
export function checkFrames({ runs, seed = 1, stop, onProgress }: CheckOptions): FramesChecked {
  const random = seededRandom(seed);
  const divergences: Divergence[] = [];
  let streams = 0;
  let frames = 0;
  let size = 0;
  while (streams < runs) {
    const bytes = randomStream({ random, maxDepth: 3, maxFrames: 2 });
    const cuts = randomCuts(bytes.length, random);
    const judgement = judge(bytes);
    const reason =
      judgement.verdict === "valid" ? divergenceOf(bytes, cuts, judgement) : "generator";
    if (reason !== undefined && divergences.length < kept)
      divergences.push({ reason, bytes, cuts });
    streams++;
    frames += judgement.values.length;
    size += bytes.length;
    if (streams % 1000 === 0) onProgress?.(streams);
    if (streams % 1000 === 0 && stop?.() === true) break;
  }
  return { streams, frames, bytes: size, divergences };
}

/**
 * Feeds malformed streams to our decoder: one broken rule each, or mutated until the second decoder
 * refuses them. `memoryBytes`, if given, is read before and after each input.
 */
export function checkMalformed(
  options: CheckOptions & { readonly memoryBytes?: (() => number) | undefined },
): MalformedChecked {
  const { runs, seed = 1, stop, onProgress, memoryBytes = () => 0 } = options;
  const random = seededRandom(seed);
  const found = {
    accepted: [] as Divergence[],
    crashes: [] as Divergence[],
    misplaced: [] as Divergence[],
  };
  const oracle = decoderOracle();
  let streams = 0;
  let mostBytes = 0;
  let sum = 0;
  while (streams < runs) {
    const { bytes, judgement } = malformed(random);
    const cuts = randomCuts(bytes.length, random);
    const chunks = cutAt(bytes, cuts);
    const before = memoryBytes();
    const error = refusalOf(chunks);
    const grown = Math.max(0, memoryBytes() - before);
    mostBytes = Math.max(mostBytes, grown);
    sum += grown;
    const list = listFor(error, judgement, found);
    if (list !== undefined && list.length < kept) list.push({ reason: String(error), bytes, cuts });
    const framed = oracle.judge(chunks);
    if (list === undefined && !sameVerdict(framed, judgement) && found.misplaced.length < kept) {
      found.misplaced.push({ reason: `frames: ${framed.reason ?? framed.verdict}`, bytes, cuts });
    }
    streams++;
    if (streams % 1000 === 0) onProgress?.(streams);
    if (streams % 1000 === 0 && stop?.() === true) break;
  }
  return { streams, ...found, memory: { mostBytes, meanBytes: sum / Math.max(1, streams) } };
}

/**
 * What differs between our decoders and a judgement of the second one; undefined if nothing does.
 * Holds for any stream, valid or not.
 */
export function divergenceOf(
  bytes: Uint8Array,
  cuts: Cuts,
  judgement: Judgement = judge(bytes),
): string | undefined {
  const oracle = decoderOracle();
  for (const chunks of [[bytes], cutAt(bytes, cuts)]) {
    const verdict = oracle.judge(chunks);
    if (!sameVerdict(verdict, judgement))
      return `frames in ${chunks.length} pieces: ${verdict.reason ?? verdict.verdict}`;
    for (const strings of ["utf8", "bytes"] as const) {
      const heard = heardFrom(chunks, strings);
      const { values } = judgement;
      const same =
        heard.length === values.length && values.every((said, at) => agrees(said, heard[at]));
      if (!same) return `replies as ${strings} in ${chunks.length} pieces`;
    }
  }
  return undefined;
}

/** A divergence as one line of text. */
export function divergenceText({ reason, bytes, cuts }: Divergence): string {
  return `${reason}: "${printable(bytes)}" cut at [${cuts.join(",")}]`;
}

/** All replies and pushes, up to the error if there is one. */
function heardFrom(chunks: readonly Uint8Array[], strings: StringMode): unknown[] {
  const heard: unknown[] = [];
  const decoder = new Decoder({
    onReply: (reply) => heard.push(reply),
    onPush: (push) => heard.push(push),
    strings,
  });
  try {
    for (const chunk of chunks) decoder.write(chunk);
  } catch (error) {
    if (!(error instanceof ProtocolError)) heard.push(error);
  }
  return heard;
}

function malformed(random: Random): { bytes: Uint8Array; judgement: Judgement } {
  for (;;) {
    const valid = randomStream({ random, maxDepth: 3, maxFrames: 2 });
    const bytes = below(random, 2) === 0 ? broken(valid, random) : mutated(valid, random);
    const judgement = judge(bytes);
    if (judgement.verdict === "invalid") return { bytes, judgement };
  }
}

function broken(valid: Uint8Array, random: Random): Uint8Array {
  return oneOf(random, breakSites(valid)).apply().bytes;
}

function mutated(valid: Uint8Array, random: Random): Uint8Array {
  let { bytes } = mutate(valid, { random });
  while (below(random, 3) === 0) ({ bytes } = mutate(bytes, { random }));
  return bytes;
}

/** The error a stream ends with; undefined if there is none. */
function refusalOf(chunks: readonly Uint8Array[]): unknown {
  const decoder = new Decoder({ onReply: () => undefined });
  try {
    for (const chunk of chunks) decoder.write(chunk);
    return undefined;
  } catch (error) {
    return error;
  }
}

function listFor(
  error: unknown,
  { offset }: Judgement,
  { accepted, crashes, misplaced }: Record<"accepted" | "crashes" | "misplaced", Divergence[]>,
): Divergence[] | undefined {
  if (error === undefined) return accepted;
  if (!(error instanceof ProtocolError)) return crashes;
  return error.offset === offset ? undefined : misplaced;
}
