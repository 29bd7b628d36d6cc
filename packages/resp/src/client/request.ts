// One command between its caller and a connection: the caller's promise on one side, the connection's
// slot on the other. The two end separately: a timeout settles the promise, only a reply or the end
// of the connection ends the slot.

import {
  type Abortable,
  abortError,
  type AbortWatch,
  type CancelSignal,
  leaveSignal,
  RespError,
  type SignalWaits,
} from "../base/index.ts";
import { type CommandEncoder, type Reply, ReplyError } from "../codec/index.ts";
import type { Command, CommandInfo } from "../commands/index.ts";
import type { Slot, Timed, WheelLinks } from "../connection/index.ts";
import type { Lane, Route } from "./lane.ts";
import type { Moment, TurnClock } from "./turn-clock.ts";

/** What all requests of a client have in common. */
export interface RequestSource {
  readonly owner: RequestOwner;
  readonly clock: TurnClock;
  /** Commands encoded behind each other leave in one write without a copy. */
  readonly encoder: CommandEncoder;
}

/** What few requests need: kept apart, because a request is held for every command in flight. */
interface Rare {
  timeoutMs: number;
  resends: number;
  lastError: RespError | undefined;
  onGivenUp: (() => void) | undefined;
  silenceMs: number;
  signalWait: SignalWait | undefined;
}

/** Who decides what becomes of a request; one for each client. */
export interface RequestOwner {
  /** How long a caller waits at most, in milliseconds, where he does not say. */
  readonly commandTimeoutMs: number;
  /** The promise is settled, otherwise than by `replied`: its deadline is of no use any more. */
  settled(request: Request, outcome: "error" | "timeout" | "aborted"): void;
  /** The reply is there: `settled` and `released` in one, for the way that most requests go. */
  replied(request: Request): void;
  /** The slot is over: its bytes and its place count no longer. */
  released(request: Request): void;
  /** True if the owner sends it again instead of handing the error to the caller. */
  retryReply(request: Request, error: ReplyError): boolean;
  /** As `retryReply`, for a connection that ended. */
  retryLost(request: Request, error: RespError): boolean;
}

/** What a request is or was, as bits: a field for each would be 40 bytes more. */
const asBytes = 1;
const repeatable = 2;
const written = 4;
const settled = 8;
const released = 16;

/**
 * A command on its way. Its fields are few, small integers and in one order, since memory and time
 * per command in flight are made of them: bench/peers/client shows what another one costs.
 */
export class Request implements Slot, Timed {
  readonly info: CommandInfo;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** When it was issued. */
  readonly issued: Moment;

  next: Slot | undefined = undefined;
  wheelNext: WheelLinks | undefined = undefined;
  wheelPrevious: WheelLinks | undefined = undefined;

  readonly #owner: RequestOwner;
  readonly #route: Route;
  readonly #read: Command<unknown>["reply"];
  /** Alone: a function to reject with would be 70 bytes more for every command in flight. */
  #resolve: ((value: unknown) => void) | undefined = undefined;
  #rare: Rare | undefined = undefined;
  #flags: number;

  /** A request of what was added to the source's encoder last. */
  constructor(
    { owner, encoder, clock }: RequestSource,
    info: CommandInfo,
    reply: Command<unknown>["reply"],
    route: Route,
  ) {
    this.info = info;
    this.bytes = encoder.memory;
    this.end = encoder.end;
    this.start = encoder.takeStart();
    this.issued = clock.moment();
    this.#owner = owner;
    this.#route = route;
    this.#read = reply;
    this.#flags = info.readOnly ? repeatable : 0;
  }

  /** Whom the outcome goes to; given once, before anything can happen. */
  promise(resolve: (value: unknown) => void): void {
    this.#resolve = resolve;
  }

