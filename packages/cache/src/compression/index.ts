// Compression between a cache and what stores its values.
export { type CompressionCodec, type CompressionStreams, streamCodec } from "./codec.ts";
export { CompressedBackend, type CompressedBackendOptions } from "./compressed-backend.ts";
export type { CompressionOptions } from "./compression-options.ts";
