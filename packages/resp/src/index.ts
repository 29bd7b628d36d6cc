// "@respite/resp": the client with its command methods, over Node's sockets unless told otherwise.

import { Client, type ClientOptions, resolveClientOptions } from "./client/index.ts";
import { nodeTransport } from "./transport/node.ts";

export * from "./public-types.ts";
export {
  CachingReader,
  type CachingReaderOptions,
  type CachingReaderStats,
  Client,
  ClientFeatures,
  CommandMethods,
  FunctionLibrary,
  type LibraryOptions,
  type RunOptions,
  Script,
  type TypedCallOptions,
} from "./client/index.ts";
export { nodeTransport } from "./transport/node.ts";

/**
 * Makes a client of one Redis or Valkey server; it connects with its first command, or by `connect()`.
 *
 * @param options - an address such as `redis://127.0.0.1:6379`, or {@link ClientOptions}.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function createClient(options: string | ClientOptions = {}): Client {
  const given = typeof options === "string" ? { url: options } : options;
  return new Client(resolveClientOptions({ transport: nodeTransport(), ...given }));
}
