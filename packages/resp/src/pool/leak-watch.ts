// Finds borrowers who give nothing back: each loan remembers where it was asked for, and one that
// lasts too long is reported once. Off unless asked for, because remembering costs a stack trace.

/** A loan that has lasted longer than `leakAfterMs`. */
export interface PoolLeak<T = unknown> {
  /** What was lent. */
  readonly resource: T;
  /** How long it has been away, in milliseconds. */
  readonly borrowedMs: number;
  /** Where `acquire` was called, as the runtime writes stacks; without the pool's own lines. */
  readonly borrowedAt: string;
}

interface Loan {
  readonly sinceMs: number;
  /** Its stack is only written out if somebody reads it. */
  readonly trace: Error;
  reported: boolean;
}

/** The loans of one pool. */
export class LeakWatch<T> {
  readonly #leakAfterMs: number;
  readonly #report: (leak: PoolLeak<T>) => void;
  readonly #loans = new Map<T, Loan>();
  /** Loans that were reported and are not back. */
  leaking = 0;

  /** `report` hears of each leak once; it may throw nothing. */
  constructor(leakAfterMs: number, report: (leak: PoolLeak<T>) => void) {
    this.#leakAfterMs = leakAfterMs;
    this.#report = report;
  }

  /** A resource was lent; the result is when to look whether it is back. */
  lent(resource: T, nowMs: number, trace: Error): number {
    this.#loans.set(resource, { sinceMs: nowMs, trace, reported: false });
    return nowMs + this.#leakAfterMs;
  }

  /** A resource is back, or its borrower was told that it is gone. */
  returned(resource: T): void {
    if (this.#loans.get(resource)?.reported === true) this.leaking -= 1;
    this.#loans.delete(resource);
  }

  /** Reports what is overdue; the result is when to look again, Infinity if nothing is lent. */
  check(nowMs: number): number {
    for (const [resource, loan] of this.#loans) {
      if (loan.reported) continue;
      const dueMs = loan.sinceMs + this.#leakAfterMs;
      // In the order of lending: the first that is not overdue ends the search.
      if (dueMs > nowMs) return dueMs;
      loan.reported = true;
      this.leaking += 1;
      this.#report({
        resource,
        borrowedMs: nowMs - loan.sinceMs,
        borrowedAt: callerOf(loan.trace),
      });
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Where the loan that has lasted longest was asked for; undefined if none is overdue. */
  get oldest(): string | undefined {
    for (const { reported, trace } of this.#loans.values()) {
      if (reported) return callerOf(trace).split("\n", 1)[0];
    }
    return undefined;
  }
}

/** The lines below the first, which is the error's own, and the second, which is `acquire`. */
function callerOf({ stack }: Error): string {
  const lines = (stack ?? "").split("\n").slice(2);
  if (lines.length === 0) return "(this runtime keeps no stacks)";
  return lines.map((line) => line.trim()).join("\n");
}
