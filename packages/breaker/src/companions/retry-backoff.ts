// How long to wait before each retry. Both schemes are those of "Exponential Backoff And Jitter"
// (Marc Brooker, AWS Architecture Blog, 2015).
//
//   exponential:   below 100, 200, 400, 800 ... maxMs
//   decorrelated:  from 100 to 3 x the wait before, at most maxMs

import type { OptionCheck } from "../option-check.ts";

/** How waits grow. */
export type BackoffKind = "exponential" | "decorrelated";

/** Milliseconds to wait before the next attempt of one call. */
export type NextDelay = () => number;

/** Reads `backoff`, `baseMs`, `maxMs` and `jitter`; `start` begins the waits of one call. */
export function resolveBackoff(
  check: OptionCheck,
  kind: BackoffKind = "exponential",
  random: () => number,
): { readonly maxMs: number; readonly start: () => NextDelay } {
  const baseMs = check.number("baseMs", 100, { min: 1 });
  const maxMs = check.number("maxMs", Math.max(10_000, baseMs), { min: baseMs });
  const jitter = check.number("jitter", 1, { min: 0, max: 1, fraction: true });
  switch (kind) {
    case "exponential":
      return { maxMs, start: () => exponential(baseMs, maxMs, () => 1 - jitter * random()) };
    case "decorrelated":
      return { maxMs, start: () => decorrelated(baseMs, maxMs, random) };
    default:
      throw check.range("backoff", '"exponential" or "decorrelated"', kind);
  }
}

function exponential(baseMs: number, maxMs: number, share: () => number): NextDelay {
  let boundMs = baseMs;
  return () => {
    const delayMs = boundMs * share();
    boundMs = Math.min(boundMs * 2, maxMs);
    return delayMs;
  };
}

function decorrelated(baseMs: number, maxMs: number, random: () => number): NextDelay {
  let previousMs = baseMs;
  return () => {
    previousMs = Math.min(maxMs, baseMs + random() * (previousMs * 3 - baseMs));
    return previousMs;
  };
}
