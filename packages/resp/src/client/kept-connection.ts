// Keeps one connection: opens it when it is wanted, opens it again after a loss with back-off, and
// replaces it when it is old. What is sent on it is its owner's business.
//
//   absent ──want()──> opening ──ok──> up ──lost──> waiting ──timer──> opening
//                         └──failed──> waiting                 terminal error: absent, owner told

import { CancelSource, type Environment, type RespError, type TimerHandle } from "../base/index.ts";
import type { Push } from "../codec/index.ts";
import { type Connection, type ConnectionHandlers, isTerminal } from "../connection/index.ts";
import { BackOff, healthyAfterMs } from "./back-off.ts";

/** Opens a connection that reports to `handlers`. */
export type Open = (handlers: ConnectionHandlers, signal: CancelSource) => Promise<Connection>;

/** What the owner supplies and is told. None of the functions may throw. */
export interface KeptConnectionOptions {
  readonly environment: Environment;
  readonly open: Open;
  /** True while commands wait: the back-off is then short, and its timer keeps the process alive. */
  busy(): boolean;
  /** It is open; `connection.send` may be used. */
  up(connection: Connection): void;
  /** It was lost; everything sent on it has been settled or lost. */
  down(error: RespError): void;
  /** An attempt failed. After `delayMs` comes the next; undefined = no further attempt by itself. */
  failed(error: RespError, delayMs: number | undefined): void;
  push(push: Push): void;
}

/** One connection, kept. */
export class KeptConnection {
  readonly #options: KeptConnectionOptions;
  readonly #backOff: BackOff;
  #current: Connection | undefined;
  /** Replaced ones, until they have had their last reply. */
  readonly #predecessors = new Set<Connection>();
  #opening: CancelSource | undefined;
  #timer: TimerHandle | undefined;
  #timerHoldsProcess = false;
  /** No earlier attempt at a successor, after one that failed. */
  #replaceableAtMs = -Infinity;
  /** The terminal error of the last attempt, and until when it answers instead of another attempt. */
  #refusal: { readonly error: RespError; readonly untilMs: number } | undefined;
  #closed = false;

  constructor(options: KeptConnectionOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options.environment.random);
  }

  /** The connection, while it is usable. */
  get current(): Connection | undefined {
    return this.#current;
  }

  /** Sees to it that there is, or will be, a connection. */
  want(): void {
    if (this.#closed || this.#current !== undefined || this.#opening !== undefined) return;
    if (this.#refusal !== undefined && this.#now() < this.#refusal.untilMs) {
      this.#options.failed(this.#refusal.error, undefined);
    } else if (this.#timer === undefined) {
      void this.#open();
    } else if (!this.#timerHoldsProcess && this.#options.busy()) {
      // Somebody waits now: the idle window would be too long, and the timer must hold the process.
      this.#schedule(this.#backOff.firstDelayMs(), true);
    }
  }

  /** Opens a successor; the present connection serves until then and finishes what it has. */
  replace(): void {
    if (this.#closed || this.#opening !== undefined || this.#timer !== undefined) return;
    if (this.#now() >= this.#replaceableAtMs) void this.#open();
  }

  /** Lets the connection finish what it has, and keeps none any more. */
  end(): void {
    this.#stop();
    this.#current?.end();
  }

  /** Ends the connection at once, and keeps none any more. */
  destroy(error: RespError): void {
    this.#stop();
    this.#current?.destroy(error);
    for (const predecessor of this.#predecessors) predecessor.destroy(error);
  }

  #stop(): void {
    this.#closed = true;
    this.#clearTimer();
    this.#opening?.cancel();
  }

  async #open(): Promise<void> {
    const opening = new CancelSource();
    this.#opening = opening;
    try {
      const connection = await this.#options.open(
        {
          push: (push) => this.#options.push(push),
          closed: (closed, error) => this.#lost(closed, error),
        },
        opening,
      );
      this.#opening = undefined;
      this.#opened(connection);
    } catch (error) {
      this.#opening = undefined;
      this.#attemptFailed(error as RespError);
    }
  }

  #opened(connection: Connection): void {
    if (this.#closed) {
      connection.destroy();
      return;
    }
    if (connection.failure !== undefined) {
      this.#attemptFailed(connection.failure);
      return;
    }
    const previous = this.#current;
    this.#current = connection;
    this.#refusal = undefined;
    if (previous !== undefined) this.#retire(previous);
    this.#options.up(connection);
  }

  #retire(previous: Connection): void {
    this.#predecessors.add(previous);
    previous.end();
  }

  #attemptFailed(error: RespError): void {
    if (this.#closed) return;
    if (this.#current !== undefined) {
      // The old connection still serves: nobody waits, and the next attempt may wait too.
      this.#replaceableAtMs = this.#now() + this.#backOff.nextDelayMs(false);
      return;
    }
    if (isTerminal(error)) {
      this.#refusal = { error, untilMs: this.#now() + this.#backOff.nextDelayMs(true) };
      this.#options.failed(error, undefined);
      return;
    }
    const delayMs = this.#retryLater();
    this.#options.failed(error, delayMs);
  }

  #lost(connection: Connection, error: RespError): void {
    this.#predecessors.delete(connection);
    if (connection !== this.#current) return;
    this.#current = undefined;
    const livedMs = this.#now() - connection.openedAtMs;
    if (livedMs >= healthyAfterMs) this.#backOff.reset();
    this.#options.down(error);
    if (!this.#closed && this.#opening === undefined && this.#timer === undefined)
      this.#retryLater();
  }

  #retryLater(): number {
    const busy = this.#options.busy();
    const delayMs = this.#backOff.nextDelayMs(busy);
    this.#schedule(delayMs, busy);
    return delayMs;
  }

  #schedule(delayMs: number, holdsProcess: boolean): void {
    this.#clearTimer();
    this.#timerHoldsProcess = holdsProcess;
    this.#timer = this.#options.environment.setTimer(
      () => {
        this.#timer = undefined;
        void this.#open();
      },
      delayMs,
      !holdsProcess,
    );
  }

  #now(): number {
    return this.#options.environment.monotonic();
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return;
    this.#options.environment.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
