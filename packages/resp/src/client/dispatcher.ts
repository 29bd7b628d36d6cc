// Counts, bounds and retries of one client: every request is issued here, and here alone it is
// decided whether one is sent again.

import {
  AbortWatch,
  type CancelSignal,
  type Environment,
  RespError,
  type RespErrorCode,
  type TimerHandle,
} from "../base/index.ts";
import type { ReplyError } from "../codec/index.ts";
import { DeadlineWheel } from "../connection/index.ts";
import { BackPressure } from "./back-pressure.ts";
import type { Route } from "./lane.ts";
import type { Request, RequestOwner } from "./request.ts";

/** Bounds a dispatcher keeps. */
export interface DispatcherSettings {
  readonly environment: Environment;
  readonly commandTimeoutMs: number;
  readonly maxRetries: number;
  readonly maxQueuedCommands: number;
  readonly maxQueuedBytes: number;
}

/** What a dispatcher has counted. */
export interface DispatcherCounts {
  commands: number;
  replies: number;
  errors: number;
  timeouts: number;
  retries: number;
  pending: number;
  pendingBytes: number;
}

/**
 * Error replies that prove the command was not executed. MOVED and ASK are not among them: without
 * cluster support the same node would give the same answer again.
 */
const notExecuted = new Set([
  "LOADING",
  "MASTERDOWN",
  "CLUSTERDOWN",
  "TRYAGAIN",
  "READONLY",
  "BUSY",
  "NOREPLICAS",
]);

/** Commands that may have done half their work when such an error ends them. */
const composite = /^(EVAL|EVALSHA|EVAL_RO|EVALSHA_RO|FCALL|FCALL_RO|EXEC)$/;

/** Losses that a new connection can mend. */
const lostOnTheWay: ReadonlySet<RespErrorCode> = new Set([
  "CONNECT_FAILED",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "READ_TIMEOUT",
  "WRITE_TIMEOUT",
  "PROTOCOL_ERROR",
  "INTEGRITY_VIOLATION",
]);

/** Losses by what the server sent, or what came of it on the way. */
const garbled: ReadonlySet<RespErrorCode> = new Set(["PROTOCOL_ERROR", "INTEGRITY_VIOLATION"]);

/** The first wait before repeating after such an error, and the longest, in milliseconds. */
const firstRetryMs = 50;
const longestRetryMs = 500;

