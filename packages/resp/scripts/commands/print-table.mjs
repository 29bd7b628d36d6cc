// The table the client asks before it sends: flags and key positions, a row per command.

import { header } from "./print-shared.mjs";
import { recordOf } from "./model.mjs";

// What changes the state of the connection it is sent on; the server has no flag for it.
const connectionState = new Set([
  ...["ASKING", "AUTH", "DISCARD", "EXEC", "HELLO", "MONITOR", "MULTI", "QUIT", "READONLY"],
  ...["READWRITE", "RESET", "SELECT", "UNWATCH", "WATCH", "PSYNC", "SYNC", "REPLCONF"],
  ...["CLIENT CACHING", "CLIENT NO-EVICT", "CLIENT NO-TOUCH", "CLIENT REPLY", "CLIENT SETNAME"],
  ...["CLIENT SETINFO", "CLIENT TRACKING", "CLIENT CAPA", "SCRIPT DEBUG"],
]);
// They wait for replicas, and the server does not call that blocking.
const waiting = new Set(["WAIT", "WAITAOF"]);
const subscribing = /^[PS]?(UN)?SUBSCRIBE$/;

/** The module of the table, from the reply of COMMAND. */
export function printTable(version, commands) {
  return `${header(version, "What the client must know of each command.")}/**
 * A row per command and subcommand: name, flags, key specifications.
 * Flags: r reads only, w writes, b may block, c changes its connection's state, s subscribes, - none.
 *
 * A key specification is where to begin and how to go on, several are joined by ";":
 *
 *     1:0:1:0           begin at word 1, last key 0 words behind, one key a step, no limit
 *     STREAMS@1:-1:1:2  begin behind the word STREAMS, looked for from word 1 on; up to the last word;
 *                       of the rest a half
 *     2#0:1:1           begin at word 2: 0 behind it is the number of keys, 1 behind it the first one
 *     ?                 the server can't say
 */
export const commandRows: string = \`
${commands.flatMap(rowsOf).toSorted().join("\n")}
\`;
`;
}

function rowsOf([name, , flags, , , , , , specs, subcommands]) {
  const words = name.toUpperCase().replace("|", " ");
  const letters = [
    flags.includes("readonly") ? "r" : "",
    flags.includes("write") ? "w" : "",
    flags.includes("blocking") || waiting.has(words) ? "b" : "",
    connectionState.has(words) ? "c" : "",
    subscribing.test(words) ? "s" : "",
  ].join("");
  const keys = [...new Set((specs ?? []).map((spec) => specOf(recordOf(spec))))].join(";");
  const row = [words.replace(" ", "|"), letters || "-", keys || "-"].join(" ");
  return [row, ...(subcommands ?? []).flatMap(rowsOf)];
}

function specOf({ begin_search: begin, find_keys: find }) {
  const [start, keys] = [recordOf(begin), recordOf(find)];
  if (start.type === "unknown" || keys.type === "unknown") return "?";
  const [from, how] = [recordOf(start.spec), recordOf(keys.spec)];
  const at = start.type === "index" ? from.index : `${from.keyword}@${from.startfrom}`;
  if (keys.type === "keynum") return `${at}#${how.keynumidx}:${how.firstkey}:${how.keystep}`;
  return `${at}:${how.lastkey}:${how.keystep}:${how.limit}`;
}
