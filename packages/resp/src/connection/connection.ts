// One link to one server, and the order of what travels on it. A command is written once and owns the
// next reply that nobody before it owns; whatever breaks that order ends the connection.
//
//   send(slot) -> unwritten ──flush, one write──> in flight ──reply──> settle
//                     │                               │
//                     └──── connection ends: lose ────┘

import { type Environment, RespError } from "../base/index.ts";
import { Decoder, type Limits, type Push, type Reply, ReplyError } from "../codec/index.ts";
import type { Link, LinkHandlers } from "../transport/transport.ts";
import { ByteRun } from "./byte-run.ts";
import { type DeadlineWheel, WheelTimer } from "./deadline-wheel.ts";
import { IntegrityCheck } from "./integrity-check.ts";
import { SlotQueue } from "./slot-queue.ts";
import type { Slot } from "./slot.ts";
import { asMonitorEvent } from "./monitor-line.ts";
import { asSubscriberEvent } from "./subscriber-reply.ts";

/** Longer bytes are written in pieces, so that `writeTimeoutMs` sees a slow peer take them. */
const pieceBytes = 1_048_576;

/** What a connection needs to know while it is open. */
export interface ConnectionSettings {
  /** For messages: `host:port`, or the socket's path. */
  readonly endpoint: string;
  readonly environment: Environment;
  /** The client's deadlines. */
  readonly wheel: DeadlineWheel;
  readonly limits: Partial<Limits>;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly mode: ConnectionMode;
  /** Commands from one check of the replies' order to the next; 0 = never. */
  readonly integrityCheckEvery: number;
  /** "bytes": messages are bytes, whatever is in flight; default text. */
  readonly messages?: "bytes" | undefined;
}

/**
 * What a connection is for. In "subscriber" and "monitor" mode ordinary commands are refused, because
 * the server sends messages and lines in the midst of other replies: they go to `push`.
 */
export type ConnectionMode = "command" | "subscriber" | "monitor";

/** What a connection tells its owner; neither may throw. */
export interface ConnectionHandlers {
  /** The server sent something on its own account: a message, an invalidation. */
  push(push: Push): void;
  /** It has ended, after every slot was settled or lost. */
  closed(connection: Connection, error: RespError): void;
}

/** An open connection. */
export class Connection {
  /** The protocol that was agreed. */
  protocol: 2 | 3 = 2;
  /** The server's version, where it said so. */
  version: string | undefined;
  /** When it became usable, by the monotonic clock. */
  readonly openedAtMs: number;
  readonly endpoint: string;
  /** True while somebody has it to himself: nothing may come between his commands. The owner's note. */
  lent = false;

  readonly #settings: ConnectionSettings;
  readonly #handlers: ConnectionHandlers;
  readonly #decoder: Decoder;
  readonly #slots = new SlotQueue();
  /** Ordinary commands may travel on it. */
  readonly #ordinary: boolean;
  readonly #run = new ByteRun();
  readonly #readTimer: WheelTimer;
  readonly #writeTimer: WheelTimer;
  readonly #flush: () => void;
  readonly #integrity: IntegrityCheck | undefined = undefined;
  #link: Link | undefined;
  #failure: RespError | undefined;
  #heardAtMs: number;
  #flushing = false;
  #congested = false;
  #ending = false;
  /** A command of a lease was given up ahead of others that wait to be written. */
  #gap = false;
  /** What is left of bytes that are written in pieces. */
  #rest: Uint8Array | undefined;

