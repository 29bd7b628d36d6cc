// What decides that a closed breaker opens. A rule lives as long as one closed period: closing
// makes new ones, so nothing has to be reset and no count survives into the next period.

/** Which rule opened the breaker. */
export type TripReason = "failures" | "failure-rate" | "slow-rate";

/** The counters of one rule in one closed period. */
export interface TripRule {
  /**
   * Counts one outcome; a reason means the breaker opens. `durationMs` and `nowMs` (monotonic) are
   * 0 unless the rule's settings are `timed`.
   */
  record(failed: boolean, durationMs: number, nowMs: number): TripReason | undefined;
}

/** A validated rule that makes its counters anew for each closed period. */
export interface TripSettings {
  /** Whether the rule needs clock readings, which cost more than the rest of a call. */
  readonly timed: boolean;
  /** Fresh counters. */
  create(): TripRule;
}
