// All subscriptions of a client, on one connection that carries nothing else (a server may send
// messages in the midst of other replies). After a loss everything is subscribed again by itself.

import {
  type CancelSignal,
  type Environment,
  onAbort,
  abortError,
  RespError,
} from "../base/index.ts";
import { type Push, type Reply, ReplyError } from "../codec/index.ts";
import { type Connection, type DeadlineWheel, WheelTimer } from "../connection/index.ts";
import type { Message, SubscribeOptions, Subscription } from "./client-types.ts";
import { Heartbeat } from "./heartbeat.ts";
import { internalSlot } from "./internal-slot.ts";
import { KeptConnection, type Open } from "./kept-connection.ts";
import { type Family, SubscriptionSession } from "./subscription-session.ts";

/** What a subscriber needs. */
export interface SubscriberOptions {
  readonly environment: Environment;
  readonly wheel: DeadlineWheel;
  readonly open: Open;
  /** Longest wait for the server's confirmation. */
  readonly commandTimeoutMs: number;
}

const leaving = { subscribe: "UNSUBSCRIBE", psubscribe: "PUNSUBSCRIBE" } as const;

/** The one subscriber connection of a client. */
export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #kept: KeptConnection;
  readonly #heartbeat: Heartbeat;
  readonly #sessions = new Set<SubscriptionSession>();
  /** Callers that wait for their first confirmation. */
  readonly #joining = new Map<SubscriptionSession, (error?: RespError) => void>();
  #lastError: RespError | undefined;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.environment);
    this.#kept = new KeptConnection({
      environment: options.environment,
      open: options.open,
      busy: () => this.#sessions.size > 0,
      up: (connection) => this.#up(connection),
      down: () => this.#down(),
      failed: (error, delayMs) => this.#failed(error, delayMs),
      push: (push) => this.#pushed(push),
    });
  }

  /** Open connections: 0 or 1. */
  get connections(): number {
    return this.#kept.current === undefined ? 0 : 1;
  }

  /** Resolves once the server has confirmed every channel. */
  async subscribe(
    family: Family,
    channels: string | readonly string[],
    options: SubscribeOptions,
  ): Promise<Subscription> {
    const list = typeof channels === "string" ? [channels] : channels;
    if (list.length === 0) throw new TypeError("subscribe: at least one channel must be named.");
    const session = new SubscriptionSession(family, list, options, (left) => this.#leave(left));
    this.#sessions.add(session);
    if (options.pingMs !== undefined) this.#heartbeat.atLeastEvery(options.pingMs);
    try {
      await this.#joined(session, options.signal);
    } catch (error) {
      // The caller need not wait for the server's goodbye.
      void session.close();
      throw error;
    }
    onAbort(options.signal, () => void session.close());
    return session;
  }

  /** Ends all subscriptions and the connection. */
  destroy(error: RespError): void {
    for (const session of this.#sessions) session.end();
    for (const joined of [...this.#joining.values()]) joined(error);
    this.#sessions.clear();
    this.#heartbeat.beatOn(undefined);
    this.#kept.destroy(error);
  }

  #joined(session: SubscriptionSession, signal: CancelSignal | undefined): Promise<void> {
    const { commandTimeoutMs, environment, wheel } = this.#options;
    if (signal?.aborted === true) return Promise.reject(abortError(signal, "SUBSCRIBE"));
    return new Promise((resolve, reject) => {
      const timer = new WheelTimer(wheel, () => finish(this.#timeout(session)));
      const stop = onAbort(signal, () => finish(abortError(signal as CancelSignal, "SUBSCRIBE")));
      const finish = (error?: RespError): void => {
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

  #timeout(session: SubscriptionSession): RespError {
    const { commandTimeoutMs } = this.#options;
    const reason = this.#lastError === undefined ? "" : ` Last error: ${this.#lastError.message}`;
    return new RespError(
      "COMMAND_TIMEOUT",
      `${session.family.toUpperCase()} timed out after ${commandTimeoutMs} ms.${reason}`,
      { cause: this.#lastError },
    );
  }

  #join(connection: Connection, session: SubscriptionSession): void {
    const args = [session.family.toUpperCase(), ...session.channels];
    const settled = (reply: Reply): void => {
      if (reply instanceof ReplyError) this.#refused(session, reply);
      else this.#confirmed(session);
    };
    connection.send(internalSlot(args, { settled }, session.channels.length));
  }

  #confirmed(session: SubscriptionSession): void {
    if (!this.#sessions.has(session)) return;
    session.setState("up");
    this.#joining.get(session)?.();
  }

  #refused(session: SubscriptionSession, reply: ReplyError): void {
    this.#sessions.delete(session);
    this.#joining.get(session)?.(reply);
    session.end(reply);
  }

  async #leave(session: SubscriptionSession): Promise<void> {
    if (!this.#sessions.delete(session)) return;
    session.setState("down");
    const connection = this.#kept.current;
    if (connection === undefined) return;
    const others = [...this.#sessions].filter(({ family }) => family === session.family);
    const abandoned = session.channels.filter(
      (channel) => !others.some(({ channels }) => channels.includes(channel)),
    );
    if (abandoned.length === 0) return;
    const args = [leaving[session.family], ...abandoned];
    await new Promise<void>((resolve) => {
      const done = (): void => resolve();
      connection.send(internalSlot(args, { settled: done, lost: done }, abandoned.length));
    });
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
    for (const session of this.#sessions) session.end(error);
    for (const joined of [...this.#joining.values()]) joined(error);
    this.#sessions.clear();
  }

  #pushed({ kind, data }: Push): void {
    const message = messageOf(kind, data);
    if (message === undefined) return;
    const family = message.pattern === undefined ? "subscribe" : "psubscribe";
    const channel = message.pattern ?? message.channel;
    for (const session of this.#sessions) {
      if (session.family === family && session.channels.includes(channel))
        this.#deliver(session, message);
    }
  }

  /** A listener's exception is its own: it surfaces as one, and harms neither decoder nor neighbours. */
  #deliver(session: SubscriptionSession, message: Message): void {
    try {
      session.deliver(message);
    } catch (error) {
      this.#options.environment.defer(() => {
        throw error;
      });
    }
  }
}

function messageOf(kind: string, data: readonly Reply[]): Message | undefined {
  if (kind === "message") {
    const [channel, message] = data as string[];
    return { channel: channel ?? "", message: message ?? "" };
  }
  if (kind !== "pmessage") return undefined;
  const [pattern, channel, message] = data as string[];
  return { pattern, channel: channel ?? "", message: message ?? "" };
}
