// Sends the backend's commands and turns whatever goes wrong into the backend's own errors,
// counted.

import { isRespError } from "@respite/resp/base";
import type { CommandArgument } from "@respite/resp/codec";
import type { Command } from "@respite/resp/core";
import type { OperationOptions } from "../backend.ts";
import type { OperationCounts } from "../counters.ts";
import { closedError } from "../errors.ts";
import type { OperationTimer } from "../metrics/index.ts";
import { replyKind, toCacheError } from "./outage.ts";
import { evaluate } from "./redis-commands.ts";
import type { RedisBackendClient } from "./redis-options.ts";
import type { RedisScript } from "./scripts.ts";

/** A script, the one key it touches and its arguments. */
export interface ScriptCall {
  readonly script: RedisScript;
  readonly key: string;
  readonly args: readonly CommandArgument[];
  /**
   * True if running it twice does what once does: it is then sent again after a lost connection.
   */
  readonly idempotent?: boolean | undefined;
}

/** Sends commands for one backend until it is closed. */
export class RedisSender {
  readonly #client: RedisBackendClient;
  readonly #counts: OperationCounts;
  readonly #timer: OperationTimer;
  #closed = false;

  constructor(client: RedisBackendClient, counts: OperationCounts, timer: OperationTimer) {
    this.#client = client;
    this.#counts = counts;
    this.#timer = timer;
  }

  /** Refuses all that is asked from now on. */
  close(): void {
    this.#closed = true;
  }

  /** @throws {CacheError} `CLOSED` after {@link close}. */
  assertOpen(): void {
    if (this.#closed) throw closedError("RedisBackend");
  }

  /** One command's result. */
  async run<T>(what: string, command: Command<T>, options?: OperationOptions): Promise<T> {
    this.assertOpen();
    try {
      if (this.#timer.isIdle) return await this.#client.run(command, signalOf(options));
      return await this.#timer.time(what, () => this.#client.run(command, signalOf(options)));
    } catch (error) {
      throw this.fail(error, what);
    }
  }

  /** Results or errors of several commands sent in one write; an error is at its own command. */
  async batch<const C extends readonly Command<unknown>[]>(
    what: string,
    commands: C,
    options?: OperationOptions,
  ): Promise<Results<C>> {
    this.assertOpen();
    try {
      const results = (await this.#timer.time(what, () => {
        return this.#client.batch(commands, signalOf(options));
      })) as unknown[];
      for (let index = 0; index < results.length; index += 1) {
        const result = results[index];
        if (result instanceof Error) results[index] = this.fail(result, what);
      }
      return results as Results<C>;
    } catch (error) {
      throw this.fail(error, what);
    }
  }

  /** A script's answer; its source is sent only to a server that does not know it yet. */
  async script(what: string, call: ScriptCall, options?: OperationOptions): Promise<number> {
    this.assertOpen();
    const { script, key, args, idempotent } = call;
    const callOptions = { signal: options?.signal, idempotent };
    const evaluateAs = (name: "EVALSHA" | "EVAL", text: string): Promise<number> => {
      return this.#client.run(evaluate(name, text, key, args), callOptions);
    };
    try {
      return await this.#timer.time(what, () => {
        return evaluateAs("EVALSHA", script.sha1).catch((error: unknown) => {
          if (!isRespError(error) || replyKind(error) !== "NOSCRIPT") throw error;
          return evaluateAs("EVAL", script.source);
        });
      });
    } catch (error) {
      throw this.fail(error, what);
    }
  }

  /** Counts an error and makes it the backend's. */
  fail(error: unknown, what: string): Error {
    this.#counts.errors += 1;
    return toCacheError(error, what);
  }
}

/** Without a signal nothing is passed on: the client then has nothing to look at. */
function signalOf(options: OperationOptions | undefined): OperationOptions | undefined {
  return options?.signal === undefined ? undefined : { signal: options.signal };
}

/** Results by position, each of its command's type or an error. */
export type Results<C extends readonly Command<unknown>[]> = {
  -readonly [I in keyof C]: (C[I] extends Command<infer T> ? T : never) | Error;
};

/** A result, or its error thrown. */
export function resultOf<T>(result: T | Error | undefined): T {
  if (result instanceof Error) throw result;
  return result as T;
}
