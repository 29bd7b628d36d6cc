// A bound on retries as a share of calls. When a backend is down, every call retried three times is
// four times the load, just then; a budget lets retries through only while most calls succeed.
// The scheme is that of gRPC's retry throttling (proposal A6).

import { OptionCheck } from "../option-check.ts";

/** Settings of a {@link RetryBudget}. */
export interface RetryBudgetOptions {
  /** How much of a retry each call earns: 0.1 allows one retry to ten calls. Default 0.1. */
  readonly ratio?: number | undefined;
  /** Most retries that can be saved up, and how many there are to begin with. Default 10. */
  readonly maxSaved?: number | undefined;
}

/** Retries to be had; one for all `retry` policies that go to the same backend. */
export class RetryBudget {
  readonly #ratio: number;
  readonly #maxSaved: number;
  #saved: number;

  /** @throws {TypeError | RangeError} naming the option that is wrong. */
  constructor(options: RetryBudgetOptions = {}) {
    const check = new OptionCheck("RetryBudget", options, ["ratio", "maxSaved"]);
    this.#ratio = check.number("ratio", 0.1, { min: 0, max: 1000, fraction: true });
    this.#maxSaved = check.number("maxSaved", 10, { min: 1 });
    this.#saved = this.#maxSaved;
  }

  /** Retries to be had now. */
  get available(): number {
    return Math.floor(this.#saved);
  }

  /** A call is made: its share is saved. */
  earn(): void {
    this.#saved = Math.min(this.#saved + this.#ratio, this.#maxSaved);
  }

  /** Takes one retry; false if there is none. */
  spend(): boolean {
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
