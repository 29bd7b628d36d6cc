// Makes a failed call again, after a wait that grows and is random, so that many callers do not come
// back at one moment. It stops at a number of attempts, an empty budget, an abort, or an error that
// trying again will not change.

import { BreakerAbortError, isOwnRefusal } from "../breaker-error.ts";
import { isCancellation, untilAborted, type CancelSignal } from "../cancel-signal.ts";
import {
  resolveClock,
  resolveTimers,
  type BreakerEnvironment,
  type BreakerTimers,
} from "../environment.ts";
import { retryAfterMsOf } from "../open-backoff.ts";
import { OptionCheck } from "../option-check.ts";
import { cancelOf, contextOf } from "../policy.ts";
import type { Operation, Policy, PolicyOptions, RunContext } from "../policy.ts";
import { refuse } from "../refusal.ts";
import { resolveBackoff, type BackoffKind, type NextDelay } from "./retry-backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** A call is about to be made again. */
export interface RetryEvent {
  /** Number of the attempt that failed, from 1. */
  readonly attempt: number;
  /** How long it waits before the next one, in milliseconds. */
  readonly delayMs: number;
  /** What the attempt ended with. */
  readonly error: unknown;
}

/** Settings of {@link retry}. */
export interface RetryOptions {
  /** Most attempts, the first one included; >= 1, default 3. */
  readonly attempts?: number | undefined;
  /**
   * How waits grow. "exponential": the bound doubles, the wait is random below it. "decorrelated":
   * random between `baseMs` and three times the wait before. Default "exponential".
   */
  readonly backoff?: BackoffKind | undefined;
  /** The first bound of a wait in milliseconds; >= 1, default 100. */
  readonly baseMs?: number | undefined;
  /** The longest wait in milliseconds; >= `baseMs`, default 10,000. */
  readonly maxMs?: number | undefined;
  /**
   * Share of an exponential wait that is random, 0 to 1; default 1: anywhere below the bound.
   */
  readonly jitter?: number | undefined;
  /** Bounds the retries of all who share it; default none. */
  readonly budget?: RetryBudget | undefined;
  /**
   * Which errors are worth another attempt. Default all but cancellations and this package's own
   * refusals (an open breaker, a full bulkhead).
   */
  readonly when?: ((error: unknown, attempt: number) => boolean) | undefined;
  /** Told before each wait; what it throws is the caller's. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Clock, timers and randomness; default the platform's. */
  readonly environment?: Partial<BreakerEnvironment> | undefined;
}

/** {@link RetryOptions}, checked and complete. */
interface RetrySettings {
  readonly attempts: number;
  readonly maxMs: number;
  readonly backoff: () => NextDelay;
  readonly budget: RetryBudget | undefined;
  readonly when: (error: unknown, attempt: number) => boolean;
  readonly onRetry: ((event: RetryEvent) => void) | undefined;
  readonly timers: BreakerTimers;
}

/**
 * A policy that makes a failed call again. The last error is the caller's. An error with a number
 * `retryAfterMs` is waited for at least so long; if that is more than `maxMs`, there is no other
 * attempt.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function retry(options: RetryOptions = {}): Policy {
  const settings = resolveRetryOptions(options);
  return Object.freeze({
    run: <T>(operation: Operation<T>, given?: PolicyOptions): Promise<T> => {
      const signal = cancelOf(given);
      if (signal?.aborted === true) return refuse(new BreakerAbortError(signal.reason));
      settings.budget?.earn();
      const outcome = attempt(operation, contextOf(given), settings, signal);
      return signal === undefined ? outcome : untilAborted(outcome, signal);
    },
  });
}

function resolveRetryOptions(options: RetryOptions): RetrySettings {
  const check = new OptionCheck("retry", options, [
    "attempts",
    "backoff",
    "baseMs",
    "maxMs",
    "jitter",
    "budget",
    "when",
    "onRetry",
    "environment",
  ]);
  const { random } = resolveClock(options.environment);
  const { maxMs, start } = resolveBackoff(check, options.backoff, random);
  return Object.freeze({
    attempts: check.number("attempts", 3, { min: 1 }),
    maxMs,
    backoff: start,
    budget: check.object("budget", options.budget, "a RetryBudget", "spend"),
    when: check.function("when", isWorthIt),
    onRetry: check.function<RetrySettings["onRetry"]>("onRetry", undefined),
    timers: resolveTimers(options.environment),
  });
}

function isWorthIt(error: unknown): boolean {
  return !isCancellation(error) && !isOwnRefusal(error);
}

async function attempt<T>(
  operation: Operation<T>,
  context: RunContext,
  settings: RetrySettings,
  signal: CancelSignal | undefined,
): Promise<T> {
  const nextDelay = settings.backoff();
  for (let number = 1; ; number += 1) {
    try {
      return await operation(context);
    } catch (error) {
      const isLast = number >= settings.attempts || signal?.aborted === true;
      if (isLast || !settings.when(error, number)) throw error;
      const askedMs = retryAfterMsOf(error) ?? 0;
      if (askedMs > settings.maxMs || settings.budget?.spend() === false) throw error;
      const delayMs = Math.max(nextDelay(), askedMs);
      settings.onRetry?.({ attempt: number, delayMs, error });
      await wait(delayMs, settings.timers, signal);
    }
  }
}

/** Ends after `delayMs`; an abort ends it too, with its timer, and rejects. */
function wait(
  delayMs: number,
  timers: BreakerTimers,
  signal: CancelSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const handle = timers.setTimer(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delayMs);
    const abort = (): void => {
      timers.clearTimer(handle);
      reject(new BreakerAbortError(signal?.reason));
    };
    // Who was told of the retry may have fired it.
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
