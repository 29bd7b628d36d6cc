// Which words of a command are keys, by the key specifications of COMMAND INFO
// (https://redis.io/docs/latest/develop/reference/key-specs): positions, or words to look for.

import type { CommandArgument } from "../codec/index.ts";
import { commandRows } from "./generated/command-table.ts";

/**
 * The keys among a command's words, in order; none for a command that is not known. Pure and without a
 * table to build, so meant for a command now and then.
 */
export function keysOf(args: readonly CommandArgument[]): CommandArgument[] {
  const [first = "", second = ""] = args.map(wordOf);
  const specs = specsOf(`${first}|${second}`) ?? specsOf(first);
  return specs === undefined ? [] : keysBySpecs(specs, args);
}

/** The keys of a command whose key specifications are known; see `commandRows` for how they are written. */
export function keysBySpecs(specs: string, args: readonly CommandArgument[]): CommandArgument[] {
  if (specs === "-") return [];
  if (specs === "1:0:1:0") return args.slice(1, 2);
  const keys = specs.split(";").flatMap((spec) => keysBySpec(spec, args));
  // MIGRATE has an empty word where the only key would stand, if it names many.
  return specs.includes("KEYS@") ? keys.filter((key) => key !== "") : keys;
}

function keysBySpec(spec: string, args: readonly CommandArgument[]): CommandArgument[] {
  // Only SORT's are not known: what BY and GET name is no key of this command, what STORE names is.
  if (spec === "?") return afterWord("STORE", args);
  const counted = /^(.+)#(\d+):(\d+):(\d+)$/.exec(spec);
  if (counted !== null) {
    const [, at = "", count, first, step] = counted;
    const begin = beginOf(at, args);
    const keys = begin === -1 ? 0 : Number(args[begin + Number(count)]);
    const from = begin + Number(first);
    return every(args, { from, to: from + keys * Number(step) - 1, step: Number(step) });
  }
  const [at = "", last, step, limit] = spec.split(":");
  const from = beginOf(at, args);
  if (from === -1) return [];
  return every(args, {
    from,
    to: lastOf(args, from, Number(last), Number(limit)),
    step: Number(step),
  });
}

/** Position of the last key; negative `last` counts from the end, where `limit` may leave a part alone. */
function lastOf(
  args: readonly CommandArgument[],
  from: number,
  last: number,
  limit: number,
): number {
  if (last >= 0) return from + last;
  if (limit <= 1) return args.length + last;
  return from + Math.floor((args.length - from) / limit) + last;
}

/** `1`, or `STREAMS@4`: the word behind STREAMS, looked for from word 4 on; -2 = backwards from there. */
function beginOf(at: string, args: readonly CommandArgument[]): number {
  const [word = "", start] = at.split("@");
  if (start === undefined) return Number(word);
  const from = Number(start);
  const step = from < 0 ? -1 : 1;
  let position = from < 0 ? args.length + from : from;
  for (; position > 0 && position < args.length; position += step) {
    if (wordOf(args[position] ?? "") === word) return position + 1;
  }
  return -1;
}

function afterWord(word: string, args: readonly CommandArgument[]): CommandArgument[] {
  const at = args.findLastIndex((arg, index) => index > 1 && wordOf(arg) === word);
  return at === -1 ? [] : args.slice(at + 1, at + 2);
}

function every(
  args: readonly CommandArgument[],
  { from, to, step }: { from: number; to: number; step: number },
): CommandArgument[] {
  const keys: CommandArgument[] = [];
  for (let at = from; at <= to && at < args.length; at += step) keys.push(args[at] ?? "");
  return keys;
}

function specsOf(name: string): string | undefined {
  const start = commandRows.indexOf(`\n${name} `);
  if (start === -1 || /[ \n]/.test(name)) return undefined;
  return commandRows.slice(start + 1, commandRows.indexOf("\n", start + 1)).split(" ")[2];
}

function wordOf(argument: CommandArgument): string {
  if (!ArrayBuffer.isView(argument)) return String(argument).toUpperCase();
  return String.fromCharCode(...argument.subarray(0, 64)).toUpperCase();
}
