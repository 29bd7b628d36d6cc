// Generators for fast-check: frames, streams in three tiers, commands, and every way to cut a stream. For
// this package's own laws, and for yours: a server, proxy or client that speaks RESP.
export { type FramesOptions, frames, pushFrames } from "./frames.ts";
export { commands, replies } from "./replies.ts";
export {
  type Chunked,
  type StreamsOptions,
  almostValid,
  byteSoup,
  chunked,
  cuts,
  mutatedStreams,
  streams,
} from "./streams.ts";
