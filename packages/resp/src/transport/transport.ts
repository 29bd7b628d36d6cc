// How bytes leave the process: two small interfaces, so that the connection above runs unchanged
// over TCP, TLS, unix sockets, Workers sockets and an in-process pair.

import type { CancelSignal } from "../base/index.ts";

/** TLS settings as far as the transports share them; PEM texts, not file names. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the platform's. */
  ca?: string | readonly string[] | undefined;
  /** The client's certificate chain, with `key`. */
  cert?: string | undefined;
  /** The client's private key. */
  key?: string | undefined;
  /** The name to verify and to send by SNI; default the host (an IP address is verified and not sent). */
  servername?: string | undefined;
  /** False accepts any certificate: an attacker's too. Default true. */
  rejectUnauthorized?: boolean | undefined;
}

/** Where a transport connects to. */
export type Target =
  | { readonly host: string; readonly port: number; readonly tls?: TlsOptions | undefined }
  | { readonly path: string };

/** What a link reports to its owner; never called after `close`. */
export interface LinkHandlers {
  /**
   * Bytes arrived. The chunk is valid only during the call: it may be reused afterwards. With `owned`
   * the link promises that it, and whoever else knows of the chunk, never touches it again: values may
   * then be views of it. A link that can't be sure leaves it out.
   */
  data(chunk: Uint8Array, owned?: boolean): void;
  /** All that was written has left the link's buffer, after a write that returned false. */
  drain(): void;
  /** The link has ended, once; `error` says why if it was not asked for. */
  close(error?: Error): void;
}

/** One open byte stream. */
export interface Link {
  /** Takes the bytes (they must not be changed until the next `drain`); false asks to wait for `drain`. */
  write(bytes: Uint8Array): boolean;
  /** Sends what is buffered, then closes this side. */
  end(): void;
  /** Closes at once; `close` is reported with `error`. */
  destroy(error?: Error): void;
}

/** Opens links. A TLS link is resolved only after the peer's certificate was verified. */
export interface Transport {
  /**
   * Opens one link; `handlers` hear of it once the promise has resolved.
   *
   * @throws the platform's error if the target can't be reached, or an `ABORTED` RespError when
   * `signal` fires first.
   */
  open(target: Target, handlers: LinkHandlers, signal?: CancelSignal): Promise<Link>;
}

/** The target as text for messages: `host:port`, or the socket's path. */
export function describeTarget(target: Target): string {
  return "path" in target ? target.path : `${target.host}:${target.port}`;
}
