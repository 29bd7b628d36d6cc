// All commands by name, and which of them a server of some version knows.
// Old servers lack commands, and word their errors in another way: clients must cope with both.

import { CommandError, wrongArity } from "./arguments.ts";
import { decodeUtf8 } from "../../base/index.ts";
import { toBinary } from "./bytes.ts";
import type { CommandSpec } from "./command.ts";
import { aclCommands } from "./commands/acl.ts";
import { bitfieldCommands } from "./commands/bitfields.ts";
import { bitmapCommands } from "./commands/bitmaps.ts";
import { clientCommands } from "./commands/client.ts";
import { connectionCommands } from "./commands/connection.ts";
import { dumpCommands } from "./commands/dumps.ts";
import { expiryCommands } from "./commands/expiry.ts";
import { functionCommands } from "./commands/functions.ts";
import { hashCommands } from "./commands/hashes.ts";
import { keyCommands } from "./commands/keys.ts";
import { listMoveCommands } from "./commands/list-moves.ts";
import { listCommands } from "./commands/lists.ts";
import { monitorCommands } from "./commands/monitor.ts";
import { objectCommands } from "./commands/objects.ts";
import { pubsubCommands } from "./commands/pubsub.ts";
import { scriptCommands } from "./commands/scripts.ts";
import { serverCommands } from "./commands/server.ts";
import { setCommands } from "./commands/sets.ts";
import { sortCommands } from "./commands/sort.ts";
import { sortedSetOperationCommands } from "./commands/sorted-set-operations.ts";
import { sortedSetPopCommands } from "./commands/sorted-set-pops.ts";
import { sortedSetRangeCommands } from "./commands/sorted-set-ranges.ts";
import { sortedSetCommands } from "./commands/sorted-sets.ts";
import { stringPartCommands } from "./commands/string-parts.ts";
import { stringCommands } from "./commands/strings.ts";
import { trackingCommands } from "./commands/tracking.ts";
import { transactionCommands } from "./commands/transactions.ts";
import { type ProfileCheck, profileOf } from "./profile.ts";
import type { Words } from "./session.ts";
import { compareVersions } from "./versions.ts";

const groups: readonly (readonly CommandSpec[])[] = [
  aclCommands,
  bitfieldCommands,
  bitmapCommands,
  clientCommands,
  connectionCommands,
  dumpCommands,
  expiryCommands,
  functionCommands,
  hashCommands,
  keyCommands,
  listCommands,
  listMoveCommands,
  monitorCommands,
  objectCommands,
  pubsubCommands,
  scriptCommands,
  serverCommands,
  setCommands,
  sortCommands,
  sortedSetCommands,
  sortedSetOperationCommands,
  sortedSetPopCommands,
  sortedSetRangeCommands,
  stringCommands,
  stringPartCommands,
  trackingCommands,
  transactionCommands,
];

/** The commands that a server of one version knows. */
export class CommandTable {
  readonly #specs = new Map<string, CommandSpec>();
  readonly #containers = new Set<string>();
  /** Servers before 7.0 word their errors in another way. */
  readonly #oldWords: boolean;
  readonly #checkProfile: ProfileCheck;

  constructor(version: string) {
    this.#checkProfile = profileOf(version);
    this.#oldWords = compareVersions(version, "7.0.0") < 0;
    for (const spec of groups.flat()) {
      if (spec.since !== undefined && compareVersions(spec.since, version) > 0) continue;
      this.#specs.set(spec.name, spec);
      const [container, subcommand] = spec.name.split("|");
      if (container !== undefined && subcommand !== undefined) this.#containers.add(container);
    }
  }

  /** All names in lower case, subcommands as `client|id`, in alphabetical order. */
  get names(): readonly string[] {
    return [...this.#specs.keys()].toSorted();
  }

  /** The command of these words, whatever their number; undefined if there is none. */
  lookUp(words: Words): CommandSpec | undefined {
    const name = lower(words[0]);
    const isContainer = this.#containers.has(name) && words.length > 1;
    return this.#specs.get(isContainer ? `${name}|${lower(words[1])}` : name);
  }

  /** @throws {CommandError} for an unknown command or a wrong number of words, in the server's words. */
  find(words: Words): CommandSpec {
    const spec = this.lookUp(words);
    const name = lower(words[0]);
    if (spec === undefined) {
      if (!this.#containers.has(name)) throw unknownCommand(words, this.#oldWords);
      if (words.length === 1) throw wrongArity(name);
      throw unknownSubcommand(name, words, this.#oldWords);
    }
    const enough = spec.arity < 0 ? words.length >= -spec.arity : words.length === spec.arity;
    const isSubcommand = spec.name.includes("|");
    if (!enough && isSubcommand && this.#oldWords) throw unknownSubcommand(name, words, true);
    if (!enough) throw wrongArity(spec.name);
    this.#checkProfile(spec.name, words.slice(isSubcommand ? 2 : 1));
    return spec;
  }
}

function lower(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : toBinary(bytes).toLowerCase();
}

/** Echoes the arguments, as servers do: up to 128 bytes of them. */
function unknownCommand(words: Words, oldWords: boolean): CommandError {
  const [name = new Uint8Array(), ...rest] = words;
  const [quote, separator] = oldWords ? ["`", ", "] : ["'", " "];
  let echoed = "";
  for (const word of rest) {
    if (echoed.length >= 128) break;
    echoed += quote + decodeUtf8(word).slice(0, 128 - echoed.length) + quote + separator;
  }
  const shown = quote + decodeUtf8(name).slice(0, 128) + quote;
  return new CommandError(`ERR unknown command ${shown}, with args beginning with: ${echoed}`);
}

function unknownSubcommand(name: string, words: Words, oldWords: boolean): CommandError {
  const given = decodeUtf8(words[1] ?? new Uint8Array()).slice(0, 128);
  const what = oldWords
    ? "Unknown subcommand or wrong number of arguments for"
    : "unknown subcommand";
  return new CommandError(`ERR ${what} '${given}'. Try ${name.toUpperCase()} HELP.`);
}