  constructor(settings: ConnectionSettings, handlers: ConnectionHandlers) {
    this.endpoint = settings.endpoint;
    this.#settings = settings;
    this.#ordinary = settings.mode === "command";
    this.#handlers = handlers;
    this.openedAtMs = settings.environment.monotonic();
    this.#heardAtMs = this.openedAtMs;
    const { messages } = settings;
    this.#decoder = new Decoder({
      onReply: (reply) => this.#replied(reply),
      onPush: (push) => this.#pushed(push),
      strings: messages,
      stringsOf:
        messages === undefined ? () => this.#slots.inFlight?.strings ?? "utf8" : () => messages,
      limits: settings.limits,
    });
    this.#readTimer = new WheelTimer(settings.wheel, (nowMs) => this.#checkSilence(nowMs));
    this.#writeTimer = new WheelTimer(settings.wheel, () => this.#writeTimedOut());
    this.#flush = () => this.#flushNow();
    const { environment, integrityCheckEvery, mode } = settings;
    if (integrityCheckEvery > 0 && mode === "command")
      this.#integrity = new IntegrityCheck(this, integrityCheckEvery, environment);
  }

  /** What the transport is given. */
  linkHandlers(): LinkHandlers {
    return {
      data: (chunk, owned) => this.#received(chunk, owned),
      drain: () => this.#drained(),
      close: (error) => this.#linkClosed(error),
    };
  }

  /** The open link; called once, before anything is sent. */
  attach(link: Link): void {
    this.#link = link;
    // It came too late: nobody else would end it.
    if (this.#failure !== undefined) link.destroy();
  }

  /** What it is for. */
  get mode(): ConnectionMode {
    return this.#settings.mode;
  }

  /** When the last byte came, or a command was sent after silence, by the monotonic clock. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Why it has ended; undefined while it has not. */
  get failure(): RespError | undefined {
    return this.#failure;
  }

  /** True until it has ended or was told to. */
  get usable(): boolean {
    return this.#failure === undefined && !this.#ending;
  }

  /** True if nothing waits for a reply. */
  get idle(): boolean {
    return this.#slots.empty;
  }

  /** Takes a command; all that are sent in one turn leave in one write. */
  send(slot: Slot): void {
    if (this.#failure !== undefined) {
      slot.lose(this.#failure);
      return;
    }
    if (!this.#ordinary && slot.own !== true) {
      slot.lose(refusedIn(this.#settings.mode));
      return;
    }
    this.#slots.push(slot);
    if (this.#integrity !== undefined) this.#checkBehind(this.#integrity, slot);
    if (this.#flushing || this.#congested) return;
    this.#flushing = true;
    this.#settings.environment.defer(this.#flush);
  }

  /** Takes no more commands, and ends once all replies have come. */
  end(): void {
    this.#ending = true;
    if (this.idle) this.destroy(closedByUs(this.endpoint));
  }

  /** Ends at once; what is unfinished is lost with `error`. */
  destroy(error: RespError = closedByUs(this.endpoint)): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#readTimer.clear();
    this.#writeTimer.clear();
    this.#link?.destroy();
    for (const slot of this.#slots.takeAll()) slot.lose(error);
    this.#handlers.closed(this, error);
  }

  #checkBehind(integrity: IntegrityCheck, slot: Slot): void {
    const check = integrity.dueBehind(slot);
    if (check !== undefined) this.#slots.push(check);
  }

  #flushNow(): void {
    this.#flushing = false;
    if (this.#failure !== undefined || this.#link === undefined) return;
    const wasIdle = this.#slots.inFlight === undefined;
    while (!this.#congested) {
      const bytes = this.#rest ?? this.#gather();
      if (bytes === undefined) break;
      this.#writePiece(this.#link, bytes);
    }
    if (wasIdle && this.#slots.inFlight !== undefined) this.#awaitReply();
  }

  /** The next commands as one piece of memory, as far as they are small; they are in flight from here. */
  #gather(): Uint8Array | undefined {
    const run = this.#run;
    const slots = this.#slots;
    for (let slot = slots.unwritten; slot !== undefined; slot = slots.unwritten) {
      if (slot.abandoned) {
        slots.dropUnwritten(slot);
        if (slot.pinned === true) this.#gap = slots.unwritten !== undefined;
        slot.lose(closedByUs(this.endpoint));
        continue;
      }
      if (this.#gap) return this.#breakOrder();
      if (!run.add(slot)) break;
      slot.written = true;
      slots.wrote(slot);
    }
    return run.take();
  }

  /**
   * Commands of a lease build on each other (SELECT, MULTI … EXEC): behind one that was given up before
   * it was sent, none may run. What was gathered before it does not leave either: nobody waits longer.
   */
  #breakOrder(): undefined {
    const error = new RespError(
      "CONNECTION_CLOSED",
      `A command of this lease of ${this.endpoint} was given up before it was sent, so those behind it ` +
        "must not run. Take a new lease.",
    );
    this.#run.take();
    this.destroy(error);
  }

  #writePiece(link: Link, bytes: Uint8Array): void {
    const whole = bytes.length <= pieceBytes;
    this.#rest = whole ? undefined : bytes.subarray(pieceBytes);
    if (link.write(whole ? bytes : bytes.subarray(0, pieceBytes))) return;
    this.#congested = true;
    const { environment, writeTimeoutMs } = this.#settings;
    this.#writeTimer.set(environment.monotonic() + writeTimeoutMs);
  }

  #drained(): void {
    this.#congested = false;
    this.#writeTimer.clear();
    // Nobody can answer what has not left yet.
    this.#heardAtMs = this.#settings.environment.monotonic();
    this.#flushNow();
  }

  #writeTimedOut(): void {
    const { writeTimeoutMs } = this.#settings;
    this.destroy(
      new RespError(
        "WRITE_TIMEOUT",
        `${this.endpoint} took no byte for ${writeTimeoutMs} ms (writeTimeoutMs). ` +
          "It may be frozen or overloaded, or the network cut: check it, or raise the timeout.",
      ),
    );
  }

  #awaitReply(): void {
    this.#heardAtMs = this.#settings.environment.monotonic();
    if (!this.#readTimer.active) {
      this.#readTimer.set(this.#heardAtMs + this.#settings.readTimeoutMs);
    }
  }

  /** Runs at the earliest moment the silence may be too long, and no more often. */
  #checkSilence(nowMs: number): void {
    const first = this.#slots.inFlight;
    if (first === undefined) return;
    const { readTimeoutMs } = this.#settings;
    // While bytes wait to leave, `writeTimeoutMs` judges the peer.
    const heardAtMs = this.#congested ? nowMs : this.#heardAtMs;
    const limitMs = heardAtMs + readTimeoutMs + first.silenceMs;
    if (nowMs < limitMs) {
      if (limitMs !== Infinity) this.#readTimer.set(limitMs);
      return;
    }
    this.destroy(
      new RespError(
        "READ_TIMEOUT",
        `${this.endpoint} sent nothing for ${readTimeoutMs} ms (readTimeoutMs) while a reply was due. ` +
          "It may be frozen or overloaded, or the network cut: check it, or raise the timeout.",
      ),
    );
  }

  #received(chunk: Uint8Array, owned?: boolean): void {
    if (this.#failure !== undefined) return;
    this.#heardAtMs = this.#settings.environment.monotonic();
    try {
      this.#decoder.write(chunk, owned);
    } catch (error) {
      this.destroy(decodingFailed(this.endpoint, error));
      return;
    }
    if (this.#ending && this.idle) this.destroy();
  }

  #replied(reply: Reply): void {
    if (this.#failure !== undefined) return;
    if (!this.#ordinary) {
      const push = this.#eventIn(reply);
      if (push !== undefined) return this.#pushed(push);
    }
    this.#settleNext(reply);
  }

  /** What this mode's server sends as a reply although nobody asked. */
  #eventIn(reply: Reply): Push | undefined {
    if (this.#settings.mode === "monitor") return asMonitorEvent(reply);
    return this.protocol === 2 ? asSubscriberEvent(reply) : undefined;
  }

  #settleNext(reply: Reply): void {
    const slot = this.#slots.inFlight;
    if (slot === undefined) {
      this.destroy(unsolicited(this.endpoint, reply));
      return;
    }
    const { remaining } = slot;
    // An error answers a subscribe command as a whole.
    if (remaining !== undefined && remaining > 1 && !(reply instanceof ReplyError)) {
      slot.remaining = remaining - 1;
      return;
    }
    this.#slots.shift(slot);
    slot.settle(reply);
    if (slot.silenceMs > 0 && this.#slots.inFlight !== undefined)
      this.#readTimer.set(this.#heardAtMs + this.#settings.readTimeoutMs);
  }

  #pushed(push: Push): void {
    if (this.#failure !== undefined) return;
    // A confirmation nobody asked for is the owner's: the server took a subscription away.
    if (this.#slots.inFlight?.confirms === push.kind) this.#settleNext(push.data);
    else this.#handlers.push(push);
  }

  #linkClosed(error: Error | undefined): void {
    this.destroy(
      new RespError(
        "CONNECTION_CLOSED",
        `${this.endpoint} closed the connection. See the server's log and timeout setting, and what lies between.`,
        {
          cause: error,
        },
      ),
    );
  }
}

function refusedIn(mode: string): RespError {
  return new RespError(
    "UNSUPPORTED",
    `A connection in ${mode} mode carries no ordinary commands: use another connection.`,
  );
}

function closedByUs(endpoint: string): RespError {
  return new RespError(
    "CONNECTION_CLOSED",
    `The connection to ${endpoint} was closed here. Use another.`,
  );
}

function decodingFailed(endpoint: string, cause: unknown): RespError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RespError(
    "PROTOCOL_ERROR",
    `${endpoint} sent what can't be decoded: ${reason} The connection was ended; check that this is a Redis or Valkey server.`,
    { cause },
  );
}

/** A reply without a question; an error is the server's reason for ending the connection. */
function unsolicited(endpoint: string, reply: Reply): RespError {
  if (reply instanceof ReplyError) {
    return new RespError(
      "CONNECTION_CLOSED",
      `${endpoint} ended the connection: ${reply.message}. See its log and its limits.`,
      {
        cause: reply,
      },
    );
  }
  return new RespError(
    "PROTOCOL_ERROR",
    `${endpoint} sent a reply nobody asked for. Check what lies between: a proxy may mix connections up.`,
  );
}
