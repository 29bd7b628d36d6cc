// The scripted server behind a real TCP socket, or TLS where a certificate is given.
// Half-open sockets are allowed, since half a goodbye is one of the faults.

import { createServer, type AddressInfo, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { bindSocket } from "./bind-socket.ts";
import type { Environment } from "../../base/index.ts";
import { type PeerScript, type ScriptedPeer, ScriptRunner } from "../scripted-server.ts";
import { CuttingStream } from "./cutting-stream.ts";

/** How a scripted server speaks TLS. */
export interface ScriptedTls {
  /** Its certificate as PEM text. */
  readonly cert: string;
  /** Its private key as PEM text. */
  readonly key: string;
  /** Breaks each connection behind so many bytes of the server's side of the handshake. Default: never. */
  readonly cutHandshakeAfterBytes?: number | undefined;
}

/** Where and how to listen. */
export interface ScriptedServerOptions {
  /** Default 0: any free port. */
  port?: number | undefined;
  /** Default "127.0.0.1". */
  host?: string | undefined;
  /** Default plain TCP. */
  tls?: ScriptedTls | undefined;
  /** Clock and timers of the scripts; default the platform's. */
  environment?: Partial<Environment> | undefined;
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
  const { host = "127.0.0.1", port = 0, tls, environment } = options;
  const runner = new ScriptRunner(script, environment);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    if (tls === undefined) serveSocket(socket, runner);
    else serveSecurely(socket, tls, runner);
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

/** TLS over a stream that can be cut; the script begins when the handshake is over. */
function serveSecurely(raw: Socket, tls: ScriptedTls, runner: ScriptRunner): void {
  const stream = new CuttingStream(raw, tls.cutHandshakeAfterBytes);
  const secureContext = createSecureContext({ cert: tls.cert, key: tls.key });
  const secured = new TLSSocket(stream, { isServer: true, secureContext });
  secured.on("error", () => {
    // A client that refuses the certificate is often what is tested.
    raw.destroy();
  });
  secured.once("secure", () => {
    serveSocket(secured, runner, (bytes, recordBytes) => {
      stream.cutNextRecord(recordBytes);
      secured.write(bytes);
    });
  });
}

function serveSocket(
  socket: Socket,
  runner: ScriptRunner,
  cutRecord?: (bytes: Uint8Array, recordBytes: number) => void,
): void {
  const handlers = runner.accept({
    cutRecord,
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
  // Its side is open until the script says otherwise, but a client that has gone is gone.
  bindSocket(socket, handlers);
}
