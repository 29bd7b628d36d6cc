// What a server of an older version does not know of a command it knows: options that came later, and
// numbers of words it would not take. Whole commands say `since` in their own table. Refusals are in the
// words of the versions that refuse; the history is that of COMMAND DOCS.

import { CommandError, syntaxError, word, wrongArity } from "./arguments.ts";
import { toBinary } from "./bytes.ts";
import type { Words } from "./session.ts";
import { compareVersions } from "./versions.ts";

/** One thing that came later than its command. */
interface Novelty {
  readonly commands: readonly string[];
  /** First version that knows it. */
  readonly since: string;
  /** True if these arguments (without the name) make use of it. */
  readonly used: (args: Words) => boolean;
  /** Default a syntax error. */
  readonly refusal?: ((command: string) => CommandError) | undefined;
}

/** One of these words at or behind a place. */
function optionFrom(place: number, ...names: string[]): Novelty["used"] {
  return (args) => args.slice(place).some((one) => names.includes(word(one)));
}

/** More than so many arguments. */
function moreThan(count: number): Pick<Novelty, "used" | "refusal"> {
  return { used: (args) => args.length > count, refusal: wrongArity };
}

const expiring = ["expire", "pexpire", "expireat", "pexpireat"];
const blockingPops = ["blpop", "brpop", "brpoplpush", "bzpopmin", "bzpopmax"];
const addFlags = new Set(["NX", "XX", "CH", "INCR", "GT", "LT"]);

const novelties: readonly Novelty[] = [
  { commands: ["auth"], since: "6.0.0", ...moreThan(1) },
  { commands: ["set"], since: "6.0.0", used: optionFrom(2, "KEEPTTL") },
  { commands: ["scan"], since: "6.0.0", used: optionFrom(1, "TYPE") },
  {
    // Timeouts were whole seconds.
    commands: blockingPops,
    since: "6.0.0",
    used: (args) => !/^-?[0-9]+$/.test(toBinary(args.at(-1) ?? new Uint8Array())),
    refusal: () => new CommandError("ERR timeout is not an integer or out of range"),
  },
  { commands: ["set"], since: "6.2.0", used: optionFrom(2, "GET", "EXAT", "PXAT") },
  { commands: ["hello"], since: "6.2.0", used: (args) => args.length === 0, refusal: wrongArity },
  { commands: ["lpop", "rpop"], since: "6.2.0", ...moreThan(1) },
  { commands: ["flushall", "flushdb"], since: "6.2.0", used: optionFrom(0, "SYNC") },
  { commands: ["zrange"], since: "6.2.0", used: optionFrom(3, "BYSCORE", "BYLEX", "REV", "LIMIT") },
  {
    // Only ahead of the scores: a member may have any name.
    commands: ["zadd"],
    since: "6.2.0",
    used: (args) => {
      const first = args.findIndex((one, at) => at > 0 && !addFlags.has(word(one)));
      return optionFrom(1, "GT", "LT")(args.slice(0, first));
    },
  },
  {
    commands: ["set"],
    since: "7.0.0",
    used: (args) => optionFrom(2, "NX")(args) && optionFrom(2, "GET")(args),
  },
  { commands: expiring, since: "7.0.0", ...moreThan(2) },
  {
    commands: ["config|get"],
    since: "7.0.0",
    used: (args) => args.length > 1,
    refusal: () =>
      new CommandError(
        "ERR Unknown subcommand or wrong number of arguments for 'get'. Try CONFIG HELP.",
      ),
  },
  { commands: ["zrank", "zrevrank"], since: "7.2.0", ...moreThan(2) },
];

/** @throws {CommandError} if a server of this version would not understand these arguments. */
export type ProfileCheck = (command: string, args: Words) => void;

/** The check for one version; nothing is looked at in a version that knows everything. */
export function profileOf(version: string): ProfileCheck {
  const missing = new Map<string, Novelty[]>();
  for (const novelty of novelties) {
    if (compareVersions(novelty.since, version) <= 0) continue;
    for (const command of novelty.commands) {
      missing.set(command, [...(missing.get(command) ?? []), novelty]);
    }
  }
  return (command, args) => {
    for (const { used, refusal = syntaxError } of missing.get(command) ?? []) {
      if (used(args)) throw refusal(command);
    }
  };
}
