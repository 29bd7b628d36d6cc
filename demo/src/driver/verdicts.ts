// The claims of the demo and what became of each. A claim is decided once; one that was never
// decided has not been shown, and so it failed.

/** A claim and whether it held. */
export interface Verdict {
  readonly claim: string;
  readonly held: boolean;
  /** What was seen. */
  readonly detail: string;
}

/** Collects verdicts on claims that are known beforehand. */
export class Verdicts {
  readonly #decided = new Map<string, Verdict>();
  readonly #claims: readonly string[];
  readonly #onVerdict: (verdict: Verdict) => void;

  constructor(claims: readonly string[], onVerdict: (verdict: Verdict) => void = () => {}) {
    this.#claims = claims;
    this.#onVerdict = onVerdict;
  }

  /**
   * The claim held if there is no problem.
   *
   * @throws {Error} for a claim that is unknown or decided.
   */
  decide(claim: string, problems: readonly string[], detail: string): void {
    if (!this.#claims.includes(claim) || this.#decided.has(claim)) {
      throw new Error(`This claim is unknown or decided: ${claim}`);
    }
    const held = problems.length === 0;
    const verdict = { claim, held, detail: held ? detail : summary(problems) };
    this.#decided.set(claim, verdict);
    this.#onVerdict(verdict);
  }

  /** Fails those of `claims` that were not decided. */
  failUndecided(claims: readonly string[], why: string): void {
    for (const claim of claims) {
      if (!this.#decided.has(claim)) this.decide(claim, [why], "");
    }
  }

  /** One verdict per claim, in the order of the claims. */
  all(): Verdict[] {
    return this.#claims.map(
      (claim) => this.#decided.get(claim) ?? { claim, held: false, detail: "it was never checked" },
    );
  }

  /** True if every claim held. */
  get held(): boolean {
    return this.all().every(({ held }) => held);
  }
}

const maxProblemsTold = 3;

function summary(problems: readonly string[]): string {
  const told = problems.slice(0, maxProblemsTold).join("; ");
  const more = problems.length - maxProblemsTold;
  return more > 0 ? `${told}; and ${more} more` : told;
}
