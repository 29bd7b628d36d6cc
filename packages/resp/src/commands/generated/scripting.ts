// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "scripting".

import type { CommandArgument, Reply } from "../../codec/index.ts";
import type { OneOrMany, ScriptInput } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  anything,
  engineStats,
  functionLibraries,
  ok,
  text,
  texts,
  type FunctionStats,
  type LibraryDetails,
  yeses,
} from "../replies/index.ts";
import { flag, listOf, named, scriptInput, type Words } from "../words.ts";

/**
 * Execute a Lua script server side.
 *
 * Since Redis 2.6.0. Depends on the script that is executed. https://redis.io/commands/eval
 */
export function evaluate(script: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["EVAL", script];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Execute a read-only Lua script server side.
 *
 * Since Redis 7.0.0. Depends on the script that is executed. https://redis.io/commands/eval_ro
 */
export function evaluateRo(script: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["EVAL_RO", script];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Execute a Lua script server side.
 *
 * Since Redis 2.6.0. Depends on the script that is executed. https://redis.io/commands/evalsha
 */
export function evalsha(sha1: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["EVALSHA", sha1];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Execute a read-only Lua script server side.
 *
 * Since Redis 7.0.0. Depends on the script that is executed. https://redis.io/commands/evalsha_ro
 */
export function evalshaRo(sha1: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["EVALSHA_RO", sha1];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Invoke a function.
 *
 * Since Redis 7.0.0. Depends on the function that is executed. https://redis.io/commands/fcall
 */
export function fcall(name: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["FCALL", name];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Invoke a read-only function.
 *
 * Since Redis 7.0.0. Depends on the function that is executed. https://redis.io/commands/fcall_ro
 */
export function fcallRo(name: CommandArgument, options: ScriptInput = {}): Command<Reply> {
  const words: Words = ["FCALL_RO", name];
  scriptInput(words, options);
  return { args: words, reply: anything };
}

/**
 * Delete a function by name.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/function-delete
 */
export function functionDelete(libraryName: CommandArgument): Command<"OK"> {
  return { args: ["FUNCTION", "DELETE", libraryName], reply: ok };
}

/**
 * Dump all functions into a serialized binary payload.
 *
 * Since Redis 7.0.0. O(N) where N is the number of functions.
 * https://redis.io/commands/function-dump
 */
export function functionDump(): Command<Uint8Array> {
  return { args: ["FUNCTION", "DUMP"], reply: text as never, strings: "bytes" };
}

/** Options of {@link functionFlush}. */
export type FunctionFlushOptions = AtMostOne<{
  /** Frees memory in the background. */
  async: boolean;
  /** Frees memory before it answers. */
  sync: boolean;
}>;

/**
 * Deleting all functions.
 *
 * Since Redis 7.0.0. O(N) where N is the number of functions deleted.
 * https://redis.io/commands/function-flush
 */
export function functionFlush(options: FunctionFlushOptions = {}): Command<"OK"> {
  const words: Words = ["FUNCTION", "FLUSH"];
  flag(words, "ASYNC", options.async);
  flag(words, "SYNC", options.sync);
  return { args: words, reply: ok };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/function-help
 */
export function functionHelp(): Command<string[]> {
  return { args: ["FUNCTION", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Kill the function currently in execution.
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/function-kill
 */
export function functionKill(): Command<"OK"> {
  return { args: ["FUNCTION", "KILL"], reply: ok };
}

/** Options of {@link functionList}. */
export interface FunctionListOptions {
  /** Only libraries whose name fits this pattern. */
  libraryname?: CommandArgument | undefined;
  /** With the source. */
  withcode?: boolean | undefined;
}

/**
 * List information about all the functions.
 *
 * Since Redis 7.0.0. O(N) where N is the number of functions.
 * https://redis.io/commands/function-list
 */
export function functionList(options: FunctionListOptions = {}): Command<LibraryDetails[]> {
  const words: Words = ["FUNCTION", "LIST"];
  named(words, "LIBRARYNAME", options.libraryname);
  flag(words, "WITHCODE", options.withcode);
  return { args: words, reply: functionLibraries, strings: "utf8" };
}

/** Options of {@link functionLoad}. */
export interface FunctionLoadOptions {
  /** Replaces what is there. */
  replace?: boolean | undefined;
}

/**
 * Create a function with the given arguments (name, code, description).
 *
 * Since Redis 7.0.0. O(1) (considering compilation time is redundant).
 * https://redis.io/commands/function-load
 */
export function functionLoad(
  functionCode: CommandArgument,
  options: FunctionLoadOptions = {},
): Command<string> {
  const words: Words = ["FUNCTION", "LOAD"];
  flag(words, "REPLACE", options.replace);
  words.push(functionCode);
  return { args: words, reply: text, strings: "utf8" };
}

/** Options of {@link functionRestore}. */
export type FunctionRestoreOptions = AtMostOne<{
  /** Removes what there is first. */
  flush: boolean;
  /** Adds to the libraries there are; a name taken is an error (the default). */
  append: boolean;
  /** Replaces what is there. */
  replace: boolean;
}>;

/**
 * Restore all the functions on the given payload.
 *
 * Since Redis 7.0.0. O(N) where N is the number of functions on the payload.
 * https://redis.io/commands/function-restore
 */
export function functionRestore(
  serialized: CommandArgument,
  options: FunctionRestoreOptions = {},
): Command<"OK"> {
  const words: Words = ["FUNCTION", "RESTORE", serialized];
  flag(words, "FLUSH", options.flush);
  flag(words, "APPEND", options.append);
  flag(words, "REPLACE", options.replace);
  return { args: words, reply: ok };
}

/**
 * Return information about the function currently running (name, description, duration).
 *
 * Since Redis 7.0.0. O(1). https://redis.io/commands/function-stats
 */
export function functionStats(): Command<FunctionStats> {
  return { args: ["FUNCTION", "STATS"], reply: engineStats, strings: "utf8" };
}

/**
 * Set the debug mode for executed scripts.
 *
 * Since Redis 3.2.0. O(1). https://redis.io/commands/script-debug
 */
export function scriptDebug(mode: "YES" | "SYNC" | "NO"): Command<"OK"> {
  return { args: ["SCRIPT", "DEBUG", mode], reply: ok };
}

/**
 * Check existence of scripts in the script cache.
 *
 * Since Redis 2.6.0. O(N) with N being the number of scripts to check (so checking a single script
 * is an O(1) operation). https://redis.io/commands/script-exists
 */
export function scriptExists(sha1s: OneOrMany<CommandArgument>): Command<boolean[]> {
  return { args: ["SCRIPT", "EXISTS", ...listOf(sha1s)], reply: yeses };
}

/** Options of {@link scriptFlush}. */
export type ScriptFlushOptions = AtMostOne<{
  /** Frees memory in the background. */
  async: boolean;
  /** Frees memory before it answers. */
  sync: boolean;
}>;

/**
 * Remove all the scripts from the script cache.
 *
 * Since Redis 2.6.0. O(N) with N being the number of scripts in cache.
 * https://redis.io/commands/script-flush
 */
export function scriptFlush(options: ScriptFlushOptions = {}): Command<"OK"> {
  const words: Words = ["SCRIPT", "FLUSH"];
  flag(words, "ASYNC", options.async);
  flag(words, "SYNC", options.sync);
  return { args: words, reply: ok };
}

/**
 * Show helpful text about the different subcommands.
 *
 * Since Redis 5.0.0. O(1). https://redis.io/commands/script-help
 */
export function scriptHelp(): Command<string[]> {
  return { args: ["SCRIPT", "HELP"], reply: texts, strings: "utf8" };
}

/**
 * Kill the script currently in execution.
 *
 * Since Redis 2.6.0. O(1). https://redis.io/commands/script-kill
 */
export function scriptKill(): Command<"OK"> {
  return { args: ["SCRIPT", "KILL"], reply: ok };
}

/**
 * Load the specified Lua script into the script cache.
 *
 * Since Redis 2.6.0. O(N) with N being the length in bytes of the script body.
 * https://redis.io/commands/script-load
 */
export function scriptLoad(script: CommandArgument): Command<string> {
  return { args: ["SCRIPT", "LOAD", script], reply: text, strings: "utf8" };
}
