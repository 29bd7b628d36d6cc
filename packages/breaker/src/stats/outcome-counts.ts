// The plain counters of a breaker.

/** Counts since the breaker was made; `BreakerStats` says what each means. */
export interface OutcomeCounts {
  successes: number;
  failures: number;
  slow: number;
  ignored: number;
  stale: number;
  rejected: number;
  expiredProbes: number;
  openings: number;
  ruleErrors: number;
}

/** All at zero. */
export function emptyCounts(): OutcomeCounts {
  return {
    successes: 0,
    failures: 0,
    slow: 0,
    ignored: 0,
    stale: 0,
    rejected: 0,
    expiredProbes: 0,
    openings: 0,
    ruleErrors: 0,
  };
}
