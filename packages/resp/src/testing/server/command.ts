// What a command is to the server: name, arity, flags, and the handler that parses and applies it.
// Every handler goes the same way: arity (checked before), parse, apply, answer.

import type { Answer } from "./answers.ts";
import { toBinary } from "./bytes.ts";
import type { ServerCore } from "./core.ts";
import type { Database } from "./database.ts";
import type { Session, Words } from "./session.ts";

/**
 * What the executor must know of a command, after the server's own flags:
 *
 * - `write`: held back by CLIENT PAUSE WRITE.
 * - `no-auth`: allowed before authentication.
 * - `no-multi`: refused between MULTI and EXEC; `in-multi`: runs there instead of being queued.
 * - `subscriber`: allowed on a RESP2 connection that is subscribed.
 * - `no-script`: refused in scripts.
 */
export type CommandFlag =
  | "write"
  | "no-auth"
  | "no-multi"
  | "in-multi"
  | "subscriber"
  | "no-script";

/** One run of a command. */
export interface Call {
  /** The server. */
  readonly core: ServerCore;
  /** Whose command it is. */
  readonly session: Session;
  /** The session's database. */
  readonly database: Database;
  /** The words behind the name, and behind the subcommand's name. */
  readonly args: Words;
  /** False in MULTI and in scripts: what would wait answers as if its time were over. */
  readonly mayBlock: boolean;
  /** Runs another command as part of this one, as EXEC and scripts do. */
  run(words: Words): Answer | readonly Answer[] | undefined;
}

/** One command or subcommand. */
export interface CommandSpec {
  /** Lower case; a subcommand is `client|id`. */
  readonly name: string;
  /** Words including the name and the subcommand; negative = at least so many. */
  readonly arity: number;
  /** Default none. */
  readonly flags?: readonly CommandFlag[] | undefined;
  /** First server version that knows it; default all. */
  readonly since?: string | undefined;
  /** Keys among the arguments, for tracking of reads; default the first argument of readers. */
  readonly reads?: ((args: Words) => Words) | undefined;
  /**
   * Answers with one frame, or several; undefined if the answer comes later or never.
   *
   * @throws {CommandError} the error reply, with nothing applied.
   */
  readonly run: (call: Call) => Answer | readonly Answer[] | undefined;
}

/** The first argument, for `reads` of commands with one key. */
export function firstKey(args: Words): Words {
  return args.slice(0, 1);
}

/** The keys behind a number of keys, for `reads` of commands such as ZUNION. */
export function countedKeys(args: Words): Words {
  const count = Number(toBinary(args[0] ?? new Uint8Array()));
  return args.slice(1, 1 + count);
}

/** The argument at `index`, which the arity guarantees. */
export function argument(call: Pick<Call, "args">, index: number): Uint8Array {
  const found = call.args[index];
  if (found === undefined) throw new Error(`argument ${index} is missing in spite of the arity`);
  return found;
}
