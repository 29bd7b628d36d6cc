// A command as a value: its arguments and how its reply is read. Pure, so a bundle keeps only the
// commands it names, and the same descriptor works in a call, a batch and a transaction.

import type { CommandArgument, Reply, StringMode } from "../codec/index.ts";

/** One command, ready to be sent; `T` is what its reply becomes. */
export interface Command<T> {
  /** The command's words, name first. */
  readonly args: readonly CommandArgument[];
  /**
   * Turns the server's reply, the same under RESP2 and RESP3, into the result. `strings` says how the
   * reply's strings were read; without it they are text.
   */
  readonly reply: (reply: Reply, strings?: StringMode) => T;
  /** Overrides how strings in the reply are read; default as the call asks. */
  readonly strings?: StringMode | undefined;
}
