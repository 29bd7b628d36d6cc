// Opens the connections of one client, of every kind, with its settings and fresh credentials.

import { type CancelSignal, isRespError } from "../base/index.ts";
import {
  type Connection,
  type ConnectionHandlers,
  type DeadlineWheel,
  describeTarget,
  openConnection,
} from "../connection/index.ts";
import type { ClientSettings } from "./client-settings.ts";

/** The source of a client's connections. */
export class Connector {
  readonly endpoint: string;
  readonly #settings: ClientSettings;
  readonly #wheel: DeadlineWheel;

  constructor(settings: ClientSettings, wheel: DeadlineWheel) {
    this.endpoint = describeTarget(settings.target);
    this.#settings = settings;
    this.#wheel = wheel;
  }

  /** A connection for commands. */
  readonly openForCommands = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open("command", handlers, signal);

  /** A connection for messages. */
  readonly openForMessages = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open("subscriber", handlers, signal);

  async #open(
    mode: "command" | "subscriber",
    handlers: ConnectionHandlers,
    signal: CancelSignal | undefined,
  ): Promise<Connection> {
    try {
      return await this.#attempt(mode, handlers, signal);
    } catch (error) {
      // The password may have been rotated between the answer of credentials() and its use.
      if (!isRespError(error) || error.code !== "AUTH_FAILED") throw error;
      return await this.#attempt(mode, handlers, signal);
    }
  }

  async #attempt(
    mode: "command" | "subscriber",
    handlers: ConnectionHandlers,
    signal: CancelSignal | undefined,
  ): Promise<Connection> {
    const settings = this.#settings;
    const { username, password } = await settings.credentials();
    const { protocol, db, clientName } = settings;
    return await openConnection(
      {
        ...pick(settings),
        wheel: this.#wheel,
        mode,
        handshake: { protocol, username, password, db, clientName },
      },
      handlers,
      signal,
    );
  }
}

type Picked = Pick<
  ClientSettings,
  | "transport"
  | "target"
  | "environment"
  | "limits"
  | "dialTimeoutMs"
  | "readTimeoutMs"
  | "writeTimeoutMs"
>;

function pick(settings: ClientSettings): Picked {
  const { transport, target, environment, limits } = settings;
  const { dialTimeoutMs, readTimeoutMs, writeTimeoutMs } = settings;
  return { transport, target, environment, limits, dialTimeoutMs, readTimeoutMs, writeTimeoutMs };
}
