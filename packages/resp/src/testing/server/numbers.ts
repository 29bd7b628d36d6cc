// Floating point as the server reads and writes it: scores as C's double, with 17 digits before 7.2 and
// the shortest spelling since.

import { type Answer } from "./answers.ts";
import { CommandError } from "./arguments.ts";
import { toBinary } from "./bytes.ts";
import { compareVersions } from "./versions.ts";

const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;
const hexadecimal = /^([+-]?)0x(?=[.]?[0-9a-f])([0-9a-f]*)[.]?([0-9a-f]*)(?:p([+-]?[0-9]+))?$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** A number of the C library's `strtod`, all of the argument; never NaN, and no overflow. */
export function parseDouble(
  bytes: Uint8Array | undefined,
  message = "ERR value is not a valid float",
): number {
  const text = bytes === undefined ? "" : toBinary(bytes);
  const value = readDouble(text);
  const isRounded = value === 0 && /[1-9]/.test(text.split(/e/i)[0] ?? "");
  const hasOverflown = value !== undefined && !Number.isFinite(value) && !infinite.test(text);
  if (value === undefined || isRounded || hasOverflown) throw new CommandError(message);
  return value;
}

/** An end of a range of scores. */
export interface ScoreBound {
  /** May be infinite. */
  readonly value: number;
  /** True after `(`. */
  readonly exclusive: boolean;
}

/** As in `(5` or `-inf`; spaces ahead and nothing at all are 0, as strtod has it. */
export function parseScoreBound(bytes: Uint8Array | undefined): ScoreBound {
  const text = bytes === undefined ? "" : toBinary(bytes);
  const exclusive = text.startsWith("(");
  const digits = (exclusive ? text.slice(1) : text).replace(/^[ \t\n\v\f\r]+/, "");
  const value = digits === "" ? 0 : readDouble(digits);
  if (value === undefined) throw new CommandError("ERR min or max is not a float");
  return { value, exclusive };
}

function readDouble(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  if (hexadecimal.test(text)) return readHexadecimal(text);
  const sign = infinite.exec(text)?.[1];
  if (sign === undefined) return undefined;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Exact up to 53 bits, as far as anybody writes scores like that. */
function readHexadecimal(text: string): number {
  const [, sign, whole = "", fraction = "", power = "0"] = hexadecimal.exec(text) ?? [];
  const magnitude =
    Number.parseInt(whole + fraction, 16) * 2 ** (Number(power) - 4 * fraction.length);
  return sign === "-" ? -magnitude : magnitude;
}

/** A score as a reply: a double under RESP3, its text under RESP2. */
export function scoreAnswer(score: number, version: string): Answer {
  return { type: "double", value: score, text: scoreText(score, version) };
}

/** A score as text. */
export function scoreText(score: number, version: string): string {
  if (!Number.isFinite(score)) return score > 0 ? "inf" : "-inf";
  if (compareVersions(version, "7.2.0") < 0) return seventeenDigits(score);
  if (Object.is(score, -0)) return "-0";
  // Whole numbers in all their digits, as far as the server takes them for 64-bit integers.
  return Number.isInteger(score) && Math.abs(score) <= 2 ** 62
    ? String(BigInt(score))
    : String(score);
}

/** C's `%.17g`. */
function seventeenDigits(value: number): string {
  const [mantissa = "", exponentText = "0"] = value.toExponential(16).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 17) {
    const padded = String(Math.abs(exponent)).padStart(2, "0");
    return `${trimmed(mantissa)}e${exponent < 0 ? "-" : "+"}${padded}`;
  }
  const text = trimmed(value.toFixed(Math.min(Math.max(16 - exponent, 0), 100)));
  return Object.is(value, -0) ? `-${text}` : text;
}

function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
