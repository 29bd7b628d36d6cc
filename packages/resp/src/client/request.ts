// One command between its caller and a connection: the caller's promise on one side, the connection's
// slot on the other. The two end separately: a timeout settles the promise, only a reply or the end
// of the connection ends the slot.

import { abortError, type CancelSignal, onAbort, RespError } from "../base/index.ts";
import { type Reply, ReplyError } from "../codec/index.ts";
import type { CommandInfo } from "../commands/index.ts";
import type { Slot, Timed } from "../connection/index.ts";
import type { Lane } from "./lane.ts";

/** What a request is made of. */
export interface RequestInit {
  readonly info: CommandInfo;
  /** Arguments behind the name, for messages. */
  readonly arity: number;
  readonly bytes: Uint8Array;
  readonly strings: "utf8" | "bytes";
  readonly silenceMs: number;
  readonly issuedAtMs: number;
  readonly deadlineMs: number;
  /** Sending it again does no harm. */
  readonly repeatable: boolean;
  /** It belongs to one connection and is never sent on another. */
  readonly pinned: boolean;
  readonly lane: Lane;
  readonly read: (reply: Reply) => unknown;
}

/** Who decides what becomes of a request; one for each client. */
export interface RequestOwner {
  /** The promise is settled: its deadline is of no use any more. */
  settled(request: Request, outcome: "reply" | "error" | "timeout" | "aborted"): void;
  /** The slot is over: its bytes and its place count no longer. */
  released(request: Request): void;
  /** True if the owner sends it again instead of handing the error to the caller. */
  retryReply(request: Request, error: ReplyError): boolean;
  /** As `retryReply`, for a connection that ended. */
  retryLost(request: Request, error: RespError): boolean;
}

/** A command on its way. */
export class Request implements Slot, Timed {
  readonly info: CommandInfo;
  readonly arity: number;
  readonly bytes: Uint8Array;
  readonly strings: "utf8" | "bytes";
  readonly silenceMs: number;
  readonly issuedAtMs: number;
  readonly repeatable: boolean;
  readonly pinned: boolean;
  readonly lane: Lane;
  remaining = 1;
  written = false;
  /** How often it was sent again after a lost connection. */
  resends = 0;
  /** Why it still waits; the cause of its timeout. */
  lastError: RespError | undefined;
  /** Called if the caller gives up while the server may still be busy with it. */
  onGivenUp: (() => void) | undefined;

  deadlineMs: number;
  wheelNext: Timed | undefined = undefined;
  wheelPrevious: Timed | undefined = undefined;
  wheelBucket = -1;

  readonly #owner: RequestOwner;
  readonly #read: (reply: Reply) => unknown;
  readonly #resolve: (value: never) => void;
  readonly #reject: (error: unknown) => void;
  #stopListening: (() => void) | undefined;
  #settled = false;
  #released = false;

  constructor(
    owner: RequestOwner,
    init: RequestInit,
    resolve: (value: never) => void,
    reject: (error: unknown) => void,
  ) {
    this.#owner = owner;
    this.info = init.info;
    this.arity = init.arity;
    this.bytes = init.bytes;
    this.strings = init.strings;
    this.silenceMs = init.silenceMs;
    this.issuedAtMs = init.issuedAtMs;
    this.deadlineMs = init.deadlineMs;
    this.repeatable = init.repeatable;
    this.pinned = init.pinned;
    this.lane = init.lane;
    this.#read = init.read;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** True once the caller has an answer, whatever the connection still does. */
  get abandoned(): boolean {
    return this.#settled;
  }

  /** For messages: the name and how many arguments, never the arguments. */
  get command(): string {
    return `${this.info.name} (${this.arity} argument${this.arity === 1 ? "" : "s"})`;
  }

  /** Ends the caller's wait when the signal fires. */
  listenTo(signal: CancelSignal): void {
    this.#stopListening = onAbort(signal, () => {
      this.#finish("aborted", abortError(signal, this.command, this.written));
    });
  }

  settle(reply: Reply): void {
    if (this.#settled) {
      this.drop();
      return;
    }
    if (reply instanceof ReplyError) {
      if (this.#owner.retryReply(this, reply)) return;
      this.drop();
      this.#finish("error", reply);
      return;
    }
    this.drop();
    let result: unknown;
    try {
      result = this.#read(reply);
    } catch (error) {
      this.#finish("error", error as Error);
      return;
    }
    this.#settled = true;
    this.#stopListening?.();
    this.#owner.settled(this, "reply");
    this.#resolve(result as never);
  }

  lose(error: RespError): void {
    if (!this.#settled && this.#owner.retryLost(this, error)) return;
    this.drop();
    if (!this.#settled) this.#finish("error", this.#lossOf(error));
  }

  /** Fails it before any connection had it; many may fail with the same `error`. */
  failWith(error: RespError): void {
    this.drop();
    if (!this.#settled) this.#finish("error", copyOf(error));
  }

  /** Its place and its bytes count no longer; twice is fine. */
  drop(): void {
    if (this.#released) return;
    this.#released = true;
    this.#owner.released(this);
  }

  expire(): void {
    if (this.#settled) return;
    const timeoutMs = Math.round(this.deadlineMs - this.issuedAtMs);
    const where = this.written ? "no reply came" : "it could not be sent";
    const reason = this.lastError === undefined ? "" : ` Last error: ${this.lastError.message}`;
    this.#finish(
      "timeout",
      new RespError(
        "COMMAND_TIMEOUT",
        `${this.command} timed out after ${timeoutMs} ms: ${where}.${reason}`,
        { cause: this.lastError, maybeExecuted: this.written },
      ),
    );
  }

  #finish(outcome: "error" | "timeout" | "aborted", error: Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#stopListening?.();
    if (error instanceof RespError) error.command ??= this.command;
    this.#owner.settled(this, outcome);
    this.#reject(error);
    if (outcome !== "error") this.onGivenUp?.();
  }

  /** An error of this command alone: many may be lost with one connection. */
  #lossOf(error: RespError): RespError {
    const fate = this.written
      ? "It was sent and its reply never came, so it may have been executed."
      : "It was not sent.";
    return new RespError(error.code, `${this.command} was lost: ${error.message} ${fate}`, {
      cause: error,
      maybeExecuted: this.written,
    });
  }
}

/** Errors carry a command's name: what fails many requests needs a copy for each. */
function copyOf(error: RespError): RespError {
  return new RespError(error.code, error.message, { cause: error.cause ?? error });
}
