// Waits that can end early: by the caller's signal, or by a deadline. What is waited for goes on.

import { type CancelSignal, type Environment, onAbort } from "@respite/resp/base";
import { CacheError, cancelledError } from "./errors.ts";

/** Rejects with `ABORTED` as soon as `signal` fires; the work goes on unseen. */
export function untilAborted<T>(
  work: Promise<T>,
  signal: CancelSignal | undefined,
  what: string,
): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = onAbort(signal, () => {
      reject(cancelledError(signal, what));
    });
    work.then(resolve, reject).finally(stop);
  });
}

/** Throws if the caller has given up before anything was begun. */
export function assertWanted(signal: CancelSignal | undefined, what: string): void {
  if (signal?.aborted === true) throw cancelledError(signal, what);
}

/** What a wait of `limitMs` for the shared tier ends with: code `TIMEOUT`. */
export function timeoutError(what: string, limitMs: number): CacheError {
  const text = `${what}: the shared tier did not answer within ${limitMs} ms.`;
  return new CacheError("TIMEOUT", text, { maybeExecuted: true });
}

/** Rejects with `TIMEOUT` after `limitMs`; the work goes on unseen. */
export function withDeadline<T>(
  work: Promise<T>,
  limitMs: number,
  what: string,
  environment: Pick<Environment, "setTimer" | "clearTimer">,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = environment.setTimer(
      () => {
        reject(timeoutError(what, limitMs));
      },
      limitMs,
      true,
    );
    const stop = (): void => {
      environment.clearTimer(timer);
    };
    work.then(resolve, reject).finally(stop);
  });
}

/** Resolves after `delayMs`, or earlier when `signal` says so. */
export function delay(delayMs: number, environment: Pick<Environment, "setTimer">): Promise<void> {
  return new Promise((resolve) => {
    environment.setTimer(resolve, delayMs, true);
  });
}
