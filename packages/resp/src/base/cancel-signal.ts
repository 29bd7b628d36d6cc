// Cancellation by structure: AbortSignal fits, and so does any object of this shape, because a bare
// `vm` context or an interpreter may have no AbortController.

import { RespError } from "./error.ts";

/** The part of AbortSignal that this package uses. */
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

/** The error with which work ends that `signal` cancelled: code `ABORTED`, the signal's reason as cause. */
export function abortError(signal: CancelSignal, what: string, maybeExecuted = false): RespError {
  const error = new RespError(
    "ABORTED",
    `${what} was aborted by its caller's signal, whose reason is the cause.`,
    {
      cause: signal.reason,
      maybeExecuted,
    },
  );
  Object.defineProperty(error, "name", { value: "AbortError" });
  return error;
}

/** Calls `listener` once when `signal` fires (at once if it has); the result stops listening. */
export function onAbort(signal: CancelSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener("abort", listener, { once: true });
  return () => {
    signal.removeEventListener("abort", listener);
  };
}

/** A signal and the means to fire it, for where there may be no AbortController. */
export class CancelSource implements CancelSignal {
  #listeners: (() => void)[] | undefined = [];
  #reason: unknown;

  /** True once {@link CancelSource.cancel} was called. */
  get aborted(): boolean {
    return this.#listeners === undefined;
  }

  /** What `cancel` was given. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Fires the signal, once. */
  cancel(reason?: unknown): void {
    const listeners = this.#listeners;
    if (listeners === undefined) return;
    this.#listeners = undefined;
    this.#reason = reason;
    for (const listener of listeners) listener();
  }

  /** Listens until the signal fires or the listener is removed. */
  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners?.push(listener);
  }

  /** Stops listening; an unknown listener is ignored. */
  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners = this.#listeners?.filter((other) => other !== listener);
  }
}
