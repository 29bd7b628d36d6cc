// What BLPOP, BLMOVE, BZPOPMIN and their relatives share: try now, else wait for a key.

import { type Answer } from "./answers.ts";
import { CommandError } from "./arguments.ts";
import type { Call } from "./command.ts";

/** How long to wait, and for what. */
export interface Waiting {
  /** Undefined while there is nothing; a first refusal is the command's answer. */
  readonly attempt: () => Answer | undefined;
  /** 0 = for ever. */
  readonly timeoutMs: number;
  /** The answer when the time is over. */
  readonly late: Answer;
  /** The answer where nothing may wait, in MULTI and in scripts; default `late`. */
  readonly instead?: Answer | undefined;
}

/** Answers at once if it can, or must not wait; else when a key is there or the time is over. */
export function waitFor(
  call: Call,
  { attempt, timeoutMs, late, instead = late }: Waiting,
): Answer | undefined {
  const answer = attempt() ?? (call.mayBlock ? undefined : instead);
  if (answer !== undefined) return answer;
  call.core.block({ session: call.session, attempt: attemptLater(attempt) }, timeoutMs, late);
  return undefined;
}

/** While it waits, a key of another type is as good as none. */
function attemptLater(attempt: () => Answer | undefined): () => Answer | undefined {
  return () => {
    try {
      return attempt();
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  };
}
