// The public breaker: calls go through `run`, or through permits where a call's end is not a
// promise's.

import { BreakerAbortError } from "./breaker-error.ts";
import { BreakerOpenError } from "./breaker-open-error.ts";
import type { BreakerEvent, BreakerEventOf, BreakerEventType } from "./breaker-events.ts";
import { resolveBreakerOptions, type CircuitBreakerOptions } from "./breaker-options.ts";
import type { BreakerSnapshot, BreakerState } from "./breaker-state.ts";
import { gatherStats, type BreakerStats } from "./breaker-stats.ts";
import { isReasonOf, untilAborted, type CancelSignal } from "./cancel-signal.ts";
import type { BreakerClock } from "./environment.ts";
import type { Permit } from "./permit.ts";
import { cancelOf, contextOf, type Operation, type Policy, type PolicyOptions } from "./policy.ts";
import { refuse } from "./refusal.ts";
import { StateMachine } from "./state-machine.ts";

/** Settings of one `run`; `F` is what its fallback gives. */
export interface RunOptions<F = never> extends PolicyOptions {
  /**
   * Makes the result where the call was rejected or has failed, from the error. Not asked when the
   * caller gave up.
   */
  readonly fallback?: ((error: unknown) => F | PromiseLike<F>) | undefined;
}

/** The arguments as the wrapped function alone has them: nothing is inferred from the options. */
export type FixedArguments<Args extends unknown[]> = Args extends infer A extends unknown[]
  ? A
  : never;

/** Settings of `wrap`; `Args` are the arguments of the function, `F` is what the fallback gives. */
export interface WrapOptions<Args extends readonly unknown[], F = never> {
  /** The signal of a call, found among its arguments. */
  readonly signal?: ((...args: Args) => CancelSignal | undefined) | undefined;
  /** As in {@link RunOptions}, with the arguments of the call behind the error. */
  readonly fallback?: ((error: unknown, ...args: Args) => F | PromiseLike<F>) | undefined;
}

/**
 * Stops calls to a backend that fails, and tries it again carefully. It has no timer (unless
 * `announceHalfOpen` asks for one), opens nothing and needs no closing.
 */
export class CircuitBreaker implements Policy {
  readonly #machine: StateMachine;
  readonly #clock: BreakerClock;
  readonly #errorStacks: boolean;

  /** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
  constructor(options?: CircuitBreakerOptions) {
    const settings = resolveBreakerOptions(options);
    this.#machine = new StateMachine(settings);
    this.#clock = settings.clock;
    this.#errorStacks = settings.errorStacks;
  }

  /** The state now; reading it notices that an opening has run out. */
  get state(): BreakerState {
    return this.#machine.phase().kind;
  }

  /**
   * Makes a call if the breaker lets it through, and counts its outcome. The operation may be sync
   * or async, and is given the signal. When that fires, the promise rejects at once; the permit
   * stays with the call until that ends too, and a call that ends because of the signal gives it
   * back without an outcome.
   *
   * @throws {@link BreakerOpenError} (as a rejection) if the call was not made.
   * @throws {@link BreakerAbortError} (as a rejection) if `signal` fired.
   */
  run<T, F = never>(operation: Operation<T>, options?: RunOptions<F>): Promise<T | F> {
    if (options === undefined) return this.#call(operation, undefined, undefined);
    const signal = cancelOf(options);
    if (signal?.aborted === true) return refuse(new BreakerAbortError(signal.reason));
    const observed = this.#call(operation, options, signal);
    const outcome = signal === undefined ? observed : untilAborted(observed, signal);
    const { fallback } = options;
    if (fallback === undefined) return outcome;
    return outcome.catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      return fallback(error);
    });
  }

  /**
   * The function with the breaker around it: the same arguments, the same `this`, always a promise.
   */
  wrap<This, Args extends unknown[], T, F = never>(
    fn: (this: This, ...args: Args) => T | PromiseLike<T>,
    options: WrapOptions<FixedArguments<Args>, F> = {},
  ): (this: This, ...args: Args) => Promise<T | F> {
    const run: CircuitBreaker["run"] = (...call) => this.run(...call);
    const { signal, fallback } = options as unknown as WrapOptions<Args, F>;
    const isPlain = signal === undefined && fallback === undefined;
    const wrapped = function wrapped(this: This, ...args: Args): Promise<T | F> {
      const operation = (): T | PromiseLike<T> => fn.apply(this, args);
      if (isPlain) return run(operation);
      return run<T, F>(operation, {
        signal: signal?.(...args),
        fallback: fallback && ((error) => fallback(error, ...args)),
      });
    };
    Object.defineProperty(wrapped, "name", { value: fn.name, configurable: true });
    return wrapped;
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

  /** State, counts, rates and times at this moment. */
  stats(): BreakerStats {
    return gatherStats(this.#machine, this.#clock);
  }

  /**
   * Hears of events, in order and after they have happened; the result stops listening. With
   * `types` only of those: an event of calls that nobody listens to costs nothing, one that
   * somebody does costs two clock readings a call. A listener that throws is counted in `stats()`
   * and disturbs nobody.
   */
  on<K extends BreakerEventType = BreakerEventType>(
    listener: (event: BreakerEventOf<K>) => void,
    types?: readonly K[],
  ): () => void {
    return this.#machine.listen(listener as (event: BreakerEvent) => void, types);
  }

  /** The state to give to `initialState` of another breaker; counts are not part of it. */
  toJSON(): BreakerSnapshot {
    const phase = this.#machine.phase();
    if (phase.kind !== "open") return { state: phase.kind };
    return { state: "open", sinceMs: phase.sinceMs, untilMs: phase.untilMs };
  }

  #call<T>(
    operation: Operation<T>,
    options: PolicyOptions | undefined,
    signal: CancelSignal | undefined,
  ): Promise<T> {
    const permit = this.#machine.acquire();
    if (permit === undefined) return this.#refuse(operation, options, signal);
    let result: Promise<T>;
    try {
      // Resolve and then: half of what an async function with try and catch costs.
      result = Promise.resolve(operation(contextOf(options)));
    } catch (error) {
      failed(permit, error, signal);
      return refuse(error);
    }
    return result.then(
      (value) => {
        permit.succeed();
        return value;
      },
      (error: unknown) => {
        failed(permit, error, signal);
        throw error;
      },
    );
  }

  #refuse<T>(
    operation: Operation<T>,
    options: PolicyOptions | undefined,
    signal: CancelSignal | undefined,
  ): Promise<T> {
    const refusal = this.#machine.refusal();
    // A listener that heard of the rejection may have closed the breaker.
    if (refusal === undefined) return this.#call(operation, options, signal);
    return refuse(new BreakerOpenError(refusal, this.#errorStacks));
  }
}

/** An end that the signal caused says nothing about the backend. */
function failed(permit: Permit, error: unknown, signal: CancelSignal | undefined): void {
  if (isReasonOf(signal, error)) permit.release();
  else permit.fail(error);
}
