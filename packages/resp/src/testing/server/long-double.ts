// The 80-bit numbers in which INCRBYFLOAT adds: 64 bits of mantissa and an exponent, rounded to even as
// the processor does it. In bigint, since a JavaScript number has too few bits to give the same digits.
//
//     value = mantissa * 2^exponent        |mantissa| < 2^64

/** A finite number. */
export interface LongDouble {
  /** Signed; 0 for zero. */
  readonly mantissa: bigint;
  /** Of two. */
  readonly exponent: number;
}

const mantissaBits = 64;
/** Powers of ten beyond have no 80-bit number. */
const maxDecimalExponent = 4931;

const spelling = /^([+-]?)([0-9]*)\.?([0-9]*)(?:e([+-]?[0-9]+))?$/i;

/** The nearest number to a decimal text; "infinite" for inf; undefined for no number, or one too large. */
export function parseLongDouble(text: string): LongDouble | "infinite" | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return "infinite";
  const [, sign, whole = "", fraction = "", power = "0"] = spelling.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === "" || digits.length > 5000) return undefined;
  const magnitude = BigInt(digits);
  const exponent = Number(power) - fraction.length;
  if (magnitude !== 0n && Math.abs(exponent + digits.length) > maxDecimalExponent) return undefined;
  const signed = sign === "-" ? -magnitude : magnitude;
  if (magnitude === 0n) return { mantissa: 0n, exponent: 0 };
  if (exponent >= 0) return rounded(signed * 10n ** BigInt(exponent), 0);
  return quotient(signed, 10n ** BigInt(-exponent));
}

/** The sum, rounded once. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum =
    (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return rounded(sum, exponent);
}

/** C's `%.17Lf` without the zeros at its end. */
export function longDoubleText({ mantissa, exponent }: LongDouble): string {
  const scaled = mantissa * 10n ** 17n;
  const units =
    exponent >= 0 ? scaled << BigInt(exponent) : divideToEven(scaled, 1n << BigInt(-exponent));
  const digits = String(units < 0n ? -units : units).padStart(18, "0");
  const fraction = digits.slice(-17).replace(/0+$/, "");
  const text = digits.slice(0, -17) + (fraction === "" ? "" : `.${fraction}`);
  return units < 0n ? `-${text}` : text;
}

/** a / b with two bits more than needed and a sticky one, then rounded. */
function quotient(a: bigint, b: bigint): LongDouble {
  const shift = Math.max(mantissaBits + 2 + bitLength(b) - bitLength(a), 0);
  const numerator = a << BigInt(shift);
  const whole = numerator / b;
  const sticky = numerator % b === 0n ? 0n : a < 0n ? -1n : 1n;
  return rounded(whole * 2n + sticky, -shift - 1);
}

function rounded(value: bigint, exponent: number): LongDouble {
  const excess = bitLength(value) - mantissaBits;
  if (excess <= 0) return { mantissa: value, exponent };
  return { mantissa: divideToEven(value, 1n << BigInt(excess)), exponent: exponent + excess };
}

/** Divides by a positive number and rounds to the nearest, halves to even. */
function divideToEven(value: bigint, by: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const down = magnitude / by;
  const twice = (magnitude % by) * 2n;
  const up = twice > by || (twice === by && down % 2n === 1n);
  const result = up ? down + 1n : down;
  return value < 0n ? -result : result;
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}
