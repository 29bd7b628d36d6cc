// The half-open state's own work: who probes, who has run out of time, and what the probes say.
//
//   permits 3:  [probe][probe][     ]    a probe ends, is given back or expires: its place is free
//   successes:  done, done, (due)        enough of them: closed, or open if too many were slow

import type { HalfOpenPhase } from "./breaker-state.ts";
import type { IssuedPermit } from "./permit.ts";
import type { SlowLimit } from "./trip/trip-rule.ts";

/** Takes back the permits of probes that have run out of time and says how many; oldest first. */
export function expireProbes(phase: HalfOpenPhase, nowMs: number, timeoutMs: number): number {
  let expired = 0;
  for (const probe of phase.probes) {
    if (nowMs < (probe.startedAtMs ?? 0) + timeoutMs) break;
    phase.probes.delete(probe);
    expired += 1;
  }
  return expired;
}

/** Counts a successful probe. */
export function countProbe(
  phase: HalfOpenPhase,
  permit: IssuedPermit,
  tookMs: number,
  slow: SlowLimit | undefined,
): void {
  phase.probes.delete(permit);
  phase.successes += 1;
  if (slow !== undefined && tookMs >= slow.slowMs) phase.slow += 1;
}

/** Whether the probes were slow as often as opens a closed breaker: then it is too early. */
export function areProbesTooSlow(phase: HalfOpenPhase, slow: SlowLimit | undefined): boolean {
  return slow !== undefined && phase.slow >= slow.slowRate * phase.successes;
}
