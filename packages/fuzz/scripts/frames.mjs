// Random valid streams, cut at random: our decoders against the second one. Divergences must be 0.
//
//   node packages/fuzz/scripts/frames.mjs [count] [seed]

import { checkFrames, divergenceText } from "@respite/resp/testing";
import { countArgument, machine, progress, seedArgument } from "./figure.mjs";

const begun = performance.now();
const result = checkFrames({ runs: countArgument(), seed: seedArgument(), onProgress: progress() });
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
console.log(
  `${result.streams.toLocaleString("en")} streams, ${result.frames.toLocaleString("en")} frames, ` +
    `${(result.bytes / 2 ** 20).toFixed(0)} MiB: ${result.divergences.length} divergences ` +
    `(${seconds} s, seed ${seedArgument()}, ${machine()})`,
);
for (const divergence of result.divergences) console.log(divergenceText(divergence));
process.exitCode = result.divergences.length === 0 ? 0 : 1;