/** Issues requests and owns them until they are over. */
export class Dispatcher implements RequestOwner {
  readonly wheel: DeadlineWheel;
  readonly commandTimeoutMs: number;
  readonly counts: DispatcherCounts = {
    commands: 0,
    replies: 0,
    errors: 0,
    timeouts: 0,
    retries: 0,
    pending: 0,
    pendingBytes: 0,
  };
  readonly #settings: DispatcherSettings;
  readonly #signals = new AbortWatch();
  /** What waits here to be sent again, and the timer it waits for. */
  readonly #delayed = new Map<Request, TimerHandle>();
  /** Callers that wait; slots they gave up are pending still. */
  #unsettled = 0;
  #whenIdle: (() => void)[] = [];
  #closed: RespError | undefined;
  #backPressure: BackPressure | undefined;
  #compactedAtMs = -Infinity;
  /** The request whose promise is being made. */
  #adopted: Request | undefined;
  /** What every promise is made with: a closure for each would be memory for every command in flight. */
  readonly #adopt = (resolve: (value: never) => void): void => {
    this.#adopted?.promise(resolve as (value: unknown) => void);
    this.#adopted = undefined;
  };

  constructor(settings: DispatcherSettings) {
    this.#settings = settings;
    this.commandTimeoutMs = settings.commandTimeoutMs;
    this.wheel = new DeadlineWheel(settings.environment);
  }

  /** Why nothing is taken any more. */
  get closed(): RespError | undefined {
    return this.#closed;
  }

  /** How full the queue is, 0 to 1, by the bound that is nearer. */
  get fill(): number {
    const { pending, pendingBytes } = this.counts;
    const { maxQueuedCommands, maxQueuedBytes } = this.#settings;
    // A lone command may be longer than the bound.
    return Math.min(Math.max(pending / maxQueuedCommands, pendingBytes / maxQueuedBytes), 1);
  }

  /** Counts a request without sending it; the promise is its outcome. */
  issue<T>(request: Request, signal?: CancelSignal): Promise<T> {
    this.#adopted = request;
    const result = new Promise<T>(this.#adopt);
    const { counts } = this;
    counts.commands += 1;
    this.#unsettled += 1;
    counts.pending += 1;
    counts.pendingBytes += request.byteLength;
    if (request.timeoutMs !== Infinity) this.wheel.add(request);
    if (signal !== undefined) request.listenTo(signal, this.#signals);
    return result;
  }

  /** The error to reject with if so much more would be too much; a lone command always fits. */
  refusal(commands: number, bytes: number, route: Pick<Route, "lane">): RespError | undefined {
    if (this.#closed !== undefined) return this.#closed;
    if (this.#fits(commands, bytes)) return undefined;
    const nowMs = this.#settings.environment.monotonic();
    if (nowMs - this.#compactedAtMs >= 10) {
      this.#compactedAtMs = nowMs;
      if (route.lane.compact() && this.#fits(commands, bytes)) return undefined;
    }
    const { pending, pendingBytes } = this.counts;
    return new RespError(
      "QUEUE_FULL",
      `${pending} commands with ${pendingBytes} bytes wait already; maxQueuedCommands or maxQueuedBytes ` +
        "has no room for more. Send fewer at once, or check whether the server is reachable.",
    );
  }

  replied(request: Request): void {
    const { counts } = this;
    this.wheel.remove(request);
    counts.replies += 1;
    counts.pending -= 1;
    counts.pendingBytes -= request.byteLength;
    if (this.#backPressure !== undefined) this.#backPressure.changed();
    this.#unsettled -= 1;
    if (this.#unsettled === 0) this.#tellIdle();
  }

  settled(request: Request, outcome: "error" | "timeout" | "aborted"): void {
    this.wheel.remove(request);
    if (outcome === "timeout") this.counts.timeouts += 1;
    else if (outcome === "error") this.counts.errors += 1;
    this.#backPressure?.changed();
    this.#unsettled -= 1;
    if (this.#unsettled === 0) this.#tellIdle();
  }

  released(request: Request): void {
    this.counts.pending -= 1;
    this.counts.pendingBytes -= request.byteLength;
    this.#backPressure?.changed();
  }

  /** Those who wait for room; costs nothing before the first asks. `compact` as of the first call. */
  backPressure(compact: () => void): BackPressure {
    const { counts } = this;
    this.#backPressure ??= new BackPressure({ ...this.#settings, counts, compact });
    return this.#backPressure;
  }

  retryReply(request: Request, error: ReplyError): boolean {
    if (!notExecuted.has(error.kind) || composite.test(request.info.name)) return false;
    if (request.pinned || this.#closed !== undefined || this.#settings.maxRetries === 0)
      return false;
    if (error.kind === "READONLY") request.lane.renew();
    return this.#sendLater(request, error);
  }

  retryLost(request: Request, error: RespError): boolean {
    if (request.pinned || this.#closed !== undefined || !lostOnTheWay.has(error.code)) return false;
    if (request.written) {
      // Whoever sent garbage once would be asked for the same again.
      if (garbled.has(error.code) || !request.repeatable) return false;
      if (request.resends >= this.#settings.maxRetries) return false;
      request.resends += 1;
    }
    if (!request.lane.waits) return this.#sendLater(request, error);
    request.written = false;
    request.lastError = error;
    this.counts.retries += 1;
    request.lane.send(request);
    return true;
  }

  /** Takes nothing new: everything issued from now on is refused with `error`. */
  refuse(error: RespError): void {
    this.#closed = error;
    this.#backPressure?.end();
  }

  /** Fails what waits here to be sent again. */
  destroy(error: RespError): void {
    this.#closed = error;
    this.#backPressure?.end();
    const delayed = [...this.#delayed];
    this.#delayed.clear();
    for (const [request, timer] of delayed) {
      this.#settings.environment.clearTimer(timer);
      request.failWith(error);
    }
  }

  /** Resolves once nobody waits for a reply. */
  idle(): Promise<void> {
    if (this.#unsettled === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #tellIdle(): void {
    if (this.#whenIdle.length === 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #fits(commands: number, bytes: number): boolean {
    const { pending, pendingBytes } = this.counts;
    const { maxQueuedCommands, maxQueuedBytes } = this.#settings;
    if (pending === 0) return true;
    return pending + commands <= maxQueuedCommands && pendingBytes + bytes <= maxQueuedBytes;
  }

  #sendLater(request: Request, error: RespError): boolean {
    const { environment } = this.#settings;
    const waitedMs = environment.monotonic() - request.issued.ms;
    const windowMs = Math.min(Math.max(firstRetryMs, waitedMs), longestRetryMs);
    const delayMs = windowMs * (0.5 + environment.random() / 2);
    if (environment.monotonic() + delayMs >= request.deadlineMs) return false;
    request.written = false;
    request.lastError = error;
    this.counts.retries += 1;
    const timer = environment.setTimer(() => {
      if (!this.#delayed.delete(request)) return;
      if (request.abandoned) request.drop();
      else request.lane.send(request);
    }, delayMs);
    this.#delayed.set(request, timer);
    return true;
  }
}
