// A lane takes requests to a connection: the shared lane pipelines them, the leased lane gives each a
// connection of its own.

import type { RespError } from "../base/index.ts";
import type { Request } from "./request.ts";

/** Where a command is to travel. */
export interface Route {
  readonly lane: Lane;
  /** It stays with one connection and is never sent on another. */
  readonly pinned: boolean;
}

/** A way for requests to travel. */
export interface Lane {
  /** True if it keeps requests until there is a connection; else they come back as lost. */
  readonly waits: boolean;
  /** Takes a request; it ends by reply, loss or its deadline. */
  send(request: Request): void;
  /** Takes requests that must leave in one write, in this order. */
  sendAll(requests: readonly Request[]): void;
  /** Drops what waits here and nobody waits for any more; true if that made room. */
  compact(): boolean;
  /** The server has become the wrong one (a replica, say): connect anew. */
  renew(): void;
  /** Lets what is in flight finish; takes nothing new. */
  end(): void;
  /** Ends everything at once with `error`. */
  destroy(error: RespError): void;
}
