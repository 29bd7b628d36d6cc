// Invalidation over Redis. Server-side tracking (CLIENT TRACKING in BCAST mode, 6.0+) is preferred:
// the server itself tells of every change, also by other software. Pub/sub carries what the caches
// tell each other, as [writer, keys], on a channel under the prefix: a process that dies between
// its write and its word leaves the others with what they have until its life ends. Both run on a
// connection of their own.

import {
  type Environment,
  isRespError,
  type TimerHandle,
  resolveEnvironment,
} from "@respite/resp/base";
import type { CoreClient, TrackingSession } from "@respite/resp/core";
import { encodePrefix } from "../key.ts";
import type { InvalidationBus, InvalidationHandlers } from "./invalidation-bus.ts";

/** Settings of a {@link RedisBus}. */
export interface RedisBusOptions {
  /** The client to listen and to publish with; never closed by the bus. */
  readonly client: Pick<CoreClient, "track" | "subscribe" | "call">;
  /** The backend's prefix, as given to it. */
  readonly keyPrefix: string;
  /** Default "auto": tracking, or pub/sub where the server refuses it. */
  readonly kind?: "auto" | "tracking" | "pubsub" | undefined;
  /** Liveness check of the connection in ms; default 1000. */
  readonly pingMs?: number | undefined;
  /** Hears what an operator should know, as "the server offers neither". */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Clocks, timers, randomness; default the platform's. */
  readonly environment?: Partial<Environment> | undefined;
}

/** How long to wait before another try to open the channel, in ms; jittered down to a half. */
const retryMs = 700;

/** See the file's head. */
export class RedisBus implements InvalidationBus {
  readonly #options: RedisBusOptions;
  readonly #environment: Environment;
  readonly #prefix: string;
  readonly #writer: string;
  #kind: "tracking" | "pubsub";
  #handlers: InvalidationHandlers | undefined;
  #session: TrackingSession | undefined;
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#environment = resolveEnvironment(options.environment);
    this.#prefix = `${encodePrefix(options.keyPrefix)}:`;
    this.#kind = options.kind === "pubsub" ? "pubsub" : "tracking";
    this.#writer = writerName(this.#environment);
  }

  /** As {@link InvalidationBus}; known once it has started. */
  get kind(): string {
    return this.#kind;
  }

  /** As {@link InvalidationBus}. */
  get echoes(): boolean {
    return this.#kind === "tracking";
  }

  /** As {@link InvalidationBus}. */
  get isServerSide(): boolean {
    return this.#kind === "tracking";
  }

  /** The pub/sub channel; "%" can't begin a namespace, so no key has this name. */
  get channel(): string {
    return `${this.#prefix}%invalidate`;
  }

  /** As {@link InvalidationBus}. */
  start(handlers: InvalidationHandlers): void {
    this.#handlers = handlers;
    void this.#open();
  }

  /** As {@link InvalidationBus}. */
  async publish(keys: readonly string[] | null): Promise<void> {
    if (this.isServerSide || this.#closed) return;
    const message = JSON.stringify([this.#writer, keys]);
    await this.#options.client.call(["PUBLISH", this.channel, message]);
  }

  /** As {@link InvalidationBus}. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== undefined) this.#environment.clearTimer(this.#timer);
    await this.#session?.close();
  }

  async #open(): Promise<void> {
    try {
      const session = await (this.#kind === "tracking" ? this.#track() : this.#subscribe());
      if (this.#closed) await session.close();
      else this.#session = session;
    } catch (error) {
      if (!this.#closed) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const refused = isRespError(error) && ["UNSUPPORTED", "REPLY_ERROR"].includes(error.code);
    if (refused && this.#kind === "tracking" && this.#options.kind !== "tracking") {
      this.#kind = "pubsub";
      void this.#open();
      return;
    }
    if (refused) {
      this.#options.onWarning?.(
        `The server refuses ${this.#kind} for invalidation: every read asks Redis. ` +
          "Allow CLIENT TRACKING (Redis 6.0+) or SUBSCRIBE and PUBLISH for this user.",
      );
      return;
    }
    if (isRespError(error) && error.code === "CLIENT_CLOSED") return;
    const delayMs = retryMs * (0.5 + 0.5 * this.#environment.random());
    this.#timer = this.#environment.setTimer(() => void this.#open(), delayMs, true);
  }

  #track(): Promise<TrackingSession> {
    return this.#options.client.track({
      prefixes: [this.#prefix],
      pingMs: this.#options.pingMs ?? 1000,
      onState: (state) => this.#handlers?.onState(state),
      onInvalidate: (names) =>
        this.#handlers?.onInvalidate(names === null ? null : this.#keysOf(names)),
    });
  }

  #subscribe(): Promise<TrackingSession> {
    return this.#options.client.subscribe(this.channel, {
      pingMs: this.#options.pingMs ?? 1000,
      onState: (state) => this.#handlers?.onState(state),
      onMessage: ({ message }) => {
        this.#heard(message);
      },
    });
  }

  /** What can't be read is taken for "everything": somebody said that something changed. */
  #heard(message: string): void {
    let said: unknown;
    try {
      said = JSON.parse(message);
    } catch {
      said = undefined;
    }
    const [writer, keys] = Array.isArray(said) ? (said as unknown[]) : [];
    if (writer === this.#writer) return;
    const isList = Array.isArray(keys) && keys.every((key) => typeof key === "string");
    this.#handlers?.onInvalidate(isList ? keys : null);
  }

  #keysOf(names: readonly string[]): string[] {
    return names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => name.slice(this.#prefix.length));
  }
}

/** Tells one's own messages from the others'; guards nothing. */
function writerName({ crypto, random }: Environment): string {
  const words = new Uint32Array(2);
  if (crypto === undefined) words.forEach((_, index) => (words[index] = random() * 2 ** 32));
  else crypto.getRandomValues(words);
  return [...words].map((word) => word.toString(36)).join("");
}
