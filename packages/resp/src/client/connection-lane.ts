// All requests of one owner on its one connection, which nobody else uses.

import type { Connection } from "../connection/index.ts";
import type { Lane } from "./lane.ts";
import type { Request } from "./request.ts";

/** The lane of a lease, or of a tracked connection. */
export class ConnectionLane implements Lane {
  readonly waits = false;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(request: Request): void {
    if (request.silenceMs > 0) request.onGivenUp = () => this.#connection.destroy();
    this.#connection.send(request);
  }

  sendAll(requests: readonly Request[]): void {
    for (const request of requests) this.send(request);
  }

  compact(): boolean {
    return false;
  }

  renew(): void {}

  end(): void {}

  destroy(): void {}
}
