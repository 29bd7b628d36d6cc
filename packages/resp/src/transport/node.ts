// The transport of Node (and of runtimes with node:net and node:tls): TCP, TLS and unix sockets. It
// holds the rules that keep a link safe: verified before used, reported closed once, never an
// unhandled "error" event.

import { connect as connectPlain, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import { abortError, onAbort, RespError, type CancelSignal } from "../base/index.ts";
import {
  describeTarget,
  type Link,
  type LinkHandlers,
  type Target,
  type TlsOptions,
  type Transport,
} from "./transport.ts";

/** Idle time in milliseconds after which TCP begins to probe a silent peer. */
const keepAliveDelayMs = 15_000;

/** Opens links over `node:net` and `node:tls`. */
export function nodeTransport(): Transport {
  return { open: openSocket };
}

function openSocket(target: Target, handlers: LinkHandlers, signal?: CancelSignal): Promise<Link> {
  const what = `Connecting to ${describeTarget(target)}`;
  if (signal?.aborted === true) return Promise.reject(abortError(signal, what));
  return new Promise((resolve, reject) => {
    const { socket, readyEvent } = startConnecting(target);
    let failure: Error | undefined;
    const stopListening = onAbort(signal, () => {
      if (signal !== undefined) failure = abortError(signal, what);
      socket.destroy();
    });
    // Until the link is ready, "error" is only remembered; "close" always follows it.
    const remember = (error: Error): void => {
      failure ??= ofOneAddress(error);
    };
    const fail = (): void => {
      stopListening();
      reject(
        failure ??
          new RespError(
            "CONNECT_FAILED",
            `${what}: the peer closed the socket. See its log and its TLS settings.`,
          ),
      );
    };
    socket.on("error", remember);
    socket.once("close", fail);
    socket.once(readyEvent, () => {
      if (socket.destroyed) return;
      stopListening();
      socket.off("close", fail);
      const link = new SocketLink(socket, handlers);
      socket.off("error", remember);
      resolve(link);
      // A microtask behind the caller's own, so that no handler runs before `open` has resolved.
      void Promise.resolve().then(() => link.startReading());
    });
  });
}

/** Of a name with several addresses the first one's error, since the error of all has no message. */
function ofOneAddress(error: Error): Error {
  if (!(error instanceof AggregateError) || error.message !== "") return error;
  const [first] = error.errors as readonly unknown[];
  return first instanceof Error ? first : error;
}

function startConnecting(target: Target): { socket: Socket; readyEvent: string } {
  if ("path" in target)
    return { socket: connectPlain({ path: target.path }), readyEvent: "connect" };
  const { host, port, tls } = target;
  const socket = tls === undefined ? connectPlain({ host, port }) : secure(host, port, tls);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveDelayMs);
  return { socket, readyEvent: tls === undefined ? "connect" : "secureConnect" };
}

/** "secureConnect" comes only after verification: Node destroys a socket that fails it. */
function secure(host: string, port: number, tls: TlsOptions): Socket {
  const name = tls.servername ?? host;
  return connectTls({
    host,
    port,
    ...(tls.ca === undefined ? {} : { ca: typeof tls.ca === "string" ? tls.ca : [...tls.ca] }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    // SNI carries names only (RFC 6066, section 3); an address is verified against the IP SANs.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    // Stated, so that NODE_TLS_REJECT_UNAUTHORIZED can't switch verification off.
    rejectUnauthorized: tls.rejectUnauthorized !== false,
  });
}

/** A connected socket as a {@link Link}. */
class SocketLink implements Link {
  readonly #socket: Socket;
  readonly #handlers: LinkHandlers;
  #ending = false;
  #destroyed = false;
  #error: Error | undefined;

  constructor(socket: Socket, handlers: LinkHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on("error", (error: Error) => {
      if (!this.#destroyed) this.#error ??= error;
    });
    socket.on("drain", () => {
      if (!this.#destroyed) handlers.drain();
    });
    // The peer will send no more, so no command can be answered: waiting to flush helps nobody.
    socket.once("end", () => {
      this.#peerEnded();
    });
    socket.once("close", () => {
      this.#destroyed = true;
      handlers.close(this.#error);
    });
  }

  startReading(): void {
    this.#socket.on("data", (chunk: Uint8Array) => {
      // Node allocates each chunk for its one "data" event, and nobody else listens.
      if (!this.#destroyed) this.#handlers.data(chunk, true);
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ending || this.#destroyed) return false;
    return this.#socket.write(bytes);
  }

  end(): void {
    if (this.#ending || this.#destroyed) return;
    this.#ending = true;
    this.#socket.end();
  }

  destroy(error?: Error): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#error ??= error;
    this.#socket.destroy();
  }

  #peerEnded(): void {
    if (this.#destroyed) return;
    if (!this.#ending) {
      this.#error ??= new RespError("CONNECTION_CLOSED", "The peer closed the connection.");
    }
    this.#socket.destroy();
  }
}
