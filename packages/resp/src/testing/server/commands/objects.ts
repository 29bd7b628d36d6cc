// OBJECT: how a value is kept. The embedded server keeps all alike and says what the real one would
// choose for the value as it is now; what a value was before is not remembered.

import { type Answer, array, bulk, integer, nil, simple } from "../answers.ts";
import { CommandError } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import type { Entry, StoredValue } from "../database.ts";
import { compareVersions } from "../versions.ts";

/** OBJECT's subcommands. */
export const objectCommands: readonly CommandSpec[] = [
  { name: "object|encoding", arity: 3, reads: firstKey, run: ofEntry(encoding) },
  { name: "object|refcount", arity: 3, reads: firstKey, run: ofEntry(refcount) },
  { name: "object|idletime", arity: 3, reads: firstKey, run: ofEntry(idletime) },
  { name: "object|freq", arity: 3, reads: firstKey, run: ofEntry(freq) },
  { name: "object|help", arity: 2, run: helpText },
];

function ofEntry(answer: (call: Call, entry: Entry) => Answer): CommandSpec["run"] {
  return (call) => {
    const entry = call.database.peek(toBinary(argument(call, 0)));
    return entry === undefined ? nil : answer(call, entry);
  };
}

function helpText({ core }: Call): Answer {
  const isNewer = compareVersions(core.settings.version, "7.2.0") >= 0;
  return array([...help, `    Print${isNewer ? "" : "s"} this help.`].map(simple));
}

function encoding({ core }: Call, { value }: Entry): Answer {
  return bulk(encodingOf(value, core.settings.version));
}

/** Small integers are shared by all who store them. */
function refcount({ core }: Call, { value }: Entry): Answer {
  const number = value.type === "string" ? integerIn(value.bytes) : undefined;
  const isShared = number !== undefined && number >= 0n && number < 10_000n;
  return integer(isShared && core.settings.maxmemory === 0 ? 2_147_483_647 : 1);
}

const adjusting =
  "Please note that when switching between policies at runtime LRU and LFU data will take some " +
  "time to adjust.";

function usesLfu({ core }: Call): boolean {
  return core.settings.maxmemoryPolicy.endsWith("-lfu");
}

function idletime(call: Call, { usedAtMs }: Entry): Answer {
  if (usesLfu(call)) {
    throw new CommandError(
      `ERR An LFU maxmemory policy is selected, idle time not tracked. ${adjusting}`,
    );
  }
  return integer(Math.floor((call.core.now() - usedAtMs) / 1000));
}

/** What a key begins with; it is not counted. */
const initialFrequency = 5;

function freq(call: Call): Answer {
  if (usesLfu(call)) return integer(initialFrequency);
  throw new CommandError(
    `ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${adjusting}`,
  );
}

const maxEmbeddedBytes = 44;
const maxSmallBytes = 64;
const maxIntegers = 512;

function encodingOf(value: StoredValue, version: string): string {
  const list = compareVersions(version, "7.0.0") < 0 ? "ziplist" : "listpack";
  switch (value.type) {
    case "string":
      if (integerIn(value.bytes) !== undefined) return "int";
      return value.bytes.length <= maxEmbeddedBytes ? "embstr" : "raw";
    case "hash": {
      const longest = [...value.fields].flatMap(([field, bytes]) => [field.length, bytes.length]);
      return isSmall(longest, 1024) ? list : "hashtable";
    }
    case "list": {
      const isPacked = compareVersions(version, "7.2.0") >= 0;
      const bytes = value.items.reduce((sum, item) => sum + item.length + 11, 0);
      return isPacked && bytes < 8192 ? "listpack" : "quicklist";
    }
    case "set":
      return setEncoding([...value.members], version);
    default:
      return isSmall(lengthsOf(value.members.ordered.map(({ member }) => member)), 128)
        ? list
        : "skiplist";
  }
}

function setEncoding(members: readonly string[], version: string): string {
  const isIntegers = members.every((member) => integerText.test(member) && member.length < 20);
  if (isIntegers && members.length <= maxIntegers) return "intset";
  const isPacked = compareVersions(version, "7.2.0") >= 0;
  return isPacked && isSmall(lengthsOf(members), 128) ? "listpack" : "hashtable";
}

function lengthsOf(texts: readonly string[]): readonly number[] {
  return texts.map(({ length }) => length);
}

function isSmall(lengths: readonly number[], maxCount: number): boolean {
  return lengths.length <= maxCount && lengths.every((length) => length <= maxSmallBytes);
}

const integerText = /^(0|-?[1-9][0-9]*)$/;

/** The integer a string is kept as; undefined if it is kept as text. */
function integerIn(bytes: Uint8Array): bigint | undefined {
  const text = bytes.length > 20 ? "" : toBinary(bytes);
  if (!integerText.test(text)) return undefined;
  const number = BigInt(text);
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

const help = [
  "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
  "ENCODING <key>",
  "    Return the kind of internal representation used in order to store the value",
  "    associated with a <key>.",
  "FREQ <key>",
  "    Return the access frequency index of the <key>. The returned integer is",
  "    proportional to the logarithm of the recent access frequency of the key.",
  "IDLETIME <key>",
  "    Return the idle time of the <key>, that is the approximated number of",
  "    seconds elapsed since the last access to the key.",
  "REFCOUNT <key>",
  "    Return the number of references of the value associated with the specified",
  "    <key>.",
  "HELP",
];
