/// <reference lib="esnext.disposable" preserve="true" />
// CLIENT TRACKING in the server's default mode (Redis 6.0+): what one connection has read is told to a
// second one when it changes. Two, because a server may send an invalidation in the midst of a reply.
//
//   reads ──> tracked connection ──CLIENT TRACKING ON REDIRECT id──> server
//   onInvalidate <── listening connection (id) <─────────────────────┘
//
// The loss of either forgets what was tracked: the session is "down" until both are back.

import { type Environment, RespError } from "../base/index.ts";
import { type CommandArgument, type Push, type Reply, ReplyError } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { Connection } from "../connection/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import type { CallOptions } from "./client-types.ts";
import { ConnectionLane } from "./connection-lane.ts";
import { guarded } from "./guarded.ts";
import { Heartbeat } from "./heartbeat.ts";
import { internalSlot } from "./internal-slot.ts";
import {
  invalidatedKeys,
  redirectChannel,
  trackingClosed,
  trackingRefused,
} from "./invalidation.ts";
import type { Issuer } from "./issuer.ts";
import { KeptConnection, type Open } from "./kept-connection.ts";
import type { ReadTrackOptions, SessionState, TrackingReader } from "./message-types.ts";

/** What a session needs of its client. */
export interface ReadTrackerSettings {
  readonly environment: Environment;
  readonly issuer: Issuer;
  readonly openForCommands: Open;
  readonly openForMessages: Open;
}

/** One tracking session in default mode. */
export class ReadTracker implements TrackingReader {
  /** See {@link TrackingReader}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #options: ReadTrackOptions;
  readonly #settings: ReadTrackerSettings;
  readonly #closed: (tracker: ReadTracker) => void;
  readonly #listening: KeptConnection;
  readonly #tracked: KeptConnection;
  readonly #heartbeat: Heartbeat;
  /** The listening connection's id, once it listens. */
  #id: number | undefined;
  #lane: ConnectionLane | undefined;
  #state: SessionState = "down";
  #first: { resolve(): void; reject(error: RespError): void } | undefined;

  constructor(
    options: ReadTrackOptions,
    settings: ReadTrackerSettings,
    closed: (tracker: ReadTracker) => void,
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#closed = closed;
    this.#heartbeat = new Heartbeat(settings.environment);
    this.#heartbeat.atLeastEvery(options.pingMs ?? 1000);
    this.#listening = this.#keep(settings.openForMessages, (connection) =>
      this.#listen(connection),
    );
    this.#tracked = this.#keep(settings.openForCommands, (connection) => this.#track(connection));
  }

  /** Open connections: 0 to 2. */
  get connections(): number {
    return (
      Number(this.#listening.current !== undefined) + Number(this.#tracked.current !== undefined)
    );
  }

  /** Resolves once the server tracks; rejects if it can't. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#first = { resolve, reject };
      this.#listening.want();
      this.#tracked.want();
    });
  }

  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T> {
    return this.run({ args, reply: (reply) => reply as T }, options);
  }

  run<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    const info = this.#settings.issuer.infoOf(command.args);
    if (info.blocking || info.connectionState) {
      return Promise.reject(
        new RespError(
          "UNSUPPORTED",
          `${info.name} can't be sent in a tracking session: it would hold or change its connection. Use lease().`,
          { command: info.name },
        ),
      );
    }
    if (this.#lane === undefined) return Promise.reject(notTracking());
    return this.#settings.issuer.issue(command, info, options, { lane: this.#lane, pinned: true });
  }

  close(): Promise<void> {
    this.destroy(trackingClosed());
    this.#closed(this);
    return Promise.resolve();
  }

  /** Ends the session and its connections at once. */
  destroy(error: RespError): void {
    this.#heartbeat.beatOn(undefined);
    this.#listening.destroy(error);
    this.#tracked.destroy(error);
    this.#first?.reject(error);
    this.#down();
  }

  #keep(open: Open, up: (connection: Connection) => void): KeptConnection {
    return new KeptConnection({
      environment: this.#settings.environment,
      open,
      busy: () => true,
      up,
      down: () => this.#lost(),
      failed: (error, delayMs) => {
        if (delayMs === undefined) this.#refused(error);
      },
      push: (push) => this.#pushed(push),
    });
  }

  #listen(connection: Connection): void {
    this.#heartbeat.beatOn(connection);
    const settled = (id: Reply): void => {
      if (typeof id !== "number") return this.#refused(trackingRefused(id));
      this.#id = id;
      this.#track(this.#tracked.current);
    };
    connection.send(internalSlot(["CLIENT", "ID"], { settled }));
    if (connection.protocol === 3) return;
    // Behind it, because a RESP2 subscriber may not ask any more.
    connection.send(internalSlot(["SUBSCRIBE", redirectChannel], { confirms: "subscribe" }));
  }

  #track(connection: Connection | undefined): void {
    if (connection === undefined || this.#id === undefined) return;
    const noLoop = this.#options.noLoop === true ? ["NOLOOP"] : [];
    const args = ["CLIENT", "TRACKING", "ON", "REDIRECT", String(this.#id), ...noLoop];
    const settled = (reply: Reply): void => {
      if (reply instanceof ReplyError) this.#refused(trackingRefused(reply));
      else this.#up(connection);
    };
    connection.send(internalSlot(args, { settled }));
  }

  #up(connection: Connection): void {
    if (!connection.usable || this.#listening.current?.usable !== true) return;
    this.#lane = new ConnectionLane(connection);
    this.#first?.resolve();
    this.#setState("up");
  }

  #lost(): void {
    if (this.#listening.current === undefined) {
      this.#id = undefined;
      this.#heartbeat.beatOn(undefined);
    }
    this.#down();
  }

  #down(): void {
    this.#lane = undefined;
    this.#setState("down");
  }

  #refused(error: RespError): void {
    this.#first?.reject(error);
    this.#listening.end();
    this.#tracked.end();
    this.#down();
  }

  #pushed(push: Push): void {
    const keys = invalidatedKeys(push);
    if (keys === undefined) return;
    guarded(this.#settings.environment, () => this.#options.onInvalidate(keys));
  }

  #setState(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    guarded(this.#settings.environment, () => this.#options.onState?.(state));
  }

  static {
    disposeByClosing(this.prototype);
  }
}

function notTracking(): RespError {
  return new RespError(
    "CONNECTION_CLOSED",
    'The tracking session is not connected. Wait for onState("up"), or read through the client.',
  );
}
