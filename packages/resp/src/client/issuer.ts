// From a command descriptor to a request: encoding, deadline and the rules about which commands may
// travel where.

import { type CancelSignal, type Environment, RespError } from "../base/index.ts";
import { type CommandArgument, CommandEncoder } from "../codec/index.ts";
import {
  blockingMs,
  type Command,
  type CommandInfo,
  type CommandTable,
} from "../commands/index.ts";
import type { CallOptions } from "./client-types.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Route } from "./lane.ts";
import { Request, type RequestSource } from "./request.ts";
import { TurnClock } from "./turn-clock.ts";

/** Settings of an issuer. */
export interface IssuerSettings {
  readonly environment: Environment;
}

/** Turns commands into requests. */
export class Issuer {
  readonly #table: CommandTable;
  readonly #dispatcher: Dispatcher;
  readonly #source: RequestSource;

  constructor(table: CommandTable, dispatcher: Dispatcher, { environment }: IssuerSettings) {
    this.#table = table;
    this.#dispatcher = dispatcher;
    const clock = new TurnClock(environment);
    this.#source = { owner: dispatcher, clock, encoder: new CommandEncoder() };
  }

  /** What is known of a command. */
  infoOf(args: readonly CommandArgument[]): CommandInfo {
    return this.#table.infoOf(args);
  }

  /**
   * Sends one command, of which `info` is known; its arguments are read before this returns.
   *
   * @throws {TypeError | RangeError} for a wrong argument or option.
   */
  issue<T>(
    command: Command<T>,
    info: CommandInfo,
    options: CallOptions | undefined,
    route: Route,
  ): Promise<T> {
    const request = this.#prepare(command, info, options, route);
    if (request instanceof RespError) return Promise.reject(request);
    const refusal = this.#admit(1, request.byteLength, options, route);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#send(request, options?.signal, route);
  }

  /**
   * Encodes a command of two words, or three with a `value`; {@link Issuer.issueEncoded} must follow.
   *
   * @throws {TypeError} for a wrong argument.
   */
  encode(word: string, key: CommandArgument, value: CommandArgument | undefined): void {
    this.#source.encoder.addWords(word, key, value);
  }

  /** Sends what was encoded: an ordinary command that begins with `word`. */
  issueEncoded<T>(word: string, reply: Command<T>["reply"], route: Route): Promise<T> {
    const request = new Request(this.#source, this.#table.infoOfWord(word), reply, route);
    const refusal = this.#dispatcher.refusal(1, request.byteLength, route);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#send(request, undefined, route);
  }

  #send<T>(request: Request, signal: CancelSignal | undefined, route: Route): Promise<T> {
    const result = this.#dispatcher.issue<T>(request, signal);
    if (request.abandoned) request.drop();
    else route.lane.send(request);
    return result;
  }

  /** Sends several commands together; one promise for each, or the refusal of them all. */
  issueAll(
    commands: readonly Command<unknown>[],
    options: CallOptions | undefined,
    route: Route,
  ): Promise<unknown>[] | RespError {
    const requests: Request[] = [];
    let bytes = 0;
    for (const command of commands) {
      const request = this.#prepare(command, this.infoOf(command.args), options, route);
      if (request instanceof RespError) return request;
      requests.push(request);
      bytes += request.byteLength;
    }
    const refusal = this.#admit(requests.length, bytes, options, route);
    if (refusal !== undefined) return refusal;
    const results = requests.map((request) => this.#dispatcher.issue(request, options?.signal));
    route.lane.sendAll(requests);
    return results;
  }

  /** The request a command makes, or why it must not be sent this way. */
  #prepare(
    command: Command<unknown>,
    info: CommandInfo,
    options: CallOptions | undefined,
    route: Route,
  ): Request | RespError {
    const refusal = refusalOf(info, route.pinned);
    if (refusal !== undefined) return refusal;
    this.#source.encoder.add(command.args);
    const request = new Request(this.#source, info, command.reply, route);
    if (command.strings !== undefined) request.strings = command.strings;
    if (info.blocking) this.#prolong(request, command);
    if (options !== undefined) applyOptions(request, command, options);
    return request;
  }

  /** A blocking command's own time comes on top. */
  #prolong(request: Request, { args }: Command<unknown>): void {
    const silenceMs = blockingMs(request.info, args);
    if (silenceMs === 0) return;
    request.silenceMs = silenceMs;
    request.timeoutMs += silenceMs;
  }

  #admit(
    commands: number,
    bytes: number,
    options: CallOptions | undefined,
    route: Route,
  ): RespError | undefined {
    if (commands === 0 || options?.signal?.aborted === true) return undefined;
    return this.#dispatcher.refusal(commands, bytes, route);
  }
}

function applyOptions(request: Request, { strings }: Command<unknown>, options: CallOptions): void {
  // Set only where it says something: what few requests have costs those that have it.
  if (options.timeoutMs !== undefined) request.timeoutMs = checkTimeout(options.timeoutMs);
  if (strings === undefined && options.strings !== undefined) request.strings = options.strings;
  if (options.idempotent === true) request.repeatable = true;
}

function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs < 2 ** 31) return timeoutMs;
  throw new RangeError(
    `Call option "timeoutMs" must be above 0 and below 2^31 milliseconds, got ${timeoutMs}.`,
  );
}

/** Commands that would put replies out of order, or leave a shared connection changed for others. */
function refusalOf(info: CommandInfo, pinned: boolean): RespError | undefined {
  // Whatever is refused below belongs to one of these two.
  if (!info.connectionState && !info.subscribing) return undefined;
  const { name } = info;
  if (info.subscribing) return unsupported(name, "use subscribe() or psubscribe()");
  if (name === "MONITOR") return unsupported(name, "open a connection of its own for it");
  if (name === "CLIENT REPLY")
    return unsupported(name, "a command without a reply can't be told from a lost one");
  if (name === "QUIT" || name === "RESET") return unsupported(name, "use close() or destroy()");
  if (name === "AUTH" || name === "HELLO")
    return unsupported(name, "use the options username, password or credentials, and protocol");
  if (!pinned) {
    return unsupported(
      name,
      "it changes the connection others share; use lease(), or the client's options",
    );
  }
  return undefined;
}

function unsupported(name: string, advice: string): RespError {
  return new RespError("UNSUPPORTED", `${name} can't be sent this way: ${advice}.`, {
    command: name,
  });
}
