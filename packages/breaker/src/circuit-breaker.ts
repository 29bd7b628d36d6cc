// The public breaker: calls go through `run`, or through permits where a call's end is not a
// promise's.

import { BreakerAbortError, BreakerOpenError } from "./breaker-error.ts";
import { resolveBreakerOptions, type CircuitBreakerOptions } from "./breaker-options.ts";
import type { BreakerEvent, BreakerSnapshot, BreakerState } from "./breaker-state.ts";
import { isReasonOf, type CancelSignal } from "./cancel-signal.ts";
import type { Permit } from "./permit.ts";
import { StateMachine } from "./state-machine.ts";

/** Settings of one `run`. */
export interface RunOptions {
  /** Ends the caller's wait at once when it fires. */
  readonly signal?: CancelSignal | undefined;
}

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
  /** Probes whose outcome is awaited; 0 unless half-open. */
  readonly probesInFlight: number;
  /** Successful probes of this half-open period; 0 otherwise. */
  readonly probeSuccesses: number;
  /** Outcomes counted as success. */
  readonly successes: number;
  /** Outcomes counted as failure. */
  readonly failures: number;
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
  /** How often a listener threw. */
  readonly listenerErrors: number;
}

/**
 * Stops calls to a backend that fails, and tries it again carefully. It has no timer, opens nothing
 * and needs no closing.
 */
export class CircuitBreaker {
  readonly #machine: StateMachine;
  readonly #errorStacks: boolean;

  /** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
  constructor(options?: CircuitBreakerOptions) {
    const settings = resolveBreakerOptions(options);
    this.#machine = new StateMachine(settings);
    this.#errorStacks = settings.errorStacks;
  }

  /** The state now; reading it notices that an opening has run out. */
  get state(): BreakerState {
    return this.#machine.phase().kind;
  }

  /**
   * Makes a call if the breaker lets it through, and counts its outcome. When `signal` fires, the
   * promise rejects at once; the permit stays with the call until that ends too, and a call that
   * ends because of the signal gives it back without an outcome.
   *
   * @throws {@link BreakerOpenError} (as a rejection) if the call was not made.
   * @throws {@link BreakerAbortError} (as a rejection) if `signal` fired.
   */
  run<T>(operation: () => T | PromiseLike<T>, options?: RunOptions): Promise<T> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(new BreakerAbortError(signal.reason));
    let permit = this.#machine.acquire();
    while (permit === undefined) {
      const rejection = this.rejection();
      if (rejection !== undefined) return Promise.reject(rejection);
      // The opening has ended between the two readings of the clock.
      permit = this.#machine.acquire();
    }
    const outcome = observe(operation, permit, signal);
    return signal === undefined ? outcome : untilAborted(outcome, signal);
  }

  /**
   * Permission for one call, or undefined. Whoever takes a permit must end it, or it stays in use:
   * for ever while closed, which costs nothing, and for `probeTimeoutMs` while half-open.
   */
  tryAcquire(): Permit | undefined {
    return this.#machine.acquire();
  }

  /**
   * The error with which `run` would reject now; undefined if it would make the call. For those who
   * use `tryAcquire`.
   */
  rejection(): BreakerOpenError | undefined {
    const rejection = this.#machine.rejection();
    return rejection && new BreakerOpenError(rejection, this.#errorStacks);
  }

  /** Opens for `openMs`, for someone who knows better than the trip rules; `cause` says why. */
  open(cause?: unknown): void {
    this.#machine.open(cause);
  }

  /**
   * Ends an opening early: an outside prober has seen the backend answer. Does nothing in other
   * states; true if the breaker is half-open now.
   */
  halfOpen(): boolean {
    return this.#machine.halfOpen();
  }

  /** Lets nothing through until `reset()`. */
  isolate(): void {
    this.#machine.isolate();
  }

  /** Closes, whatever the state, with all counts of the trip rules at zero. */
  reset(): void {
    this.#machine.reset();
  }

  /** State and counts at this moment. */
  stats(): BreakerStats {
    const phase = this.#machine.phase();
    const { counts, generation, consecutiveFailures, listeners } = this.#machine;
    return {
      state: phase.kind,
      generation,
      sinceMs: phase.sinceMs,
      untilMs: phase.kind === "open" ? phase.untilMs : undefined,
      consecutiveFailures,
      probesInFlight: phase.kind === "half-open" ? phase.probes.size : 0,
      probeSuccesses: phase.kind === "half-open" ? phase.successes : 0,
      ...counts,
      listenerErrors: listeners.errors,
    };
  }

  /**
   * Hears of every change of state, in order and after it has happened; the result stops listening.
   * A listener that throws is counted in `stats()` and disturbs nobody.
   */
  on(listener: (event: BreakerEvent) => void): () => void {
    return this.#machine.listeners.add(listener);
  }

  /** The state to give to `initialState` of another breaker; counts are not part of it. */
  toJSON(): BreakerSnapshot {
    const phase = this.#machine.phase();
    if (phase.kind !== "open") return { state: phase.kind };
    return { state: "open", sinceMs: phase.sinceMs, untilMs: phase.untilMs };
  }
}

async function observe<T>(
  operation: () => T | PromiseLike<T>,
  permit: Permit,
  signal: CancelSignal | undefined,
): Promise<T> {
  let value: T;
  try {
    value = await operation();
  } catch (error) {
    if (isReasonOf(signal, error)) permit.release();
    else permit.fail(error);
    throw error;
  }
  permit.succeed();
  return value;
}

/** The outcome, or an abort error as soon as `signal` fires. */
function untilAborted<T>(outcome: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new BreakerAbortError(signal.reason));
    const stop = (): void => signal.removeEventListener("abort", abort);
    outcome.then(resolve, reject).then(stop, stop);
    // The operation itself may have fired it, before anyone listened.
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
