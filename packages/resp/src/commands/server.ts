// Commands about the connection, messages and scripts.

import type { CommandArgument, Reply } from "../codec/index.ts";
import type { Command } from "./command.ts";
import { anything, count, text } from "./reply.ts";

/** "PONG", or the message given (https://redis.io/commands/ping). */
export function ping(message?: CommandArgument): Command<string> {
  return { args: message === undefined ? ["PING"] : ["PING", message], reply: text };
}

/** How many subscribers of this node received the message (https://redis.io/commands/publish). */
export function publish(channel: CommandArgument, message: CommandArgument): Command<number> {
  return { args: ["PUBLISH", channel, message], reply: count };
}

/** What the server says about itself, as its own text (https://redis.io/commands/info). */
export function info(section?: string): Command<string> {
  return { args: section === undefined ? ["INFO"] : ["INFO", section], reply: text };
}

/** Keys and arguments of a script. */
export interface ScriptInput {
  /** Keys the script works on (`KEYS` in Lua). */
  readonly keys?: readonly CommandArgument[] | undefined;
  /** Everything else it needs (`ARGV` in Lua). */
  readonly args?: readonly CommandArgument[] | undefined;
}

/** Runs a Lua script; the reply is the script's (https://redis.io/commands/eval). */
export function evaluate(source: string, input: ScriptInput = {}): Command<Reply> {
  return { args: scriptArguments("EVAL", source, input), reply: anything };
}

/** Runs a script the server knows by its SHA-1 (https://redis.io/commands/evalsha). */
export function evalsha(digest: string, input: ScriptInput = {}): Command<Reply> {
  return { args: scriptArguments("EVALSHA", digest, input), reply: anything };
}

/** The SHA-1 under which the server now knows the script (https://redis.io/commands/script-load). */
export function scriptLoad(source: string): Command<string> {
  return { args: ["SCRIPT", "LOAD", source], reply: text };
}

function scriptArguments(
  name: string,
  script: string,
  { keys = [], args = [] }: ScriptInput,
): CommandArgument[] {
  return [name, script, keys.length, ...keys, ...args];
}
