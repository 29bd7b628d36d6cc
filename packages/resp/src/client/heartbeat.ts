// Liveness of a connection on which nothing is asked: a PING now and then. A peer that does not answer
// is found by the connection's own `readTimeoutMs`.

import type { Environment, TimerHandle } from "../base/index.ts";
import type { Connection } from "../connection/index.ts";
import { internalSlot } from "./internal-slot.ts";

/** Pings one connection after another, at one interval. */
export class Heartbeat {
  readonly #environment: Environment;
  #connection: Connection | undefined;
  #intervalMs = Infinity;
  #timer: TimerHandle | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Beats at least this often from now on. */
  atLeastEvery(intervalMs: number): void {
    if (intervalMs >= this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#arm();
  }

  /** Beats on this connection; undefined = on none. */
  beatOn(connection: Connection | undefined): void {
    this.#connection = connection;
    this.#arm();
  }

  #arm(): void {
    if (this.#timer !== undefined) this.#environment.clearTimer(this.#timer);
    this.#timer = undefined;
    if (this.#connection === undefined || this.#intervalMs === Infinity) return;
    this.#timer = this.#environment.setTimer(() => this.#beat(), this.#intervalMs, true);
  }

  #beat(): void {
    // One unanswered beat is enough: the silence after it is already being timed.
    if (this.#connection?.idle === true) this.#connection.send(internalSlot(["PING"]));
    this.#arm();
  }
}
