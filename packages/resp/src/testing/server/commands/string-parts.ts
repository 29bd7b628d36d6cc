// SETRANGE, LCS, INCRBYFLOAT and the other commands on parts of strings.
// Sums of floats are computed as the server does, in 80 bits.

import { encodeUtf8 } from "../../../base/index.ts";
import { type Answer, array, bulk, integer, map } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { unpaired } from "../old-words.ts";
import { concatBytes, toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { longestCommonSubsequence } from "../lcs.ts";
import { addLongDoubles, longDoubleText, parseLongDouble } from "../long-double.ts";
import { find, replaceString } from "../values.ts";

/** Commands on parts of strings. */
export const stringPartCommands: readonly CommandSpec[] = [
  { name: "msetnx", arity: -3, flags: ["write"], run: msetnx },
  { name: "setrange", arity: 4, flags: ["write"], run: setrange },
  { name: "incrbyfloat", arity: 3, flags: ["write"], run: incrbyfloat },
  { name: "lcs", arity: -3, since: "7.0.0", reads: (args) => args.slice(0, 2), run: lcs },
];

function stringAt(call: Call, key: string): Uint8Array | undefined {
  return find(call, key, "string")?.bytes;
}

function msetnx({ args, core, database }: Call): Answer {
  if (args.length % 2 !== 0) throw unpaired(core.settings.version, "msetnx");
  const keys = args.filter((_word, at) => at % 2 === 0).map(toBinary);
  if (keys.some((key) => database.find(key) !== undefined)) return integer(0);
  for (const [at, key] of keys.entries()) {
    database.set(key, { type: "string", bytes: args[2 * at + 1] ?? new Uint8Array() });
  }
  return integer(1);
}

/** A string's length may not pass this. */
const maxStringBytes = 512 * 1024 * 1024;

function setrange(call: Call): Answer {
  const offset = parseCount(call.args[1]);
  if (offset < 0) throw new CommandError("ERR offset is out of range");
  const key = toBinary(argument(call, 0));
  const part = argument(call, 2);
  const before = stringAt(call, key) ?? new Uint8Array();
  if (part.length === 0) return integer(before.length);
  if (offset + part.length > maxStringBytes) {
    throw new CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  }
  const bytes = new Uint8Array(Math.max(before.length, offset + part.length));
  bytes.set(before);
  bytes.set(part, offset);
  replaceString(call, key, bytes);
  return integer(bytes.length);
}

function incrbyfloat(call: Call): Answer {
  const key = toBinary(argument(call, 0));
  const sum = encodeUtf8(sumOf(stringAt(call, key), argument(call, 1)));
  replaceString(call, key, sum);
  return bulk(sum);
}

/** Adds as 80-bit numbers. @throws {CommandError} for what is none, and for infinity. */
export function sumOf(
  current: Uint8Array | undefined,
  increment: Uint8Array,
  notAFloat = "ERR value is not a valid float",
): string {
  const before = parseLongDouble(current === undefined ? "0" : toBinary(current));
  if (before === undefined) throw new CommandError(notAFloat);
  const by = parseLongDouble(toBinary(increment));
  if (by === undefined) throw new CommandError("ERR value is not a valid float");
  if (before === "infinite" || by === "infinite") {
    throw new CommandError("ERR increment would produce NaN or Infinity");
  }
  return longDoubleText(addLongDoubles(before, by));
}

interface LcsOptions {
  what: "text" | "LEN" | "IDX";
  minMatchLength: number;
  withMatchLength: boolean;
}

function parseLcsOptions(call: Call): LcsOptions {
  const options = { minMatchLength: 0, withMatchLength: false };
  const asked = new Set<"LEN" | "IDX">();
  for (let at = 2; at < call.args.length; at += 1) {
    const name = word(call.args[at]);
    if (name === "LEN" || name === "IDX") {
      asked.add(name);
    } else if (name === "WITHMATCHLEN") {
      options.withMatchLength = true;
    } else if (name === "MINMATCHLEN" && at + 1 < call.args.length) {
      at += 1;
      options.minMatchLength = Math.max(parseCount(call.args[at]), 0);
    } else {
      throw syntaxError();
    }
  }
  if (asked.size === 2) {
    throw new CommandError("ERR If you want both the length and indexes, please just use IDX.");
  }
  return { ...options, what: [...asked][0] ?? "text" };
}

function lcs(call: Call): Answer {
  const values = call.args.slice(0, 2).map((key) => call.database.find(toBinary(key))?.value);
  if (values.some((value) => value !== undefined && value.type !== "string")) {
    throw new CommandError("ERR The specified keys must contain string values");
  }
  const options = parseLcsOptions(call);
  const [a = new Uint8Array(), b = new Uint8Array()] = values.map((value) =>
    value?.type === "string" ? value.bytes : new Uint8Array(),
  );
  const { length, matches } = longestCommonSubsequence(a, b);
  if (options.what === "LEN") return integer(length);
  if (options.what === "text") {
    return bulk(concatBytes(matches.toReversed().map(([from, to]) => a.subarray(from, to + 1))));
  }
  const shown = matches
    .filter(([from, to]) => to - from + 1 >= options.minMatchLength)
    .map(([from, to, inB]) => {
      const ranges = [
        array([integer(from), integer(to)]),
        array([integer(inB), integer(inB + to - from)]),
      ];
      return array(options.withMatchLength ? [...ranges, integer(to - from + 1)] : ranges);
    });
  return map([
    [bulk("matches"), array(shown)],
    [bulk("len"), integer(length)],
  ]);
}
