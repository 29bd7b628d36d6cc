/// <reference lib="esnext.disposable" preserve="true" />
// One caller's subscription: its channels, where its messages go, and whether it is connected.

import type { Environment } from "../base/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import { guarded } from "./guarded.ts";
import type { Message, SessionState, SubscribeOptions, Subscription } from "./message-types.ts";
import { MessageQueue } from "./message-queue.ts";

/** Channels, patterns, or shard channels. */
export type Family = "subscribe" | "psubscribe" | "ssubscribe";

/** A message's text or bytes. */
export type Payload = string | Uint8Array;

/** What a session is made of. */
export interface SessionInit<T extends Payload> {
  readonly environment: Environment;
  readonly family: Family;
  readonly channels: readonly string[];
  readonly options: SubscribeOptions<T>;
  /** Tells the server, once, that the caller has gone. */
  leave(session: SubscriptionSession<T>): Promise<void>;
}

/** What a caller of `subscribe` holds. */
export class SubscriptionSession<T extends Payload = Payload> implements Subscription<T> {
  /** See {@link Subscription}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly family: Family;
  readonly channels: readonly string[];
  readonly #init: SessionInit<T>;
  readonly #queue: MessageQueue<Message<T>>;
  #state: SessionState = "down";
  #ended = false;

  constructor(init: SessionInit<T>) {
    this.#init = init;
    this.family = init.family;
    this.channels = Object.freeze([...new Set(init.channels)]);
    const bound = {
      maxItems: init.options.maxBufferedMessages ?? 10_000,
      items: "messages",
      option: "maxBufferedMessages",
      listener: "onMessage",
    };
    this.#queue = new MessageQueue(bound, () => void this.close());
  }

  /** How often the connection is to be checked; undefined = never. */
  get pingMs(): number | undefined {
    return this.#init.options.pingMs;
  }

  /** A message for this caller. */
  deliver(message: Message<T>): void {
    const { onMessage } = this.#init.options;
    if (onMessage === undefined) this.#queue.push(message);
    else guarded(this.#init.environment, () => onMessage(message));
  }

  /** Tells the caller, where that is news. */
  setState(state: SessionState): void {
    if (state === this.#state || (this.#ended && state === "up")) return;
    this.#state = state;
    guarded(this.#init.environment, () => this.#init.options.onState?.(state));
  }

  /** Ends it for good, without a word to the server. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.setState("down");
    this.#queue.end(error);
    guarded(this.#init.environment, () => this.#init.options.onEnd?.(error));
  }

  close(): Promise<void> {
    this.end(this.#queue.failure);
    return this.#init.leave(this);
  }

  [Symbol.asyncIterator](): AsyncIterator<Message<T>> {
    return this.#queue;
  }

  static {
    disposeByClosing(this.prototype);
  }
}
