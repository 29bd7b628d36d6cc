// Subscriptions of a client, on one connection that carries nothing else (a server may send messages
// in the midst of other replies). After a loss everything is subscribed again by itself; a while after
// the last subscription has ended the connection is closed.
//
//   nothing ──subscribe──> connection ──lost──> connection anew, all sessions join again
//      ^                       │
//      └──── lingerMs ────── no session left

import {
  type CancelSignal,
  type Environment,
  onAbort,
  abortError,
  decodeUtf8,
  RespError,
  type TimerHandle,
} from "../base/index.ts";
import { type Push, type Reply, ReplyError } from "../codec/index.ts";
import { type Connection, type DeadlineWheel, WheelTimer } from "../connection/index.ts";
import type { Message, SubscribeOptions } from "./message-types.ts";
import { Heartbeat } from "./heartbeat.ts";
import { internalSlot } from "./internal-slot.ts";
import { KeptConnection, type Open } from "./kept-connection.ts";
import { type Family, type Payload, SubscriptionSession } from "./subscription-session.ts";

/** What a subscriber needs. */
export interface SubscriberOptions {
  readonly environment: Environment;
  readonly wheel: DeadlineWheel;
  readonly open: Open;
  /** Longest wait for the server's confirmation. */
  readonly commandTimeoutMs: number;
  /** Silence in milliseconds after which the connection is pinged; 0 = never, unless a caller asks. */
  readonly idlePingMs: number;
}

/** How long a connection without subscriptions is kept for the next one. */
const lingerMs = 1000;

const families: Readonly<Record<string, Family>> = {
  message: "subscribe",
  pmessage: "psubscribe",
  smessage: "ssubscribe",
};
const leaving = {
  subscribe: "unsubscribe",
  psubscribe: "punsubscribe",
  ssubscribe: "sunsubscribe",
} as const;

