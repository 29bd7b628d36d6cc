// The server's state and what binds its parts: databases, sessions, pub/sub, tracking, scripts, the
// clock. Commands act on it; the executor decides when they may; the embedded server is its public face.

import type { Environment, TimerHandle } from "../../base/index.ts";
import { AccessControl } from "./acl/access-control.ts";
import type { Answer } from "./answers.ts";
import type { CommandSpec } from "./command.ts";
import { Database, type DatabaseContext } from "./database.ts";
import { Functions } from "./functions.ts";
import { PubSub } from "./pubsub.ts";
import { Scripts } from "./scripts.ts";
import type { Session, Words } from "./session.ts";
import { Tracking } from "./tracking.ts";

/** An ACL user as far as the embedded server knows any. */
export interface UserSettings {
  /** Undefined lets the user in with any password (`nopass`). */
  readonly password?: string | undefined;
  /**
   * Commands the user may not run, in lower case, as `get` or `client|tracking`. HELLO may be among
   * them, which no ACL of Redis can refuse but proxies do.
   */
  readonly denied?: readonly string[] | undefined;
  /** What it is allowed, as ACL SETUSER takes it; default ["~*", "&*", "+@all"]. */
  readonly rules?: readonly string[] | undefined;
}

/** The server's settings, all present. */
export interface ServerSettings {
  /** As "7.0.15". */
  readonly version: string;
  /** Whose server it is like: what HELLO and INFO say. */
  readonly product: "redis" | "valkey";
  /** Number of databases. */
  readonly databases: number;
  /** Connections beyond are refused. */
  readonly maxClients: number;
  /** Told and not enforced. */
  readonly maxmemory: number;
  /** Told and not enforced. */
  readonly maxmemoryPolicy: string;
  /** By name; `default` is always among them. */
  readonly users: ReadonlyMap<string, UserSettings>;
}

/** A command that waits for keys. */
export interface BlockedCommand {
  /** Whose command waits. */
  readonly session: Session;
  /** Tries again at the end of each event. */
  attempt(): Answer | undefined;
  /** The answer when its time is over. */
  readonly late: Answer;
  /** Undefined without timeout. */
  readonly timer: TimerHandle | undefined;
}

/** Everything a command can reach. */
export class ServerCore {
  /** As the server was made. */
  readonly settings: ServerSettings;
  /** Clock, timers, randomness. */
  readonly environment: Environment;
  /** By index. */
  readonly databases: readonly Database[];
  /** Who is connected, by id. */
  readonly sessions: Map<number, Session> = new Map();
  /** Who listens to which channel. */
  readonly pubsub: PubSub = new PubSub();
  /** Who must hear of which key. */
  readonly tracking: Tracking;
  /** Scripts by digest. */
  readonly scripts: Scripts = new Scripts();
  /** Functions by library. */
  readonly functions: Functions = new Functions();
  /** Users and what they may. */
  readonly access: AccessControl;
  /** Sessions in MONITOR. */
  readonly monitors: Set<Session> = new Set();
  /** Commands in BLPOP and the like, longest waiting first. */
  readonly blocked: Set<BlockedCommand> = new Set();
  /** 40 hexadecimal digits, new at each start. */
  runId = "";
  /** When it started, on its own clock. */
  startedAtMs = 0;
  /** Since the start. */
  commandsProcessed = 0;
  /** Since the start. */
  connectionsReceived = 0;
  /** Until when CLIENT PAUSE holds commands back, on the server's clock, and which. */
  pause: { readonly untilMs: number; readonly kind: "all" | "write" } | undefined;
  /** Sessions with keys under WATCH. */
  readonly watchers: Set<Session> = new Set();
  /** The command of these words; set by the executor, who has the table. */
  lookUp: (words: Words) => CommandSpec | undefined = () => undefined;
  /** Called when a command that blocked has been answered. */
  resume: (session: Session) => void = () => {};
  /** Called when a pause ends early. */
  pauseEnded: () => void = () => {};
  /** The session whose command runs now: the origin of changes. */
  origin: Session | undefined;
  #offsetMs = 0;
  #lastId = 0;
  #expiryTimer: { readonly handle: TimerHandle; readonly atMs: number } | undefined;

  constructor(settings: ServerSettings, environment: Environment) {
    this.settings = settings;
    this.environment = environment;
    this.access = new AccessControl(settings);
    this.tracking = new Tracking((id) => this.sessions.get(id));
    const context: DatabaseContext = {
      now: () => this.now(),
      changed: (database, key) => {
        this.#keyChanged(database, key, this.origin);
      },
      // Nobody's doing: whoever set the deadline hears of its end too, even with NOLOOP.
      expired: (database, key) => {
        this.#keyChanged(database, key, undefined);
      },
      expiryChanged: () => {
        this.#planExpiry();
      },
    };
    this.databases = Array.from(
      { length: settings.databases },
      (_unused, index) => new Database(index, context),
    );
  }

