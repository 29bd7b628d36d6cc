/// <reference lib="esnext.disposable" preserve="true" />
// What a server sends on its own account, as callers see it: messages, invalidations, what MONITOR shows.

import type { CancelSignal } from "../base/index.ts";
import type { CommandArgument, Reply } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { CallOptions } from "./client-types.ts";

/** One pub/sub message. */
export interface Message<T extends string | Uint8Array = string> {
  /** Where it was published. */
  readonly channel: string;
  /** The pattern that matched, for pattern subscriptions. */
  readonly pattern?: string | undefined;
  /** What was published: text, or bytes under `strings: "bytes"`. */
  readonly message: T;
}

/** Whether a subscription or tracking session is connected; a change to "down" may have lost messages. */
export type SessionState = "up" | "down";

/** Settings of `subscribe`, `psubscribe` and `ssubscribe`. */
export interface SubscribeOptions<T extends string | Uint8Array = string> {
  /** Ends the subscription when it fires, also while it is being confirmed. */
  signal?: CancelSignal | undefined;
  /** How messages are read; default "utf8". Channels are text always. */
  strings?: (T extends string ? "utf8" : "bytes") | undefined;
  /** Called for each message, instead of iterating. Must not throw. */
  onMessage?: ((message: Message<T>) => void) | undefined;
  /** Called when the connection is lost, and when it is subscribed again. */
  onState?: ((state: SessionState) => void) | undefined;
  /** Called once, when it is over for good; with an error unless the caller closed it. */
  onEnd?: ((error: Error | undefined) => void) | undefined;
  /** Most messages kept for the iterator; beyond, iteration ends with QUEUE_FULL. Default 10,000. */
  maxBufferedMessages?: number | undefined;
  /** Liveness: a PING this often on the subscriber connection; default off. */
  pingMs?: number | undefined;
}

/** Settings of a subscription whose messages are bytes. */
export interface BytesSubscribeOptions extends SubscribeOptions<Uint8Array> {
  /** Messages are bytes. */
  strings: "bytes";
}

/** Live subscription; re-subscribed by itself after a lost connection until closed. */
export interface Subscription<T extends string | Uint8Array = string> extends AsyncIterable<
  Message<T>
> {
  /** Channels, or patterns, without repetitions. */
  readonly channels: readonly string[];
  /** Unsubscribes; iteration ends. Twice is fine. */
  close(): Promise<void>;
  /** As `close()`, for `await using`; there where the runtime has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Settings of `track`: CLIENT TRACKING in BCAST mode on a connection of its own (Redis 6.0+). */
export interface TrackOptions {
  /** "bcast" (default): every key with one of the prefixes. */
  mode?: "bcast" | undefined;
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

/** Settings of `track` in the server's default mode: only keys that were read through the session. */
export interface ReadTrackOptions extends Omit<TrackOptions, "mode" | "prefixes"> {
  /** The server notes each key that the session reads, and tells of its next change, once. */
  mode: "default";
  /** Changes made through the session itself are not told; default false. */
  noLoop?: boolean | undefined;
}

/** A session to be closed. */
export interface TrackingSession {
  /** Ends the session and its connection. Twice is fine. */
  close(): Promise<void>;
  /** As `close()`, for `await using`; there where the runtime has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A tracking session in default mode: what it reads is what is tracked. */
export interface TrackingReader extends TrackingSession {
  /** Sends any command on the tracked connection; never repeated by itself. */
  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T>;
  /** Sends a command descriptor on the tracked connection; never repeated by itself. */
  run<T>(command: Command<T>, options?: CallOptions): Promise<T>;
}

/** One command that a server has executed, as MONITOR shows it. */
export interface MonitorEntry {
  /** When, in milliseconds since 1970, with the server's microseconds as fraction. */
  readonly timeMs: number;
  /** The database it was executed in. */
  readonly db: number;
  /** `host:port`, `unix:path`, or "lua" for a script's command. */
  readonly source: string;
  /** The command's words; each character stands for one byte. */
  readonly args: readonly string[];
}

/** Settings of `monitor`. */
export interface MonitorOptions {
  /** Ends the session when it fires, also while it is being opened. */
  signal?: CancelSignal | undefined;
  /** Called for each command, instead of iterating. Must not throw. */
  onLine?: ((entry: MonitorEntry) => void) | undefined;
  /** Most entries kept for the iterator; beyond, iteration ends with QUEUE_FULL. Default 10,000. */
  maxBuffered?: number | undefined;
}

/** Live MONITOR; ends with its connection, which is not opened again. */
export interface MonitorSession extends AsyncIterable<MonitorEntry> {
  /** Ends the session and its connection. Twice is fine. */
  close(): Promise<void>;
  /** As `close()`, for `await using`; there where the runtime has the symbol. */
  [Symbol.asyncDispose](): Promise<void>;
}
