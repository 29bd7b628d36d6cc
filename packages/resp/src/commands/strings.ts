// String commands. Each function is pure and returns a descriptor for `client.run`, a batch or a
// transaction.

import type { CommandArgument } from "../codec/index.ts";
import type { Command } from "./command.ts";
import { arrayOf, integer, ok, okOrNull, textOrNull } from "./reply.ts";

/** Options of {@link set}; at most one of the expiry options and one of `nx` and `xx`. */
export interface SetOptions {
  /** Life in whole seconds. */
  ex?: number | undefined;
  /** Life in whole milliseconds. */
  px?: number | undefined;
  /** Expiry as seconds since 1970 (Redis 6.2+). */
  exat?: number | undefined;
  /** Expiry as milliseconds since 1970 (Redis 6.2+). */
  pxat?: number | undefined;
  /** Keep the life the key has (Redis 6.0+). */
  keepttl?: boolean | undefined;
  /** Only if the key does not exist. */
  nx?: boolean | undefined;
  /** Only if the key exists. */
  xx?: boolean | undefined;
}

/** The value, or null (https://redis.io/commands/get). */
export function get(key: CommandArgument): Command<string | null> {
  return { args: ["GET", key], reply: textOrNull };
}

/** "OK", or null where `nx` or `xx` did not hold (https://redis.io/commands/set). */
export function set(
  key: CommandArgument,
  value: CommandArgument,
  options: SetOptions = {},
): Command<"OK" | null> {
  const args: CommandArgument[] = ["SET", key, value];
  if (options.ex !== undefined) args.push("EX", options.ex);
  if (options.px !== undefined) args.push("PX", options.px);
  if (options.exat !== undefined) args.push("EXAT", options.exat);
  if (options.pxat !== undefined) args.push("PXAT", options.pxat);
  if (options.keepttl === true) args.push("KEEPTTL");
  if (options.nx === true) args.push("NX");
  if (options.xx === true) args.push("XX");
  return { args, reply: okOrNull };
}

/** Sets with a life in whole seconds (https://redis.io/commands/setex). */
export function setex(
  key: CommandArgument,
  seconds: number,
  value: CommandArgument,
): Command<"OK"> {
  return { args: ["SETEX", key, seconds, value], reply: ok };
}

/** Sets with a life in whole milliseconds (https://redis.io/commands/psetex). */
export function psetex(
  key: CommandArgument,
  milliseconds: number,
  value: CommandArgument,
): Command<"OK"> {
  return { args: ["PSETEX", key, milliseconds, value], reply: ok };
}

/** The values in the order of the keys, null where there is none (https://redis.io/commands/mget). */
export function mget(keys: readonly CommandArgument[]): Command<(string | null)[]> {
  return { args: ["MGET", ...keys], reply: arrayOf(textOrNull) };
}

/** The number after adding one (https://redis.io/commands/incr). */
export function incr(key: CommandArgument): Command<number | bigint> {
  return { args: ["INCR", key], reply: integer };
}

/** The number after adding `amount` (https://redis.io/commands/incrby). */
export function incrby(key: CommandArgument, amount: number | bigint): Command<number | bigint> {
  return { args: ["INCRBY", key, amount], reply: integer };
}
