// "@respite/resp/core": call, run, batch and lease over a transport that is passed in. Imports nothing of
// any platform, so that it loads in every sandbox, and no command but those a program names.

import {
  ClientCore,
  type ClientOptions,
  type ConnectionFactory,
  type CoreClient,
  createConnectionFactory,
  resolveClientOptions,
} from "./client/index.ts";

export * from "./public-types.ts";

/**
 * Makes a client without command methods: `client.run(get("k"))`, `client.call(["GET", "k"])`.
 *
 * @param options - {@link ClientOptions}; `transport` is required here.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function createClient(options: ClientOptions): CoreClient {
  return new ClientCore(resolveClientOptions(options));
}

/**
 * Makes, checks and ends connections for a pool of another maker.
 *
 * @param options - {@link ClientOptions}; `transport` is required here.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function connectionFactory(options: ClientOptions): ConnectionFactory {
  return createConnectionFactory(resolveClientOptions(options));
}
