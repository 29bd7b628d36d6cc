// One row of the tables beside this file: a command, what becomes of its reply on a real server under
// either protocol, and how @redis/client is asked for the same.

import type { Client, Command } from "@respite/resp";

/** A command with what must come of it. */
export interface Call {
  readonly command: Command<unknown> | ((client: Client) => Promise<Command<unknown>>);
  /** The result, or a matcher; an Error's pattern if the server must refuse. */
  readonly result: unknown;
  /** Commands sent before it on the same connection. */
  readonly before: readonly (readonly (string | number)[])[];
  /** The peer's command and arguments for the same words; without it the peer has none such. */
  readonly peer: readonly [name: string, ...args: unknown[]] | undefined;
}

/** A row. */
export function call(
  command: Call["command"],
  result: unknown,
  more: Partial<Pick<Call, "before" | "peer">> = {},
): Call {
  return { command, result, before: more.before ?? [], peer: more.peer };
}

/** The result of a command that the server must refuse. */
export class Refusal {
  readonly message: RegExp;

  constructor(message: RegExp) {
    this.message = message;
  }
}
