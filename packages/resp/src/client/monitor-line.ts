// A line of MONITOR, taken apart (https://redis.io/docs/latest/commands/monitor/):
//
//   1339518083.107412 [0 127.0.0.1:60866] "set" "k" "a \"quoted\" word, a line end \n, a byte \xff"
//
// The escapes are those of the server's `sdscatrepr`: \\ \" \n \r \t \a \b and \xHH for what is not plain.

import type { MonitorEntry } from "./message-types.ts";

const form = /^(\d+)\.(\d{1,6}) \[(\d+) (.*?)\] "/;

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\u0007",
  b: "\b",
};

/** The line's parts, or undefined if it is no such line. */
export function parseMonitorLine(line: string): MonitorEntry | undefined {
  const head = form.exec(line);
  if (head === null) return undefined;
  const [whole, seconds, fraction = "", db, source = ""] = head;
  const args = wordsOf(line, whole.length - 1);
  if (args === undefined) return undefined;
  const timeMs = Number(seconds) * 1000 + Number(fraction.padEnd(6, "0")) / 1000;
  return { timeMs, db: Number(db), source, args };
}

/** The quoted words from the quote at `start` on; undefined where the quoting is broken. */
function wordsOf(line: string, start: number): string[] | undefined {
  const words: string[] = [];
  for (let at = start; at < line.length;) {
    if (line[at] !== '"') return undefined;
    const end = closingQuote(line, at + 1);
    if (end === -1) return undefined;
    words.push(unescaped(line.slice(at + 1, end)));
    at = end + 1;
    if (at < line.length && line[at] !== " ") return undefined;
    at += 1;
  }
  return words;
}

function closingQuote(line: string, start: number): number {
  for (let at = start; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:x([\da-fA-F]{2})|(.))/g, (_whole, hex?: string, char = "") =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
