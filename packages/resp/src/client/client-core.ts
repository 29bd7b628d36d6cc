/// <reference lib="esnext.disposable" preserve="true" />
// A client without commands of its own: connections, calls, batches, leases, subscriptions. Everything
// that names a command sits on top, so that a bundle pays only for the commands it names.

import { type CancelSignal, isRespError, RespError } from "../base/index.ts";
import type { CommandArgument, Reply } from "../codec/index.ts";
import { type Command, CommandTable } from "../commands/index.ts";
import type { Connection } from "../connection/index.ts";
import { disposeByClosing } from "./async-dispose.ts";
import { type ClientSettings } from "./client-settings.ts";
import type {
  BatchResults,
  BytesSubscribeOptions,
  CallOptions,
  ClientEvent,
  ClientStats,
  DrainedOptions,
  CoreClient,
  Lease,
  MonitorOptions,
  MonitorSession,
  ReadTrackOptions,
  SubscribeOptions,
  Subscription,
  TrackingReader,
  TrackingSession,
  TrackOptions,
  WatchOptions,
} from "./client-types.ts";
import { Connector } from "./connector.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Issuer } from "./issuer.ts";
import type { Route } from "./lane.ts";
import { LeasablePool } from "./leasable-pool.ts";
import { LeasedLane } from "./leased-lane.ts";
import { LeaseSession } from "./lease-session.ts";
import { Listening } from "./listening.ts";
import { SharedLane } from "./shared-lane.ts";
import { Traces } from "./traces.ts";
import { runTransaction } from "./transaction.ts";
import { runWatched } from "./watch.ts";
import { within } from "./within.ts";

