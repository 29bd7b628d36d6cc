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
  const [first, ...data] = reply;
  const kind = ArrayBuffer.isView(first) ? asciiOf(first) : first;
  if (typeof kind !== "string") return undefined;
  return messages.has(kind) || confirmations.has(kind) ? { kind, data } : undefined;
}

/** Kinds are short and plain; anything longer is none. */
function asciiOf(bytes: Uint8Array): string {
  return bytes.length > 16 ? "" : String.fromCharCode(...bytes);
}
