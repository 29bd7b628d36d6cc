// Invalidations as the server sends them: a push of their own under RESP3, a message on a channel of
// the server's under RESP2 (https://redis.io/docs/latest/develop/reference/client-side-caching/).

import { RespError } from "../base/index.ts";
import type { Push, Reply } from "../codec/index.ts";

/** Where a RESP2 connection hears of them. */
export const redirectChannel = "__redis__:invalidate";

/** The keys that changed, null for all of them, undefined for a push of another kind. */
export function invalidatedKeys({ kind, data }: Push): readonly string[] | null | undefined {
  if (kind === "invalidate") return data[0] as string[] | null;
  const redirected = kind === "message" && data[0] === redirectChannel;
  return redirected ? (data[1] as string[] | null) : undefined;
}

/** For a server that refuses CLIENT TRACKING. */
export function trackingRefused(reply: Reply): RespError {
  return new RespError(
    "UNSUPPORTED",
    "The server does not track keys for clients. CLIENT TRACKING needs Redis 6.0 or later and permission for it.",
    { cause: reply },
  );
}

/** For sessions that were closed. */
export function trackingClosed(): RespError {
  return new RespError(
    "CLIENT_CLOSED",
    "The tracking session was closed. Call track() again to go on.",
  );
}
