// A proxy between clients and a real server that records what both say and, where a hook asks for it,
// does to commands and replies what bad networks and bad servers do. Pure: it is given the links of its
// clients and a transport to the server; /testing/node puts it on a port.

import { type Environment, OptionReader, resolveEnvironment } from "../../base/index.ts";
import { createMemoryNetwork, type MemoryNetwork } from "../../transport/memory.ts";
import type { LinkHandlers, Target, Transport } from "../../transport/transport.ts";
import type { ProxyHook } from "./faults.ts";
import { defaultHighWaterMarkBytes, type ProxiedLink } from "./flow.ts";
import { ProxyConnection, type ProxyContext } from "./proxy-connection.ts";
import { Recorder } from "./recorder.ts";
import { formatRecording, type Recording } from "./recording.ts";

/** Settings of a {@link RecordingProxy}. */
export interface RecordingProxyOptions {
  /** Asked for each command; default: no faults. */
  faults?: ProxyHook | undefined;
  /**
   * "mask", the default, records `***` for the words of AUTH, HELLO AUTH, MIGRATE AUTH, ACL SETUSER and
   * CONFIG SET that are secrets, and in errors that repeat them; "keep" records what was said.
   */
  secrets?: "mask" | "keep" | undefined;
  /**
   * Bytes of one connection and direction that may wait for whoever is to take them; beyond, the side
   * that says more is not read. 1 or more, default 65,536. A reply is whole before it is passed on, so
   * one longer than this waits with all its bytes.
   */
  highWaterMarkBytes?: number | undefined;
  /**
   * Bytes the recording may hold, 0 or more; default 268,435,456 (256 MiB). What would pass it is not
   * recorded, nor anything after it: its last event is `full`, until `clear`. Traffic goes on.
   */
  maxRecordedBytes?: number | undefined;
  /** Clock and timers; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

const defaultMaxRecordedBytes = 256 * 2 ** 20;

/** The proxy, without a port of its own. */
export class RecordingProxy {
  readonly #upstream: Transport;
  readonly #target: Target;
  readonly #context: ProxyContext;
  readonly #connections = new Set<ProxyConnection>();
  #network: MemoryNetwork | undefined;
  #connectionCount = 0;

  /**
   * `upstream` leads to `target`, the server.
   *
   * @throws {TypeError | RangeError} for unknown or wrong options.
   */
  constructor(upstream: Transport, target: Target, options: RecordingProxyOptions = {}) {
    const reader = new OptionReader("RecordingProxy", options, [
      "faults",
      "secrets",
      "highWaterMarkBytes",
      "maxRecordedBytes",
      "environment",
    ]);
    const environment = resolveEnvironment(options.environment);
    const secrets = reader.choice("secrets", ["mask", "keep"] as const, "mask");
    this.#upstream = upstream;
    this.#target = target;
    this.#context = {
      environment,
      hook: reader.function<ProxyHook>("faults", () => undefined),
      recorder: new Recorder(environment, {
        keepsSecrets: secrets === "keep",
        maxBytes: reader.number("maxRecordedBytes", defaultMaxRecordedBytes, { min: 0 }),
      }),
      highWaterMarkBytes: reader.number("highWaterMarkBytes", defaultHighWaterMarkBytes, {
        min: 1,
      }),
    };
  }

  /** Everything recorded so far. */
  get recording(): Recording {
    return this.#context.recorder.recording;
  }

  /** The same as text; see `formatRecording`. */
  toText(): string {
    return formatRecording(this.recording);
  }

  /** Forgets what was recorded so far. */
  clear(): void {
    this.#context.recorder.clear();
  }

  /** Connections that are open. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Serves one client, which is held back while the server takes nothing if its link can pause; the connection to the server is opened for it. */
  accept(client: ProxiedLink): LinkHandlers {
    this.#connectionCount += 1;
    const connection = new ProxyConnection(this.#context, this.#connectionCount, client, () => {
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
    void this.#connect(connection);
    return connection.clientHandlers;
  }

  /** A transport whose links all lead through this proxy, whatever their target. */
  transport(): Transport {
    if (this.#network === undefined) {
      this.#network = createMemoryNetwork({ environment: this.#context.environment });
      this.#network.listen((link) => this.accept(link));
    }
    return this.#network.transport;
  }

  /** Breaks all connections; what was recorded stays. */
  close(): void {
    for (const connection of this.#connections) connection.destroy("fault");
  }

  async #connect(connection: ProxyConnection): Promise<void> {
    try {
      connection.attach(await this.#upstream.open(this.#target, connection.serverHandlers));
    } catch {
      // As far as the client can see the server is not there.
      connection.destroy("server");
    }
  }
}
