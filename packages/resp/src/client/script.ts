// A Lua script by its digest. The digest is asked of the server (SCRIPT LOAD) once and kept, so that
// no SHA-1 has to be computed where there may be no crypto.

import { RespError } from "../base/index.ts";
import { type CommandArgument, type Reply, ReplyError } from "../codec/index.ts";
import { type Command, scriptLoad, type ScriptInput } from "../commands/index.ts";
import type { CallOptions, CoreClient } from "./client-types.ts";

/** Settings of one run of a script or function. */
export interface RunOptions extends ScriptInput, CallOptions {
  /**
   * True for what only reads: sent as EVALSHA_RO or FCALL_RO (Redis 7.0+), which a server refuses to
   * let write, and repeated after a lost connection like any other read.
   */
  readOnly?: boolean | undefined;
}

/** One script on one client's server. */
export class Script {
  readonly #client: CoreClient;
  readonly #source: string;
  #digest: Promise<string> | undefined;

  constructor(client: CoreClient, source: string) {
    this.#client = client;
    this.#source = source;
  }

  /**
   * Runs it; the source travels only if the server does not have it (any more).
   *
   * @throws {RespError} `UNSUPPORTED` for `readOnly` on a server before 7.0.
   */
  async run(options: RunOptions = {}): Promise<Reply> {
    try {
      return await this.#evaluate(options);
    } catch (error) {
      if (!(error instanceof ReplyError) || error.kind !== "NOSCRIPT") throw error;
    }
    // Forgotten by a restart or SCRIPT FLUSH, which both happen without our being told.
    this.#digest = undefined;
    return await this.#evaluate(options);
  }

  /**
   * The script as a command for `batch`, `transaction` and `lease`. There it travels with its source
   * (EVAL): a digest the server has forgotten would fail when nothing can be asked again.
   */
  command(options: Pick<RunOptions, "keys" | "args" | "readOnly"> = {}): Command<Reply> {
    return invocation(options.readOnly === true ? "EVAL_RO" : "EVAL", this.#source, options);
  }

  async #evaluate(options: RunOptions): Promise<Reply> {
    const name = options.readOnly === true ? "EVALSHA_RO" : "EVALSHA";
    const command = invocation(name, await this.#load(options), options);
    return await newerServer(this.#client.run(command, options), "readOnly");
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

/** EVAL and its siblings: what to run, the number of keys, the keys, the arguments. */
export function invocation(
  name: string,
  what: string,
  { keys = [], args = [] }: ScriptInput,
): Command<Reply> {
  const words: CommandArgument[] = [name, what, keys.length, ...keys, ...args];
  return { args: words, reply: (reply) => reply };
}

/** Says in plain words that the server is too old for what was asked. */
export async function newerServer<T>(work: Promise<T>, option: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ReplyError) || !/^(ERR )?unknown command/i.test(cause.message))
      throw cause;
    throw new RespError(
      "UNSUPPORTED",
      `The server does not know ${cause.command ?? "the command"}: it needs Redis 7.0 or later. ` +
        (option === "readOnly" ? "Leave out readOnly." : "Use script() instead."),
      { cause, command: cause.command },
    );
  }
}
