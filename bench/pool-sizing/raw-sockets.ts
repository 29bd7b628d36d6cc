// The floor of every cell: bare sockets, one pre-encoded GET in flight on each, no client and no
// pool. It also shows what mood the machine is in.

import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Bare sockets to one server. */
export class RawSockets {
  readonly #sockets: Socket[];
  readonly #command: string;

  private constructor(sockets: Socket[], command: string) {
    this.#sockets = sockets;
    this.#command = command;
  }

  /** Opens `count` sockets for GETs of `key`; the server must ask for no password. */
  static async open(url: string, count: number, key: string): Promise<RawSockets> {
    const { hostname: host, port } = new URL(url);
    const sockets = Array.from({ length: count }, () =>
      connect({ host, port: Number(port || 6379), noDelay: true }),
    );
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const command = ["*2", "$3", "GET", `$${key.length}`, key, ""].join("\r\n");
    return new RawSockets(sockets, command);
  }

  get count(): number {
    return this.#sockets.length;
  }

  /** One round trip of one worker; a short reply comes in one piece. */
  get(worker: number): Promise<void> {
    const socket = this.#sockets[worker] as Socket;
    return new Promise((resolve) => {
      socket.once("data", () => resolve());
      socket.write(this.#command);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#sockets.map((socket) => once(socket, "close")));
  }
}
