// Malformed streams, cut at random: how many are accepted, how many crash the decoder, and what one
// costs in memory (heap and buffers, read before and after each; a collection in between counts as 0).
//
//   node packages/fuzz/scripts/malformed.mjs [count] [seed]

import { getHeapStatistics } from "node:v8";
import { checkMalformed, divergenceText } from "@respite/resp/testing";
import { countArgument, machine, progress, seedArgument } from "./figure.mjs";

function memoryBytes() {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

const begun = performance.now();
const result = checkMalformed({
  runs: countArgument(),
  seed: seedArgument(),
  onProgress: progress(),
  memoryBytes,
});
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
const { mostBytes, meanBytes } = result.memory;
console.log(
  `${result.streams.toLocaleString("en")} malformed streams: ${result.accepted.length} accepted, ` +
    `${result.crashes.length} crashes, ${result.misplaced.length} refused at another byte; ` +
    `memory per input: mean ${(meanBytes / 1024).toFixed(1)} KiB, most ${(mostBytes / 1024).toFixed(0)} KiB ` +
    `(${seconds} s, seed ${seedArgument()}, ${machine()})`,
);
const all = [...result.accepted, ...result.crashes, ...result.misplaced];
for (const divergence of all) console.log(divergenceText(divergence));
process.exitCode = all.length === 0 ? 0 : 1;
