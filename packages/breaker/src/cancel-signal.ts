// Cancellation by structure: AbortSignal fits, and so does any object of this shape, because a bare
// context may have no AbortController.

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