  get strings(): "utf8" | "bytes" {
    return (this.#flags & asBytes) === 0 ? "utf8" : "bytes";
  }

  set strings(strings: "utf8" | "bytes") {
    this.#set(asBytes, strings === "bytes");
  }

  /** Sending it again does no harm. */
  get repeatable(): boolean {
    return (this.#flags & repeatable) !== 0;
  }

  set repeatable(is: boolean) {
    this.#set(repeatable, is);
  }

  get written(): boolean {
    return (this.#flags & written) !== 0;
  }

  set written(is: boolean) {
    this.#set(written, is);
  }

  /** How long the caller waits at most; Infinity = for ever. */
  get timeoutMs(): number {
    return this.#rare === undefined ? this.#owner.commandTimeoutMs : this.#rare.timeoutMs;
  }

  set timeoutMs(timeoutMs: number) {
    this.#rareFields().timeoutMs = timeoutMs;
  }

  get deadlineMs(): number {
    return this.issued.ms + this.timeoutMs;
  }

  get byteLength(): number {
    return this.end - this.start;
  }

  get lane(): Lane {
    return this.#route.lane;
  }

  /** It belongs to one connection and is never sent on another. */
  get pinned(): boolean {
    return this.#route.pinned;
  }

  /** How often it was sent again after a lost connection. */
  get resends(): number {
    return this.#rare?.resends ?? 0;
  }

  set resends(count: number) {
    this.#rareFields().resends = count;
  }

  /** Why it still waits; the cause of its timeout. */
  get lastError(): RespError | undefined {
    return this.#rare?.lastError;
  }

  set lastError(error: RespError | undefined) {
    if (error !== undefined || this.#rare !== undefined) this.#rareFields().lastError = error;
  }

  /** Called if the caller gives up while the server may still be busy with it. */
  set onGivenUp(callback: (() => void) | undefined) {
    this.#rareFields().onGivenUp = callback;
  }

  get silenceMs(): number {
    return this.#rare === undefined ? 0 : this.#rare.silenceMs;
  }

  set silenceMs(silenceMs: number) {
    this.#rareFields().silenceMs = silenceMs;
  }

  /** True once the caller has an answer, whatever the connection still does. */
  get abandoned(): boolean {
    return (this.#flags & settled) !== 0;
  }

  /** For messages: the name and how many arguments, never the arguments. */
  get command(): string {
    const count = argumentCount(this.bytes, this.start);
    return `${this.info.name} (${count} argument${count === 1 ? "" : "s"})`;
  }

  /** The server may have seen it: now, or when it was sent before. */
  get maybeExecuted(): boolean {
    return this.written || this.resends > 0;
  }

  /** Ends the caller's wait when the signal fires, or at once if it has. */
  listenTo(signal: CancelSignal, signals: AbortWatch): void {
    if (signal.aborted) {
      this.abort(signal);
      return;
    }
    const wait = new SignalWait(this);
    this.#rareFields().signalWait = wait;
    signals.add(signal, wait);
  }

  /** The caller waits no more. */
  abort(signal: CancelSignal): void {
    this.#finish("aborted", abortError(signal, this.command, this.maybeExecuted));
  }

  settle(reply: Reply): void {
    if (this.abandoned) {
      this.drop();
      return;
    }
    if (reply instanceof ReplyError) {
      if (this.#owner.retryReply(this, reply)) return;
      this.drop();
      if (this.resends > 0) noteEarlierAttempts(reply);
      this.#finish("error", reply);
      return;
    }
    let result: unknown;
    try {
      result = this.#read(reply, this.strings);
    } catch (error) {
      this.drop();
      this.#finish("error", error as Error);
      return;
    }
    this.#flags |= settled | released;
    if (this.#rare !== undefined) this.#stopListening(this.#rare);
    this.#owner.replied(this);
    this.#resolve?.(result);
  }

  lose(error: RespError): void {
    if (!this.abandoned && this.#owner.retryLost(this, error)) return;
    this.drop();
    if (!this.abandoned) this.#finish("error", this.#lossOf(error));
  }

  /** Fails it before any connection had it; many may fail with the same `error`. */
  failWith(error: RespError): void {
    this.drop();
    if (!this.abandoned) this.#finish("error", copyOf(error, this.maybeExecuted));
  }

  /** Its place and its bytes count no longer; twice is fine. */
  drop(): void {
    if ((this.#flags & released) !== 0) return;
    this.#flags |= released;
    this.#owner.released(this);
  }

  expire(): void {
    if (this.abandoned) return;
    const timeoutMs = Math.round(this.timeoutMs);
    const where = this.written ? "no reply came" : "it could not be sent";
    const guess = this.written
      ? "The server may be slow, frozen or out of reach: check it, or raise timeoutMs or commandTimeoutMs."
      : "No connection came to be in time: check host, port and TLS settings.";
    const reason = this.lastError === undefined ? guess : `Last error: ${this.lastError.message}`;
    this.#finish(
      "timeout",
      new RespError(
        "COMMAND_TIMEOUT",
        `${this.command} timed out after ${timeoutMs} ms: ${where}. ${reason}`,
        { cause: this.lastError, maybeExecuted: this.maybeExecuted },
      ),
    );
  }

  #finish(outcome: "error" | "timeout" | "aborted", error: Error): void {
    if (this.abandoned) return;
    this.#flags |= settled;
    if (this.#rare !== undefined) this.#stopListening(this.#rare);
    if (error instanceof RespError) error.command ??= this.command;
    this.#owner.settled(this, outcome);
    this.#resolve?.(new Rejection(error));
    if (outcome !== "error") this.#rare?.onGivenUp?.();
  }

  #set(flag: number, is: boolean): void {
    this.#flags = is ? this.#flags | flag : this.#flags & ~flag;
  }

  #stopListening({ signalWait }: Rare): void {
    if (signalWait !== undefined) leaveSignal(signalWait);
  }

  #rareFields(): Rare {
    this.#rare ??= {
      timeoutMs: this.#owner.commandTimeoutMs,
      resends: 0,
      lastError: undefined,
      onGivenUp: undefined,
      silenceMs: 0,
      signalWait: undefined,
    };
    return this.#rare;
  }

  /** An error of this command alone: many may be lost with one connection. */
  #lossOf(error: RespError): RespError {
    const { maybeExecuted } = this;
    const fate = maybeExecuted
      ? "It was sent and its reply never came, so it may have been executed."
      : "It was not sent.";
    return new RespError(error.code, `${this.command} was lost: ${error.message} ${fate}`, {
      cause: error,
      maybeExecuted,
    });
  }
}

/** A request's place among all that its signal ends. */
class SignalWait implements Abortable {
  sameSignal: SignalWaits | undefined = undefined;
  earlierWait: Abortable | undefined = undefined;
  laterWait: Abortable | undefined = undefined;
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  aborted(signal: CancelSignal): void {
    this.#request.abort(signal);
  }
}

/** What a promise rejects with when it is resolved with this: one turn of the microtask queue later. */
class Rejection {
  readonly #error: Error;

  constructor(error: Error) {
    this.#error = error;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being resolved with is all it is for.
  then(_resolve: unknown, reject: (error: Error) => void): void {
    reject(this.#error);
  }
}

/** Errors carry a command's name: what fails many requests needs a copy for each. */
function copyOf(error: RespError, maybeExecuted: boolean): RespError {
  return new RespError(error.code, error.message, { cause: error.cause ?? error, maybeExecuted });
}

/** The refusal of the last attempt says nothing about those that were lost before it. */
function noteEarlierAttempts(reply: ReplyError): void {
  (reply as { maybeExecuted: boolean }).maybeExecuted = true;
}

/** Arguments behind the name, for messages: what the command says at its beginning, as `*3`. */
function argumentCount(bytes: Uint8Array, start: number): number {
  let count = 0;
  for (let at = start + 1; ((bytes[at] ?? 0) ^ 0x30) <= 9; at += 1) {
    count = count * 10 + ((bytes[at] ?? 0) ^ 0x30);
  }
  return count - 1;
}
