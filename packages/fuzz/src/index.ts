// The command line's parts for programs: the same runs, with findings as values.
export { type Decode, type DecodeResult, loadDecode } from "./decoder/decoder-module.ts";
export { type Laws, checkDecode } from "./decoder/check-decode.ts";
export type { DecoderHostOptions } from "./decoder/decoder-host.ts";
export {
  type FuzzDecoderOptions,
  type ReplayInput,
  fuzzDecoder,
  replayDecoder,
} from "./decoder/fuzz-decoder.ts";
export type { Finding, FindingKind, RunOptions, RunResult } from "./finding.ts";
export { type Address, parseAddress } from "./server/address.ts";
export type { ServerPatience } from "./server/check-server.ts";
export { type FuzzServerOptions, fuzzServer, replayServer } from "./server/fuzz-server.ts";
export type { ServerInput } from "./server/server-input.ts";
export type { ServerLogin, ServerTarget, ServerTls } from "./server/target.ts";
