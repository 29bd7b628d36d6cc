// What decides that a closed breaker opens. A rule lives as long as one closed period: closing
// makes new ones, so nothing has to be reset and no count survives into the next period.

/** Which rule opened the breaker; a custom rule gives its own name. */
export type TripReason =
  | "failures"
  | "failure-rate"
  | "slow-rate"
  | (string & NonNullable<unknown>);

/** The counters of one rule in one closed period. */
export interface TripRule {
  /**
   * Counts one outcome; a text means that the breaker opens, and is the reason it gives.
   * `durationMs` and `nowMs` (monotonic) are 0 unless the rule is `timed`. `error` is what the call
   * ended with, undefined for a plain success. A rule that throws opens nothing and is counted in
   * `stats().ruleErrors`.
   */
  record(
    failed: boolean,
    durationMs: number,
    nowMs: number,
    error: unknown,
  ): TripReason | undefined;
}

/**
 * A rule of your own, for the `trip` option: makes fresh counters for each closed period.
 */
export interface CustomTripRule {
  /** Whether `record` needs the duration and the time, which cost two clock readings a call. */
  readonly timed?: boolean | undefined;
  /** Fresh counters. */
  create(): TripRule;
}

/** A window that a rule looks at: the last calls, or the last milliseconds. */
export type WindowOptions = { readonly calls: number } | { readonly ms: number };

/** When a call is slow, and which share of slow calls is too many. */
export interface SlowLimit {
  readonly slowMs: number;
  readonly slowRate: number;
}

/** A validated rule that makes its counters anew for each closed period. */
export interface TripSettings {
  /** Whether the rule needs clock readings, which cost more than the rest of a call. */
  readonly timed: boolean;
  /** The window of a rate rule. */
  readonly window: WindowOptions | undefined;
  /** The limit of a rule for slow calls; half-open probes are held to it too. */
  readonly slow: SlowLimit | undefined;
  /** Fresh counters; `faulted` is called each time a custom rule throws. */
  create(faulted: () => void): TripRule;
}