/** See {@link CoreClient}, which it implements. */
export class ClientCore implements CoreClient {
  /** See {@link CoreClient}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;
  readonly #settings: ClientSettings;
  readonly #connector: Connector;
  readonly #dispatcher: Dispatcher;
  readonly #issuer: Issuer;
  readonly #shared: SharedLane[] = [];
  readonly #leased: LeasedLane;
  readonly #pool: LeasablePool;
  readonly #listening: Listening;
  readonly #traces: Traces | undefined;
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  #reconnects = 0;
  #turn = 0;
  #destroyed = false;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.#dispatcher = new Dispatcher(settings);
    this.#connector = new Connector(settings, this.#dispatcher.wheel, (error) =>
      this.#emit({ type: "integrity-violation", endpoint: this.#connector.endpoint, error }),
    );
    this.#issuer = new Issuer(new CommandTable(), this.#dispatcher, settings);
    this.#pool = new LeasablePool(settings, this.#connector);
    this.#leased = new LeasedLane(this.#pool);
    this.#listening = new Listening({
      client: settings,
      wheel: this.#dispatcher.wheel,
      issuer: this.#issuer,
      connector: this.#connector,
      begun: (work, what, options) => this.#withDeadline(work, what, options),
    });
    this.#traces = this.#createTraces();
    if (settings.mode === "shared") this.#addSharedLanes();
  }

  async connect(
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<void> {
    this.#checkOpen();
    const lane = this.#shared[0];
    const connected =
      lane === undefined ? this.lease(() => Promise.resolve(), options) : lane.connect();
    await this.#withDeadline(connected, "Connecting", options);
  }

  call<T = Reply>(args: readonly CommandArgument[], options?: CallOptions): Promise<T> {
    return this.run({ args, reply: asIs as (reply: Reply) => T }, options);
  }

  run<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    if (this.#traces === undefined) return this.#run(command, options);
    return this.#traced(this.#traces, command, options);
  }

  /**
   * An ordinary command of two words, or three with a `value`, as {@link ClientCore.run} without
   * options would send it: for what is called most, since a descriptor and an array for each call
   * are a tenth of all that a command allocates.
   */
  protected runWords<T>(
    word: string,
    key: CommandArgument,
    value: CommandArgument | undefined,
    reply: (reply: Reply) => T,
  ): Promise<T> {
    if (this.#traces !== undefined) {
      return this.run({ args: value === undefined ? [word, key] : [word, key, value], reply });
    }
    try {
      this.#issuer.encode(word, key, value);
      return this.#issuer.issueEncoded(word, reply, this.#ordinaryRoute());
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #run<T>(command: Command<T>, options: CallOptions | undefined): Promise<T> {
    try {
      const info = this.#issuer.infoOf(command.args);
      // A blocking command needs a connection to itself; others share, where the mode allows.
      const route = info.blocking ? this.#leased.route : this.#ordinaryRoute();
      return this.#issuer.issue(command, info, options, route);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Apart: the closure here would make every call allocate what it captures. */
  #traced<T>(traces: Traces, command: Command<T>, options: CallOptions | undefined): Promise<T> {
    return traces.command(command.args, () => this.#run(command, options));
  }

  async batch<const C extends readonly Command<unknown>[]>(
    commands: C,
    options?: CallOptions,
  ): Promise<BatchResults<C>> {
    for (const { args } of commands) {
      if (!this.#issuer.infoOf(args).blocking) continue;
      throw new RespError(
        "UNSUPPORTED",
        "A blocking command can't be part of a batch: run it alone.",
      );
    }
    if (commands.length === 0) return [] as unknown as BatchResults<C>;
    const send = (): Promise<unknown[]> => this.#batch(commands, options);
    const traces = this.#traces;
    const results = traces === undefined ? send() : traces.batch("PIPELINE", commands.length, send);
    return (await results) as BatchResults<C>;
  }

  async transaction<const C extends readonly Command<unknown>[]>(
    commands: C,
    options?: CallOptions,
  ): Promise<BatchResults<C>> {
    const execute = (): Promise<unknown[] | null> =>
      this.lease((lease) => runTransaction(lease, commands, options), options);
    const traces = this.#traces;
    const results =
      traces === undefined ? execute() : traces.batch("MULTI", commands.length, execute);
    return (await results) as BatchResults<C>;
  }

  watch<const C extends readonly Command<unknown>[]>(
    keys: CommandArgument | readonly CommandArgument[],
    prepare: (lease: Lease) => Promise<C | undefined>,
    options: WatchOptions = {},
  ): Promise<BatchResults<C> | undefined> {
    const { environment } = this.#settings;
    const lease: CoreClient["lease"] = (use, bounds) => this.lease(use, bounds);
    const list = Array.isArray(keys)
      ? (keys as readonly CommandArgument[])
      : [keys as CommandArgument];
    return runWatched({ environment, lease }, list, prepare, options);
  }

  async lease<T>(
    use: (lease: Lease) => Promise<T>,
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<T> {
    this.#checkOpen();
    const connection = await this.#acquire(options);
    connection.lent = true;
    const session = new LeaseSession(connection, this.#issuer, this.#traces);
    try {
      return await use(session);
    } finally {
      session.finish();
      await this.#pool.giveBack(connection, session.clean);
    }
  }

  subscribe(
    channels: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  subscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  subscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions | BytesSubscribeOptions,
  ): Promise<Subscription<never>> {
    return this.#subscribe("subscribe", channels, options);
  }

  psubscribe(
    patterns: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  psubscribe(
    patterns: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  psubscribe(
    patterns: string | readonly string[],
    options?: SubscribeOptions | BytesSubscribeOptions,
  ): Promise<Subscription<never>> {
    return this.#subscribe("psubscribe", patterns, options);
  }

  ssubscribe(
    channels: string | readonly string[],
    options: BytesSubscribeOptions,
  ): Promise<Subscription<Uint8Array>>;
  ssubscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  ssubscribe(
    channels: string | readonly string[],
    options?: SubscribeOptions | BytesSubscribeOptions,
  ): Promise<Subscription<never>> {
    return this.#subscribe("ssubscribe", channels, options);
  }

  track(options: TrackOptions): Promise<TrackingSession>;
  track(options: ReadTrackOptions): Promise<TrackingReader>;
  async track(options: TrackOptions | ReadTrackOptions): Promise<TrackingSession | TrackingReader> {
    this.#checkOpen();
    return await this.#listening.track(options);
  }

  async monitor(options: MonitorOptions = {}): Promise<MonitorSession> {
    this.#checkOpen();
    return await this.#listening.monitor(options);
  }

  async drained(options: DrainedOptions = {}): Promise<void> {
    this.#checkOpen();
    const queue = this.#dispatcher.backPressure(() => {
      for (const lane of this.#shared) lane.compact();
    });
    const producer = queue.join(options.bytes ?? 0);
    try {
      await this.#withDeadline(producer.room, "Waiting for room in the queue", options);
    } finally {
      queue.leave(producer);
    }
    this.#checkOpen();
  }

  async reauthenticate(
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<void> {
    this.#checkOpen();
    const done = this.#connector.identity.reauthenticate();
    await this.#withDeadline(done, "Authenticating again", options);
  }

  on(listener: (event: ClientEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stats(): ClientStats {
    const shared = this.#shared.reduce((sum, lane) => sum + lane.connections, 0);
    const { subscribers, trackers, monitors } = this.#listening.connections;
    const { size, idle, waiting, stats: pool } = this.#pool;
    const total = shared + size + subscribers + trackers + monitors;
    return {
      ...this.#dispatcher.counts,
      queueFill: this.#dispatcher.fill,
      reconnects: this.#reconnects,
      connections: { shared, leased: size - idle, idle, subscribers, trackers, monitors, total },
      waiting,
      pool,
      lastError: this.#connector.lastError,
    };
  }

  async close({ timeoutMs = 5000 }: { timeoutMs?: number | undefined } = {}): Promise<void> {
    if (this.#destroyed) return;
    this.#dispatcher.refuse(closedError());
    const done = this.#dispatcher.idle();
    await this.#withDeadline(done, "Closing", { timeoutMs }).catch(() => {});
    this.destroy();
  }

  destroy(reason?: Error): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    const error = closedError(reason);
    this.#dispatcher.destroy(error);
    this.#listening.destroy(error);
    for (const lane of this.#shared) lane.destroy(error);
    this.#pool.destroy(error);
    this.#connector.identity.end(error);
  }

  async #subscribe(
    family: "subscribe" | "psubscribe" | "ssubscribe",
    channels: string | readonly string[],
    options: SubscribeOptions | BytesSubscribeOptions | undefined,
  ): Promise<Subscription<never>> {
    this.#checkOpen();
    return await this.#listening.subscribe(family, channels, options);
  }

  async #batch(
    commands: readonly Command<unknown>[],
    options: CallOptions | undefined,
  ): Promise<unknown[]> {
    const results = this.#issuer.issueAll(commands, options, this.#ordinaryRoute());
    if (results instanceof RespError) throw results;
    return await Promise.all(results.map((result) => result.catch((error: unknown) => error)));
  }

  #createTraces(): Traces | undefined {
    const { tracer, target, db } = this.#settings;
    if (tracer === undefined) return undefined;
    const infoOf = this.#issuer.infoOf.bind(this.#issuer);
    const traces = new Traces({ tracer, target, db, infoOf });
    this.#connector.traces = traces;
    return traces;
  }

  #ordinaryRoute(): Route {
    const lanes = this.#shared;
    if (lanes.length === 0) return this.#leased.route;
    this.#turn = this.#turn + 1 < lanes.length ? this.#turn + 1 : 0;
    return (lanes[this.#turn] as SharedLane).route;
  }

  #addSharedLanes(): void {
    const { environment, idlePingMs, maxConnectionAgeMs, sharedConnections } = this.#settings;
    const { endpoint } = this.#connector;
    for (let lane = 0; lane < sharedConnections; lane += 1) {
      this.#shared.push(
        new SharedLane({
          environment,
          open: this.#connector.openForCommands,
          idlePingMs,
          maxAgeMs: maxConnectionAgeMs === 0 ? Infinity : maxConnectionAgeMs,
          connected: ({ protocol }) => {
            this.#pool.keepWarm();
            this.#emit({ type: "connect", endpoint, protocol });
          },
          disconnected: (error) => {
            this.#reconnects += 1;
            this.#connector.lost(error);
            this.#emit({ type: "disconnect", endpoint, error });
          },
          failed: (error, delayMs = 0) =>
            this.#emit({ type: "reconnecting", endpoint, delayMs, error }),
        }),
      );
    }
  }

  async #acquire(options: {
    signal?: CancelSignal | undefined;
    timeoutMs?: number | undefined;
  }): Promise<Connection> {
    const timeoutMs = options.timeoutMs ?? this.#settings.poolTimeoutMs;
    const acquired = this.#pool.acquire();
    try {
      return await this.#withDeadline(acquired, "Waiting for a connection", {
        ...options,
        timeoutMs,
      });
    } catch (error) {
      // It may come yet: then it goes straight back.
      acquired.then(
        (connection) => this.#pool.giveBack(connection, true),
        () => {},
      );
      const late = isRespError(error) && error.code === "COMMAND_TIMEOUT";
      throw late ? this.#pool.exhausted(timeoutMs) : error;
    }
  }

  /** Waits no longer than `timeoutMs` or the signal; the work itself goes on. */
  async #withDeadline<T>(
    work: Promise<T>,
    what: string,
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<T> {
    const { environment, commandTimeoutMs } = this.#settings;
    const { endpoint } = this.#connector;
    const { wheel } = this.#dispatcher;
    const timeoutMs = options.timeoutMs ?? commandTimeoutMs;
    return await within(work, { environment, wheel, what, endpoint, ...options, timeoutMs });
  }

  #checkOpen(): void {
    if (this.#dispatcher.closed !== undefined) throw this.#dispatcher.closed;
  }

  #emit(event: ClientEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#settings.environment.defer(() => {
          throw error;
        });
      }
    }
  }

  static {
    disposeByClosing(this.prototype);
  }
}

function asIs(reply: Reply): Reply {
  return reply;
}

function closedError(cause?: Error): RespError {
  return new RespError("CLIENT_CLOSED", "The client is closed. Create a new one to go on.", {
    cause,
  });
}
