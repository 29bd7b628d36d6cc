// One caller's subscription: its channels, where its messages go, and whether it is connected.

import type { Message, SessionState, SubscribeOptions, Subscription } from "./client-types.ts";
import { MessageQueue } from "./message-queue.ts";

/** Channels or patterns. */
export type Family = "subscribe" | "psubscribe";

/** What a caller of `subscribe` holds. */
export class SubscriptionSession implements Subscription {
  readonly family: Family;
  readonly channels: readonly string[];
  readonly #options: SubscribeOptions;
  readonly #queue: MessageQueue;
  readonly #leave: (session: SubscriptionSession) => Promise<void>;
  #state: SessionState = "down";

  constructor(
    family: Family,
    channels: readonly string[],
    options: SubscribeOptions,
    leave: (session: SubscriptionSession) => Promise<void>,
  ) {
    this.family = family;
    this.channels = Object.freeze([...new Set(channels)]);
    this.#options = options;
    this.#leave = leave;
    this.#queue = new MessageQueue(options.maxBufferedMessages ?? 10_000, () => void this.close());
  }

  /** How often the connection is to be checked; undefined = never. */
  get pingMs(): number | undefined {
    return this.#options.pingMs;
  }

  /** A message for this caller. */
  deliver(message: Message): void {
    if (this.#options.onMessage === undefined) this.#queue.push(message);
    else this.#options.onMessage(message);
  }

  /** Tells the caller, where that is news. */
  setState(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  /** Ends it for good, without a word to the server. */
  end(error?: Error): void {
    this.setState("down");
    this.#queue.end(error);
  }

  close(): Promise<void> {
    this.#queue.end();
    return this.#leave(this);
  }

  [Symbol.asyncIterator](): AsyncIterator<Message> {
    return this.#queue;
  }
}
