// What a breaker tells about itself when asked. Gathered on demand; a call pays for counters alone.

import type { BreakerState } from "./breaker-state.ts";
import type { BreakerClock } from "./environment.ts";
import type { StateMachine } from "./state-machine.ts";
import type { WindowStats } from "./stats/call-record.ts";
import type { PerState } from "./stats/state-times.ts";

/** What a breaker is doing and has counted since it was made. */
export interface BreakerStats {
  /** What it does with calls now. */
  readonly state: BreakerState;
  /** Number of the present period; each transition begins a new one. */
  readonly generation: number;
  /** Since when it is in this state, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When the opening ends by the clock, in milliseconds since 1970; only while open. */
  readonly untilMs: number | undefined;
  /** Failures since the last success or close. */
  readonly consecutiveFailures: number;
  /** When the last counted failure came, in milliseconds since 1970. */
  readonly lastFailureAtMs: number | undefined;
  /** Probes whose outcome is awaited; 0 unless half-open. */
  readonly probesInFlight: number;
  /** Successful probes of this half-open period; 0 otherwise. */
  readonly probeSuccesses: number;
  /** Outcomes counted as success. */
  readonly successes: number;
  /** Outcomes counted as failure. */
  readonly failures: number;
  /** Those of both that were slow: at least `slowMs`. 0 where nothing is slow. */
  readonly slow: number;
  /** Permits given back without an outcome, and errors classified "ignore". */
  readonly ignored: number;
  /** Outcomes that came after their period had ended, or their probe had expired. */
  readonly stale: number;
  /** Calls that got no permit. */
  readonly rejected: number;
  /** Probes whose permit was taken back after `probeTimeoutMs`. */
  readonly expiredProbes: number;
  /** How often it opened. */
  readonly openings: number;
  /** How often it entered each state; the one it was made in is not counted. */
  readonly transitions: PerState;
  /** Milliseconds it has spent in each state. */
  readonly timeInStateMs: PerState;
  /** Rates and durations over the window; undefined where none is kept: see `statsWindow`. */
  readonly window: WindowStats | undefined;
  /** How often a custom trip rule threw. */
  readonly ruleErrors: number;
  /** How often a listener threw. */
  readonly listenerErrors: number;
}

/** The stats of one breaker at this moment. */
export function gatherStats(machine: StateMachine, clock: BreakerClock): BreakerStats {
  const phase = machine.phase();
  const { counts, generation, consecutiveFailures, lastFailureAtMs, listeners } = machine;
  const nowMs = clock.monotonic();
  return {
    state: phase.kind,
    generation,
    sinceMs: phase.sinceMs,
    untilMs: phase.kind === "open" ? phase.untilMs : undefined,
    consecutiveFailures,
    lastFailureAtMs,
    probesInFlight: phase.kind === "half-open" ? phase.probes.size : 0,
    probeSuccesses: phase.kind === "half-open" ? phase.successes : 0,
    ...counts,
    transitions: machine.times.entries(),
    timeInStateMs: machine.times.spentMs(nowMs),
    window: machine.record?.summary(nowMs),
    listenerErrors: listeners.errors,
  };
}
