// BITFIELD and BITFIELD_RO: integers of 1 to 64 bits anywhere in a string.
// Values are bigint; what OVERFLOW says decides what becomes of those that don't fit.

import { type Answer, array, integer, nil } from "../answers.ts";
import { CommandError, parseInt64, syntaxError, word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import { argument, type Call, type CommandSpec, firstKey } from "../command.ts";
import { find, replaceString } from "../values.ts";
import { bitAt, grown, parseBitOffset, putBit } from "./bitmaps.ts";

/** Commands on integers in bits. */
export const bitfieldCommands: readonly CommandSpec[] = [
  { name: "bitfield", arity: -2, flags: ["write"], run: (call) => bitfield(call, false) },
  {
    name: "bitfield_ro",
    arity: -2,
    since: "6.0.0",
    reads: firstKey,
    run: (call) => bitfield(call, true),
  },
];

/** As in `u8` or `i16`. */
interface IntegerType {
  readonly signed: boolean;
  readonly bits: number;
}

interface Operation {
  readonly name: string;
  readonly type: IntegerType;
  readonly offset: number;
  /** The value or the increment; 0 for GET. */
  readonly amount: bigint;
  readonly overflow: string;
}

function bitfield(call: Call, readOnly: boolean): Answer {
  const operations = parseOperations(call);
  const writes = operations.filter(({ name }) => name !== "GET");
  if (readOnly && writes.length > 0) {
    throw new CommandError("ERR BITFIELD_RO only supports the GET subcommand");
  }
  const key = toBinary(argument(call, 0));
  const before = find(call, key, "string")?.bytes ?? new Uint8Array();
  const bits = Math.max(0, ...writes.map(({ offset, type }) => offset + type.bits));
  const bytes = writes.length === 0 ? before : grown(before, bits);
  const answers = operations.map((operation) => apply(bytes, operation));
  if (writes.length > 0) replaceString(call, key, bytes);
  return array(answers.map((value) => (value === undefined ? nil : integer(value))));
}

function parseOperations({ args }: Call): readonly Operation[] {
  const operations: Operation[] = [];
  let overflow = "WRAP";
  for (let at = 1; at < args.length;) {
    const name = word(args[at]);
    if (name === "OVERFLOW" && at + 1 < args.length) {
      overflow = word(args[at + 1]);
      if (!["WRAP", "SAT", "FAIL"].includes(overflow)) {
        throw new CommandError("ERR Invalid OVERFLOW type specified");
      }
      at += 2;
      continue;
    }
    const words = { GET: 3, SET: 4, INCRBY: 4 }[name] ?? 0;
    if (words === 0 || at + words > args.length) throw syntaxError();
    const [, typeWord = new Uint8Array(), place = new Uint8Array(), amount] = args.slice(at);
    const type = parseType(typeWord);
    const offset = parseBitOffset(place, type.bits);
    operations.push({
      name,
      type,
      offset,
      amount: name === "GET" ? 0n : parseInt64(amount),
      overflow,
    });
    at += words;
  }
  return operations;
}

function parseType(bytes: Uint8Array): IntegerType {
  const [, sign, digits = "0"] = /^([iu])([1-9][0-9]?)$/i.exec(toBinary(bytes)) ?? [];
  const type = { signed: sign?.toLowerCase() === "i", bits: Number(digits) };
  if (type.bits < 1 || type.bits > (type.signed ? 64 : 63)) {
    throw new CommandError(
      "ERR Invalid bitfield type. Use something like i16 u8. " +
        "Note that u64 is not supported but i64 is.",
    );
  }
  return type;
}

/** Does one operation on the bytes; its answer, undefined where FAIL kept the old value. */
function apply(bytes: Uint8Array, operation: Operation): bigint | undefined {
  const { name, type, offset, amount } = operation;
  const before = read(bytes, offset, type);
  if (name === "GET") return before;
  const after = fitted(name === "SET" ? given(operation) : before + amount, operation);
  if (after === undefined) return undefined;
  for (let at = 0; at < type.bits; at += 1) {
    putBit(bytes, offset + at, Number((after >> BigInt(type.bits - 1 - at)) & 1n));
  }
  return name === "SET" ? before : after;
}

/** A negative value for an unsigned type is one of 64 bits. */
function given({ type, amount }: Operation): bigint {
  return type.signed ? amount : BigInt.asUintN(64, amount);
}

function read(bytes: Uint8Array, offset: number, { signed, bits }: IntegerType): bigint {
  let value = 0n;
  for (let at = 0; at < bits; at += 1) value = value * 2n + BigInt(bitAt(bytes, offset + at));
  return signed ? BigInt.asIntN(bits, value) : value;
}

/** The value within its type's range; undefined if it does not fit and must. */
function fitted(value: bigint, { type, overflow }: Operation): bigint | undefined {
  const { signed, bits } = type;
  const wrapped = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  if (wrapped === value || overflow === "WRAP") return wrapped;
  if (overflow === "FAIL") return undefined;
  if (value < 0n) return signed ? -(2n ** BigInt(bits - 1)) : 0n;
  return 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
}
