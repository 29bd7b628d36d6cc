// A listener's exception is its own: it surfaces as an uncaught one, and harms neither the decoder that
// was just at work nor the listeners beside it.

import type { Environment } from "../base/index.ts";

/** Calls a caller's function; what it throws is thrown again in a turn of its own. */
export function guarded({ defer }: Pick<Environment, "defer">, call: () => void): void {
  try {
    call();
  } catch (error) {
    defer(() => {
      throw error;
    });
  }
}
