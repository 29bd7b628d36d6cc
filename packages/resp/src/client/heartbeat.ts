// Liveness of connections on which nothing is asked: a PING where nothing was heard for an interval. A
// peer that does not answer is found by the connection's own `readTimeoutMs`; one that is busy is
// never pinged, because its own commands find it out.

import type { Environment, TimerHandle } from "../base/index.ts";
import type { Connection } from "../connection/index.ts";
import { internalSlot } from "./internal-slot.ts";

/** Pings the connections it watches, with one timer for all of them. */
export class Heartbeat {
  readonly #environment: Environment;
  readonly #connections = new Set<Connection>();
  #intervalMs: number;
  #timer: TimerHandle | undefined;

  /** Beats after so long a silence; 0 = never, until `atLeastEvery`. */
  constructor(environment: Environment, intervalMs: number = 0) {
    this.#environment = environment;
    this.#intervalMs = intervalMs === 0 ? Infinity : intervalMs;
  }

  /** Beats at least this often from now on. */
  atLeastEvery(intervalMs: number): void {
    if (intervalMs >= this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#stop();
    this.#arm();
  }

  /** Beats on this connection alone; undefined = on none. */
  beatOn(connection: Connection | undefined): void {
    this.#connections.clear();
    this.#stop();
    if (connection !== undefined) this.watch(connection);
  }

  /** Beats on this connection too. */
  watch(connection: Connection): void {
    this.#connections.add(connection);
    // A timer that runs already is earlier than a connection that was heard of after it was set.
    if (this.#timer === undefined) this.#arm();
  }

  /** Beats on this connection no more. */
  leave(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#stop();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#environment.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#connections.size === 0 || this.#intervalMs === Infinity) return;
    const nowMs = this.#environment.monotonic();
    let dueMs = nowMs + this.#intervalMs;
    for (const connection of this.#connections) {
      if (rests(connection)) dueMs = Math.min(dueMs, connection.heardAtMs + this.#intervalMs);
    }
    // Whole milliseconds: a sum of fractions may fall short of what is due by less than a clock can wait.
    const delayMs = Math.ceil(Math.max(dueMs - nowMs, 0));
    this.#timer = this.#environment.setTimer(() => this.#beat(), delayMs, true);
  }

  #beat(): void {
    this.#timer = undefined;
    const nowMs = this.#environment.monotonic();
    for (const connection of this.#connections) {
      // One unanswered beat is enough: the silence after it is already being timed.
      if (rests(connection) && connection.heardAtMs + this.#intervalMs <= nowMs)
        connection.send(internalSlot(["PING"]));
    }
    this.#arm();
  }
}

/** Nobody asks anything on it, and nobody has it to himself. */
function rests(connection: Connection): boolean {
  return connection.usable && connection.idle && !connection.lent;
}
