// The embedded server behind a real socket: TCP or a unix socket of this machine.
// While the server is stopped the door is shut, as that of a process that has died.

import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { EmbeddedServer, Endpoint } from "../embedded-server.ts";

/** Where to listen. */
export interface ListenOptions {
  /** Default 0: any free port, kept over `stop` and `start`. */
  port?: number | undefined;
  /** Default "127.0.0.1". */
  host?: string | undefined;
  /** A unix socket's path instead of host and port. */
  path?: string | undefined;
}

/** The server's door. */
export interface NodeListener {
  /** The address it listens on. */
  readonly host: string;
  /** 0 for a unix socket. */
  readonly port: number;
  /** Stops listening and breaks the connections that came through this door. */
  close(): Promise<void>;
}

/** Lets `server` answer on a socket; while it is stopped, connections are refused. */
export async function listenOnNode(
  server: EmbeddedServer,
  options: ListenOptions = {},
): Promise<NodeListener> {
  const door = new SocketDoor(server, options);
  await server.addEndpoint(door);
  return {
    host: options.host ?? "127.0.0.1",
    port: door.port,
    close: async () => {
      await server.removeEndpoint(door);
      door.breakConnections();
    },
  };
}

class SocketDoor implements Endpoint {
  port: number;
  readonly #server: EmbeddedServer;
  readonly #options: ListenOptions;
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;

  constructor(server: EmbeddedServer, options: ListenOptions) {
    this.#server = server;
    this.#options = options;
    this.port = options.port ?? 0;
  }

  open(): Promise<void> {
    const { host = "127.0.0.1", path } = this.#options;
    const listener = createServer({ noDelay: true }, (socket) => {
      this.#serve(socket);
    });
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(path === undefined ? { host, port: this.port } : { path }, () => {
        if (path === undefined) this.port = (listener.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Resolves when the port is free again; it does not wait for connections. */
  close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    return new Promise((resolve) => {
      if (listener === undefined) {
        resolve();
        return;
      }
      // "close" waits for the connections too, which are not ours to end here.
      listener.close();
      setImmediate(resolve);
    });
  }

  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const { remoteAddress = "unix", remotePort = 0 } = socket;
    const handlers = this.#server.accept(
      {
        write: (bytes) => socket.writable && socket.write(bytes),
        end: () => socket.end(),
        // A crash is heard as a reset, not as a goodbye.
        destroy: () =>
          this.#options.path === undefined ? socket.resetAndDestroy() : socket.destroy(),
      },
      `${remoteAddress}:${remotePort}`,
    );
    socket.on("data", (chunk) => {
      handlers.data(chunk);
    });
    socket.on("drain", () => {
      handlers.drain();
    });
    socket.on("error", () => {
      // "close" follows.
    });
    socket.once("close", () => {
      this.#sockets.delete(socket);
      handlers.close();
    });
  }
}
