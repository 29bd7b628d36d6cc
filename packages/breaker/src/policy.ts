// What the breaker and its companions have in common: each makes a call, in its own way. So any of
// them can stand around any other.

import type { CancelSignal } from "./cancel-signal.ts";

/**
 * The platform's own AbortSignal where the program's types have one, so that it fits `fetch`; else
 * the structure.
 */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S & CancelSignal
  : CancelSignal;

/** What an operation is called with. */
export interface RunContext {
  /**
   * Fires when the result is no longer wanted: the caller's own signal, or that of `timeout`, which
   * is made when it is first read.
   */
  readonly signal?: PlatformSignal | undefined;
}

/** What a policy calls: sync or async. */
export type Operation<T> = (context: RunContext) => T | PromiseLike<T>;

/** Settings of one call through a policy. */
export interface PolicyOptions {
  /** Ends the caller's wait at once when it fires. */
  readonly signal?: CancelSignal | undefined;
}

/** The breaker, or a companion. `F` is what it may give instead of the operation's result. */
export interface Policy<F = never> {
  /** Makes a call in the policy's way; whatever goes wrong is a rejection, never a throw. */
  run<T>(operation: Operation<T>, options?: PolicyOptions): Promise<T | F>;
}

/** A context that can tell of cancellation without making a platform signal. */
interface CheapContext {
  readonly cancel?: CancelSignal | undefined;
}

/** The signal to listen to: policies among themselves use the cheap one. */
export function cancelOf(options: PolicyOptions | undefined): CancelSignal | undefined {
  if (options === undefined) return undefined;
  return (options as CheapContext).cancel ?? options.signal;
}

const noOptions: RunContext = {};

/**
 * Options as the operation sees them: the same object, so that a cheap context stays cheap. Who
 * passes a signal gets that very signal back, whatever its type.
 */
export function contextOf(options: object | undefined): RunContext {
  return options ?? noOptions;
}

/** Calls now; a throw becomes a rejection, a thenable a promise. */
export function invoke<T>(operation: Operation<T>, context: RunContext): Promise<T> {
  try {
    return Promise.resolve(operation(context));
  } catch (error) {
    return Promise.reject(error);
  }
}
