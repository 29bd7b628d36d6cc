// A slot for the commands a client sends on its own account: subscriptions, pings.

import type { RespError } from "../base/index.ts";
import { type CommandArgument, encodeCommand, type Reply } from "../codec/index.ts";
import type { Slot } from "../connection/index.ts";

/** What becomes of it; an error reply comes to `settled` like any other. Must not throw. */
export interface InternalSlotOutcome {
  settled?(reply: Reply): void;
  lost?(error: RespError): void;
  /** How many replies make it complete; default 1. */
  readonly replies?: number;
  /** The kind of confirmation it waits for, in the subscribe family. */
  readonly confirms?: string;
}

/** Makes a slot that no deadline covers: the connection's own timeouts do. */
export function internalSlot(
  args: readonly CommandArgument[],
  outcome: InternalSlotOutcome = {},
): Slot {
  return {
    bytes: encodeCommand(args),
    strings: "utf8",
    remaining: outcome.replies ?? 1,
    written: false,
    abandoned: false,
    silenceMs: 0,
    own: true,
    confirms: outcome.confirms,
    settle: (reply) => outcome.settled?.(reply),
    lose: (error) => outcome.lost?.(error),
  };
}
