// Commands about keys of any type.

import type { CommandArgument, Reply } from "../codec/index.ts";
import type { Command } from "./command.ts";
import { arrayOf, count, text } from "./reply.ts";

/** How many of the keys were there and are gone (https://redis.io/commands/del). */
export function del(keys: readonly CommandArgument[]): Command<number> {
  return { args: ["DEL", ...keys], reply: count };
}

/** As {@link del}, freeing memory in the background (https://redis.io/commands/unlink). */
export function unlink(keys: readonly CommandArgument[]): Command<number> {
  return { args: ["UNLINK", ...keys], reply: count };
}

/** How many of the keys exist; one named twice counts twice (https://redis.io/commands/exists). */
export function exists(keys: readonly CommandArgument[]): Command<number> {
  return { args: ["EXISTS", ...keys], reply: count };
}

/** Remaining life in milliseconds; -1 without expiry, -2 without key (https://redis.io/commands/pttl). */
export function pttl(key: CommandArgument): Command<number> {
  return { args: ["PTTL", key], reply: count };
}

/** True if the key exists and now expires after `milliseconds` (https://redis.io/commands/pexpire). */
export function pexpire(key: CommandArgument, milliseconds: number): Command<boolean> {
  return { args: ["PEXPIRE", key, milliseconds], reply: (reply) => count(reply) === 1 };
}

/** Options of {@link scan}. */
export interface ScanOptions {
  /** Glob pattern of the keys wanted; default all. */
  match?: string | undefined;
  /** How many keys the server looks at in one step; default its own (10). */
  count?: number | undefined;
  /** Only keys of this type (Redis 6.0+). */
  type?: string | undefined;
}

/** One step of a scan. */
export interface ScanPage {
  /** What to pass to the next step; "0" = the scan is complete. */
  readonly cursor: string;
  /** Keys found; a key may come twice in one scan. */
  readonly keys: string[];
}

/** One step of iterating over keys, from cursor "0" (https://redis.io/commands/scan). */
export function scan(cursor: string, options: ScanOptions = {}): Command<ScanPage> {
  const args: CommandArgument[] = ["SCAN", cursor];
  if (options.match !== undefined) args.push("MATCH", options.match);
  if (options.count !== undefined) args.push("COUNT", options.count);
  if (options.type !== undefined) args.push("TYPE", options.type);
  return { args, reply: scanPage };
}

function scanPage(reply: Reply): ScanPage {
  const [cursor, keys] = arrayOf((part) => part)(reply);
  return { cursor: text(cursor ?? null), keys: arrayOf(text)(keys ?? null) };
}
