// What the client must know of a command it is asked to send: may it be repeated, may it block, does
// it leave something behind on its connection.

import type { CommandArgument } from "../codec/index.ts";
import { commandRows } from "./generated/command-table.ts";

/** What is known of one command. */
export interface CommandInfo {
  /** Upper case, subcommand after a blank: `GET`, `CLIENT ID`. */
  readonly name: string;
  /** False for commands the table has not heard of: a module's, or a newer server's. */
  readonly known: boolean;
  /** It changes no data: sending it twice does no harm. */
  readonly readOnly: boolean;
  /** It may wait in the server for something to happen. */
  readonly blocking: boolean;
  /** It changes the state of its connection. */
  readonly connectionState: boolean;
  /** It belongs to the subscribe family. */
  readonly subscribing: boolean;
  /** Where its keys are, for `keysBySpecs`; "-" = it has none that are known. */
  readonly keySpecs: string;
  /** Its name is a container's, and the word behind it names the command: `CLIENT`. */
  readonly container: boolean;
}

/** The commands of Redis, and a cautious answer for every other. */
export class CommandTable {
  /** By the word as it was written; filled as commands are met, so that a client costs no table. */
  readonly #met = new Map<string, CommandInfo>();

  /** The word asked for last, and the answer: most calls ask for the same few again and again. */
  #lastWord = "";
  #last: CommandInfo | undefined;

  /** What is known of the command that is `word`, spelled as it is sent and no container. */
  infoOfWord(word: string): CommandInfo {
    if (word === this.#lastWord && this.#last !== undefined) return this.#last;
    const info = this.#met.get(word) ?? this.#lookUp(word);
    this.#lastWord = word;
    this.#last = info;
    return info;
  }

  /** What is known of the command these arguments begin with. */
  infoOf(args: readonly CommandArgument[]): CommandInfo {
    // By index: destructuring would make an iterator for each command.
    const first = args[0];
    const met = typeof first === "string" ? this.#met.get(first) : undefined;
    if (met !== undefined && !met.container) return met;
    return this.#meet(textOf(first), args[1]);
  }

  #meet(word: string, second: CommandArgument | undefined): CommandInfo {
    const info = this.#lookUp(word);
    if (!info.container || second === undefined) return info;
    return this.#lookUp(`${info.name} ${textOf(second).toUpperCase()}`);
  }

  #lookUp(word: string): CommandInfo {
    const name = word.toUpperCase();
    const info = this.#met.get(word) ?? rowOf(name);
    // Two spellings at most, so that it stays as small as the table.
    if (info.known && (word === name || word === name.toLowerCase())) this.#met.set(word, info);
    return info;
  }
}

/** Reads the row of one command. */
function rowOf(name: string): CommandInfo {
  const word = name.replace(" ", "|");
  const start = /^[\w.-]+ ?[\w.-]*$/.test(name) ? commandRows.indexOf(`\n${word} `) + 1 : 0;
  if (start === 0) return { ...unknown, name };
  const row = commandRows.slice(start, commandRows.indexOf("\n", start));
  const [, flags = "", keySpecs = "-"] = row.split(" ");
  return {
    name,
    known: true,
    readOnly: flags.includes("r"),
    blocking: flags.includes("b"),
    connectionState: flags.includes("c"),
    subscribing: flags.includes("s"),
    keySpecs,
    container: commandRows.includes(`\n${name}|`),
  };
}

/** A module's command, say: not repeated, and not trusted to leave its connection as it was. */
const unknown: Omit<CommandInfo, "name"> = {
  known: false,
  readOnly: false,
  blocking: false,
  connectionState: false,
  subscribing: false,
  keySpecs: "-",
  container: false,
};

function textOf(argument: CommandArgument | undefined): string {
  if (typeof argument === "string") return argument;
  if (!ArrayBuffer.isView(argument)) return String(argument ?? "");
  return String.fromCharCode(...argument.subarray(0, 64));
}

/**
 * How long the command may wait in the server, in milliseconds: 0 if it does not, Infinity if it
 * waits for ever.
 */
export function blockingMs(info: CommandInfo, args: readonly CommandArgument[]): number {
  if (!info.blocking) return 0;
  const words = args.map(textOf);
  switch (info.name) {
    case "XREAD":
    case "XREADGROUP": {
      const block = words.findIndex((word) => word.toUpperCase() === "BLOCK");
      return block === -1 ? 0 : orForEver(Number(words[block + 1]));
    }
    case "BLMPOP":
    case "BZMPOP":
      return orForEver(Number(words[1]) * 1000);
    case "WAIT":
    case "WAITAOF":
      return orForEver(Number(words.at(-1)));
    default:
      return orForEver(Number(words.at(-1)) * 1000);
  }
}

/** 0 means for ever to the server; what is no number the server will refuse at once. */
function orForEver(timeoutMs: number): number {
  return timeoutMs > 0 ? timeoutMs : Infinity;
}
