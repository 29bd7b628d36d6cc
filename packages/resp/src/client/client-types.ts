/// <reference lib="esnext.disposable" preserve="true" />
// The client's public face: what a caller sees, without how it is done.

import type { CancelSignal, Environment, RespErrorCode } from "../base/index.ts";
import type { CommandArgument, Limits, Reply } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { PoolFactory, PoolLike, PoolStats } from "../pool/index.ts";
import type { TlsOptions, Transport } from "../connection/index.ts";
import type {
  BytesSubscribeOptions,
  MonitorOptions,
  MonitorSession,
  ReadTrackOptions,
  SubscribeOptions,
  Subscription,
  TrackingReader,
  TrackingSession,
  TrackOptions,
} from "./message-types.ts";
import type { ClientTracer } from "./tracer.ts";

export type * from "./message-types.ts";
export type * from "./tracer.ts";

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
  /**
   * Silence after which an idle connection is pinged, so that one whose peer has vanished is found
   * before a command needs it; default 30,000, below the idle limits of common firewalls and load
   * balancers; 0 = never. A busy connection is never pinged.
   */
  idlePingMs?: number | undefined;
  /**
   * Behind every so many commands of a connection goes an ECHO of a number of its own; a wrong answer
   * ends the connection with `INTEGRITY_VIOLATION` and raises an event. Default 0 = never. The
   * commands of a lease are counted, but nothing is put between them.
   */
  integrityCheckEvery?: number | undefined;
  /** Most commands waiting or in flight; default 100,000. */
  maxQueuedCommands?: number | undefined;
  /** Most bytes of commands waiting or in flight; default 64 MiB. */
  maxQueuedBytes?: number | undefined;
  /** Bounds on what a server may send. */
  limits?: Partial<Limits> | undefined;
  /** Observes operations; see `@respite/resp/tracing`. Default none, at no cost. */
  tracer?: ClientTracer | undefined;
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
    }
  /** An integrity check failed (`integrityCheckEvery`): callers may have got each other's replies. */
  | { readonly type: "integrity-violation"; readonly endpoint: string; readonly error: Error };

/** Settings of `drained`. */
export interface DrainedOptions {
  /** About how many bytes the caller is going to send; default 0: few against `maxQueuedBytes`. */
  bytes?: number | undefined;
  /** Ends the wait when it fires. */
  signal?: CancelSignal | undefined;
  /** Longest wait in milliseconds; default `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
}

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
  /** How full the queue is, 0 to 1, by the nearer of `maxQueuedCommands` and `maxQueuedBytes`. */
  readonly queueFill: number;
  /** Open connections by use, and their sum. */
  readonly connections: {
    /** Those all callers share. */
    readonly shared: number;
    /** Lent to one caller. */
    readonly leased: number;
    /** Lying in the pool. */
    readonly idle: number;
    /** Of subscriptions. */
    readonly subscribers: number;
    /** Of tracking sessions. */
    readonly trackers: number;
    /** Of MONITOR. */
    readonly monitors: number;
    /** All of them. */
    readonly total: number;
  };
  /** Callers who wait for a connection of the pool. */
  readonly waiting: number;
  /** What the pool counts; undefined where `createPool` made another than ours. */
  readonly pool: PoolStats | undefined;
  /** The last time a connection was lost or could not be opened: why and when. */
  readonly lastError:
    | {
        /** See `RespErrorCode`. */
        readonly code: RespErrorCode;
        /** By the wall clock, in milliseconds since 1970. */
        readonly atMs: number;
      }
    | undefined;
}

/** Settings of `watch`. */
export interface WatchOptions {
  /** Ends the wait when it fires; the keys are no longer watched then. */
  signal?: CancelSignal | undefined;
  /** Longest time for the lease, and for each command. */
  timeoutMs?: number | undefined;
  /** How often it is tried again after a conflict; default 10. */
  retries?: number | undefined;
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
  /**
   * An optimistic transaction: WATCH on `keys`, then `prepare` reads on the leased connection and
   * decides, then its commands run as MULTI … EXEC, unless a key has changed: then all of it again,
   * after a jittered pause. `undefined` from `prepare` means that nothing is to be done.
   *
   * @throws {RespError} `CONFLICT` if a key changed in every attempt; nothing was executed then.
   * @throws {ReplyError} if the server refuses a command: nothing was executed then.
   */
  watch<const C extends readonly Command<unknown>[]>(
    keys: CommandArgument | readonly CommandArgument[],
    prepare: (lease: Lease) => Promise<C | undefined>,
    options?: WatchOptions,
  ): Promise<BatchResults<C> | undefined>;
  /** Subscribes to channels, messages as bytes. */
  subscribe(
    channels: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  /** Subscribes to channels; resolves once the server has confirmed. Subscribed again by itself after a loss. */
  subscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** As `subscribe`, for glob patterns of channels, messages as bytes. */
  psubscribe(
    patterns: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  /** As `subscribe`, for glob patterns of channels. */
  psubscribe(
    patterns: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** As `subscribe`, for shard channels (Redis 7.0+), messages as bytes. */
  ssubscribe(
    channels: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  /**
   * As `subscribe`, for shard channels (Redis 7.0+). If the server gives a channel up, because its slot
   * moves to another node, the subscription ends with `SUBSCRIPTION_ENDED`.
   */
  ssubscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  /** Hears which keys with a prefix change. @throws {RespError} `UNSUPPORTED` before Redis 6.0. */
  track(options: TrackOptions): Promise<TrackingSession>;
  /**
   * Reads keys on a connection of its own and hears when one of them changes.
   *
   * @throws {RespError} `UNSUPPORTED` before Redis 6.0.
   */
  track(options: ReadTrackOptions): Promise<TrackingReader>;
  /** Hears every command the server executes (MONITOR), on a connection of its own; costs the server speed. */
  monitor(options?: MonitorOptions): Promise<MonitorSession>;
  /**
   * Resolves when the queue is at most half full, in commands and in bytes: at once where it is,
   * else one producer after another as room comes. Whoever awaits it before each command, and sends
   * the command in the same turn, never sees `QUEUE_FULL`.
   *
   * @throws {RespError} `COMMAND_TIMEOUT`, `ABORTED` or `CLIENT_CLOSED`.
   */
  drained(options?: DrainedOptions): Promise<void>;
  /**
   * Asks for the credentials again and authenticates every open connection with them, in place and
   * behind what is in flight; a leased one when it is given back. A RESP2 subscriber can't be asked:
   * the server keeps it as it is.
   *
   * @throws {RespError} `AUTH_FAILED` if the server refuses them; open connections stay as they were.
   */
  reauthenticate(options?: {
    signal?: CancelSignal | undefined;
    timeoutMs?: number | undefined;
  }): Promise<void>;
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
