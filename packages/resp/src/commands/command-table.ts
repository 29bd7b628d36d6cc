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
}

/** The commands of Redis, and a cautious answer for every other. */
export class CommandTable {
  readonly #rows = new Map<string, CommandInfo>();
  readonly #containers = new Set<string>();

  constructor() {
    for (const row of commandRows.trim().split("\n")) this.#addRow(row);
  }

  /** What is known of the command these arguments begin with. */
  infoOf(args: readonly CommandArgument[]): CommandInfo {
    const [first, second] = args;
    const known = typeof first === "string" ? this.#rows.get(first) : undefined;
    if (known !== undefined && !this.#containers.has(known.name)) return known;
    const name = textOf(first).toUpperCase();
    if (this.#containers.has(name) && second !== undefined) {
      return this.#lookUp(`${name} ${textOf(second).toUpperCase()}`);
    }
    return this.#lookUp(name);
  }

  #lookUp(name: string): CommandInfo {
    return this.#rows.get(name) ?? { ...unknown, name };
  }

  #addRow(row: string): void {
    const [words = "", , flags = ""] = row.split(" ");
    const name = words.replace("|", " ");
    if (name !== words) this.#containers.add(name.slice(0, name.indexOf(" ")));
    this.#rows.set(name, {
      name,
      known: true,
      readOnly: flags.includes("r"),
      blocking: flags.includes("b"),
      connectionState: flags.includes("c"),
      subscribing: flags.includes("s"),
    });
  }
}

/** A module's command, say: not repeated, and not trusted to leave its connection as it was. */
const unknown: Omit<CommandInfo, "name"> = {
  known: false,
  readOnly: false,
  blocking: false,
  connectionState: false,
  subscribing: false,
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
