// The right to make one call. It remembers the period it was issued in, so that an outcome that
// comes after the breaker has moved on counts for nothing.

/** One admitted call. Exactly one of the three methods counts; later calls do nothing. */
export interface Permit {
  /**
   * The call succeeded. `durationMs` is used by slow-call rules and statistics; default the time
   * since the permit was issued.
   */
  succeed(durationMs?: number): void;
  /** The call ended with `error`; `classify` decides what that means. `durationMs` as above. */
  fail(error: unknown, durationMs?: number): void;
  /** Gives the permit back without an outcome: the call was not made, or says nothing. */
  release(): void;
}

/** What a permit reports to. */
export interface PermitOwner {
  succeeded(permit: IssuedPermit, durationMs: number | undefined): void;
  failed(permit: IssuedPermit, error: unknown, durationMs: number | undefined): void;
  released(permit: IssuedPermit): void;
}

/** The permit as its breaker sees it. */
export class IssuedPermit implements Permit {
  /** The period it belongs to. */
  readonly generation: number;
  /** When it was issued by the monotonic clock; undefined where nobody measures. */
  readonly startedAtMs: number | undefined;
  #owner: PermitOwner | undefined;

  constructor(owner: PermitOwner, generation: number, startedAtMs: number | undefined) {
    this.#owner = owner;
    this.generation = generation;
    this.startedAtMs = startedAtMs;
  }

  succeed(durationMs?: number): void {
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.succeeded(this, durationMs);
  }

  fail(error: unknown, durationMs?: number): void {
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.failed(this, error, durationMs);
  }

  release(): void {
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.released(this);
  }
}
