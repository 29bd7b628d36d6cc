// MULTI … EXEC on a leased connection, all in one write.

import { RespError } from "../base/index.ts";
import { type Reply, ReplyError } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { CallOptions, Lease } from "./client-types.ts";

/**
 * Runs the commands as one transaction.
 *
 * @returns results and errors in order, or null if a watched key had changed.
 * @throws {ReplyError} the server's refusal; nothing was executed then.
 */
export async function runTransaction(
  lease: Lease,
  commands: readonly Command<unknown>[],
  options: CallOptions | undefined,
): Promise<unknown[] | null> {
  // Issued in one turn: they leave in one write, and nothing can come between them.
  const queued = [
    lease.call(["MULTI"], options),
    ...commands.map(({ args }) => lease.call(args, options)),
  ].map((reply) => reply.catch((error: unknown) => error));
  const executed = lease.call(["EXEC"], options);
  const replies = await Promise.all([...queued, executed.catch((error: unknown) => error)]);
  const outcome = replies.at(-1);
  if (outcome === null) return null;
  const failure = replies.find((reply) => reply instanceof Error);
  if (failure !== undefined) throw failure;
  if (!Array.isArray(outcome) || outcome.length !== commands.length) {
    throw new RespError("PROTOCOL_ERROR", "EXEC did not answer with one reply for each command.");
  }
  return outcome.map((reply: Reply, index) =>
    reply instanceof ReplyError ? reply : commands[index]?.reply(reply),
  );
}
