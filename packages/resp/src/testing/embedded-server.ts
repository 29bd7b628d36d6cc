// A RESP2 and RESP3 server inside the process, for tests and sandboxes: real enough that the client
// and the caches run on it unchanged, on an injected clock, with faults on demand. Not a database:
// nothing is written to disk and no memory limit is enforced.

import { encodeUtf8, type Environment, OptionReader, resolveEnvironment } from "../base/index.ts";
import { createMemoryNetwork, type MemoryNetwork } from "../transport/memory.ts";
import type { Link, LinkHandlers, Transport } from "../transport/transport.ts";
import { errorAnswer } from "./server/answers.ts";
import { binaryText, toBinary } from "./server/bytes.ts";
import { initialState } from "./server/commands/connection.ts";
import { ServerCore, type ServerSettings, type UserSettings } from "./server/core.ts";
import type { Database } from "./server/database.ts";
import { type Fault, Executor } from "./server/executor.ts";
import type { FunctionLibrary } from "./server/functions.ts";
import { inspected, type InspectedValue } from "./server/inspect.ts";
import type { ScriptHandler } from "./server/scripts.ts";
import { RequestError, RequestParser } from "./server/request-parser.ts";
import { Session } from "./server/session.ts";

/** Settings of an {@link EmbeddedServer}. */
export interface EmbeddedServerOptions {
  /** Clock, timers, randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
  /** Password of the default user (`requirepass`); default none. */
  password?: string | undefined;
  /** Further ACL users by name; `default` may be among them instead of `password`. */
  users?: Readonly<Record<string, UserSettings>> | undefined;
  /** Number of databases; default 16. */
  databases?: number | undefined;
  /**
   * Which server it is like; default "7.0.15" (or Valkey "8.0.1"). Commands that came later are unknown: with "5.0.14"
   * there is no HELLO and no tracking.
   */
  version?: string | undefined;
  /** Whose server it is like; default "redis". Its `version` is then one of Valkey's, as "8.0.1". */
  product?: "redis" | "valkey" | undefined;
  /** Connections beyond are refused with an error; default 10,000. */
  maxClients?: number | undefined;
  /** What CONFIG GET and INFO say; not enforced. Default 0. */
  maxmemory?: number | undefined;
  /** What CONFIG GET and INFO say; not enforced. Default "noeviction". */
  maxmemoryPolicy?: string | undefined;
}

/** What is known of a connected client. */
export interface ConnectionInfo {
  /** As CLIENT ID says; rises with each connection. */
  readonly id: number;
  /** As CLIENT LIST shows it. */
  readonly address: string;
  /** What CLIENT SETNAME or HELLO set; else empty. */
  readonly name: string;
  /** What HELLO asked for; 2 before. */
  readonly protocol: 2 | 3;
  /** What SELECT chose. */
  readonly databaseIndex: number;
  /** The authenticated user; undefined before AUTH where one is needed. */
  readonly user: string | undefined;
  /** Channels subscribed to. */
  readonly channels: readonly string[];
  /** Patterns subscribed to. */
  readonly patterns: readonly string[];
  /** True while CLIENT TRACKING is on. */
  readonly tracking: boolean;
}

/** Looks at each command before it runs: its name in upper case, and its arguments. */
export type EmbeddedCommandHook = (
  connection: ConnectionInfo,
  name: string,
  args: readonly Uint8Array[],
) => Fault | undefined;

/** A door of the server that closes while it is stopped, as a listening socket does. */
export interface Endpoint {
  /** Begins to accept; called at each start of the server. */
  open(): void | Promise<void>;
  /** Stops accepting; connections are not its business. */
  close(): void | Promise<void>;
}

/** The server. It runs from its construction on. */
export class EmbeddedServer {
  readonly #core: ServerCore;
  readonly #executor: Executor;
  readonly #endpoints = new Set<Endpoint>();
  #network: MemoryNetwork | undefined;
  #running = true;

  /** @throws {TypeError | RangeError} for unknown or wrong options. */
  constructor(options: EmbeddedServerOptions = {}) {
    this.#core = new ServerCore(resolveSettings(options), resolveEnvironment(options.environment));
    this.#executor = new Executor(this.#core);
    this.#core.reset();
  }

  /** False between `stop` and `start`. */
  get running(): boolean {
    return this.#running;
  }

  /** 40 hexadecimal digits; another one after each `start`. */
  get runId(): string {
    return this.#core.runId;
  }

  /** The server's own clock. */
  get clock(): { now(): number; advance(byMs: number): void } {
    return {
      now: () => this.#core.now(),
      /** Lets `byMs` pass for expiry and TIME. A key lives through the millisecond of its deadline. */
      advance: (byMs) => {
        this.#core.advance(byMs);
      },
    };
  }

