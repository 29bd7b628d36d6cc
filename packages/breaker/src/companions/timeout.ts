// A time limit for a call. It asks the operation to stop by a signal and ends the caller's wait. The
// signal is made when the operation first reads it, and all limits share one timer: an AbortSignal
// and a timer for each call would cost ten times the rest.

import { BreakerAbortError } from "../breaker-error.ts";
import { CancelSource, type CancelSignal } from "../cancel-signal.ts";
import type { BreakerEnvironment } from "../environment.ts";
import { OptionCheck } from "../option-check.ts";
import {
  cancelOf,
  invoke,
  type Operation,
  type PlatformSignal,
  type Policy,
  type PolicyOptions,
  type RunContext,
} from "../policy.ts";
import { refuse } from "../refusal.ts";
import { TimeoutError } from "./timeout-error.ts";
import { TimerWheel, WheelEntry } from "./timer-wheel.ts";

/** Settings of {@link timeout}. */
export interface TimeoutOptions {
  /** The limit in milliseconds, noticed at most two ticks of the wheel late; > 0. */
  readonly timeoutMs: number;
  /**
   * Fire the signal when the time has passed, but wait for the operation: its result counts if it
   * still gives one, its error becomes a {@link TimeoutError}. An operation that ignores its signal
   * is then waited for. Default false: the wait ends at once.
   */
  readonly waitForEnd?: boolean | undefined;
  /** A wheel shared with others; default one of its own. */
  readonly wheel?: TimerWheel | undefined;
  /** Clock and timers of its own wheel; default the platform's. */
  readonly environment?: Partial<BreakerEnvironment> | undefined;
}

/**
 * A policy that gives each call a time limit. What the operation does after it is nobody's
 * business any more: it should listen to `context.signal` and stop.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function timeout(options: TimeoutOptions): Policy {
  const names = ["timeoutMs", "waitForEnd", "wheel", "environment"];
  const check = new OptionCheck("timeout", options, names);
  const timeoutMs = check.number("timeoutMs", Number.NaN, { min: 1 });
  if (Number.isNaN(timeoutMs)) throw new TypeError('timeout: option "timeoutMs" is needed.');
  const waitForEnd = check.boolean("waitForEnd", false);
  const wheel =
    check.object("wheel", options.wheel, "a TimerWheel", "add") ??
    new TimerWheel({ environment: options.environment });
  return Object.freeze({
    run: <T>(operation: Operation<T>, given?: PolicyOptions): Promise<T> => {
      const outer = cancelOf(given);
      if (outer?.aborted === true) return refuse(new BreakerAbortError(outer.reason));
      return new Promise<T>((resolve, reject) => {
        const call = new TimedCall(resolve, reject, { wheel, outer, timeoutMs, waitForEnd });
        call.start(operation);
      });
    },
  });
}

interface Limits {
  readonly wheel: TimerWheel;
  readonly outer: CancelSignal | undefined;
  readonly timeoutMs: number;
  readonly waitForEnd: boolean;
}

/** One call: what the wheel holds, and what the operation gets as its context. */
class TimedCall<T> extends WheelEntry implements RunContext {
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  readonly #limits: Limits;
  #cancel: CancelSource | undefined;
  #signal: PlatformSignal | undefined;
  #expired: TimeoutError | undefined;

  constructor(resolve: (value: T) => void, reject: (error: unknown) => void, limits: Limits) {
    super();
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limits = limits;
  }

  /** A real AbortSignal where the platform has them; made here, for who asks. */
  get signal(): PlatformSignal {
    this.#signal ??= platformSignal(this.cancel);
    return this.#signal;
  }

  /** The same for our own policies, without a platform signal. */
  get cancel(): CancelSource {
    this.#cancel ??= new CancelSource();
    return this.#cancel;
  }

  start(operation: Operation<T>): void {
    const { wheel, outer, timeoutMs } = this.#limits;
    outer?.addEventListener("abort", this.#aborted, { once: true });
    wheel.add(this, timeoutMs);
    invoke(operation, this).then(
      (value) => this.#succeed(value),
      (error: unknown) => this.#fail(error),
    );
    // The operation may have fired the caller's signal before it returned.
    if (outer?.aborted === true) this.#aborted();
  }

  override expire(): void {
    this.#expired = new TimeoutError(this.#limits.timeoutMs);
    this.#cancel?.abort(this.#expired);
    if (this.#limits.waitForEnd) return;
    this.#end();
    this.#reject(this.#expired);
  }

  #succeed(value: T): void {
    this.#end();
    this.#resolve(value);
  }

  #fail(error: unknown): void {
    this.#end();
    this.#reject(this.#expired ?? error);
  }

  readonly #aborted = (): void => {
    const reason = this.#limits.outer?.reason;
    this.#end();
    this.#cancel?.abort(reason);
    this.#reject(new BreakerAbortError(reason));
  };

  #end(): void {
    this.#limits.wheel.remove(this);
    this.#limits.outer?.removeEventListener("abort", this.#aborted);
  }
}

interface Globals {
  readonly AbortController?: new () => { readonly signal: unknown; abort(reason: unknown): void };
}

/** A signal that platform functions take, fired by ours; ours itself where there is no platform. */
function platformSignal(cancel: CancelSource): PlatformSignal {
  const { AbortController: Controller } = globalThis as Globals;
  if (Controller === undefined) return asPlatform(cancel);
  const controller = new Controller();
  if (cancel.aborted) controller.abort(cancel.reason);
  else cancel.addEventListener("abort", () => controller.abort(cancel.reason));
  return asPlatform(controller.signal);
}

/** What the platform's signal is, only the program that uses this package knows. */
function asPlatform(signal: unknown): PlatformSignal {
  return signal as PlatformSignal;
}
