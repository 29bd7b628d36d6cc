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
import type { Lane } from "./lane.ts";
import type { Request, RequestInit } from "./request.ts";

/** Where a command is to travel. */
export interface Route {
  readonly lane: Lane;
  /** It stays with one connection. */
  readonly pinned: boolean;
}

/** Settings of an issuer. */
export interface IssuerSettings {
  readonly environment: Environment;
  readonly commandTimeoutMs: number;
}

/** Turns commands into requests. */
export class Issuer {
  readonly #table: CommandTable;
  readonly #dispatcher: Dispatcher;
  readonly #settings: IssuerSettings;
  /** Kept, so that commands lie next to each other in memory and one write takes many without a copy. */
  readonly #encoder = new CommandEncoder();

  constructor(table: CommandTable, dispatcher: Dispatcher, settings: IssuerSettings) {
    this.#table = table;
    this.#dispatcher = dispatcher;
    this.#settings = settings;
  }

  /** What is known of a command. */
  infoOf(args: readonly CommandArgument[]): CommandInfo {
    return this.#table.infoOf(args);
  }

  /** Sends one command; its arguments are read before this returns. */
  issue<T>(command: Command<T>, options: CallOptions | undefined, route: Route): Promise<T> {
    const init = this.prepare(command, options, route);
    const refusal = init instanceof RespError ? init : this.#admit([init], options?.signal);
    if (refusal !== undefined) return Promise.reject(refusal);
    const { request, result } = this.#dispatcher.issue<T>(init as RequestInit, options?.signal);
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
    const inits: RequestInit[] = [];
    for (const command of commands) {
      const init = this.prepare(command, options, route);
      if (init instanceof RespError) return init;
      inits.push(init);
    }
    const refusal = this.#admit(inits, options?.signal);
    if (refusal !== undefined) return refusal;
    const requests: Request[] = [];
    const results = inits.map((init) => {
      const { request, result } = this.#dispatcher.issue(init, options?.signal);
      requests.push(request);
      return result;
    });
    route.lane.sendAll(requests);
    return results;
  }

  /** The request a command makes, or why it must not be sent this way. */
  prepare(
    command: Command<unknown>,
    options: CallOptions | undefined,
    route: Route,
  ): RequestInit | RespError {
    const { args } = command;
    const info = this.#table.infoOf(args);
    const refusal = refusalOf(info, route.pinned);
    if (refusal !== undefined) return refusal;
    const silenceMs = blockingMs(info, args);
    const issuedAtMs = this.#settings.environment.monotonic();
    const timeoutMs =
      checkTimeout(options?.timeoutMs) ?? this.#settings.commandTimeoutMs + silenceMs;
    return {
      info,
      arity: args.length - 1,
      bytes: this.#encode(args),
      strings: command.strings ?? options?.strings ?? "utf8",
      silenceMs,
      issuedAtMs,
      deadlineMs: issuedAtMs + timeoutMs,
      repeatable: info.readOnly || options?.idempotent === true,
      pinned: route.pinned,
      lane: route.lane,
      read: command.reply,
    };
  }

  #encode(args: readonly CommandArgument[]): Uint8Array {
    this.#encoder.add(args);
    return this.#encoder.take();
  }

  #admit(inits: readonly RequestInit[], signal: CancelSignal | undefined): RespError | undefined {
    const [first] = inits;
    if (first === undefined || signal?.aborted === true) return undefined;
    let bytes = 0;
    for (const init of inits) bytes += init.bytes.length;
    return this.#dispatcher.refusal(inits.length, bytes, first);
  }
}

function checkTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || (timeoutMs > 0 && timeoutMs < 2 ** 31)) return timeoutMs;
  throw new RangeError(
    `Call option "timeoutMs" must be above 0 and below 2^31 milliseconds, got ${timeoutMs}.`,
  );
}

/** Commands that would put replies out of order, or leave a shared connection changed for others. */
function refusalOf(info: CommandInfo, pinned: boolean): RespError | undefined {
  const { name } = info;
  if (info.subscribing) return unsupported(name, "use subscribe() or psubscribe()");
  if (name === "MONITOR") return unsupported(name, "open a connection of its own for it");
  if (name === "CLIENT REPLY")
    return unsupported(name, "a command without a reply can't be told from a lost one");
  if (name === "QUIT" || name === "RESET") return unsupported(name, "use close() or destroy()");
  if (name === "AUTH" || name === "HELLO")
    return unsupported(name, "use the options username, password or credentials, and protocol");
  if (info.connectionState && !pinned) {
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
