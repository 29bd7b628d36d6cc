// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "bitmap".

import type { CommandArgument } from "../../codec/index.ts";
import type {
  BitfieldOperation,
  BitfieldRead,
  BitRange,
  Integer,
  OneOrMany,
} from "../arguments.ts";
import type { Command } from "../command.ts";
import { count, integersOrNulls } from "../replies/index.ts";
import { bitfieldOperations, bitRange, listOf, type Words } from "../words.ts";

/** Options of {@link bitcount}. */
export interface BitcountOptions {
  /** Which part of the string; default all of it. */
  range?: BitRange | undefined;
}

/**
 * Count set bits in a string.
 *
 * Since Redis 2.6.0. O(N). https://redis.io/commands/bitcount
 */
export function bitcount(key: CommandArgument, options: BitcountOptions = {}): Command<number> {
  const words: Words = ["BITCOUNT", key];
  bitRange(words, options.range);
  return { args: words, reply: count };
}

/**
 * Perform arbitrary bitfield integer operations on strings.
 *
 * Since Redis 3.2.0. O(1) for each subcommand specified. https://redis.io/commands/bitfield
 */
export function bitfield(
  key: CommandArgument,
  operations: OneOrMany<BitfieldOperation>,
): Command<(number | bigint | null)[]> {
  const words: Words = ["BITFIELD", key];
  bitfieldOperations(words, operations);
  return { args: words, reply: integersOrNulls };
}

/**
 * Perform arbitrary bitfield integer operations on strings. Read-only variant of BITFIELD.
 *
 * Since Redis 6.0.0. O(1) for each subcommand specified. https://redis.io/commands/bitfield_ro
 */
export function bitfieldRo(
  key: CommandArgument,
  reads: OneOrMany<BitfieldRead>,
): Command<(number | bigint | null)[]> {
  const words: Words = ["BITFIELD_RO", key];
  bitfieldOperations(words, reads);
  return { args: words, reply: integersOrNulls };
}

/**
 * Perform bitwise operations between strings.
 *
 * Since Redis 2.6.0. O(N). https://redis.io/commands/bitop
 */
export function bitop(
  operation: "AND" | "OR" | "XOR" | "NOT",
  destkey: CommandArgument,
  keys: OneOrMany<CommandArgument>,
): Command<number> {
  return { args: ["BITOP", operation, destkey, ...listOf(keys)], reply: count };
}

/** Options of {@link bitpos}. */
export interface BitposOptions {
  /** Which part of the string; default all of it. */
  range?: BitRange | undefined;
}

/**
 * Find first bit set or clear in a string.
 *
 * Since Redis 2.8.7. O(N). https://redis.io/commands/bitpos
 */
export function bitpos(
  key: CommandArgument,
  bit: Integer,
  options: BitposOptions = {},
): Command<number> {
  const words: Words = ["BITPOS", key, bit];
  bitRange(words, options.range);
  return { args: words, reply: count };
}

/**
 * Returns the bit value at offset in the string value stored at key.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/getbit
 */
export function getbit(key: CommandArgument, offset: Integer): Command<number> {
  return { args: ["GETBIT", key, offset], reply: count };
}

/**
 * Sets or clears the bit at offset in the string value stored at key.
 *
 * Since Redis 2.2.0. O(1). https://redis.io/commands/setbit
 */
export function setbit(key: CommandArgument, offset: Integer, value: Integer): Command<number> {
  return { args: ["SETBIT", key, offset, value], reply: count };
}
