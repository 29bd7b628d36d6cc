// What a RESP2 server sends to a subscriber as plain arrays, sorted into messages and replies, so
// that both protocols look alike from here on.

import type { Push, Reply } from "../codec/index.ts";

const messages = new Set(["message", "pmessage", "smessage"]);
const confirmations = new Set([
  "subscribe",
  "unsubscribe",
  "psubscribe",
  "punsubscribe",
  "ssubscribe",
  "sunsubscribe",
]);

/** The array as the push RESP3 would have sent, or undefined for an ordinary reply. */
export function asSubscriberEvent(reply: Reply): Push | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [kind, ...data] = reply;
  if (typeof kind !== "string") return undefined;
  return messages.has(kind) || confirmations.has(kind) ? { kind, data } : undefined;
}

/** True for the server's confirmation of a change of subscriptions. */
export function isConfirmation(push: Push): boolean {
  return confirmations.has(push.kind);
}
