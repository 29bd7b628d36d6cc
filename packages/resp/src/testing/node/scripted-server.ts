// The scripted server behind a real TCP socket, or TLS where a certificate is given.
// Half-open sockets are allowed, since half a goodbye is one of the faults.

import { createServer, type AddressInfo, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type PeerScript, type ScriptedPeer, ScriptRunner } from "../scripted-server.ts";

/** Where and how to listen. */
export interface ScriptedServerOptions {
  /** Default 0: any free port. */
  port?: number | undefined;
  /** Default "127.0.0.1". */
  host?: string | undefined;
  /** The server's certificate and key as PEM texts; default plain TCP. */
  tls?: { readonly cert: string; readonly key: string } | undefined;
}

/** A listening scripted server. */
export interface ScriptedServer {
  /** The address it listens on. */
  readonly host: string;
  /** The port it listens on. */
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** All of them, in order. */
  readonly peers: readonly ScriptedPeer[];
  /** What scripts threw so far. */
  readonly failures: readonly Error[];
  /** Stops listening and ends all connections; @throws {Error} the first failure of a script. */
  close(): Promise<void>;
}

/** Listens and runs `script` for each connection. */
export async function scriptedServer(
  script: PeerScript,
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const { host = "127.0.0.1", port = 0, tls } = options;
  const runner = new ScriptRunner(script);
  const serve = (socket: Socket): void => {
    serveSocket(socket, runner);
  };
  const server =
    tls === undefined
      ? createServer({ noDelay: true, allowHalfOpen: true }, serve)
      : createTlsServer({ ...tls, allowHalfOpen: true }, serve);
  server.on("tlsClientError", () => {
    // A client that refuses the certificate is often what is tested.
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    peers: runner.peers,
    failures: runner.failures,
    get accepted() {
      return runner.peers.length;
    },
    close: async () => {
      server.close();
      await runner.finish();
    },
  };
}

function serveSocket(socket: Socket, runner: ScriptRunner): void {
  const handlers = runner.accept({
    write: (bytes) => socket.writable && socket.write(bytes),
    end: () => socket.end(),
    destroy: () => {
      // TLS sockets know no reset of their own.
      if ("encrypted" in socket) socket.destroy();
      else socket.resetAndDestroy();
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
  socket.on("data", (chunk) => {
    handlers.data(chunk);
  });
  socket.on("drain", () => {
    handlers.drain();
  });
  // Its side is open until the script says otherwise, but a client that has gone is gone.
  socket.on("end", () => {
    handlers.close();
  });
  socket.on("error", () => {
    // "close" follows.
  });
  socket.once("close", () => {
    handlers.close();
  });
}
