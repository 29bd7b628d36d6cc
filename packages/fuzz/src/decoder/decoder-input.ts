// The input of one run of a decoder: a valid, an almost valid, a mutated stream, or soup.

import {
  type Cuts,
  below,
  breakSites,
  mutate,
  oneOf,
  randomCuts,
  randomSoup,
  randomStream,
  seededRandom,
} from "@respite/resp/testing";
import { runSeed } from "../finding.ts";

/** A stream and where it is cut. */
export interface DecoderInput {
  /** The stream. */
  readonly bytes: Uint8Array;
  /** The places. */
  readonly cuts: Cuts;
}

/** The same for the same three numbers. */
export function decoderInput(seed: number, run: number, protocol: 2 | 3): DecoderInput {
  const random = seededRandom(runSeed(seed, run));
  const style = below(random, 10);
  let bytes =
    style === 9
      ? randomSoup(random)
      : randomStream({ random, protocol, maxDepth: 3, maxFrames: 3 });
  if (style === 4 || style === 5) bytes = oneOf(random, breakSites(bytes)).apply().bytes;
  const mutations = style === 9 ? 0 : style - 5;
  for (let left = mutations; left > 0; left--) {
    ({ bytes } = mutate(bytes, { random }));
  }
  return { bytes, cuts: randomCuts(bytes.length, random) };
}
