// A connection lent to one caller. It goes back to the pool only if it is provably as it came: every
// command on it was known and left nothing behind, or what it left was undone by a reply we saw.
//
//   clean ──MULTI, WATCH──> open ──reply to a later EXEC, DISCARD, UNWATCH──> clean
//     └──unknown command, or one with connection state──> tainted, for good

import { type CommandArgument, type Reply, ReplyError } from "../codec/index.ts";
import type { Command, CommandInfo } from "../commands/index.ts";
import type { Connection } from "../connection/index.ts";
import type { CallOptions, Lease } from "./client-types.ts";
import { ConnectionLane } from "./connection-lane.ts";
import type { Issuer } from "./issuer.ts";
import type { Traces } from "./traces.ts";

/** Opens a transaction or a watch, which the ones below end. */
const opening = new Set(["MULTI", "WATCH"]);
const ending = new Set(["EXEC", "DISCARD", "UNWATCH"]);

/** What the borrower holds. */
export class LeaseSession implements Lease {
  readonly #connection: Connection;
  readonly #issuer: Issuer;
  readonly #traces: Traces | undefined;
  readonly #lane: ConnectionLane;
  #over = false;
  #tainted = false;
  #issued = 0;
  /** Which command was the last to open something that no reply has shown to be over; 0 = none. */
  #openedBy = 0;
  /** Which command was the last MULTI: UNWATCH inside it is only queued. */
  #multi = 0;

  constructor(connection: Connection, issuer: Issuer, traces: Traces | undefined) {
    this.#connection = connection;
    this.#issuer = issuer;
    this.#traces = traces;
    this.#lane = new ConnectionLane(connection);
  }

  get protocol(): 2 | 3 {
    return this.#connection.protocol;
  }

  /** True if the next borrower will find the connection as this one did. */
  get clean(): boolean {
    const { usable, idle } = this.#connection;
    return usable && idle && !this.#tainted && this.#openedBy === 0;
  }

  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T> {
    return this.run({ args, reply: (reply) => reply as T }, options);
  }

  run<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    if (this.#traces === undefined) return this.#run(command, options);
    return this.#traces.command(command.args, () => this.#run(command, options));
  }

  /** Ends the borrower's right to it. */
  finish(): void {
    this.#over = true;
  }

  async #run<T>(command: Command<T>, options: CallOptions | undefined): Promise<T> {
    if (this.#over) throw new TypeError("This lease is over: its connection was given back.");
    const info = this.#issuer.infoOf(command.args);
    this.#issued += 1;
    const place = this.#issued;
    this.#observe(info, place);
    const ends = ending.has(info.name);
    try {
      const route = { lane: this.#lane, pinned: true };
      const result = await this.#issuer.issue(command, info, options, route);
      if (ends) this.#ended(info, place);
      return result;
    } catch (error) {
      // Its queued commands were refused: that ends the transaction too.
      if (ends && error instanceof ReplyError && error.kind === "EXECABORT") {
        this.#ended(info, place);
      }
      throw error;
    }
  }

  #observe(info: CommandInfo, place: number): void {
    if (opening.has(info.name)) {
      this.#openedBy = place;
      if (info.name === "MULTI") this.#multi = place;
    } else if (!info.known || (info.connectionState && !ending.has(info.name))) {
      this.#tainted = true;
    }
  }

  /** What was opened before is over; what was opened behind it, or around an UNWATCH, is not. */
  #ended(info: CommandInfo, place: number): void {
    if (info.name === "UNWATCH" && this.#multi > 0) return;
    if (this.#multi < place) this.#multi = 0;
    if (this.#openedBy < place) this.#openedBy = 0;
  }
}
