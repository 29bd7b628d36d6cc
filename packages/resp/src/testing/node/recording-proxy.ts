// The recording proxy on a port of this machine, in front of a server that is reached over a socket.
// Each side is plain or TLS by itself, so that a client that insists on TLS can be tested against a plain
// server, and the traffic with a server that does can be read.

import {
  type AddressInfo,
  connect as connectPlain,
  createServer,
  isIP,
  type Server,
  type Socket,
} from "node:net";
import {
  checkServerIdentity,
  connect as connectTls,
  type ConnectionOptions,
  createServer as createTlsServer,
} from "node:tls";
import { bindSocket } from "./bind-socket.ts";
import type { LinkHandlers, Target, TlsOptions, Transport } from "../../transport/transport.ts";
import {
  type ProxiedLink,
  type Recording,
  RecordingProxy,
  type RecordingProxyOptions,
} from "../recording/index.ts";

/** How a proxy speaks TLS to its clients. */
export interface ProxyTls {
  /** Its certificate chain as PEM text. */
  readonly cert: string;
  /** Its private key as PEM text. */
  readonly key: string;
  /** Asks clients for a certificate that these authorities signed, and refuses the others. Default: none is asked for. */
  readonly ca?: string | readonly string[] | undefined;
}

/** Settings of {@link recordingProxy}. */
export interface NodeProxyOptions extends RecordingProxyOptions {
  /**
   * The real server: TCP, or a unix socket. With `tls` (`{}` for all defaults) it is verified as a client
   * verifies it, and one that fails is a server that is not there.
   */
  upstream:
    | {
        readonly host?: string | undefined;
        readonly port: number;
        readonly tls?: TlsOptions | undefined;
      }
    | { readonly path: string };
  /** TLS towards clients. Default: plain. */
  tls?: ProxyTls | undefined;
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

/** Listens; each connection goes on to `upstream`. @throws what listening, or the certificate, threw. */
export async function recordingProxy(options: NodeProxyOptions): Promise<NodeProxy> {
  const { upstream, port = 0, host = "127.0.0.1", tls, ...settings } = options;
  const target =
    "path" in upstream ? upstream : { ...upstream, host: upstream.host ?? "127.0.0.1" };
  const proxy = new RecordingProxy(socketTransport, target, settings);
  const { server, sockets } = listenerFor(tls, (socket) => {
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
        // Those whose handshake is not over are no connections of the proxy's yet.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A server that hands over sockets ready to be used, and the raw ones that are open. */
function listenerFor(
  tls: ProxyTls | undefined,
  serve: (socket: Socket) => void,
): { server: Server; sockets: ReadonlySet<Socket> } {
  const sockets = new Set<Socket>();
  const shared = { noDelay: true, allowHalfOpen: true };
  const server =
    tls === undefined ? createServer(shared) : createTlsServer({ ...shared, ...pemOf(tls) });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (tls === undefined) serve(socket);
  });
  server.on("secureConnection", serve);
  // A client that refuses the certificate, or has none to show, is often what is tested.
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
  return { server, sockets };
}

function pemOf({ cert, key, ca }: ProxyTls): {
  cert: string;
  key: string;
  ca?: string | string[];
  requestCert?: boolean;
} {
  if (ca === undefined) return { cert, key };
  return { cert, key, ca: typeof ca === "string" ? ca : [...ca], requestCert: true };
}

/** Sockets; those with TLS are ready when the server's certificate is verified. */
const socketTransport: Transport = {
  open: (target, handlers) =>
    new Promise((resolve, reject) => {
      const { socket, readyEvent } = dial(target);
      socket.once("error", reject);
      socket.once(readyEvent, () => {
        socket.off("error", reject);
        bind(socket, handlers);
        resolve(linkOf(socket));
      });
    }),
};

function dial(target: Target): { socket: Socket; readyEvent: string } {
  const shared = { noDelay: true, allowHalfOpen: true };
  if ("path" in target || target.tls === undefined) {
    const where = "path" in target ? target : { host: target.host, port: target.port };
    return { socket: connectPlain({ ...shared, ...where }), readyEvent: "connect" };
  }
  const options = { ...shared, ...securely(target.host, target.tls), port: target.port };
  return { socket: connectTls(options), readyEvent: "secureConnect" };
}

function securely(host: string, tls: TlsOptions): ConnectionOptions {
  const name = tls.servername ?? host;
  const { ca, cert, key } = tls;
  return {
    host,
    ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    // An address is verified and not sent: SNI carries names only.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    rejectUnauthorized: tls.rejectUnauthorized !== false,
  };
}

function linkOf(socket: Socket): ProxiedLink {
  return {
    write: (bytes) => socket.writable && socket.write(bytes),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

function bind(socket: Socket, handlers: LinkHandlers): void {
  bindSocket(socket, handlers);
  // The other side has said its last word; what is still to be sent to it may be.
  socket.once("end", () => socket.end());
}
