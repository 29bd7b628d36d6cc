// The values that one line holds: integers, doubles, big numbers, booleans, lengths. Each reader checks
// every byte: what it returns was spelled as the specification says.

import { MINUS, PLUS, ZERO } from "./ascii.ts";
import type { Line } from "./line.ts";

/** So many digits always fit a number exactly. */
const safeDigits = 15;
const maxInt64 = 2n ** 63n;
const doubleSpelling = /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** The longest beginning of a double, whole or cut short. */
const doubleBeginning =
  /^[+-]?(?:[0-9]+(?:\.(?:[0-9]+(?:[eE](?:[+-]?[0-9]*)?)?)?|[eE](?:[+-]?[0-9]*)?)?)?/;

/** `:` -- a signed 64-bit integer: a number within the safe range, a bigint beyond it. */
export function readIntegerLine(line: Line, start: number, cr: number): number | bigint {
  const first = firstDigit(line, start, cr);
  if (cr - first > safeDigits) return readLongInteger(line, start, cr);
  const { bytes } = line;
  let value = 0;
  for (let index = first; index < cr; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) line.misplaced("no digit in an integer", start, index);
    value = value * 10 + digit;
  }
  // 0 - value, as no integer is -0.
  return bytes[start + 1] === MINUS ? 0 - value : value;
}

function readLongInteger(line: Line, start: number, cr: number): number | bigint {
  const value = readBigNumberLine(line, start, cr);
  if (value >= maxInt64 || value < -maxInt64) line.refused("an integer beyond 64 bits", start, cr);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** `(` -- an integer of any size. */
export function readBigNumberLine(line: Line, start: number, cr: number): bigint {
  const first = firstDigit(line, start, cr);
  const { bytes } = line;
  for (let index = first; index < cr; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) line.misplaced("no digit in an integer", start, index);
  }
  const magnitude = BigInt(asciiText(bytes, first, cr));
  return bytes[start + 1] === MINUS ? -magnitude : magnitude;
}

/** Where the digits begin, of which there is one at least. */
function firstDigit(line: Line, start: number, cr: number): number {
  const sign = line.bytes[start + 1];
  const first = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  if (first === cr) line.misplaced("an integer without digits", start, cr);
  return first;
}

/** `,` -- a double, rounded as JavaScript's own literals are. */
export function readDoubleLine(line: Line, start: number, cr: number): number {
  const text = asciiText(line.bytes, start + 1, cr);
  if (doubleSpelling.test(text)) return Number(text);
  if (text === "inf") return Infinity;
  if (text === "-inf") return -Infinity;
  if (text === "nan" || text === "-nan") return Number.NaN;
  const word = ["inf", "-inf", "nan", "-nan"].map((each) => commonPrefix(each, text));
  const wrong = Math.max(...word, doubleBeginning.exec(text)![0].length);
  return line.misplaced("a malformed double", start, start + 1 + wrong);
}

/** `#` -- true or false. */
export function readBooleanLine(line: Line, start: number, cr: number): boolean {
  const letter = line.bytes[start + 1];
  if (letter !== 0x74 && letter !== 0x66) {
    line.misplaced('neither "t" nor "f" in a boolean', start, start + 1);
  }
  if (cr !== start + 2) line.misplaced("text behind a boolean", start, start + 2);
  return letter === 0x74;
}

/**
 * The digits of a length: Infinity where no number is exact any more, -1 if there is none or anything
 * else (a null's `-1`, a stream's `?`, a fault).
 */
export function readLength(bytes: Uint8Array, start: number, cr: number): number {
  if (start + 1 === cr) return -1;
  let value = 0;
  for (let index = start + 1; index < cr; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
}

/** Says at which byte a length goes wrong. */
export function misplacedInLength(line: Line, start: number, cr: number): never {
  const { bytes } = line;
  let wrong = start + 1;
  while (wrong < cr && bytes[wrong]! >= ZERO && bytes[wrong]! <= ZERO + 9) wrong++;
  return line.misplaced("no digit in a length", start, wrong);
}

/** The text of a range that is short or ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let index = start; index < end; index++) text += String.fromCharCode(bytes[index]!);
  return text;
}

function commonPrefix(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}
