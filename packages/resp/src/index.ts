// "@respite/resp": the client with its command methods, over Node's sockets unless told otherwise.

import {
  Client,
  type ClientOptions,
  type ConnectionFactory,
  createConnectionFactory,
  resolveClientOptions,
} from "./client/index.ts";
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
  return new Client(resolveClientOptions(onNode(options)));
}

/**
 * Makes, checks and ends connections for a pool of another maker, such as generic-pool.
 *
 * @param options - as `createClient`; those of the client's own pool and queue of reconnects are of no
 * effect: `mode`, `sharedConnections`, `poolSize`, `idlePingMs` and their like.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function connectionFactory(options: string | ClientOptions = {}): ConnectionFactory {
  return createConnectionFactory(resolveClientOptions(onNode(options)));
}

function onNode(options: string | ClientOptions): ClientOptions {
  const given = typeof options === "string" ? { url: options } : options;
  return { transport: nodeTransport(), ...given };
}
