// A connection lent to one caller. It goes back to the pool only if it is provably as it came: every
// command on it was known and left nothing behind, or what it left was undone by a reply we saw.

import type { CommandArgument, Reply } from "../codec/index.ts";
import type { Command, CommandInfo } from "../commands/index.ts";
import type { Connection } from "../connection/index.ts";
import type { CallOptions, Lease } from "./client-types.ts";
import type { Issuer } from "./issuer.ts";
import type { Lane } from "./lane.ts";
import type { Request } from "./request.ts";

/** Opens a transaction or a watch, which the ones below end. */
const opening = new Set(["MULTI", "WATCH"]);
const ending = new Set(["EXEC", "DISCARD", "UNWATCH"]);

/** What the borrower holds. */
export class LeaseSession implements Lease {
  readonly #connection: Connection;
  readonly #issuer: Issuer;
  readonly #lane: Lane;
  #over = false;
  #tainted = false;
  #open = 0;

  constructor(connection: Connection, issuer: Issuer) {
    this.#connection = connection;
    this.#issuer = issuer;
    this.#lane = new ConnectionLane(connection);
  }

  get protocol(): 2 | 3 {
    return this.#connection.protocol;
  }

  /** True if the next borrower will find the connection as this one did. */
  get clean(): boolean {
    return this.#connection.usable && this.#connection.idle && !this.#tainted && this.#open === 0;
  }

  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T> {
    return this.run({ args, reply: (reply) => reply as T }, options);
  }

  async run<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    if (this.#over) throw new TypeError("This lease is over: its connection was given back.");
    const info = this.#issuer.infoOf(command.args);
    this.#observe(info);
    const result = await this.#issuer.issue(command, options, { lane: this.#lane, pinned: true });
    if (ending.has(info.name)) this.#open = 0;
    return result;
  }

  /** Ends the borrower's right to it. */
  finish(): void {
    this.#over = true;
  }

  #observe(info: CommandInfo): void {
    if (opening.has(info.name)) this.#open += 1;
    else if (!info.known || (info.connectionState && !ending.has(info.name))) this.#tainted = true;
  }
}

/** All requests of a lease on its one connection. */
class ConnectionLane implements Lane {
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
