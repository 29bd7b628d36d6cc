// A slot is a command's place in a connection's order. It ends with its reply or with the connection,
// never earlier: a caller who gave up leaves the slot behind, and the late reply is swallowed there.

import type { RespError } from "../base/index.ts";
import type { Reply } from "../codec/index.ts";

/** One command on its way through a connection. */
export interface Slot {
  /** The slot behind it; the queue's. */
  next?: Slot | undefined;
  /** The encoded command, or memory that holds it from `start` to `end`. */
  readonly bytes: Uint8Array;
  /** Where in `bytes` the command begins; absent = at 0. */
  readonly start?: number;
  /** Where in `bytes` the command ends; absent = at their end. */
  readonly end?: number;
  /** How strings in its reply are read. */
  readonly strings: "utf8" | "bytes";
  /** Replies still to come, one for each channel of a subscribe command; absent = 1. */
  remaining?: number | undefined;
  /** Set when the command is handed to the link: the server may have seen it from then on. */
  written: boolean;
  /** True once nobody waits any more: it need not be written if it was not yet. */
  readonly abandoned: boolean;
  /** Silence in milliseconds the command itself causes (a blocking command), beyond `readTimeoutMs`. */
  readonly silenceMs: number;
  /** True for the client's own commands: the handshake, subscriptions, pings. They alone go in any mode. */
  readonly own?: true | undefined;
  /** True if it may be one of several that nothing must come between (MULTI … EXEC). */
  readonly pinned?: boolean | undefined;
  /** The kind of confirmation that answers it, for the subscribe family: "subscribe" and so on. */
  readonly confirms?: string | undefined;
  /** Takes the reply; called once, whether or not anybody still waits. Must not throw. */
  settle(reply: Reply): void;
  /** The connection ended first, or the slot was abandoned before it was written. Must not throw. */
  lose(error: RespError): void;
}
