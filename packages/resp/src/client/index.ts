// The only door of this folder.
export { Client } from "./client.ts";
export { ClientCore } from "./client-core.ts";
export {
  type ConnectionFactory,
  createConnectionFactory,
  type PooledConnection,
} from "./connection-factory.ts";
export { resolveClientOptions } from "./client-settings.ts";
export type * from "./client-types.ts";
export {
  CachingReader,
  type CachingReaderOptions,
  type CachingReaderStats,
} from "./caching-reader.ts";
export { ClientFeatures } from "./client-features.ts";
export { CommandMethods } from "./generated/command-methods.ts";
export { FunctionLibrary, type LibraryOptions } from "./function-library.ts";
export { type RunOptions, Script } from "./script.ts";
export type { TypedCallOptions } from "./typed-call-options.ts";
