// The connections that are lent to one caller at a time: the pool that holds them, what is open, and
// what happens to one between two borrowers.
//
//   acquire ──► lent: the borrower's alone ──► giveBack ──► new credentials, pings while it rests ──► …

import { CancelSource, type CancelSignal, isRespError, onAbort, RespError } from "../base/index.ts";
import type { Connection } from "../connection/index.ts";
import {
  createPool,
  describePool,
  type Pool,
  type PoolFactory,
  type PoolLike,
  type PoolStats,
} from "../pool/index.ts";
import type { ClientSettings } from "./client-settings.ts";
import type { Connector } from "./connector.ts";
import { Heartbeat } from "./heartbeat.ts";

/** Leases beyond the pool's size that may wait for one, beside all commands. */
const maxWaitingLeases = 10_000;

/** What our own pool offers beyond {@link PoolLike}. */
type OwnPool = Pick<Pool<Connection>, "drain" | "forget" | "start" | "stats">;

/** The pool of one client. */
export class LeasablePool {
  readonly #connector: Connector;
  readonly #heartbeat: Heartbeat;
  readonly #pool: PoolLike<Connection> & Partial<OwnPool>;
  readonly #connections = new Set<Connection>();
  /** What ends the attempts to open one. */
  readonly #opening = new Set<CancelSource>();
  readonly #poolSize: number;
  readonly #poolTimeoutMs: number;
  #waiting = 0;
  #closed: RespError | undefined;

  constructor(settings: ClientSettings, connector: Connector) {
    const { environment, idlePingMs } = settings;
    this.#connector = connector;
    this.#poolSize = settings.poolSize;
    this.#poolTimeoutMs = settings.poolTimeoutMs;
    this.#heartbeat = new Heartbeat(environment, idlePingMs);
    this.#pool = this.#create(settings);
  }

  /** Open connections, lent or not. */
  get size(): number {
    return this.#connections.size;
  }

  /** Those of them that nobody has. */
  get idle(): number {
    let idle = 0;
    for (const connection of this.#connections) if (!connection.lent) idle += 1;
    return idle;
  }

  /** A connection that is the caller's until `giveBack`; the caller notes that it is `lent`. */
  acquire(): Promise<Connection> {
    const { traces } = this.#connector;
    return traces === undefined ? this.#acquire() : traces.poolWait(() => this.#acquire());
  }

  /** Begins to keep `minIdleConnections`, once it is known that the server can be reached. */
  keepWarm(): void {
    this.#pool.start?.();
  }

  /** Callers who wait for a connection now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What our own pool counts; undefined with a foreign one. */
  get stats(): PoolStats | undefined {
    return this.#pool.stats?.();
  }

  /** The error for a wait that came to nothing, in the words of the client's own options. */
  exhausted(timeoutMs: number, reason?: RespError): RespError {
    const { endpoint } = this.#connector;
    const cause = reason?.cause;
    const held = this.#pool.stats === undefined ? "" : ` ${describePool(this.#pool.stats())}`;
    const advice = isRespError(cause)
      ? `Last error: ${cause.message}`
      : `Give leases back sooner, or raise poolSize (${this.#poolSize}) or poolTimeoutMs.`;
    return new RespError(
      "POOL_TIMEOUT",
      `No connection to ${endpoint} came free within ${timeoutMs} ms (poolTimeoutMs).${held} ${advice}`,
      { cause: cause ?? reason },
    );
  }

  /** Returns a connection, or has it destroyed; the pool's own failures harm nobody here. */
  async giveBack(connection: Connection, clean: boolean): Promise<void> {
    connection.lent = false;
    try {
      if (clean) {
        this.#connector.identity.freshen(connection);
        await this.#pool.release(connection);
      } else {
        await this.#pool.destroy(connection);
      }
    } catch {
      // A foreign pool may have dropped a connection that died in our hands.
      connection.destroy();
    }
  }

  /** Ends all connections at once; whoever waits for one is rejected by the pool. */
  destroy(error: RespError): void {
    this.#closed = error;
    for (const opening of [...this.#opening]) opening.cancel(error);
    for (const connection of [...this.#connections]) connection.destroy(error);
    void this.#pool.drain?.();
  }

  async #acquire(): Promise<Connection> {
    this.#waiting += 1;
    try {
      return await this.#pool.acquire();
    } catch (error) {
      if (this.#closed !== undefined) throw this.#closed;
      const exhausted = isRespError(error) && error.code === "POOL_TIMEOUT";
      throw exhausted ? this.exhausted(this.#poolTimeoutMs, error) : error;
    } finally {
      this.#waiting -= 1;
    }
  }

  #create(settings: ClientSettings): PoolLike<Connection> & Partial<OwnPool> {
    const factory: PoolFactory<Connection> = {
      create: (signal) => this.#open(signal),
      // What may have been left on it was looked at when it was given back; a ping may be on its way.
      validate: (connection) => connection.usable,
      destroy: (connection) => connection.destroy(),
    };
    const { createPool: create, environment, poolSize, minIdleConnections } = settings;
    if (create !== undefined) return create(factory);
    return createPool(factory, {
      environment,
      min: minIdleConnections,
      max: poolSize,
      // Commands are counted before they come here: they must not be refused once they were accepted.
      maxWaiting: settings.maxQueuedCommands + maxWaitingLeases,
      acquireTimeoutMs: settings.poolTimeoutMs,
      idleTimeoutMs: settings.idleTimeoutMs,
      maxAgeMs: settings.maxConnectionAgeMs,
    });
  }

  async #open(signal?: CancelSignal): Promise<Connection> {
    // A foreign pool may not know that the client has ended, and does not know how to stop us.
    if (this.#closed !== undefined) throw this.#closed;
    const opening = new CancelSource();
    const stop = onAbort(signal, () => opening.cancel(signal?.reason));
    this.#opening.add(opening);
    let connection: Connection;
    try {
      connection = await this.#connector.openForCommands(
        { push: () => {}, closed: (closed, error) => this.#lost(closed, error) },
        opening,
      );
    } finally {
      stop();
      this.#opening.delete(opening);
    }
    const over = this.#closed ?? connection.failure;
    if (over !== undefined) {
      connection.destroy(over);
      throw over;
    }
    this.#connections.add(connection);
    this.#heartbeat.watch(connection);
    return connection;
  }

  /** The pool learns at once of one that ended by itself, so that its place is free for another. */
  #lost(connection: Connection, error: RespError): void {
    if (connection.lent) this.#connector.lost(error);
    this.#connections.delete(connection);
    this.#heartbeat.leave(connection);
    this.#pool.forget?.(connection);
  }
}
