// MULTI … EXEC on a leased connection, all in one write.

import { RespError } from "../base/index.ts";
import { type Reply, ReplyError } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { CallOptions, Lease } from "./client-types.ts";

/**
 * Runs the commands as one transaction.
 *
 * @returns results and errors in order, or null if a watched key had changed.
 * @throws {ReplyError} the server's refusal of a command; nothing was executed then.
 * @throws {RespError} `REFUSED` if it refused MULTI itself.
 */
export async function runTransaction(
  lease: Lease,
  commands: readonly Command<unknown>[],
  options: CallOptions | undefined,
): Promise<unknown[] | null> {
  // Issued in one turn: they leave in one write, and nothing can come between them.
  const replies = await Promise.all(
    [["MULTI"], ...commands.map(({ args }) => args), ["EXEC"]].map((args) =>
      lease.call(args, options).catch((error: unknown) => error),
    ),
  );
  if (replies[0] instanceof ReplyError) throw multiRefused(replies[0]);
  const outcome = replies.at(-1);
  if (outcome === null) return null;
  const failure = replies.find((reply) => reply instanceof Error);
  if (failure !== undefined) throw failure;
  if (!Array.isArray(outcome) || outcome.length !== commands.length) {
    throw new RespError(
      "PROTOCOL_ERROR",
      "EXEC did not answer with one reply for each command. Check what stands between client and server.",
    );
  }
  return outcome.map((reply: Reply, index) =>
    reply instanceof ReplyError ? reply : commands[index]?.reply(reply, options?.strings),
  );
}

/** Without MULTI the commands behind it were ordinary ones, and may have run. */
function multiRefused(cause: ReplyError): RespError {
  return new RespError(
    "REFUSED",
    "The server refused MULTI, so what followed was no transaction. Check the user's permission for MULTI and EXEC.",
    { cause, maybeExecuted: true, command: "MULTI (0 arguments)" },
  );
}