  /** The server's wall clock in whole milliseconds. */
  now(): number {
    return Math.floor(this.environment.now()) + this.#offsetMs;
  }

  /** Moves the server's clock, and deletes what has expired by then. */
  advance(byMs: number): void {
    this.#offsetMs += byMs;
    this.#expire();
  }

  /** Never the same twice, over restarts too. */
  nextSessionId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** A fresh process: new run id, nothing stored, nothing loaded. */
  reset(): void {
    this.runId = Array.from({ length: 40 }, () =>
      Math.floor(this.environment.random() * 16).toString(16),
    ).join("");
    this.startedAtMs = this.now();
    this.commandsProcessed = 0;
    this.connectionsReceived = 0;
    this.pause = undefined;
    this.scripts.flush();
    this.functions.flush();
    this.access.reset();
    for (const database of this.databases) database.clear();
    this.#planExpiry();
  }

  /** Empties databases; watchers and tracking clients hear of it. */
  flush(databases: readonly Database[]): void {
    for (const database of databases) {
      for (const session of this.watchers) {
        if (database.keys().some((key) => session.watched.has(`${database.index}:${key}`))) {
          session.watchBroken = true;
        }
      }
      database.clear();
    }
    this.tracking.flushed();
  }

  /** Ends a session's WATCH. */
  unwatch(session: Session): void {
    session.watched.clear();
    session.watchBroken = false;
    this.watchers.delete(session);
  }

  /** Removes a session everywhere. */
  forget(session: Session): void {
    this.sessions.delete(session.id);
    this.watchers.delete(session);
    this.monitors.delete(session);
    this.pubsub.forget(session);
    this.tracking.disable(session);
    for (const command of this.blocked) if (command.session === session) this.unblock(command);
  }

  /** Lets a session wait until `attempt` has an answer, or `timeoutMs` (0 = for ever) is over. */
  block(
    waiting: Pick<BlockedCommand, "session" | "attempt">,
    timeoutMs: number,
    late: Answer,
  ): void {
    const finish = (): void => {
      this.finishBlocked(command, late);
      this.endOfEvent();
    };
    const timer = timeoutMs === 0 ? undefined : this.environment.setTimer(finish, timeoutMs);
    const command: BlockedCommand = { ...waiting, late, timer };
    waiting.session.suspended = "blocked";
    this.blocked.add(command);
  }

  /** Answers a command that waits and lets its session go on. */
  finishBlocked(command: BlockedCommand, answer: Answer): void {
    this.unblock(command);
    command.session.reply(answer);
    this.resume(command.session);
  }

  /** Takes a command out of the blocked ones, without an answer. */
  unblock(command: BlockedCommand): void {
    if (!this.blocked.delete(command)) return;
    if (command.timer !== undefined) this.environment.clearTimer(command.timer);
  }

  /** Ends an event: serves blocked commands, sends broadcasts, writes all output. */
  endOfEvent(): void {
    this.#serveBlocked();
    this.tracking.endOfEvent();
    for (const session of this.sessions.values()) session.flush();
  }

  /** Stops the server's own timer. */
  stopTimers(): void {
    if (this.#expiryTimer !== undefined) this.environment.clearTimer(this.#expiryTimer.handle);
    this.#expiryTimer = undefined;
  }

  /** Serves whoever waited longest for a key that may be ready; until nobody can be. */
  #serveBlocked(): void {
    for (const command of this.blocked) {
      const answer = command.attempt();
      if (answer === undefined) continue;
      this.finishBlocked(command, answer);
    }
  }

  #keyChanged(database: Database, key: string, origin: Session | undefined): void {
    const watched = `${database.index}:${key}`;
    for (const session of this.watchers) {
      if (session.watched.has(watched)) session.watchBroken = true;
    }
    this.tracking.keyChanged(key, origin);
  }

  #expire(): void {
    for (const database of this.databases) database.expireDue();
    this.#planExpiry();
    this.endOfEvent();
  }

  /** Keeps one background timer for the earliest deadline of all databases. */
  #planExpiry(): void {
    const nextMs = Math.min(
      ...this.databases.map(({ nextExpiryMs }) => nextExpiryMs ?? Number.POSITIVE_INFINITY),
    );
    if (this.#expiryTimer !== undefined && this.#expiryTimer.atMs <= nextMs) return;
    this.stopTimers();
    if (nextMs === Number.POSITIVE_INFINITY) return;
    // A key lives through its last millisecond. Timers take no more than 2^31 - 1 ms.
    const delayMs = Math.min(Math.max(nextMs + 1 - this.now(), 0), 2 ** 31 - 1);
    const handle = this.environment.setTimer(
      () => {
        this.#expiryTimer = undefined;
        this.#expire();
      },
      delayMs,
      true,
    );
    this.#expiryTimer = { handle, atMs: nextMs };
  }
}
