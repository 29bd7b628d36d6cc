// Another result where a call fails: a default, an older value, another backend.

import { cancelOf, type Operation, type Policy, type PolicyOptions } from "../policy.ts";
import { contextOf, invoke } from "../policy.ts";
import { OptionCheck } from "../option-check.ts";

/** Settings of {@link fallback}. */
export interface FallbackOptions {
  /** Which errors it answers for; default all. The caller's own abort is never among them. */
  readonly when?: ((error: unknown) => boolean) | undefined;
}

/**
 * A policy that gives the result of `recover` where the call ends with an error. What `recover`
 * throws is the caller's.
 *
 * @throws {TypeError} if `recover` is no function, or for an unknown option.
 */
export function fallback<F>(
  recover: (error: unknown) => F | PromiseLike<F>,
  options: FallbackOptions = {},
): Policy<F> {
  const check = new OptionCheck("fallback", options, ["when"]);
  const when = check.function("when", always);
  if (typeof recover !== "function") {
    throw new TypeError("fallback: the first argument must be a function of the error.");
  }
  return Object.freeze({
    run: <T>(operation: Operation<T>, given?: PolicyOptions): Promise<T | F> => {
      const signal = cancelOf(given);
      return invoke(operation, contextOf(given)).catch((error: unknown) => {
        if (signal?.aborted === true || !when(error)) throw error;
        return recover(error);
      });
    },
  });
}

function always(_error: unknown): boolean {
  return true;
}
