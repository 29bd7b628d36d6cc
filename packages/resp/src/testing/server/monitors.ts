// Who watches all commands, and how a command is told. Administration is not told, nor are passwords:
//
//     +1763845200.123456 [0 127.0.0.1:50000] "SET" "key" "a\x00b"

import { simple } from "./answers.ts";
import { toBinary } from "./bytes.ts";
import type { Session, Words } from "./session.ts";

/** Command names that no monitor hears of; containers stand for all they contain. */
const untold =
  /^(acl|auth|client\|(kill|list|no-evict|pause|unpause|unblock)|config|eval|evalsha|fcall|hello|monitor|script\|kill|shutdown)(\||_ro$|$)/;

/** A command that has just run. */
export interface Told {
  /** Lower case, subcommands as `client|id`. */
  readonly name: string;
  /** As they were sent. */
  readonly words: Words;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** True for what a script or function called. */
  readonly inScript: boolean;
}

/** Tells each monitor of a command of `session`. */
export function tellMonitors(monitors: Iterable<Session>, session: Session, told: Told): void {
  if (untold.test(told.name)) return;
  const address = told.inScript ? "lua" : session.address;
  const seconds = `${Math.floor(told.nowMs / 1000)}.${String(told.nowMs % 1000).padStart(3, "0")}000`;
  const words = told.words.map((one) => quoted(toBinary(one))).join(" ");
  const line = simple(`${seconds} [${session.state.databaseIndex} ${address}] ${words}`);
  for (const monitor of monitors) monitor.push(line);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\u0007": "\\a",
  "\b": "\\b",
};

function quoted(text: string): string {
  const inside = text.replaceAll(/[^ !#-[\]-~]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    return escapes[character] ?? `\\x${code}`;
  });
  return `"${inside}"`;
}
