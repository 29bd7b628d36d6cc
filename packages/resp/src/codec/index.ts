// RESP2 and RESP3 between bytes and values: pure, incremental, strict. The only door of this folder.
export { type CommandArgument, CommandEncoder, encodeCommand } from "./command-encoder.ts";
export { Decoder, type DecoderOptions } from "./decoder.ts";
export { encodeFrame } from "./encode-frame.ts";
export { encodeReply } from "./encode-reply.ts";
export { FrameDecoder, type FrameDecoderOptions, decodeFrames } from "./frame-decoder.ts";
export {
  type BooleanFrame,
  type BulkFrame,
  type Frame,
  type FramePairs,
  type LineFrame,
  type ListFrame,
  type MapFrame,
  type NullFrame,
  type NumberFrame,
  type StreamedBulkFrame,
  type VerbatimFrame,
  arrayFrame,
  bulkFrame,
  errorFrame,
  integerFrame,
  nullFrame,
  simpleFrame,
} from "./frame.ts";
export { type Limits, defaultLimits, resolveLimits } from "./limits.ts";
export { printable, printableLines } from "./printable.ts";
export { ProtocolError } from "./protocol-error.ts";
export { ReplyError } from "./reply-error.ts";
export type { Attribute, MapEntries, Push, Reply, StringMode } from "./reply.ts";
