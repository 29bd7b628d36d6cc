// Cancellation by structure: AbortSignal fits, and so does any object of this shape, because a bare
// context may have no AbortController.

import { BreakerAbortError } from "./breaker-error.ts";

/** The part of AbortSignal that a breaker uses. */
export interface CancelSignal {
  /** True once the signal has fired. */
  readonly aborted: boolean;
  /** Why it fired. */
  readonly reason?: unknown;
  /** Listens for the signal; removed by itself with `once`. */
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  /** Stops listening; an unknown listener is ignored. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * True for an error that says its caller gave up: an `AbortError` by name, or code `ABORTED`. A
 * time limit that has passed is none, also where a signal enforced it: the backend was too slow.
 */
export function isCancellation(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  return (name === "AbortError" || code === "ABORTED") && !isTimeout(cause);
}

/** True if a call that was given `signal` ended with the very reason for which that fired. */
export function isReasonOf(signal: CancelSignal | undefined, error: unknown): boolean {
  return signal?.aborted === true && error === signal.reason && !isTimeout(error);
}

function isTimeout(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  return (error as { name?: unknown }).name === "TimeoutError";
}

/** The outcome, or an abort error as soon as `signal` fires. */
export function untilAborted<T>(outcome: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new BreakerAbortError(signal.reason));
    const stop = (): void => signal.removeEventListener("abort", abort);
    outcome.then(resolve, reject).then(stop, stop);
    // The operation itself may have fired it, before anyone listened.
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** A signal of our own, at a hundredth of an AbortController's cost. */
export class CancelSource implements CancelSignal {
  aborted = false;
  reason: unknown = undefined;
  #listeners: Set<() => void> | undefined;

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** Fires once; every listener hears it, as all of ours listen once and throw nothing. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }
}