  /** The commands it knows, in lower case, subcommands as `client|id`, in alphabetical order. */
  get commandNames(): readonly string[] {
    return this.#executor.commandNames;
  }

  /** Who is connected. */
  get connections(): readonly ConnectionInfo[] {
    return [...this.#core.sessions.values()].map(describeSession);
  }

  /** Commands executed since the start. */
  get commandsProcessed(): number {
    return this.#core.commandsProcessed;
  }

  /** Serves one link; `address` is what CLIENT LIST shows. */
  accept(link: Link, address = `memory:${this.#core.connectionsReceived + 1}`): LinkHandlers {
    const core = this.#core;
    if (!this.#running) {
      link.destroy();
      return deaf;
    }
    core.connectionsReceived += 1;
    if (core.sessions.size >= core.settings.maxClients) {
      link.write(encodeUtf8("-ERR max number of clients reached\r\n"));
      link.end();
      return deaf;
    }
    const identity = { id: core.nextSessionId(), address, nowMs: core.now() };
    const session = new Session(link, identity, initialState(core));
    core.sessions.set(session.id, session);
    return this.#handlersOf(session);
  }

  /** A transport whose links all lead to this server, whatever their target; refused while stopped. */
  transport(): Transport {
    if (this.#network === undefined) {
      const network = createMemoryNetwork({ environment: this.#core.environment });
      this.#network = network;
      let close: () => void = () => {};
      const endpoint: Endpoint = {
        open: () => {
          close = network.listen((link) => this.accept(link));
        },
        close: () => {
          close();
        },
      };
      this.#endpoints.add(endpoint);
      if (this.#running) void endpoint.open();
    }
    return this.#network.transport;
  }

  /** Adds a door, and opens it if the server runs. */
  async addEndpoint(endpoint: Endpoint): Promise<void> {
    if (this.#running) await endpoint.open();
    this.#endpoints.add(endpoint);
  }

  /** Closes a door for good; open connections stay. */
  async removeEndpoint(endpoint: Endpoint): Promise<void> {
    if (!this.#endpoints.delete(endpoint)) return;
    if (this.#running) await endpoint.close();
  }

  /** Ends the process, so to speak: connections break, nothing listens, everything is forgotten. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.killConnections();
    this.#executor.stop();
    this.#core.stopTimers();
    for (const database of this.#core.databases) database.clear();
    await Promise.all([...this.#endpoints].map(async (endpoint) => endpoint.close()));
  }

  /** Starts again, empty and under a new run id, at the same doors. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#core.reset();
    await Promise.all([...this.#endpoints].map(async (endpoint) => endpoint.open()));
  }

  /** Breaks every connection, or those that `which` picks; what they had to hear is lost. */
  killConnections(which: (connection: ConnectionInfo) => boolean = () => true): number {
    const victims = [...this.#core.sessions.values()].filter((one) => which(describeSession(one)));
    for (const session of victims) {
      this.#core.forget(session);
      session.destroy();
    }
    return victims.length;
  }

  /** Lets `hook` look at each command before it runs and break it; the result takes the hook away. */
  onCommand(hook: EmbeddedCommandHook): () => void {
    const inner = (
      session: Session,
      name: string,
      args: readonly Uint8Array[],
    ): Fault | undefined => hook(describeSession(session), name, args);
    this.#executor.hooks.add(inner);
    return () => {
      this.#executor.hooks.delete(inner);
    };
  }

  /**
   * Lets `handler` stand for the Lua script with this source or SHA-1 (40 hexadecimal digits). Survives
   * restarts, while EVALSHA knows only what was loaded since the start. The script's SHA-1.
   */
  registerScript(sourceOrSha: string, handler: ScriptHandler): string {
    return this.#core.scripts.register(sourceOrSha, handler);
  }

  /**
   * Lets `functions` stand for the library with this source, whose first line is `#!lua name=…`. Survives
   * restarts, while FCALL knows only what FUNCTION LOAD has loaded since the start.
   */
  registerFunctions(source: string, functions: FunctionLibrary): void {
    this.#core.functions.register(source, functions);
  }

  /** Live keys of a database, as text. */
  keys(databaseIndex = 0): string[] {
    return this.#database(databaseIndex).keys().map(binaryText);
  }

  /** A string's bytes; undefined without key. @throws {TypeError} if the key holds another type. */
  get(databaseIndex: number, key: string | Uint8Array): Uint8Array | undefined {
    const entry = this.#database(databaseIndex).find(binaryKey(key));
    if (entry === undefined) return undefined;
    if (entry.value.type !== "string") throw new TypeError(`The key holds a ${entry.value.type}.`);
    return entry.value.bytes.slice();
  }

  /** A copy of any key's value; undefined without key. Fields and members are texts. */
  inspect(databaseIndex: number, key: string | Uint8Array): InspectedValue | undefined {
    const value = this.#database(databaseIndex).find(binaryKey(key))?.value;
    return value === undefined ? undefined : inspected(value);
  }

  /** Remaining milliseconds; undefined without key or deadline. */
  pttl(databaseIndex: number, key: string | Uint8Array): number | undefined {
    const expiresAtMs = this.#database(databaseIndex).find(binaryKey(key))?.expiresAtMs;
    return expiresAtMs === undefined ? undefined : expiresAtMs - this.#core.now();
  }

  /** Stores a string behind the clients' backs: tracking clients are told. */
  set(
    databaseIndex: number,
    key: string | Uint8Array,
    value: string | Uint8Array,
    ttlMs?: number,
  ): void {
    const bytes = typeof value === "string" ? encodeUtf8(value) : value.slice();
    const expiresAtMs = ttlMs === undefined ? undefined : this.#core.now() + ttlMs;
    this.#database(databaseIndex).set(binaryKey(key), { type: "string", bytes }, expiresAtMs);
    this.#core.endOfEvent();
  }

  /** Deletes a key behind the clients' backs; true if it was there. */
  delete(databaseIndex: number, key: string | Uint8Array): boolean {
    const existed = this.#database(databaseIndex).delete(binaryKey(key));
    this.#core.endOfEvent();
    return existed;
  }

  /** Empties all databases, as FLUSHALL does. */
  flushAll(): void {
    this.#core.flush(this.#core.databases);
    this.#core.endOfEvent();
  }

  #database(index: number): Database {
    const database = this.#core.databases[index];
    if (database === undefined) throw new RangeError(`There is no database ${index}.`);
    return database;
  }

  #handlersOf(session: Session): LinkHandlers {
    const parser = new RequestParser(
      (words) => {
        this.#executor.receive(session, words);
      },
      () => session.state.user !== undefined,
    );
    return {
      data: (chunk) => {
        if (!session.open) return;
        try {
          parser.write(chunk);
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          session.reply(errorAnswer(`ERR Protocol error: ${error.message}`));
          session.end();
        }
        this.#core.endOfEvent();
      },
      drain: () => {},
      close: () => {
        session.open = false;
        this.#core.forget(session);
        this.#core.endOfEvent();
      },
    };
  }
}

const deaf: LinkHandlers = { data: () => {}, drain: () => {}, close: () => {} };

function binaryKey(key: string | Uint8Array): string {
  return toBinary(typeof key === "string" ? encodeUtf8(key) : key);
}

function describeSession(session: Session): ConnectionInfo {
  return {
    id: session.id,
    address: session.address,
    name: session.state.name,
    protocol: session.state.protocol,
    databaseIndex: session.state.databaseIndex,
    user: session.state.user,
    channels: [...session.channels].map(binaryText),
    patterns: [...session.patterns].map(binaryText),
    tracking: session.state.tracking !== undefined,
  };
}

const optionNames = [
  "environment",
  "password",
  "users",
  "databases",
  "version",
  "product",
  "maxClients",
  "maxmemory",
  "maxmemoryPolicy",
];

function resolveSettings(options: EmbeddedServerOptions): ServerSettings {
  const reader = new OptionReader("EmbeddedServer", options, optionNames);
  const product = reader.choice("product", ["redis", "valkey"] as const, "redis");
  const version = reader.string("version", product === "redis" ? "7.0.15" : "8.0.1");
  if (!/^[0-9]+(\.[0-9]+){0,2}$/.test(version)) {
    throw new RangeError(
      `EmbeddedServer: option "version" must be like "7.0.15", got ${JSON.stringify(version)}.`,
    );
  }
  const given = reader.object<Readonly<Record<string, UserSettings>>>("users", {});
  const users = new Map(Object.entries(given));
  const password = reader.string("password", undefined);
  if (!users.has("default") || password !== undefined) users.set("default", { password });
  return Object.freeze({
    version,
    product: product,
    users,
    databases: reader.number("databases", 16, { min: 1, max: 10_000 }),
    maxClients: reader.number("maxClients", 10_000, { min: 1 }),
    maxmemory: reader.number("maxmemory", 0),
    maxmemoryPolicy: reader.string("maxmemoryPolicy", "noeviction"),
  });
}
