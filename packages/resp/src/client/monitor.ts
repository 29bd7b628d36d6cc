/// <reference lib="esnext.disposable" preserve="true" />
// MONITOR: every command the server executes, on a connection of its own. It is not opened again after
// a loss: what was missed can't be told, so the session ends with the error instead of hiding a gap.

import {
  type CancelSignal,
  CancelSource,
  type Environment,
  type RespError,
} from "../base/index.ts";
import { type Push, type Reply, ReplyError } from "../codec/index.ts";
import type { Connection } from "../connection/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import { guarded } from "./guarded.ts";
import { internalSlot } from "./internal-slot.ts";
import type { Open } from "./kept-connection.ts";
import { MessageQueue } from "./message-queue.ts";
import type { MonitorEntry, MonitorOptions, MonitorSession } from "./message-types.ts";
import { parseMonitorLine } from "./monitor-line.ts";

/** What a session needs of its client. */
export interface MonitorSettings {
  readonly environment: Environment;
  readonly open: (handlers: Parameters<Open>[0], signal?: CancelSignal) => Promise<Connection>;
}

/** One MONITOR session. */
export class Monitor implements MonitorSession {
  /** See {@link MonitorSession}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #options: MonitorOptions;
  readonly #settings: MonitorSettings;
  readonly #closed: (monitor: Monitor) => void;
  readonly #queue: MessageQueue<MonitorEntry>;
  readonly #opening = new CancelSource();
  #connection: Connection | undefined;
  #over = false;

  constructor(
    options: MonitorOptions,
    settings: MonitorSettings,
    closed: (monitor: Monitor) => void,
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#closed = closed;
    const bound = {
      maxItems: options.maxBuffered ?? 10_000,
      items: "monitored commands",
      option: "maxBuffered",
      listener: "onLine",
    };
    this.#queue = new MessageQueue(bound, () => this.#finish(this.#queue.failure));
  }

  /** Open connections: 0 or 1. */
  get connections(): number {
    return this.#connection?.usable === true ? 1 : 0;
  }

  /** Resolves once the server has begun; rejects if it won't. */
  async start(): Promise<void> {
    const connection = await this.#settings.open(
      {
        push: (push) => this.#pushed(push),
        closed: (_connection, error) => this.#finish(error),
      },
      this.#opening,
    );
    this.#connection = connection;
    if (this.#over) connection.destroy();
    await new Promise<void>((resolve, reject) => {
      const settled = (reply: Reply): void => {
        if (reply instanceof ReplyError) reject(reply);
        else resolve();
      };
      connection.send(internalSlot(["MONITOR"], { settled, lost: reject }));
    });
  }

  close(): Promise<void> {
    this.#finish(undefined);
    return Promise.resolve();
  }

  /** Ends the session with an error for who iterates. */
  destroy(error: RespError): void {
    this.#finish(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<MonitorEntry> {
    return this.#queue;
  }

  #finish(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.end(error);
    this.#opening.cancel(error);
    this.#connection?.destroy();
    this.#closed(this);
  }

  #pushed({ data }: Push): void {
    const [line] = data;
    const entry = typeof line === "string" ? parseMonitorLine(line) : undefined;
    if (entry === undefined) return;
    const { onLine } = this.#options;
    if (onLine === undefined) this.#queue.push(entry);
    else guarded(this.#settings.environment, () => onLine(entry));
  }

  static {
    disposeByClosing(this.prototype);
  }
}
