// How long an opening lasts: always `openMs`, or growing with each opening that no close came
// between.

import { OptionCheck } from "./option-check.ts";

/** Lets openings in a row last longer; jitter keeps many processes from probing at one moment. */
export interface OpenBackoffOptions {
  /** By how much each opening in a row is longer than the one before; 1 to 100, default 2. */
  readonly factor?: number | undefined;
  /** Longest opening in milliseconds; >= `openMs`, default 10 times `openMs`. */
  readonly maxMs?: number | undefined;
  /** Share of an opening that is random, 0 to 1, taken off its end; default 0.2. */
  readonly jitter?: number | undefined;
}

/** Validated lengths of openings. */
export interface OpenDuration {
  /** The longest that an opening can last, in milliseconds. */
  readonly maxMs: number;
  /** Milliseconds of the `opening`-th opening in a row, counted from 1; `random` in [0, 1). */
  of(opening: number, random: () => number): number;
}

/** How long the failure itself says that the backend wants to be left alone; undefined if it doesn't. */
export function retryAfterMsOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  try {
    const { retryAfterMs } = error as { retryAfterMs?: unknown };
    return typeof retryAfterMs === "number" && retryAfterMs > 0 ? retryAfterMs : undefined;
  } catch {
    // A getter of a foreign error threw.
    return undefined;
  }
}

/** @throws {TypeError | RangeError} naming the option that is wrong. */
export function resolveOpenDuration(path: string, openMs: number, given: unknown): OpenDuration {
  if (given === undefined) return Object.freeze({ maxMs: openMs, of: () => openMs });
  const check = new OptionCheck(path, given, ["factor", "maxMs", "jitter"]);
  const factor = check.number("factor", 2, { min: 1, max: 100, fraction: true });
  const maxMs = check.number("maxMs", openMs * 10, { min: openMs });
  const jitter = check.number("jitter", 0.2, { min: 0, max: 1, fraction: true });
  return Object.freeze({
    maxMs,
    of: (opening: number, random: () => number) =>
      Math.min(maxMs, openMs * factor ** (opening - 1)) * (1 - jitter * random()),
  });
}
