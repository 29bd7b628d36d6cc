// SETBIT, GETBIT, BITCOUNT, BITPOS, BITOP: strings as rows of bits, the first bit of a byte the highest.
//
//     bit     0 1 2 3 4 5 6 7   8 9 …
//     byte    [0: 128 … 1   ]   [1: 128 …

import { type Answer, integer } from "../answers.ts";
import { CommandError, parseCount, parseInt64, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { find, replaceString, storeResult } from "../values.ts";
import { compareVersions, isValkey } from "../versions.ts";

/** Commands on bits. */
export const bitmapCommands: readonly CommandSpec[] = [
  { name: "setbit", arity: 4, flags: ["write"], run: setbit },
  { name: "getbit", arity: 3, reads: firstKey, run: getbit },
  { name: "bitcount", arity: -2, reads: firstKey, run: bitcount },
  { name: "bitpos", arity: -3, reads: firstKey, run: bitpos },
  { name: "bitop", arity: -4, flags: ["write"], run: bitop },
];

/** 512 MiB in bits: what no string may reach. */
const maxBits: bigint = 2n ** 32n;
const badOffset = "ERR bit offset is not an integer or out of range";

/** A bit's place; `#3` counts in units of `unitBits` where that is given. */
export function parseBitOffset(bytes: Uint8Array, unitBits = 0): number {
  const isUnits = unitBits > 0 && bytes[0] === 0x23;
  const given = parseInt64(isUnits ? bytes.subarray(1) : bytes, badOffset);
  const offset = isUnits ? given * BigInt(unitBits) : given;
  if (offset < 0n || offset >= maxBits) throw new CommandError(badOffset);
  return Number(offset);
}

/** 0 or 1; bits behind the end are 0. */
export function bitAt(bytes: Uint8Array, offset: number): number {
  return ((bytes[Math.floor(offset / 8)] ?? 0) >> (7 - (offset % 8))) & 1;
}

/** Sets one bit of bytes that are long enough. */
export function putBit(bytes: Uint8Array, offset: number, bit: number): void {
  const at = Math.floor(offset / 8);
  const mask = 1 << (7 - (offset % 8));
  bytes[at] = bit === 1 ? (bytes[at] ?? 0) | mask : (bytes[at] ?? 0) & ~mask;
}

/** A copy with room for so many bits. */
export function grown(bytes: Uint8Array, bits: number): Uint8Array {
  const copy = new Uint8Array(Math.max(bytes.length, Math.ceil(bits / 8)));
  copy.set(bytes);
  return copy;
}

function stringAt(call: Call, key: Uint8Array): Uint8Array | undefined {
  return find(call, toBinary(key), "string")?.bytes;
}

function setbit(call: Call): Answer {
  const offset = parseBitOffset(argument(call, 1));
  const bit = parseCount(call.args[2], notABit);
  if (bit !== 0 && bit !== 1) throw new CommandError(notABit);
  const bytes = grown(stringAt(call, argument(call, 0)) ?? new Uint8Array(), offset + 1);
  const before = bitAt(bytes, offset);
  putBit(bytes, offset, bit);
  replaceString(call, toBinary(argument(call, 0)), bytes);
  return integer(before);
}

const notABit = "ERR bit is not an integer or out of range";

function getbit(call: Call): Answer {
  const offset = parseBitOffset(argument(call, 1));
  return integer(bitAt(stringAt(call, argument(call, 0)) ?? new Uint8Array(), offset));
}

/** A range of bits; `end` belongs to it, and is before `start` where it is empty. */
interface BitRange {
  readonly start: number;
  readonly end: number;
}

/** Reads [start [end [BYTE | BIT]]]; negative places count from the end. */
function bitRange(call: Call, words: readonly Uint8Array[], length: number): BitRange {
  const unit = words[2] === undefined ? "BYTE" : word(words[2]);
  const hasUnits = compareVersions(call.core.settings.version, "7.0.0") >= 0;
  const [first, last] = [parseCount(words[0]), words[1] === undefined ? -1 : parseCount(words[1])];
  const isUnit = unit === "BYTE" || unit === "BIT";
  if (words.length > (hasUnits ? 3 : 2) || !isUnit) throw syntaxError();
  const scale = unit === "BIT" ? 1 : 8;
  const count = (length * 8) / scale;
  const start = Math.max(first < 0 ? count + first : first, 0);
  const end = Math.min(Math.max(last < 0 ? count + last : last, 0), count - 1);
  return { start: start * scale, end: end * scale + scale - 1 };
}

/** Before 7.2 a missing key was looked for ahead of the options. */
function readsOptionsFirst(call: Call): boolean {
  return compareVersions(call.core.settings.version, "7.2.0") >= 0;
}

function bitcount(call: Call): Answer {
  const options = call.args.slice(1);
  const bytes = stringAt(call, argument(call, 0));
  if (bytes === undefined && !readsOptionsFirst(call)) return integer(0);
  const length = bytes?.length ?? 0;
  if (options.length === 1 && !isValkey(call.core.settings)) throw syntaxError();
  const all = { start: 0, end: length * 8 - 1 };
  const { start, end } = options.length === 0 ? all : bitRange(call, options, length);
  // Of two places from the end in the wrong order: none, where BITPOS moves both to the first byte.
  const [first = 0, last = -1] = options.slice(0, 2).map((one) => parseCount(one));
  if (first < 0 && last < 0 && first > last) return integer(0);
  let count = 0;
  for (let at = start; at <= end; at += 1) count += bitAt(bytes ?? new Uint8Array(), at);
  return integer(count);
}

function bitpos(call: Call): Answer {
  const wanted = parseCount(call.args[1]);
  if (wanted !== 0 && wanted !== 1) {
    throw new CommandError("ERR The bit argument must be 1 or 0.");
  }
  const bytes = stringAt(call, argument(call, 0));
  const options = call.args.slice(2);
  if (bytes === undefined && !readsOptionsFirst(call)) return integer(wanted === 1 ? -1 : 0);
  const length = bytes?.length ?? 0;
  const all = { start: 0, end: length * 8 - 1 };
  const { start, end } = options.length === 0 ? all : bitRange(call, options, length);
  if (bytes === undefined) return integer(wanted === 1 ? -1 : 0);
  for (let at = start; at <= end; at += 1) if (bitAt(bytes, at) === wanted) return integer(at);
  // A string seems to go on with zeros, unless the caller said where it ends.
  return integer(wanted === 0 && start <= end && options.length < 2 ? length * 8 : -1);
}

const combinations: Readonly<Record<string, (one: number, other: number) => number>> = {
  AND: (one, other) => one & other,
  OR: (one, other) => one | other,
  XOR: (one, other) => one ^ other,
};

function bitop(call: Call): Answer {
  const operation = word(call.args[0]);
  const combine = combinations[operation];
  if (combine === undefined && operation !== "NOT") throw syntaxError();
  const sources = call.args.slice(2);
  if (combine === undefined && sources.length !== 1) {
    throw new CommandError("ERR BITOP NOT must be called with a single source key.");
  }
  const [first = new Uint8Array(), ...others] = sources.map(
    (key) => stringAt(call, key) ?? new Uint8Array(),
  );
  const length = Math.max(first.length, ...others.map((bytes) => bytes.length));
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    const begun = first[at] ?? 0;
    bytes[at] =
      combine === undefined
        ? ~begun
        : others.reduce((sofar, other) => combine(sofar, other[at] ?? 0), begun);
  }
  storeResult(call, toBinary(argument(call, 1)), { type: "string", bytes });
  return integer(length);
}
