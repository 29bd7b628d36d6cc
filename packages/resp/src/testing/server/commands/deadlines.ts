// Expiry times in the four spellings of EX, PX, EXAT and PXAT, with the server's overflow rules.
// All amounts are 64-bit integers, so they are computed as bigint and rounded last.

import { CommandError, maxInt64, parseInt64 } from "../arguments.ts";
import type { Call } from "../command.ts";

/** An expiry as a command gives it. */
export interface GivenDeadline {
  /** EX, PX (from now), EXAT, PXAT (since 1970). */
  readonly unit: string;
  /** An integer, as it was sent. */
  readonly amount: Uint8Array;
  /** The command, for the error. */
  readonly command: string;
  /** True where zero and less are errors. */
  readonly positive: boolean;
}

/** The deadline in milliseconds since 1970. */
export function deadlineOf(
  { core }: Call,
  { unit, amount, command, positive }: GivenDeadline,
): number {
  const given = parseInt64(amount);
  const invalid = new CommandError(`ERR invalid expire time in '${command}' command`);
  if (positive && given <= 0n) throw invalid;
  const inMs = unit.startsWith("EX") ? given * 1000n : given;
  const deadline = unit.endsWith("AT") ? inMs : inMs + BigInt(core.now());
  if (inMs > maxInt64 || inMs < -maxInt64 || deadline > maxInt64) throw invalid;
  return Number(deadline);
}
