// What a run found: a rule that did not hold, in words, at its time.

/** A broken rule. */
export class Violation extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Violation";
  }
}
