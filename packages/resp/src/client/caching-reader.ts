/// <reference lib="esnext.disposable" preserve="true" />
// Reads that are answered from memory until the server says that a key has changed (CLIENT TRACKING in
// default mode). What can't be trusted is not kept: a reply overtaken by its own invalidation, and
// everything when the tracking session is lost.
//
//   read ──hit──> memory
//     └──miss──> tracked connection ──reply──> kept, unless its key was invalidated meanwhile

import { decodeUtf8, isRespError } from "../base/index.ts";
import { type CommandArgument, encodeCommand } from "../codec/index.ts";
import { type Command, CommandTable, keysOf } from "../commands/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import type { CallOptions, CoreClient } from "./client-types.ts";
import type { ReadTrackOptions, TrackingReader } from "./message-types.ts";

/** Settings of `cachingReader`. */
export interface CachingReaderOptions extends Pick<
  ReadTrackOptions,
  "signal" | "pingMs" | "onState"
> {
  /** Most results kept; beyond, the one used longest ago goes. Default 10,000. */
  maxEntries?: number | undefined;
}

/** What a caching reader has counted. */
export interface CachingReaderStats {
  /** Reads answered from memory, or by joining a read in flight. */
  readonly hits: number;
  /** Reads that went to the server. */
  readonly misses: number;
  /** Keys the server said have changed. */
  readonly invalidations: number;
  /** Results kept now. */
  readonly entries: number;
}

interface Entry {
  readonly keys: readonly string[];
  readonly result: Promise<unknown>;
  /** False while in flight under a signal of its own: others must not be aborted with it. */
  shared: boolean;
}

/** A reader with a memory. */
export class CachingReader {
  /** As `close()`, for `await using`; there where the runtime has the symbol. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #client: CoreClient;
  readonly #maxEntries: number;
  readonly #table = new CommandTable();
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #byKey = new Map<string, Set<string>>();
  #session: TrackingReader | undefined;
  #up = false;
  #hits = 0;
  #misses = 0;
  #invalidations = 0;

  private constructor(client: CoreClient, maxEntries: number) {
    this.#client = client;
    this.#maxEntries = maxEntries;
  }

  /** Opens a session on `client`. @throws as `CoreClient.track` does. */
  static async open(
    client: CoreClient,
    { maxEntries = 10_000, onState, ...options }: CachingReaderOptions = {},
  ): Promise<CachingReader> {
    if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
      throw new RangeError(
        `cachingReader: option "maxEntries" must be an integer from 1 on, got ${maxEntries}.`,
      );
    }
    const reader = new CachingReader(client, maxEntries);
    reader.#session = await client.track({
      ...options,
      mode: "default",
      onInvalidate: (keys) => reader.#invalidate(keys),
      onState: (state) => {
        reader.#up = state === "up";
        reader.#clear();
        onState?.(state);
      },
    });
    return reader;
  }

  /** The value of a string key, or null. */
  get(key: string, options?: CallOptions): Promise<string | null> {
    return this.read({ args: ["GET", key], reply: (reply) => reply as string | null }, options);
  }

  /**
   * The result of a command. What only reads, and names its keys, is kept; every other command goes
   * to the client. A result may be handed to several callers: don't change it.
   */
  read<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    const keys = this.#keysOf(command.args);
    if (!this.#up || this.#session === undefined || keys.length === 0)
      return this.#client.run(command, options);
    const id = identityOf(command.args, command.strings ?? options?.strings);
    const known = this.#entries.get(id);
    if (known !== undefined) {
      if (!known.shared) return this.#client.run(command, options);
      this.#hits += 1;
      this.#entries.delete(id);
      this.#entries.set(id, known);
      return known.result as Promise<T>;
    }
    this.#misses += 1;
    const result = this.#fetch(this.#session, command, options);
    this.#keep(id, { keys, result, shared: options?.signal === undefined });
    return result;
  }

  /** What it has counted. */
  stats(): CachingReaderStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      invalidations: this.#invalidations,
      entries: this.#entries.size,
    };
  }

  /** Ends the session and its connections; reads go to the client from then on. Twice is fine. */
  async close(): Promise<void> {
    await this.#session?.close();
  }

  /** The keys a read can be remembered by; none for what changes something, or names none. */
  #keysOf(args: readonly CommandArgument[]): string[] {
    if (!this.#table.infoOf(args).readOnly) return [];
    return keysOf(args).map((key) => (ArrayBuffer.isView(key) ? decodeUtf8(key) : String(key)));
  }

  /** A read lost with the tracked connection is asked of the client once more. */
  async #fetch<T>(
    session: TrackingReader,
    command: Command<T>,
    options: CallOptions | undefined,
  ): Promise<T> {
    try {
      return await session.run(command, options);
    } catch (error) {
      if (!isRespError(error) || error.code !== "CONNECTION_CLOSED") throw error;
    }
    return await this.#client.run(command, options);
  }

  #keep(id: string, entry: Entry): void {
    this.#entries.set(id, entry);
    for (const key of entry.keys) {
      const ids = this.#byKey.get(key);
      if (ids === undefined) this.#byKey.set(key, new Set([id]));
      else ids.add(id);
    }
    entry.result.then(
      () => (entry.shared = true),
      // A failure is nobody's answer but that of those who wait for it.
      () => {
        if (this.#entries.get(id) === entry) this.#drop(id);
      },
    );
    if (this.#entries.size <= this.#maxEntries) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#drop(oldest);
  }

  #invalidate(keys: readonly string[] | null): void {
    if (keys === null) {
      this.#clear();
      return;
    }
    this.#invalidations += keys.length;
    for (const key of keys) for (const id of this.#byKey.get(key) ?? []) this.#drop(id);
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    for (const key of entry?.keys ?? []) {
      const ids = this.#byKey.get(key);
      ids?.delete(id);
      if (ids?.size === 0) this.#byKey.delete(key);
    }
  }

  #clear(): void {
    this.#entries.clear();
    this.#byKey.clear();
  }

  static {
    disposeByClosing(this.prototype);
  }
}

/** Equal for equal commands: their bytes, and how the reply is read. */
function identityOf(args: readonly CommandArgument[], strings: string = "utf8"): string {
  let id = strings;
  for (const byte of encodeCommand(args)) id += String.fromCharCode(byte);
  return id;
}
