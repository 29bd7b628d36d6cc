// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "hyperloglog".

import type { CommandArgument, Reply } from "../../codec/index.ts";
import type { OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import { anything, count, ok, yes } from "../replies/index.ts";
import { listOf } from "../words.ts";

/**
 * Adds the specified elements to the specified HyperLogLog.
 *
 * Since Redis 2.8.9. O(1) to add every element. https://redis.io/commands/pfadd
 */
export function pfadd(
  key: CommandArgument,
  elements: OneOrMany<CommandArgument> = [],
): Command<boolean> {
  return { args: ["PFADD", key, ...listOf(elements)], reply: yes };
}

/**
 * Return the approximated cardinality of the set(s) observed by the HyperLogLog at key(s).
 *
 * Since Redis 2.8.9. O(1) with a very small average constant time when called with a single key.
 * O(N) with N being the number of keys, and much bigger constant times, when called with multiple
 * keys. https://redis.io/commands/pfcount
 */
export function pfcount(keys: OneOrMany<CommandArgument>): Command<number> {
  return { args: ["PFCOUNT", ...listOf(keys)], reply: count };
}

/**
 * Internal commands for debugging HyperLogLog values.
 *
 * Since Redis 2.8.9. N/A. https://redis.io/commands/pfdebug
 */
export function pfdebug(subcommand: CommandArgument, key: CommandArgument): Command<Reply> {
  return { args: ["PFDEBUG", subcommand, key], reply: anything };
}

/**
 * Merge N different HyperLogLogs into a single one.
 *
 * Since Redis 2.8.9. O(N) to merge N HyperLogLogs, but with high constant times.
 * https://redis.io/commands/pfmerge
 */
export function pfmerge(
  destkey: CommandArgument,
  sourcekeys: OneOrMany<CommandArgument>,
): Command<"OK"> {
  return { args: ["PFMERGE", destkey, ...listOf(sourcekeys)], reply: ok };
}

/**
 * An internal command for testing HyperLogLog values.
 *
 * Since Redis 2.8.9. N/A. https://redis.io/commands/pfselftest
 */
export function pfselftest(): Command<"OK"> {
  return { args: ["PFSELFTEST"], reply: ok };
}