/** One subscriber connection of a client; all its messages are text, or all are bytes. */
export class Subscriber<T extends Payload> {
  readonly #options: SubscriberOptions;
  readonly #heartbeat: Heartbeat;
  readonly #sessions = new Set<SubscriptionSession<T>>();
  /** Callers that wait for their first confirmation. */
  readonly #joining = new Map<SubscriptionSession<T>, (error?: Error) => void>();
  #kept: KeptConnection;
  /** Those that were let go and have a goodbye to come. */
  #former: KeptConnection[] = [];
  #lingering: TimerHandle | undefined;
  #lastError: RespError | undefined;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.environment, options.idlePingMs);
    this.#kept = this.#createKept();
  }

  /** Open connections: 0 or 1. */
  get connections(): number {
    return this.#kept.current === undefined ? 0 : 1;
  }

  /** Resolves once the server has confirmed every channel. */
  async subscribe(
    family: Family,
    channels: string | readonly string[],
    options: SubscribeOptions<T>,
  ): Promise<SubscriptionSession<T>> {
    const list = typeof channels === "string" ? [channels] : channels;
    if (list.length === 0) throw new TypeError(`${family}: at least one channel must be named.`);
    const { environment } = this.#options;
    const session = new SubscriptionSession<T>({
      environment,
      family,
      channels: list,
      options,
      leave: (left) => this.#leave(left),
    });
    this.#stopLingering();
    this.#sessions.add(session);
    if (options.pingMs !== undefined) this.#heartbeat.atLeastEvery(options.pingMs);
    try {
      await this.#joined(session, options.signal);
    } catch (error) {
      session.end(error as Error);
      // The caller need not wait for the server's goodbye.
      void session.close();
      throw error;
    }
    onAbort(options.signal, () => void session.close());
    return session;
  }

  /** Ends all subscriptions and the connection. */
  destroy(error: RespError): void {
    for (const joined of [...this.#joining.values()]) joined(error);
    for (const session of this.#sessions) session.end();
    this.#sessions.clear();
    this.#stopLingering();
    this.#heartbeat.beatOn(undefined);
    this.#kept.destroy(error);
    for (const former of this.#former.splice(0)) former.destroy(error);
  }

  #createKept(): KeptConnection {
    const { environment, open } = this.#options;
    const kept: KeptConnection = new KeptConnection({
      environment,
      open,
      busy: () => this.#sessions.size > 0,
      up: (connection) => this.#up(connection),
      // One that was let go may still hear of channels its successor has taken over.
      down: () => {
        if (kept === this.#kept) this.#down();
      },
      failed: (error, delayMs) => this.#failed(error, delayMs),
      push: (push) => {
        if (kept === this.#kept) this.#pushed(push);
      },
    });
    return kept;
  }

  #joined(session: SubscriptionSession<T>, signal: CancelSignal | undefined): Promise<void> {
    const { commandTimeoutMs, environment, wheel } = this.#options;
    const name = session.family.toUpperCase();
    if (signal?.aborted === true) return Promise.reject(abortError(signal, name));
    return new Promise((resolve, reject) => {
      const timer = new WheelTimer(wheel, () => finish(this.#timeout(name)));
      const stop = onAbort(signal, () => finish(abortError(signal as CancelSignal, name)));
      const finish = (error?: Error): void => {
        if (!this.#joining.delete(session)) return;
        timer.clear();
        stop();
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#joining.set(session, finish);
      timer.set(environment.monotonic() + commandTimeoutMs);
      const connection = this.#kept.current;
      if (connection === undefined) this.#kept.want();
      else this.#join(connection, session);
    });
  }

  #timeout(name: string): RespError {
    const { commandTimeoutMs } = this.#options;
    const reason =
      this.#lastError === undefined
        ? "The server is slow or out of reach: check it, or raise commandTimeoutMs."
        : `Last error: ${this.#lastError.message}`;
    return new RespError(
      "COMMAND_TIMEOUT",
      `${name} timed out after ${commandTimeoutMs} ms. ${reason}`,
      { cause: this.#lastError },
    );
  }

  /** Shard channels one by one: a cluster refuses to take several of different slots together. */
  #join(connection: Connection, session: SubscriptionSession<T>): void {
    const { family, channels } = session;
    let open = family === "ssubscribe" ? channels.length : 1;
    const settled = (reply: Reply): void => {
      open -= 1;
      if (reply instanceof ReplyError) this.#refused(session, reply);
      else if (open === 0) this.#confirmed(session);
    };
    const groups = family === "ssubscribe" ? channels.map((channel) => [channel]) : [channels];
    for (const group of groups) {
      connection.send(
        internalSlot([family.toUpperCase(), ...group], {
          settled,
          replies: group.length,
          confirms: family,
        }),
      );
    }
  }

  #confirmed(session: SubscriptionSession<T>): void {
    if (!this.#sessions.has(session)) return;
    session.setState("up");
    this.#joining.get(session)?.();
  }

  /** The server has refused, or taken back, one channel: the session is over, its other channels left. */
  #refused(session: SubscriptionSession<T>, reason: Error): void {
    this.#joining.get(session)?.(reason);
    session.end(reason);
    void session.close();
  }

  async #leave(session: SubscriptionSession<T>): Promise<void> {
    if (!this.#sessions.delete(session)) return;
    if (this.#sessions.size === 0) this.#linger();
    const connection = this.#kept.current;
    if (connection === undefined) return;
    const others = [...this.#sessions].filter(({ family }) => family === session.family);
    const abandoned = session.channels.filter(
      (channel) => !others.some(({ channels }) => channels.includes(channel)),
    );
    if (abandoned.length === 0) return;
    await this.#unsubscribed(connection, leaving[session.family], abandoned);
  }

  async #unsubscribed(
    connection: Connection,
    name: (typeof leaving)[Family],
    channels: readonly string[],
  ): Promise<void> {
    const groups = name === "sunsubscribe" ? channels.map((channel) => [channel]) : [channels];
    const goodbyes = groups.map(
      (group) =>
        new Promise<void>((resolve) => {
          const done = (): void => resolve();
          const outcome = { settled: done, lost: done, replies: group.length, confirms: name };
          connection.send(internalSlot([name.toUpperCase(), ...group], outcome));
        }),
    );
    await this.#orInTime(Promise.all(goodbyes));
  }

  /** A server that does not confirm keeps nobody waiting. */
  #orInTime(goodbyes: Promise<unknown>): Promise<void> {
    const { commandTimeoutMs, environment, wheel } = this.#options;
    return new Promise((resolve) => {
      const timer = new WheelTimer(wheel, () => resolve());
      timer.set(environment.monotonic() + commandTimeoutMs);
      void goodbyes.then(() => {
        timer.clear();
        return resolve();
      });
    });
  }

  #linger(): void {
    this.#stopLingering();
    const { environment } = this.#options;
    this.#lingering = environment.setTimer(() => this.#rest(), lingerMs, true);
  }

  #stopLingering(): void {
    if (this.#lingering === undefined) return;
    this.#options.environment.clearTimer(this.#lingering);
    this.#lingering = undefined;
  }

  /** Lets the connection go; the next subscription opens another. */
  #rest(): void {
    this.#lingering = undefined;
    const kept = this.#kept;
    this.#kept = this.#createKept();
    this.#heartbeat.beatOn(undefined);
    kept.end();
    this.#former = [...this.#former, kept].filter(({ current }) => current !== undefined);
  }

  #up(connection: Connection): void {
    this.#lastError = undefined;
    this.#heartbeat.beatOn(connection);
    for (const session of this.#sessions) this.#join(connection, session);
  }

  #down(): void {
    this.#heartbeat.beatOn(undefined);
    for (const session of this.#sessions) session.setState("down");
  }

  #failed(error: RespError, delayMs: number | undefined): void {
    this.#lastError = error;
    if (delayMs !== undefined) return;
    for (const joined of [...this.#joining.values()]) joined(error);
    for (const session of this.#sessions) session.end(error);
    this.#sessions.clear();
  }

  #pushed({ kind, data }: Push): void {
    const family = families[kind];
    if (family === undefined) {
      this.#takenAway(kind, data);
      return;
    }
    const message = messageOf(family, data) as Message<T>;
    const channel = message.pattern ?? message.channel;
    for (const session of this.#sessions) {
      if (session.family === family && session.channels.includes(channel)) session.deliver(message);
    }
  }

  /** An unsubscription nobody asked for: a shard channel's slot has moved to another node, say. */
  #takenAway(kind: string, data: readonly Reply[]): void {
    const channel = textOf(data[0]);
    for (const session of this.#sessions) {
      if (leaving[session.family] !== kind || !session.channels.includes(channel)) continue;
      this.#refused(
        session,
        new RespError(
          "SUBSCRIPTION_ENDED",
          "The server ended the subscription, as it does when a shard channel's slot moves to another node. " +
            "Subscribe again, at the node that serves the channel now.",
        ),
      );
    }
  }
}

function messageOf(family: Family, data: readonly Reply[]): Message<Payload> {
  const [first, second, third] = data;
  if (family !== "psubscribe") return { channel: textOf(first), message: second as Payload };
  return { pattern: textOf(first), channel: textOf(second), message: third as Payload };
}

function textOf(reply: Reply | undefined): string {
  if (ArrayBuffer.isView(reply)) return decodeUtf8(reply);
  return typeof reply === "string" ? reply : "";
}
