// A library of functions (Redis 7.0+): loaded when first used, and again when the server has lost it
// (FLUSHALL does not take functions along, but a restart without persistence or a new primary may).

import { type Reply, ReplyError } from "../codec/index.ts";
import type { CoreClient } from "./client-types.ts";
import { invocation, newerServer, type RunOptions } from "./script.ts";

/** Settings of `library`. */
export interface LibraryOptions {
  /**
   * True (default): what the server has under the library's name is replaced at the first use; false:
   * it is left, whatever it is.
   */
  replace?: boolean | undefined;
}

/** One library on one client's server. */
export class FunctionLibrary {
  readonly #client: CoreClient;
  readonly #source: string;
  readonly #replace: boolean;
  #loading: Promise<void> | undefined;

  constructor(client: CoreClient, source: string, options: LibraryOptions = {}) {
    this.#client = client;
    this.#source = source;
    this.#replace = options.replace ?? true;
  }

  /**
   * Calls one of its functions: FCALL, or FCALL_RO under `readOnly`.
   *
   * @throws {RespError} `UNSUPPORTED` before Redis 7.0.
   * @throws {ReplyError} the function's own error, or "Function not found" if the library has none of that name.
   */
  async call(name: string, options: RunOptions = {}): Promise<Reply> {
    await this.#load(options);
    const command = invocation(options.readOnly === true ? "FCALL_RO" : "FCALL", name, options);
    try {
      return await this.#client.run(command, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#loading = undefined;
    await this.#load(options);
    return await this.#client.run(command, options);
  }

  #load({ signal, timeoutMs }: RunOptions): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const args = ["FUNCTION", "LOAD", ...(this.#replace ? ["REPLACE"] : []), this.#source];
    // Loading the same text twice does no harm.
    const call = this.#client.call(args, { signal, timeoutMs, idempotent: true });
    const loading = newerServer(call, "library").then(
      () => undefined,
      (error: unknown) => {
        if (!this.#replace && isPresent(error)) return undefined;
        if (this.#loading === loading) this.#loading = undefined;
        throw error;
      },
    );
    this.#loading = loading;
    return loading;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ReplyError && /function not found/i.test(error.message);
}

function isPresent(error: unknown): boolean {
  return error instanceof ReplyError && /already exists/i.test(error.message);
}
