// Reading arguments the way the server does: strict 64-bit integers, and errors in its words.
// Nothing may be applied before all arguments are read, so errors are thrown.

import { toBinary } from "./bytes.ts";

/** An error reply thrown by a handler; nothing was applied. */
export class CommandError extends Error {}

/** The error for options that make no sense together. */
export function syntaxError(): CommandError {
  return new CommandError("ERR syntax error");
}

/** The error for a number of words that no command of this name takes. */
export function wrongArity(name: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${name}' command`);
}

/** The error for a key that holds another type. */
export function wrongType(): CommandError {
  return new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");
}

const notAnInteger = "ERR value is not an integer or out of range";

/** A signed 64-bit integer in its only spelling: no plus, no spaces, no leading zeros. */
export function parseInt64(bytes: Uint8Array | undefined, message: string = notAnInteger): bigint {
  const text = bytes === undefined || bytes.length > 20 ? "" : toBinary(bytes);
  if (!/^(0|-?[1-9][0-9]*)$/.test(text)) throw new CommandError(message);
  const value = BigInt(text);
  if (value < minInt64 || value > maxInt64) throw new CommandError(message);
  return value;
}

/** The least integer of 64 bits. */
export const minInt64: bigint = -(2n ** 63n);
/** The greatest integer of 64 bits. */
export const maxInt64: bigint = 2n ** 63n - 1n;

/** As {@link parseInt64}, for counts and indexes; beyond the safe range it is rounded. */
export function parseCount(bytes: Uint8Array | undefined, message?: string): number {
  return Number(parseInt64(bytes, message));
}

/** As {@link parseCount}, and at least `min`; the same words for both refusals. */
export function parseCountFrom(
  min: number,
  bytes: Uint8Array | undefined,
  message: string = notPositive,
): number {
  const value = parseCount(bytes, message);
  if (value < min) throw new CommandError(message);
  return value;
}

const notPositive = "ERR value is out of range, must be positive";

/** A blocking command's timeout in seconds, fractions allowed; the result is milliseconds. */
export function parseTimeoutMs(bytes: Uint8Array | undefined): number {
  const text = bytes === undefined ? "" : toBinary(bytes);
  if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) {
    throw new CommandError("ERR timeout is not a float or out of range");
  }
  if (Number(text) < 0) throw new CommandError("ERR timeout is negative");
  return Math.ceil(Number(text) * 1000);
}

/** An option's name in upper case; what is no ASCII word stays different from every name. */
export function word(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : toBinary(bytes).toUpperCase();
}
