// A slot for the commands a client sends on its own account: subscriptions, pings.

import type { RespError } from "../base/index.ts";
import { type CommandArgument, encodeCommand, type Reply } from "../codec/index.ts";
import type { Slot } from "../connection/index.ts";

/** What becomes of it; an error reply comes to `settled` like any other. Must not throw. */
export interface InternalSlotOutcome {
  settled?(reply: Reply): void;
  lost?(error: RespError): void;
}

/** Makes a slot that no deadline covers: the connection's own timeouts do. */
export function internalSlot(
  args: readonly CommandArgument[],
  outcome: InternalSlotOutcome = {},
  replies = 1,
): Slot {
  return {
    bytes: encodeCommand(args),
    strings: "utf8",
    remaining: replies,
    written: false,
    abandoned: false,
    silenceMs: 0,
    settle: (reply) => outcome.settled?.(reply),
    lose: (error) => outcome.lost?.(error),
  };
}
