// The fuzzing kit: streams, damage, judges and their comparison, from a seed and without fast-check.
// Pure; the only door of this folder.
export { agrees } from "./agreement.ts";
export { type AlmostValid, type BreakName, type BreakSite, breakSites } from "./almost-valid.ts";
export { fromText, joined, toText } from "./bytes.ts";
export { type CorpusCase, corpus } from "./corpus/index.ts";
export { type CorpusFile, corpusFiles, fuzzDictionary } from "./corpus-files.ts";
export { type MinimiseOptions, minimise, minimiseBytes } from "./minimise.ts";
export {
  type MutateOptions,
  type Mutation,
  type MutatorName,
  mutate,
  mutatorNames,
} from "./mutators.ts";
export {
  type Oracle,
  type OracleVerdict,
  decoderOracle,
  referenceOracle,
  sameVerdict,
} from "./oracle.ts";
export { type Cuts, cutAt, everyByte, randomCuts } from "./random-chunks.ts";
export { type RandomCommandOptions, randomCommand } from "./random-command.ts";
export { type RandomFrameOptions, randomFrame, randomPush, randomStream } from "./random-frame.ts";
export { type Random, below, oneOf, randomBytes, seededRandom } from "./random.ts";
export { type Judgement, type ReferenceLimits, type Rule, judge } from "./reference-decoder.ts";
export {
  type Said,
  type SaidBoolean,
  type SaidList,
  type SaidMap,
  type SaidNull,
  type SaidNumber,
  type SaidPairs,
  type SaidText,
  sameSaid,
  saidOf,
} from "./said.ts";
export {
  type CheckOptions,
  type Divergence,
  type FramesChecked,
  type MalformedChecked,
  checkFrames,
  checkMalformed,
  divergenceOf,
  divergenceText,
} from "./self-check.ts";
export { randomSoup } from "./random-soup.ts";
export { type Token, tokensOf, topLevelParts } from "./tokens.ts";
