// Requests that need a connection to themselves: every command in "exclusive" mode, blocking commands
// in both. The connection goes back to the pool when the slot is over, not when the caller gives up.

import { isRespError, RespError } from "../base/index.ts";
import type { Reply } from "../codec/index.ts";
import type { Connection, Slot } from "../connection/index.ts";
import type { Lane, Route } from "./lane.ts";
import type { LeasablePool } from "./leasable-pool.ts";
import type { Request } from "./request.ts";

/** The lane of leased connections. */
export class LeasedLane implements Lane {
  readonly waits = false;
  /** The way over it. */
  readonly route: Route = { lane: this, pinned: false };
  readonly #pool: LeasablePool;

  constructor(pool: LeasablePool) {
    this.#pool = pool;
  }

  send(request: Request): void {
    void this.#run([request]);
  }

  sendAll(requests: readonly Request[]): void {
    void this.#run(requests);
  }

  compact(): boolean {
    return false;
  }

  renew(): void {}

  end(): void {}

  destroy(): void {}

  async #run(requests: readonly Request[]): Promise<void> {
    let connection: Connection;
    try {
      connection = await this.#pool.acquire();
    } catch (error) {
      const failure = asRespError(error);
      for (const request of requests) request.lose(failure);
      return;
    }
    connection.lent = true;
    const live = requests.filter((request) => !request.abandoned);
    for (const request of requests) if (request.abandoned) request.drop();
    let open = live.length;
    const over = (): void => {
      open -= 1;
      if (open <= 0) void this.#pool.giveBack(connection, connection.usable);
    };
    if (open === 0) over();
    for (const request of live) {
      if (request.silenceMs > 0) request.onGivenUp = () => connection.destroy();
      connection.send(new LeasedSlot(request, over));
    }
  }
}

/** A request's slot that says when it is over. */
class LeasedSlot implements Slot {
  next: Slot | undefined = undefined;
  readonly #request: Request;
  readonly #over: () => void;

  constructor(request: Request, over: () => void) {
    this.#request = request;
    this.#over = over;
  }

  get bytes(): Uint8Array {
    return this.#request.bytes;
  }

  get start(): number {
    return this.#request.start;
  }

  get end(): number {
    return this.#request.end;
  }

  get strings(): "utf8" | "bytes" {
    return this.#request.strings;
  }

  get written(): boolean {
    return this.#request.written;
  }

  set written(value: boolean) {
    this.#request.written = value;
  }

  get abandoned(): boolean {
    return this.#request.abandoned;
  }

  get silenceMs(): number {
    return this.#request.silenceMs;
  }

  settle(reply: Reply): void {
    this.#letGo();
    this.#request.settle(reply);
    this.#over();
  }

  lose(error: RespError): void {
    this.#letGo();
    this.#request.lose(error);
    this.#over();
  }

  /** While the request waits to be sent again the connection may be another's. */
  #letGo(): void {
    if (this.#request.silenceMs > 0) this.#request.onGivenUp = undefined;
  }
}

function asRespError(error: unknown): RespError {
  if (isRespError(error)) return error;
  return new RespError(
    "POOL_TIMEOUT",
    `The pool gave no connection: ${String(error)}. See what createPool made.`,
    {
      cause: error,
    },
  );
}
