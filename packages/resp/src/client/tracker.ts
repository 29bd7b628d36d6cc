/// <reference lib="esnext.disposable" preserve="true" />
// Invalidations of client-side caching (CLIENT TRACKING in BCAST mode, Redis 6.0+) on a connection of
// their own. Under RESP2 the connection redirects to itself and subscribes to the server's channel.

import type { Environment, RespError } from "../base/index.ts";
import { type Push, type Reply, ReplyError } from "../codec/index.ts";
import type { Connection } from "../connection/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import { guarded } from "./guarded.ts";
import type { SessionState, TrackingSession, TrackOptions } from "./message-types.ts";
import { Heartbeat } from "./heartbeat.ts";
import { internalSlot } from "./internal-slot.ts";
import {
  invalidatedKeys,
  redirectChannel,
  trackingClosed,
  trackingRefused,
} from "./invalidation.ts";
import { KeptConnection } from "./kept-connection.ts";
import type { SubscriberOptions } from "./subscriber.ts";

/** One tracking session. */
export class Tracker implements TrackingSession {
  /** See {@link TrackingSession}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #options: TrackOptions;
  readonly #environment: Environment;
  readonly #kept: KeptConnection;
  readonly #heartbeat: Heartbeat;
  readonly #closed: (tracker: Tracker) => void;
  #state: SessionState = "down";
  #first: { resolve(): void; reject(error: RespError): void } | undefined;

  constructor(
    options: TrackOptions,
    settings: Pick<SubscriberOptions, "environment" | "open">,
    closed: (tracker: Tracker) => void,
  ) {
    if (options.prefixes.length === 0)
      throw new TypeError("track: at least one prefix must be named.");
    this.#options = options;
    this.#environment = settings.environment;
    this.#closed = closed;
    this.#heartbeat = new Heartbeat(settings.environment);
    this.#heartbeat.atLeastEvery(options.pingMs ?? 1000);
    this.#kept = new KeptConnection({
      ...settings,
      busy: () => true,
      up: (connection) => this.#up(connection),
      down: () => this.#down(),
      failed: (error, delayMs) => {
        if (delayMs === undefined) this.#refused(error);
      },
      push: (push) => this.#pushed(push),
    });
  }

  /** Open connections: 0 or 1. */
  get connections(): number {
    return this.#kept.current === undefined ? 0 : 1;
  }

  /** Resolves once the server tracks; rejects if it can't,  */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#first = { resolve, reject };
      this.#kept.want();
    });
  }

  close(): Promise<void> {
    this.destroy(trackingClosed());
    this.#closed(this);
    return Promise.resolve();
  }

  /** Ends the session and its connection at once. */
  destroy(error: RespError): void {
    this.#heartbeat.beatOn(undefined);
    this.#kept.destroy(error);
    this.#first?.reject(error);
    this.#setState("down");
  }

  #up(connection: Connection): void {
    if (connection.protocol === 3) {
      this.#track(connection, []);
      return;
    }
    const settled = (id: Reply): void => {
      if (typeof id === "number") this.#track(connection, ["REDIRECT", String(id)]);
      else this.#refusedBy(connection, id);
    };
    connection.send(internalSlot(["CLIENT", "ID"], { settled }));
  }

  #track(connection: Connection, redirect: readonly string[]): void {
    const prefixes = this.#options.prefixes.flatMap((prefix) => ["PREFIX", prefix]);
    const settled = (reply: Reply): void => {
      if (reply instanceof ReplyError) this.#refusedBy(connection, reply);
      else if (redirect.length === 0) this.#tracking(connection);
    };
    const args = ["CLIENT", "TRACKING", "ON", ...redirect, "BCAST", ...prefixes];
    connection.send(internalSlot(args, { settled }));
    if (redirect.length === 0) return;
    const subscribed = (): void => this.#tracking(connection);
    connection.send(
      internalSlot(["SUBSCRIBE", redirectChannel], { settled: subscribed, confirms: "subscribe" }),
    );
  }

  #tracking(connection: Connection): void {
    if (!connection.usable) return;
    this.#heartbeat.beatOn(connection);
    this.#first?.resolve();
    this.#setState("up");
  }

  #down(): void {
    this.#heartbeat.beatOn(undefined);
    this.#setState("down");
  }

  #refusedBy(connection: Connection, reply: Reply): void {
    const error = trackingRefused(reply);
    this.#refused(error);
    connection.destroy(error);
  }

  #refused(error: RespError): void {
    this.#first?.reject(error);
    this.#kept.end();
    this.#setState("down");
  }

  #pushed(push: Push): void {
    const keys = invalidatedKeys(push);
    if (keys === undefined) return;
    guarded(this.#environment, () => this.#options.onInvalidate(keys));
  }

  #setState(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    guarded(this.#environment, () => this.#options.onState?.(state));
  }

  static {
    disposeByClosing(this.prototype);
  }
}
