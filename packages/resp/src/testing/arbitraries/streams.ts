// Streams in three tiers: valid ones, those that break exactly one rule, and byte soup; and the ways to
// cut them. All shrink towards few and short tokens and print as RESP text.

import fc, { type Arbitrary } from "fast-check";
import { encodeFrame } from "../../codec/index.ts";
import { type AlmostValid, breakSites } from "../fuzz/almost-valid.ts";
import { fromText, joined } from "../fuzz/bytes.ts";
import { type Mutation, mutate, mutatorNames } from "../fuzz/mutators.ts";
import { cutAt } from "../fuzz/random-chunks.ts";
import { soupTokens } from "../fuzz/random-soup.ts";
import { seededRandom } from "../fuzz/random.ts";
import { type FramesOptions, frames, pushFrames } from "./frames.ts";
import { printedAs, wireText } from "./printed.ts";

/** What {@link streams} makes. */
export interface StreamsOptions extends FramesOptions {
  /** Fewest top-level values; default 0. */
  minFrames?: number | undefined;
  /** Most top-level values; default 4. */
  maxFrames?: number | undefined;
}

/** A stream and its pieces in order, some may be empty. */
export interface Chunked {
  /** The whole. */
  readonly bytes: Uint8Array;
  /** The same bytes in pieces. */
  readonly chunks: Uint8Array[];
}

/** First tier: valid streams; under protocol 3 with pushes between the replies. */
export function streams(options: StreamsOptions = {}): Arbitrary<Uint8Array> {
  const { protocol = 3, minFrames = 0, maxFrames = 4 } = options;
  const reply = { weight: 8, arbitrary: frames(options) };
  const push = { weight: 1, arbitrary: pushFrames() };
  const frame = protocol === 2 ? reply.arbitrary : fc.oneof(reply, push);
  return fc
    .array(frame, { minLength: minFrames, maxLength: Math.max(minFrames, maxFrames) })
    .map((list) => readable(joined(list.map((each) => encodeFrame(each, protocol)))));
}

/** Second tier: valid streams with exactly one broken rule, and the verdict they must get. */
export function almostValid(options: StreamsOptions = {}): Arbitrary<AlmostValid> {
  const most = options.maxFrames ?? 4;
  const valid = streams({ ...options, minFrames: 1, maxFrames: Math.max(1, most) });
  return fc.tuple(valid, fc.nat()).map(([bytes, choice]) => {
    const sites = breakSites(bytes);
    const made = sites[choice % sites.length]!.apply();
    const expected = made.rule === undefined ? made.verdict : `${made.verdict} by ${made.rule}`;
    return printedAs(made, () => `${wireText(made.bytes)} (${made.broken}: ${expected})`);
  });
}

/** Third tier: tokens of RESP thrown together. */
export function byteSoup(): Arbitrary<Uint8Array> {
  return fc
    .array(fc.constantFrom(...soupTokens), { maxLength: 40 })
    .map((tokens) => readable(fromText(tokens.join(""))));
}

/** Valid streams that one of the kit's mutators has damaged; by chance some are still valid. */
export function mutatedStreams(options: StreamsOptions = {}): Arbitrary<Mutation> {
  return fc
    .tuple(streams(options), fc.constantFrom(...mutatorNames()), fc.nat())
    .map(([bytes, mutator, seed]) => {
      const made = mutate(bytes, { random: seededRandom(seed), mutator });
      return printedAs({ ...made }, () => `${wireText(made.bytes)} (${made.mutator})`);
    });
}

/** The bytes in order, cut anywhere into pieces; some may be empty. */
export function cuts(bytes: Uint8Array): Arbitrary<Uint8Array[]> {
  return fc
    .array(fc.nat({ max: bytes.length }), { maxLength: 12 })
    .map((places) =>
      cutAt(
        bytes,
        places.toSorted((left, right) => left - right),
      ),
    )
    .map((chunks) => chunks.map((chunk) => chunk.slice()))
    .map((chunks) => printedAs(chunks, () => `[${chunks.map(wireText).join(", ")}]`));
}

/** Streams and a way to cut each. */
export function chunked(stream: Arbitrary<Uint8Array>): Arbitrary<Chunked> {
  return stream.chain((bytes) =>
    cuts(bytes).map((chunks) =>
      printedAs({ bytes, chunks }, () => chunks.map(wireText).join(" then ")),
    ),
  );
}

function readable(bytes: Uint8Array): Uint8Array {
  return printedAs(bytes, () => wireText(bytes));
}
