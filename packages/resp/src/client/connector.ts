// Opens the connections of one client, of every kind, with its settings and fresh credentials.

import { type CancelSignal, isRespError, type RespError } from "../base/index.ts";
import {
  type Connection,
  type ConnectionHandlers,
  type ConnectionMode,
  type DeadlineWheel,
  describeTarget,
  openConnection,
} from "../connection/index.ts";
import type { ClientSettings } from "./client-settings.ts";
import type { ClientStats, Credentials } from "./client-types.ts";
import { Identity } from "./identity.ts";
import type { Traces } from "./traces.ts";
import { within } from "./within.ts";

/** The source of a client's connections. */
export class Connector {
  readonly endpoint: string;
  /** The credentials of the connections it opens. */
  readonly identity: Identity;
  readonly #settings: ClientSettings;
  readonly #wheel: DeadlineWheel;
  readonly #alarm: (error: RespError) => void;
  /** Observes each opening, where the client has a tracer. */
  traces: Traces | undefined;
  #lastError: ClientStats["lastError"];

  /** `alarm` hears of connections whose replies came out of order; it must not throw. */
  constructor(settings: ClientSettings, wheel: DeadlineWheel, alarm: (error: RespError) => void) {
    this.endpoint = describeTarget(settings.target);
    this.identity = new Identity({ ...settings, endpoint: this.endpoint });
    this.#settings = settings;
    this.#wheel = wheel;
    this.#alarm = alarm;
  }

  /** A connection for commands. */
  readonly openForCommands = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open({ mode: "command" }, handlers, signal);

  /** A connection for messages. */
  readonly openForMessages = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open({ mode: "subscriber" }, handlers, signal);

  /** As {@link openForMessages}, with messages in bytes. */
  readonly openForBytes = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open({ mode: "subscriber", messages: "bytes" }, handlers, signal);

  /** A connection for MONITOR: its lines come as pushes of the kind "monitor", one text each. */
  readonly openForMonitor = (
    handlers: ConnectionHandlers,
    signal?: CancelSignal,
  ): Promise<Connection> => this.#open({ mode: "monitor" }, handlers, signal);

  /** Why and when a connection was last lost, or could not be opened. */
  get lastError(): ClientStats["lastError"] {
    return this.#lastError;
  }

  /** Notes that a connection in use was lost. */
  lost({ code }: RespError): void {
    this.#lastError = { code, atMs: this.#settings.environment.now() };
  }

  async #open(
    purpose: Purpose,
    handlers: ConnectionHandlers,
    signal: CancelSignal | undefined,
  ): Promise<Connection> {
    const open = (): Promise<Connection> => this.#attempts(purpose, handlers, signal);
    try {
      return await (this.traces === undefined ? open() : this.traces.connect(open));
    } catch (error) {
      if (isRespError(error) && error.code !== "ABORTED") this.lost(error);
      throw error;
    }
  }

  async #attempts(
    purpose: Purpose,
    handlers: ConnectionHandlers,
    signal: CancelSignal | undefined,
  ): Promise<Connection> {
    try {
      return await this.#attempt(purpose, handlers, signal);
    } catch (error) {
      // The password may have been rotated between the answer of credentials() and its use.
      if (!this.identity.mayHaveChanged(error)) throw error;
      return await this.#attempt(purpose, handlers, signal);
    }
  }

  async #attempt(
    purpose: Purpose,
    handlers: ConnectionHandlers,
    signal: CancelSignal | undefined,
  ): Promise<Connection> {
    const settings = this.#settings;
    const { generation } = this.identity;
    const { username, password } = await this.#askCredentials(signal);
    const { protocol, db, clientName, asSentinel } = settings;
    const connection = await openConnection(
      {
        ...pick(settings),
        wheel: this.#wheel,
        ...purpose,
        handshake: { protocol, username, password, db, clientName, asSentinel },
      },
      {
        push: (push) => handlers.push(push),
        closed: (closed, error) => {
          this.identity.left(closed);
          if (error.code === "INTEGRITY_VIOLATION") this.#alarm(error);
          handlers.closed(closed, error);
        },
      },
      signal,
    );
    if (connection.failure === undefined) this.identity.joined(connection, generation);
    return connection;
  }

  /** Inside the same bounds as the dialling that follows. */
  #askCredentials(signal: CancelSignal | undefined): Promise<Credentials> {
    const asked = this.identity.ask();
    if (this.#settings.fixedCredentials) return asked;
    const { environment, dialTimeoutMs: timeoutMs } = this.#settings;
    const { endpoint } = this;
    const what = "Waiting for credentials()";
    const code = "CONNECT_TIMEOUT";
    return within(asked, {
      environment,
      wheel: this.#wheel,
      what,
      endpoint,
      timeoutMs,
      signal,
      code,
    });
  }
}

/** What a connection is opened for. */
interface Purpose {
  readonly mode: ConnectionMode;
  readonly messages?: "bytes";
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
  | "integrityCheckEvery"
>;

function pick(settings: ClientSettings): Picked {
  const { transport, target, environment, limits, integrityCheckEvery } = settings;
  const { dialTimeoutMs, readTimeoutMs, writeTimeoutMs } = settings;
  const times = { dialTimeoutMs, readTimeoutMs, writeTimeoutMs };
  return { transport, target, environment, limits, integrityCheckEvery, ...times };
}
