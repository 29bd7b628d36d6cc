// The recording proxy on a port of this machine, in front of a server that is reached over a socket.

import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { bindSocket } from "./bind-socket.ts";
import type { Link, LinkHandlers, Transport } from "../../transport/transport.ts";
import { type Recording, RecordingProxy, type RecordingProxyOptions } from "../recording/index.ts";

/** Settings of {@link recordingProxy}. */
export interface NodeProxyOptions extends RecordingProxyOptions {
  /** The real server: TCP, or a unix socket. TLS is not spoken on either side. */
  upstream:
    | { readonly host?: string | undefined; readonly port: number }
    | { readonly path: string };
  /** Default 0: any free port. */
  port?: number | undefined;
  /** Default "127.0.0.1". */
  host?: string | undefined;
}

/** A listening proxy. */
export interface NodeProxy {
  /** The address it listens on. */
  readonly host: string;
  /** The port it listens on. */
  readonly port: number;
  /** Everything recorded so far. */
  readonly recording: Recording;
  /** The same as text. */
  toText(): string;
  /** Forgets what was recorded so far. */
  clear(): void;
  /** Stops listening and breaks all connections. */
  close(): Promise<void>;
}

/** Listens; each connection goes on to `upstream`. */
export async function recordingProxy(options: NodeProxyOptions): Promise<NodeProxy> {
  const { upstream, port = 0, host = "127.0.0.1", ...settings } = options;
  const target = "path" in upstream ? upstream : addressOf(upstream);
  const proxy = new RecordingProxy(socketTransport, target, settings);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    bind(socket, proxy.accept(linkOf(socket)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    get recording() {
      return proxy.recording;
    },
    toText: () => proxy.toText(),
    clear: () => {
      proxy.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        proxy.close();
      }),
  };
}

function addressOf({ host = "127.0.0.1", port }: { host?: string | undefined; port: number }): {
  host: string;
  port: number;
} {
  return { host, port };
}

/** Plain sockets are all a proxy needs. */
const socketTransport: Transport = {
  open: (target, handlers) =>
    new Promise((resolve, reject) => {
      const where = "path" in target ? target : { host: target.host, port: target.port };
      const socket = connect({ ...where, noDelay: true, allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        bind(socket, handlers);
        resolve(linkOf(socket));
      });
    }),
};

function linkOf(socket: Socket): Link {
  return {
    write: (bytes) => socket.writable && socket.write(bytes),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  };
}

function bind(socket: Socket, handlers: LinkHandlers): void {
  bindSocket(socket, handlers);
  // The other side has said its last word; what is still to be sent to it may be.
  socket.once("end", () => socket.end());
}
