// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "transactions".

import type { CommandArgument, Reply } from "../../codec/index.ts";
import type { OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import { anything, ok } from "../replies/index.ts";
import { listOf } from "../words.ts";

/**
 * Discard all commands issued after MULTI.
 *
 * Since Redis 2.0.0. O(N), when N is the number of queued commands.
 * https://redis.io/commands/discard
 */
export function discard(): Command<"OK"> {
  return { args: ["DISCARD"], reply: ok };
}

/**
 * Execute all commands issued after MULTI.
 *
 * Since Redis 1.2.0. Depends on commands in the transaction. https://redis.io/commands/exec
 */
export function exec(): Command<Reply> {
  return { args: ["EXEC"], reply: anything };
}

/**
 * Mark the start of a transaction block.
 *
 * Since Redis 1.2.0. O(1). https://redis.io/commands/multi
 */
export function multi(): Command<"OK"> {
  return { args: ["MULTI"], reply: ok };
}

/**
 * Forget about all watched keys.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/unwatch
 */
export function unwatch(): Command<"OK"> {
  return { args: ["UNWATCH"], reply: ok };
}

/**
 * Watch the given keys to determine execution of the MULTI/EXEC block.
 *
 * Since Redis 2.2.0. O(1) for every key. https://redis.io/commands/watch
 */
export function watch(keys: OneOrMany<CommandArgument>): Command<"OK"> {
  return { args: ["WATCH", ...listOf(keys)], reply: ok };
}
