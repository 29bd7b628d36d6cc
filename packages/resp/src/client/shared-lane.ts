// Ordinary commands of all callers, pipelined over one kept connection. While there is none they
// wait, in order, each until its own deadline.

import type { RespError } from "../base/index.ts";
import { Heartbeat } from "./heartbeat.ts";
import { KeptConnection, type KeptConnectionOptions } from "./kept-connection.ts";
import type { Lane, Route } from "./lane.ts";
import type { Request } from "./request.ts";

/** What the lane needs beside its connection. */
export interface SharedLaneOptions extends Pick<KeptConnectionOptions, "environment" | "open"> {
  /** Age in milliseconds from which a connection is replaced; Infinity = never. */
  readonly maxAgeMs: number;
  /** Silence in milliseconds after which an idle connection is pinged; 0 = never. */
  readonly idlePingMs: number;
  /** Hears of connections; see the client's events. */
  readonly connected: KeptConnectionOptions["up"];
  readonly disconnected: KeptConnectionOptions["down"];
  readonly failed: KeptConnectionOptions["failed"];
}

/** The lane of "shared" mode. */
export class SharedLane implements Lane {
  readonly waits = true;
  /** The way over it. */
  readonly route: Route = { lane: this, pinned: false };
  readonly #kept: KeptConnection;
  readonly #heartbeat: Heartbeat;
  readonly #maxAgeMs: number;
  readonly #options: SharedLaneOptions;
  #waiting: Request[] = [];
  /** Why there is no connection, for those that time out waiting for one. */
  #lastError: RespError | undefined;
  #watchers: { up(): void; failed(error: RespError): void }[] = [];

  constructor(options: SharedLaneOptions) {
    this.#options = options;
    // Connections made together must not be replaced together.
    this.#maxAgeMs = options.maxAgeMs * (0.9 + 0.2 * options.environment.random());
    this.#heartbeat = new Heartbeat(options.environment, options.idlePingMs);
    this.#kept = new KeptConnection({
      environment: options.environment,
      open: options.open,
      busy: () => this.#waiting.length > 0 || this.#watchers.length > 0,
      up: (connection) => {
        this.#lastError = undefined;
        this.#heartbeat.beatOn(connection);
        options.connected(connection);
        this.#flushWaiting();
      },
      down: (error) => {
        this.#lastError = error;
        this.#heartbeat.beatOn(undefined);
        options.disconnected(error);
      },
      failed: (error, delayMs) => this.#attemptFailed(error, delayMs),
      push: () => {},
    });
  }

  /** Open connections: 0 or 1. */
  get connections(): number {
    return this.#kept.current === undefined ? 0 : 1;
  }

  /** Resolves once connected; rejects with the first attempt's error. */
  connect(): Promise<void> {
    if (this.#kept.current !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#watchers.push({ up: resolve, failed: reject });
      this.#kept.want();
    });
  }

  send(request: Request): void {
    const connection = this.#kept.current;
    // Not usable: it is just losing its slots, and they come back here one by one.
    if (connection === undefined || !connection.usable) {
      request.lastError ??= this.#lastError;
      this.#waiting.push(request);
      this.#kept.want();
      return;
    }
    connection.send(request);
    if (request.issued.ms - connection.openedAtMs > this.#maxAgeMs) this.#kept.replace();
  }

  sendAll(requests: readonly Request[]): void {
    for (const request of requests) this.send(request);
  }

  compact(): boolean {
    const live = this.#waiting.filter((request) => !request.abandoned);
    if (live.length === this.#waiting.length) return false;
    const dropped = this.#waiting.filter((request) => request.abandoned);
    this.#waiting = live;
    for (const request of dropped) request.drop();
    return true;
  }

  renew(): void {
    this.#kept.replace();
  }

  end(): void {
    this.#kept.end();
  }

  destroy(error: RespError): void {
    this.#kept.destroy(error);
    for (const watcher of this.#watchers.splice(0)) watcher.failed(error);
    this.#failWaiting(error);
  }

  #flushWaiting(): void {
    for (const watcher of this.#watchers.splice(0)) watcher.up();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) this.send(request);
  }

  #attemptFailed(error: RespError, delayMs: number | undefined): void {
    this.#options.failed(error, delayMs);
    for (const watcher of this.#watchers.splice(0)) watcher.failed(error);
    if (delayMs === undefined) this.#failWaiting(error);
    else for (const request of this.#waiting) request.lastError = error;
    this.#lastError = error;
  }

  #failWaiting(error: RespError): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) request.failWith(error);
  }
}
