// Opens a connection: dial, TLS, handshake, all inside one deadline and one signal.

import { abortError, CancelSource, type CancelSignal, onAbort, RespError } from "../base/index.ts";
import { encodeCommand, type Reply, ReplyError } from "../codec/index.ts";
import { describeTarget, type Target, type Transport } from "../transport/transport.ts";
import { connectError, connectTimeout } from "./connect-error.ts";
import { Connection, type ConnectionHandlers, type ConnectionSettings } from "./connection.ts";
import { WheelTimer } from "./deadline-wheel.ts";
import {
  type HandshakeSettings,
  helloClosed,
  introduce,
  type SendStep,
  shakeHands,
} from "./handshake.ts";
import type { Slot } from "./slot.ts";

/** Everything needed to open a connection. */
export interface OpenSettings extends Omit<ConnectionSettings, "endpoint"> {
  readonly transport: Transport;
  readonly target: Target;
  readonly dialTimeoutMs: number;
  readonly handshake: Omit<HandshakeSettings, "endpoint">;
}

/**
 * Resolves with a connection ready for commands.
 *
 * @throws {RespError} `CONNECT_FAILED`, `CONNECT_TIMEOUT`, `ABORTED`; `AUTH_FAILED`, `REFUSED` or
 * `UNSUPPORTED` where another attempt can't help.
 */
export async function openConnection(
  settings: OpenSettings,
  handlers: ConnectionHandlers,
  signal?: CancelSignal,
): Promise<Connection> {
  const endpoint = describeTarget(settings.target);
  const attempt = new Attempt({ ...settings, endpoint }, handlers);
  const stop = onAbort(signal, () => {
    attempt.fail(abortError(signal as CancelSignal, `Connecting to ${endpoint}`));
  });
  try {
    return await attempt.run();
  } finally {
    stop();
    attempt.finish();
  }
}

class Attempt {
  readonly #settings: OpenSettings & ConnectionSettings;
  readonly #handlers: ConnectionHandlers;
  readonly #deadline: WheelTimer;
  readonly #cancel = new CancelSource();
  #connection: Connection | undefined;
  #giveUp: (error: RespError) => void = () => {};
  #failure: RespError | undefined;

  constructor(settings: OpenSettings & ConnectionSettings, handlers: ConnectionHandlers) {
    this.#settings = settings;
    this.#handlers = handlers;
    const { dialTimeoutMs, endpoint, environment, wheel } = settings;
    this.#deadline = new WheelTimer(wheel, () =>
      this.fail(connectTimeout(endpoint, dialTimeoutMs)),
    );
    this.#deadline.set(environment.monotonic() + dialTimeoutMs);
  }

  fail(error: RespError): void {
    this.#failure ??= error;
    this.#cancel.cancel(error);
    this.#connection?.destroy(error);
    this.#giveUp(error);
  }

  finish(): void {
    this.#deadline.clear();
  }

  async run(): Promise<Connection> {
    const { protocol } = this.#settings.handshake;
    try {
      return await this.#once(protocol);
    } catch (error) {
      if (error !== helloClosed) throw error;
    }
    if (protocol === 3) {
      throw new RespError(
        "CONNECT_FAILED",
        `${this.#settings.endpoint} closed the connection at HELLO 3. Set protocol to "auto" or 2 for servers before 6.0, or tls where it expects TLS.`,
      );
    }
    return await this.#once(2);
  }

  /** Gives the connection its link, without waiting longer for it than the attempt lasts. */
  #link(connection: Connection): Promise<void> {
    const { transport, target } = this.#settings;
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      if (this.#failure !== undefined) reject(this.#failure);
      transport.open(target, connection.linkHandlers(), this.#cancel).then((link) => {
        connection.attach(link);
        return resolve();
      }, reject);
    });
  }

  async #once(protocol: 2 | 3 | "auto"): Promise<Connection> {
    const settings = this.#settings;
    let ready = false;
    const connection = new Connection(settings, {
      push: (push) => this.#handlers.push(push),
      closed: (closed, error) => {
        if (ready) this.#handlers.closed(closed, error);
      },
    });
    this.#connection = connection;
    try {
      await this.#link(connection);
      const agreement = await shakeHands(stepsOn(connection), {
        ...settings.handshake,
        endpoint: settings.endpoint,
        protocol,
      });
      connection.protocol = agreement.protocol;
      connection.version = agreement.version;
      if (settings.integrityCheckEvery > 0 && settings.mode === "command") {
        await proveEcho(stepsOn(connection), settings.endpoint);
      }
      introduce(stepsOn(connection), agreement);
    } catch (error) {
      connection.destroy();
      if (error === helloClosed && this.#failure === undefined) throw error;
      throw this.#failure ?? asConnectError(settings.endpoint, error);
    }
    // Between the last handshake reply and this line nothing else can have run, but the link may
    // have delivered its end in the same chunk.
    if (!connection.usable) throw connectError(settings.endpoint, new Error("it closed at once"));
    ready = true;
    return connection;
  }
}

/** Integrity checks are no use where the user may not ECHO: better said now than at the first of them. */
async function proveEcho(send: SendStep, endpoint: string): Promise<void> {
  const reply = await send(["ECHO", "respite"]);
  if (!(reply instanceof ReplyError) || reply.kind !== "NOPERM") return;
  throw new RespError(
    "REFUSED",
    `${endpoint} does not let this user ECHO, which integrityCheckEvery needs. Permit it, or set the option to 0.`,
    { cause: reply },
  );
}

/** A connection that died during the handshake failed to connect, whatever it died of. */
function asConnectError(endpoint: string, error: unknown): RespError {
  const failure = connectError(endpoint, error);
  if (failure.code !== "CONNECTION_CLOSED") return failure;
  return new RespError(
    "CONNECT_FAILED",
    `${endpoint} closed the connection during the handshake. It may expect TLS: set tls. Or it has reached a limit: see its log.`,
    { cause: failure },
  );
}

function stepsOn(connection: Connection): SendStep {
  return (args) =>
    new Promise<Reply>((resolve, reject) => {
      const slot: Slot = {
        bytes: encodeCommand(args),
        strings: "utf8",
        remaining: 1,
        written: false,
        abandoned: false,
        silenceMs: 0,
        own: true,
        settle: resolve,
        lose: reject,
      };
      connection.send(slot);
    });
}
