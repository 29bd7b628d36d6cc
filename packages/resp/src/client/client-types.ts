/// <reference lib="esnext.disposable" preserve="true" />
// The client's public face: what a caller sees, without how it is done.

import type { CancelSignal, Environment } from "../base/index.ts";
import type { CommandArgument, Limits, Reply } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { PoolFactory, PoolLike } from "../pool/index.ts";
import type { TlsOptions, Transport } from "../connection/index.ts";

/** A username (ACL, Redis 6.0+) and password; without username the `default` user is meant. */
export interface Credentials {
  /** ACL user (Redis 6.0+); without one the `default` user is meant. */
  username?: string | undefined;
  /** Never printed in any error. */
  password?: string | undefined;
}

/** How to reach and use a server. Everything is optional; times are milliseconds. */
export interface ClientOptions {
  /** `redis://[user[:password]@]host[:port][/db]`, `rediss://` for TLS, `unix:///path`. */
  url?: string | undefined;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** Default 6379. */
  port?: number | undefined;
  /** A unix socket's path instead of host and port. */
  path?: string | undefined;
  /** ACL user (Redis 6.0+); needs `password`. */
  username?: string | undefined;
  /** Never printed in any error. */
  password?: string | undefined;
  /** Asked for each new connection, so that a rotated password needs no restart. */
  credentials?: (() => Credentials | Promise<Credentials>) | undefined;
  /** Database index; default 0. */
  db?: number | undefined;
  /** Name shown by CLIENT LIST. */
  clientName?: string | undefined;
  /** `true` or settings for TLS; default off. */
  tls?: boolean | TlsOptions | undefined;
  /** Protocol version; default "auto": RESP3 where the server offers it, else RESP2. */
  protocol?: 2 | 3 | "auto" | undefined;
  /** "shared" (default): commands are pipelined over shared connections; "exclusive": each leases one. */
  mode?: "shared" | "exclusive" | undefined;
  /** Shared connections; default 1. */
  sharedConnections?: number | undefined;
  /** Most connections that may be leased at once; default 10. */
  poolSize?: number | undefined;
  /** Leasable connections kept warm; default 0 in shared mode, half of `poolSize` in exclusive mode. */
  minIdleConnections?: number | undefined;
  /** Age after which a connection is replaced; default 3,600,000; 0 = never. */
  maxConnectionAgeMs?: number | undefined;
  /** Longest wait for a leased connection; default 4000. */
  poolTimeoutMs?: number | undefined;
  /** Idle time after which a leasable connection is closed; default 900,000; 0 = never. */
  idleTimeoutMs?: number | undefined;
  /** How often a command that is safe to repeat is sent again; default 3. */
  maxRetries?: number | undefined;
  /** Longest time to open a connection, TLS and handshake included; default 5000. */
  dialTimeoutMs?: number | undefined;
  /** Longest silence while a reply is awaited; default 3000. */
  readTimeoutMs?: number | undefined;
  /** Longest time without the peer taking a byte; default 3000. */
  writeTimeoutMs?: number | undefined;
  /** A command's deadline from issue to settlement, retries included; default 5000. */
  commandTimeoutMs?: number | undefined;
  /** Most commands waiting or in flight; default 100,000. */
  maxQueuedCommands?: number | undefined;
  /** Most bytes of commands waiting or in flight; default 64 MiB. */
  maxQueuedBytes?: number | undefined;
  /** Bounds on what a server may send. */
  limits?: Partial<Limits> | undefined;
  /** Makes the pool of leasable connections; default `createPool` with this client's settings. */
  createPool?: (<T>(factory: PoolFactory<T>) => PoolLike<T>) | undefined;
  /** The byte transport; entry files supply the platform's. */
  transport?: Transport | undefined;
  /** Clock, timers and randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** Settings of one call. */
export interface CallOptions {
  /** Ends the caller's wait at once when it fires; the server may still execute what was sent. */
  signal?: CancelSignal | undefined;
  /** Overrides `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** How strings in the reply are read; default "utf8". */
  strings?: "utf8" | "bytes" | undefined;
  /** True if executing twice does no harm: it is then sent again after a lost connection. */
  idempotent?: boolean | undefined;
}

/** One pub/sub message. */
export interface Message {
  /** Where it was published. */
  readonly channel: string;
  /** The pattern that matched, for pattern subscriptions. */
  readonly pattern?: string | undefined;
  /** What was published, as text. */
  readonly message: string;
}

/** Whether a subscription or tracking session is connected; a change to "down" may have lost messages. */
export type SessionState = "up" | "down";

/** Settings of `subscribe` and `psubscribe`. */
export interface SubscribeOptions {
  /** Ends the subscription when it fires, also while it is being confirmed. */
  signal?: CancelSignal | undefined;
  /** Called for each message, instead of iterating. Must not throw. */
  onMessage?: ((message: Message) => void) | undefined;
  /** Called when the connection is lost, and when it is subscribed again. */
  onState?: ((state: SessionState) => void) | undefined;
  /** Most messages kept for the iterator; beyond, iteration ends with QUEUE_FULL. Default 10,000. */
  maxBufferedMessages?: number | undefined;
  /** Liveness: a PING this often on the subscriber connection; default off. */
  pingMs?: number | undefined;
}

/** Live subscription; re-subscribed by itself after a lost connection until closed. */
export interface Subscription extends AsyncIterable<Message> {
  /** Channels, or patterns, without repetitions. */
  readonly channels: readonly string[];
  /** Unsubscribes; iteration ends. Twice is fine. */
  close(): Promise<void>;
}

/** Settings of `track`: CLIENT TRACKING in BCAST mode on a connection of its own (Redis 6.0+). */
export interface TrackOptions {
  /** Key prefixes to watch; at least one. */
  prefixes: readonly string[];
  /** Called with the keys that changed, or null when the whole database was flushed. */
  onInvalidate(keys: readonly string[] | null): void;
  /** As in {@link SubscribeOptions}. */
  onState?: ((state: SessionState) => void) | undefined;
  /** Liveness: a PING this often on the connection; default 1000. */
  pingMs?: number | undefined;
  /** Ends the session when it fires, also while it is being confirmed. */
  signal?: CancelSignal | undefined;
}

/** A session to be closed. */
export interface TrackingSession {
  /** Ends the session and its connection. Twice is fine. */
  close(): Promise<void>;
}

/** A leased connection: what runs on it runs in order and alone. Only valid inside `lease`. */
export interface Lease {
  /** The protocol spoken on this connection. */
  readonly protocol: 2 | 3;
  /** Sends any command on this connection; never repeated by itself. */
  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T>;
  /** Sends a command descriptor on this connection; never repeated by itself. */
  run<T>(command: Command<T>, options?: CallOptions): Promise<T>;
}

/** What a client tells its listeners. */
export type ClientEvent =
  | { readonly type: "connect"; readonly endpoint: string; readonly protocol: 2 | 3 }
  | { readonly type: "disconnect"; readonly endpoint: string; readonly error: Error | undefined }
  | {
      readonly type: "reconnecting";
      readonly endpoint: string;
      readonly delayMs: number;
      readonly error: Error;
    };

/** Counts since the client was made, and what is open now. */
export interface ClientStats {
  /** Commands issued. */
  readonly commands: number;
  /** Commands that succeeded. */
  readonly replies: number;
  /** Commands that failed by an error reply or a lost connection. */
  readonly errors: number;
  /** Commands whose deadline passed. */
  readonly timeouts: number;
  /** Times a command was sent again. */
  readonly retries: number;
  /** Times a shared connection was lost. */
  readonly reconnects: number;
  /** Commands waiting or in flight now. */
  readonly pending: number;
  /** Encoded bytes of those commands. */
  readonly pendingBytes: number;
  /** Open connections by use: shared, leased out, idle in the pool, subscribers and trackers, and their sum. */
  readonly connections: {
    readonly shared: number;
    readonly leased: number;
    readonly idle: number;
    readonly subscribers: number;
    readonly total: number;
  };
}

/** The results of a list of commands, position by position. */
export type BatchResults<C extends readonly Command<unknown>[]> = {
  -readonly [I in keyof C]: (C[I] extends Command<infer T> ? T : never) | Error;
};

/** What every client offers, whatever commands it has as methods. */
export interface CoreClient {
  /** Connects now; optional, since the first command connects. */
  connect(options?: {
    signal?: CancelSignal | undefined;
    timeoutMs?: number | undefined;
  }): Promise<void>;
  /** Sends any command and resolves with its reply as the server said it. */
  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T>;
  /** Sends a command descriptor and resolves with its typed result. */
  run<T>(command: Command<T>, options?: CallOptions): Promise<T>;
  /** Sends all in one write; results and errors in order, one command's error never another's. */
  batch<const C extends readonly Command<unknown>[]>(
    commands: C,
    options?: CallOptions,
  ): Promise<BatchResults<C>>;
  /**
   * Runs the commands as MULTI … EXEC on a leased connection; results and errors in order.
   *
   * @throws {ReplyError} if the server refuses a command: nothing was executed then.
   */
  transaction<const C extends readonly Command<unknown>[]>(
    commands: C,
    options?: CallOptions,
  ): Promise<BatchResults<C>>;
  /** Lends a connection of its own to `use`; given back clean, or destroyed. */
  lease<T>(
    use: (lease: Lease) => Promise<T>,
    options?: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<T>;
  /** Subscribes to channels; resolves once the server has confirmed. Subscribed again by itself after a loss. */
  subscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** As `subscribe`, for glob patterns of channels. */
  psubscribe(
    patterns: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** Hears which keys change, by CLIENT TRACKING. @throws {RespError} `UNSUPPORTED` before Redis 6.0. */
  track(options: TrackOptions): Promise<TrackingSession>;
  /** Hears what happens to connections; the result stops listening. */
  on(listener: (event: ClientEvent) => void): () => void;
  /** Counts since the client was made, and what is open now. */
  stats(): ClientStats;
  /** Lets what is in flight finish (at most `timeoutMs`, default 5000), then closes everything. */
  close(options?: { timeoutMs?: number | undefined }): Promise<void>;
  /** Closes everything at once; what is pending rejects with CLIENT_CLOSED. */
  destroy(reason?: Error): void;
  /** As `close()`, for `await using`; there where the runtime has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}
