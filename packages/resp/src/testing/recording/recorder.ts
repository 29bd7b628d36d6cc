// Collects events as they happen, with the time since the first; secrets never get in.

import type { Environment } from "../../base/index.ts";
import type { Words } from "../server/session.ts";
import type { Recording, RecordingEvent } from "./recording.ts";
import { maskCommand, maskReply } from "./secrets.ts";

/** An event without what the recorder adds. */
type Bare<T> = T extends RecordingEvent ? Omit<T, "atMs" | "connection"> : never;

/** What an event costs beside its bytes, roughly: without it empty events would have no bound. */
const eventBytes = 64;

/** What a recorder is told. */
export interface RecorderSettings {
  readonly keepsSecrets: boolean;
  /** Bytes of traffic it keeps at most. */
  readonly maxBytes: number;
}

/** Records all connections of a proxy. */
export class Recorder {
  readonly #events: RecordingEvent[] = [];
  readonly #environment: Environment;
  readonly #settings: RecorderSettings;
  readonly #startMs: number;
  /** Secrets of commands that wait for replies, by connection and command. */
  readonly #secrets = new Map<string, readonly string[]>();

  #bytes = 0;
  #isFull = false;

  constructor(environment: Environment, settings: RecorderSettings) {
    this.#environment = environment;
    this.#settings = settings;
    this.#startMs = environment.monotonic();
  }

  /** Everything so far. */
  get recording(): Recording {
    return { events: [...this.#events] };
  }

  /** Forgets everything so far; times go on. */
  clear(): void {
    this.#events.length = 0;
    this.#bytes = 0;
    this.#isFull = false;
  }

  /** Adds an event that holds no secret. */
  add(connection: number, event: Bare<RecordingEvent>): void {
    if (this.#isFull) return;
    this.#bytes += eventBytes + ("bytes" in event ? event.bytes.length : 0);
    this.#isFull = this.#bytes > this.#settings.maxBytes;
    this.#push(connection, this.#isFull ? { kind: "full" } : event);
  }

  #push(connection: number, event: Bare<RecordingEvent>): void {
    const sinceMs = this.#environment.monotonic() - this.#startMs;
    const atMs = Math.round(sinceMs * 1000) / 1000;
    this.#events.push({ atMs, connection, ...event });
  }

  /** Adds a command, masked unless secrets are kept. */
  command(connection: number, index: number, words: Words, bytes: Uint8Array): void {
    const masked = this.#settings.keepsSecrets ? undefined : maskCommand(words);
    if (masked === undefined) {
      this.add(connection, { kind: "command", index, bytes });
    } else {
      this.#secrets.set(`${connection}:${index}`, masked.secrets);
      this.add(connection, { kind: "command", index, bytes: masked.bytes, masked: true });
    }
  }

  /** Adds what the server said to a command; an error may repeat what it was sent. */
  reply(connection: number, index: number, bytes: Uint8Array): void {
    const secrets = this.#secrets.get(`${connection}:${index}`);
    this.#secrets.delete(`${connection}:${index}`);
    const shown = secrets === undefined ? bytes : maskReply(bytes, secrets);
    this.add(connection, { kind: "reply", index, bytes: shown });
  }
}
