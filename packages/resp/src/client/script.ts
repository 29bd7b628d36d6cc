// A Lua script by its digest. The digest is asked of the server (SCRIPT LOAD) once and kept, so that
// no SHA-1 has to be computed where there may be no crypto.

import { type Reply, ReplyError } from "../codec/index.ts";
import { evalsha, scriptLoad, type ScriptInput } from "../commands/index.ts";
import type { CallOptions, CoreClient } from "./client-types.ts";

/** One script on one client's server. */
export class Script {
  readonly #client: CoreClient;
  readonly #source: string;
  #digest: Promise<string> | undefined;

  constructor(client: CoreClient, source: string) {
    this.#client = client;
    this.#source = source;
  }

  /** Runs it; the source travels only if the server does not have it (any more). */
  async run(input: ScriptInput & CallOptions = {}): Promise<Reply> {
    try {
      return await this.#client.run(evalsha(await this.#load(input), input), input);
    } catch (error) {
      if (!(error instanceof ReplyError) || error.kind !== "NOSCRIPT") throw error;
    }
    // Forgotten by a restart or SCRIPT FLUSH, which both happen without our being told.
    this.#digest = undefined;
    return await this.#client.run(evalsha(await this.#load(input), input), input);
  }

  #load({ signal, timeoutMs }: CallOptions): Promise<string> {
    const loading = (this.#digest ??= this.#client.run(scriptLoad(this.#source), {
      signal,
      timeoutMs,
      idempotent: true,
    }));
    loading.catch(() => {
      if (this.#digest === loading) this.#digest = undefined;
    });
    return loading;
  }
}
