// Policies around one another, the first one outermost:
//
//   compose(fallback, retry, breaker, timeout)
//   caller -> fallback( retry( breaker( timeout( operation ) ) ) )

import type { CircuitBreaker } from "../circuit-breaker.ts";
import { contextOf, invoke } from "../policy.ts";
import type { Operation, Policy, PolicyOptions } from "../policy.ts";
import type { Bulkhead } from "./bulkhead.ts";

/**
 * What the policies of a list may give instead of an operation's result. The classes give nothing
 * of their own, which cannot be inferred from their generic `run`.
 */
export type FallbackOf<P> = P extends CircuitBreaker | Bulkhead
  ? never
  : P extends Policy<infer F>
    ? F
    : never;

/**
 * One policy of several; each sees those behind it as the operation. Without any it makes the call
 * as it is.
 */
export function compose<P extends readonly Policy<unknown>[]>(
  ...policies: P
): Policy<FallbackOf<P[number]>> {
  type F = FallbackOf<P[number]>;
  let chain: Policy<F> = Object.freeze({ run: runBare });
  // From the inside out.
  for (const outer of policies.toReversed() as Policy<F>[]) {
    const inner = chain;
    chain = inner.run === runBare ? outer : around(outer, inner);
  }
  return chain;
}

function around<F>(outer: Policy<F>, inner: Policy<F>): Policy<F> {
  return Object.freeze({
    run: <T>(operation: Operation<T>, options?: PolicyOptions): Promise<T | F> =>
      outer.run<T | F>((context) => inner.run(operation, context), options),
  });
}

function runBare<T>(operation: Operation<T>, options?: PolicyOptions): Promise<T> {
  return invoke(operation, contextOf(options));
}
