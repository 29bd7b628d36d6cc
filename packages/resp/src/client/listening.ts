// Everything a client hears without asking: subscriptions, invalidations, MONITOR. Each on connections
// that carry no ordinary command, opened when first wanted.

import { type CancelSignal, onAbort, RespError } from "../base/index.ts";
import type { DeadlineWheel } from "../connection/index.ts";
import type { ClientSettings } from "./client-settings.ts";
import type { Connector } from "./connector.ts";
import type { Issuer } from "./issuer.ts";
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
import { Monitor } from "./monitor.ts";
import { ReadTracker } from "./read-tracker.ts";
import { Subscriber } from "./subscriber.ts";
import type { Family } from "./subscription-session.ts";
import { Tracker } from "./tracker.ts";

/** What listening needs of its client. */
export interface ListeningSettings {
  readonly client: ClientSettings;
  readonly wheel: DeadlineWheel;
  readonly issuer: Issuer;
  readonly connector: Pick<
    Connector,
    "openForBytes" | "openForCommands" | "openForMessages" | "openForMonitor"
  >;
  /** Waits for a session to begin: no longer than the deadline or the signal. */
  begun(
    work: Promise<void>,
    what: string,
    options: { signal?: CancelSignal | undefined },
  ): Promise<void>;
}

/** A session that can be begun, counted and ended. */
interface Session {
  readonly connections: number;
  start(): Promise<void>;
  close(): Promise<void>;
  destroy(error: RespError): void;
}

/** The subscriptions and sessions of one client. */
export class Listening {
  readonly #settings: ListeningSettings;
  readonly #texts: Subscriber<string>;
  readonly #bytes: Subscriber<Uint8Array>;
  readonly #trackers = new Set<Session>();
  readonly #monitors = new Set<Session>();

  constructor(settings: ListeningSettings) {
    this.#settings = settings;
    const { client, wheel, connector } = settings;
    const { environment, commandTimeoutMs, idlePingMs } = client;
    const shared = { environment, wheel, commandTimeoutMs, idlePingMs };
    this.#texts = new Subscriber({ ...shared, open: connector.openForMessages });
    this.#bytes = new Subscriber({ ...shared, open: connector.openForBytes });
  }

  /** Open connections by use. */
  get connections(): { subscribers: number; trackers: number; monitors: number } {
    return {
      subscribers: this.#texts.connections + this.#bytes.connections,
      trackers: sum(this.#trackers),
      monitors: sum(this.#monitors),
    };
  }

  /** See `CoreClient.subscribe`, `psubscribe` and `ssubscribe`. */
  subscribe(
    family: Family,
    channels: string | readonly string[],
    options: SubscribeOptions | BytesSubscribeOptions = {},
  ): Promise<Subscription<never>> {
    // Which of the two it is the caller's own overload has said.
    const subscription: Promise<Subscription | Subscription<Uint8Array>> =
      options.strings === "bytes"
        ? this.#bytes.subscribe(family, channels, options)
        : this.#texts.subscribe(family, channels, options);
    return subscription as Promise<Subscription<never>>;
  }

  /** See `CoreClient.track`. */
  async track(options: TrackOptions | ReadTrackOptions): Promise<TrackingSession | TrackingReader> {
    const { client, connector, issuer } = this.#settings;
    const { environment } = client;
    const closed = (tracker: Session): void => void this.#trackers.delete(tracker);
    const tracker =
      options.mode === "default"
        ? new ReadTracker(options, { environment, issuer, ...connector }, closed)
        : new Tracker(options, { environment, open: connector.openForMessages }, closed);
    await this.#begin(tracker, this.#trackers, "CLIENT TRACKING", options);
    return tracker;
  }

  /** See `CoreClient.monitor`. */
  async monitor(options: MonitorOptions): Promise<MonitorSession> {
    const { client, connector } = this.#settings;
    const settings = { environment: client.environment, open: connector.openForMonitor };
    const monitor = new Monitor(options, settings, (closed) => this.#monitors.delete(closed));
    await this.#begin(monitor, this.#monitors, "MONITOR", options);
    return monitor;
  }

  /** Ends everything at once. */
  destroy(error: RespError): void {
    this.#texts.destroy(error);
    this.#bytes.destroy(error);
    for (const session of [...this.#trackers, ...this.#monitors]) session.destroy(error);
    this.#trackers.clear();
    this.#monitors.clear();
  }

  async #begin(
    session: Session,
    sessions: Set<Session>,
    what: string,
    options: { signal?: CancelSignal | undefined },
  ): Promise<void> {
    sessions.add(session);
    try {
      await this.#settings.begun(session.start(), what, options);
    } catch (error) {
      void session.close();
      throw error;
    }
    onAbort(options.signal, () => void session.close());
  }
}

function sum(sessions: ReadonlySet<Session>): number {
  let connections = 0;
  for (const session of sessions) connections += session.connections;
  return connections;
}
