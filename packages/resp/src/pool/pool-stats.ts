// What a pool tells of itself, and the same as words for its errors.

/** What a pool holds now, and counts since it was made. */
export interface PoolStats {
  /** What the options say. */
  readonly min: number;
  /** What the options say. */
  readonly max: number;
  /** Everything that counts against `max`: borrowed, idle, being checked and being made. */
  readonly size: number;
  /** In the hands of borrowers. */
  readonly borrowed: number;
  /** Ready to be lent. */
  readonly idle: number;
  /** Being made. */
  readonly creating: number;
  /** Idle ones that are being checked before they are lent. */
  readonly validating: number;
  /** Being ended; they no longer count against `max`. */
  readonly destroying: number;
  /** Callers who wait. */
  readonly waiting: number;
  /** Loans that have lasted longer than `leakAfterMs`. */
  readonly leaking: number;
  /** Resources lent, since the pool was made. */
  readonly lent: number;
  /** Resources made, since the pool was made. */
  readonly created: number;
  /** Attempts to make one that failed. */
  readonly createFailures: number;
  /** Resources ended, those included that ended by themselves. */
  readonly ended: number;
  /** Waits that ended at their deadline. */
  readonly timeouts: number;
  /** Waits that their caller's signal ended. */
  readonly aborts: number;
  /** Calls refused because too many waited. */
  readonly refusals: number;
}

/** One sentence on what the pool holds, for error messages. */
export function describePool(stats: PoolStats): string {
  const { size, max, borrowed, leaking, idle, creating, validating, waiting } = stats;
  const checked = validating === 0 ? "" : `, ${validating} being checked`;
  const leaked = leaking === 0 ? "" : ` (${leaking} for longer than leakAfterMs)`;
  const held = `${borrowed} borrowed${leaked}, ${idle} idle${checked}, ${creating} being made`;
  return `The pool holds ${size} of ${max}: ${held}; ${waiting} wait.`;
}
