/// <reference lib="esnext.disposable" preserve="true" />
// A client without commands of its own: connections, calls, batches, leases, subscriptions. Everything
// that names a command sits on top, so that a bundle pays only for the commands it names.

import { abortError, type CancelSignal, onAbort, RespError } from "../base/index.ts";
import type { CommandArgument, Reply } from "../codec/index.ts";
import { type Command, CommandTable } from "../commands/index.ts";
import { type Connection, WheelTimer } from "../connection/index.ts";
import { createPool, type Pool, type PoolFactory, type PoolLike } from "../pool/index.ts";
import { type ClientSettings } from "./client-settings.ts";
import type {
  BatchResults,
  CallOptions,
  ClientEvent,
  ClientStats,
  CoreClient,
  Lease,
  SubscribeOptions,
  Subscription,
  TrackingSession,
  TrackOptions,
} from "./client-types.ts";
import { Connector } from "./connector.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Issuer, type Route } from "./issuer.ts";
import { giveBack, LeasedLane } from "./leased-lane.ts";
import { LeaseSession } from "./lease-session.ts";
import { SharedLane } from "./shared-lane.ts";
import { Subscriber } from "./subscriber.ts";
import { Tracker } from "./tracker.ts";
import { runTransaction } from "./transaction.ts";

/** Leases beyond the pool's size that may wait for one. */
const maxWaitingLeases = 10_000;

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
  readonly #pool: PoolLike<Connection> & Partial<OwnPool>;
  readonly #leasable = new Set<Connection>();
  readonly #subscriber: Subscriber;
  readonly #trackers = new Set<Tracker>();
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  #reconnects = 0;
  #turn = 0;
  #destroyed = false;

  constructor(settings: ClientSettings) {
    const { environment } = settings;
    this.#settings = settings;
    this.#dispatcher = new Dispatcher(settings);
    this.#connector = new Connector(settings, this.#dispatcher.wheel);
    this.#issuer = new Issuer(new CommandTable(), this.#dispatcher, settings);
    this.#pool = this.#createPool();
    this.#leased = new LeasedLane(this.#pool);
    this.#subscriber = new Subscriber({
      environment,
      wheel: this.#dispatcher.wheel,
      open: this.#connector.openForMessages,
      commandTimeoutMs: settings.commandTimeoutMs,
    });
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
    try {
      return this.#issuer.issue(command, options, this.#routeOf(command));
    } catch (error) {
      return Promise.reject(error);
    }
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
    const route = this.#ordinaryRoute();
    const results = this.#issuer.issueAll(commands, options, route);
    if (results instanceof RespError) throw results;
    return (await Promise.all(
      results.map((result) => result.catch((error: unknown) => error)),
    )) as BatchResults<C>;
  }

  async transaction<const C extends readonly Command<unknown>[]>(
    commands: C,
    options?: CallOptions,
  ): Promise<BatchResults<C>> {
    const results = await this.lease((lease) => runTransaction(lease, commands, options), options);
    return results as BatchResults<C>;
  }

  async lease<T>(
    use: (lease: Lease) => Promise<T>,
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined } = {},
  ): Promise<T> {
    this.#checkOpen();
    const connection = await this.#acquire(options);
    const session = new LeaseSession(connection, this.#issuer);
    try {
      return await use(session);
    } finally {
      session.finish();
      await giveBack(this.#pool, connection, session.clean);
    }
  }

  subscribe(
    channels: string | readonly string[],
    options: SubscribeOptions = {},
  ): Promise<Subscription> {
    return this.#subscribe("subscribe", channels, options);
  }

  psubscribe(
    patterns: string | readonly string[],
    options: SubscribeOptions = {},
  ): Promise<Subscription> {
    return this.#subscribe("psubscribe", patterns, options);
  }

  async track(options: TrackOptions): Promise<TrackingSession> {
    this.#checkOpen();
    const settings = {
      environment: this.#settings.environment,
      open: this.#connector.openForMessages,
    };
    const tracker = new Tracker(options, settings, (closed) => this.#trackers.delete(closed));
    this.#trackers.add(tracker);
    try {
      await this.#withDeadline(tracker.start(), "CLIENT TRACKING", options);
    } catch (error) {
      void tracker.close();
      throw error;
    }
    onAbort(options.signal, () => void tracker.close());
    return tracker;
  }

  on(listener: (event: ClientEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stats(): ClientStats {
    const shared = this.#shared.reduce((sum, lane) => sum + lane.connections, 0);
    const trackers = [...this.#trackers].reduce((sum, { connections }) => sum + connections, 0);
    const subscribers = this.#subscriber.connections + trackers;
    const idle = [...this.#leasable].filter((connection) => connection.idle).length;
    return {
      ...this.#dispatcher.counts,
      reconnects: this.#reconnects,
      connections: {
        shared,
        leased: this.#leasable.size - idle,
        idle,
        subscribers,
        total: shared + this.#leasable.size + subscribers,
      },
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
    this.#subscriber.destroy(error);
    for (const tracker of [...this.#trackers]) tracker.destroy(error);
    this.#trackers.clear();
    for (const lane of this.#shared) lane.destroy(error);
    for (const connection of [...this.#leasable]) connection.destroy(error);
    void this.#pool.drain?.();
  }

  async #subscribe(
    family: "subscribe" | "psubscribe",
    channels: string | readonly string[],
    options: SubscribeOptions,
  ): Promise<Subscription> {
    this.#checkOpen();
    return await this.#subscriber.subscribe(family, channels, options);
  }

  /** Blocking commands need a connection to themselves; others share, where the mode allows. */
  #routeOf(command: Command<unknown>): Route {
    if (this.#issuer.infoOf(command.args).blocking) return { lane: this.#leased, pinned: false };
    return this.#ordinaryRoute();
  }

  #ordinaryRoute(): Route {
    const lanes = this.#shared;
    if (lanes.length === 0) return { lane: this.#leased, pinned: false };
    this.#turn = (this.#turn + 1) % lanes.length;
    return { lane: lanes[this.#turn] as SharedLane, pinned: false };
  }

  #addSharedLanes(): void {
    const { environment, maxConnectionAgeMs, sharedConnections } = this.#settings;
    const { endpoint } = this.#connector;
    for (let lane = 0; lane < sharedConnections; lane += 1) {
      this.#shared.push(
        new SharedLane({
          environment,
          open: this.#connector.openForCommands,
          maxAgeMs: maxConnectionAgeMs === 0 ? Infinity : maxConnectionAgeMs,
          connected: ({ protocol }) => this.#emit({ type: "connect", endpoint, protocol }),
          disconnected: (error) => {
            this.#reconnects += 1;
            this.#emit({ type: "disconnect", endpoint, error });
          },
          failed: (error, delayMs = 0) =>
            this.#emit({ type: "reconnecting", endpoint, delayMs, error }),
        }),
      );
    }
  }

  #createPool(): PoolLike<Connection> & Partial<OwnPool> {
    const factory: PoolFactory<Connection> = {
      create: (signal) => this.#openLeasable(signal),
      validate: (connection) => connection.usable && connection.idle,
      destroy: (connection) => connection.destroy(),
    };
    const { createPool: create, environment, poolSize, minIdleConnections } = this.#settings;
    if (create !== undefined) return create(factory);
    return createPool(factory, {
      environment,
      min: minIdleConnections,
      max: poolSize,
      maxWaiting: maxWaitingLeases,
      acquireTimeoutMs: this.#settings.poolTimeoutMs,
      idleTimeoutMs: this.#settings.idleTimeoutMs,
      maxAgeMs: this.#settings.maxConnectionAgeMs,
    });
  }

  async #openLeasable(signal?: CancelSignal): Promise<Connection> {
    const connection = await this.#connector.openForCommands(
      { push: () => {}, closed: (closed) => this.#leasableClosed(closed) },
      signal,
    );
    this.#leasable.add(connection);
    return connection;
  }

  /** The pool learns at once of one that ended by itself, so that its place is free for another. */
  #leasableClosed(connection: Connection): void {
    this.#leasable.delete(connection);
    this.#pool.forget?.(connection);
  }

  async #acquire(options: {
    signal?: CancelSignal | undefined;
    timeoutMs?: number | undefined;
  }): Promise<Connection> {
    const acquired = this.#pool.acquire();
    try {
      return await this.#withDeadline(acquired, "Waiting for a connection", {
        ...options,
        timeoutMs: options.timeoutMs ?? this.#settings.poolTimeoutMs,
      });
    } catch (error) {
      // It may come yet: then it goes straight back.
      acquired.then(
        (connection) => giveBack(this.#pool, connection, true),
        () => {},
      );
      throw error;
    }
  }

  /** Waits no longer than `timeoutMs` or the signal; the work itself goes on. */
  async #withDeadline<T>(
    work: Promise<T>,
    what: string,
    options: { signal?: CancelSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<T> {
    const { environment, commandTimeoutMs } = this.#settings;
    const timeoutMs = options.timeoutMs ?? commandTimeoutMs;
    return await new Promise<T>((resolve, reject) => {
      const timer = new WheelTimer(this.#dispatcher.wheel, () => {
        reject(
          new RespError(
            "COMMAND_TIMEOUT",
            `${what} took longer than ${timeoutMs} ms at ${this.#connector.endpoint}.`,
          ),
        );
      });
      timer.set(environment.monotonic() + timeoutMs);
      const stop = onAbort(options.signal, () =>
        reject(abortError(options.signal as CancelSignal, what)),
      );
      const settled = (): void => {
        timer.clear();
        stop();
      };
      work.then(resolve, reject).finally(settled);
    });
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
    // A bare context may lack the symbol.
    if (typeof Symbol.asyncDispose === "symbol") {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, {
        value(this: ClientCore): Promise<void> {
          return this.close();
        },
      });
    }
  }
}

/** What our own pool offers beyond {@link PoolLike}. */
type OwnPool = Pick<Pool<Connection>, "drain" | "forget">;

function asIs(reply: Reply): Reply {
  return reply;
}

function closedError(cause?: Error): RespError {
  return new RespError("CLIENT_CLOSED", "The client is closed. Create a new one to go on.", {
    cause,
  });
}
