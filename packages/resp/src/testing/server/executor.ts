// From words to answers: in order per session, through the checks of the server's processCommand
// (known? arity? authenticated? allowed? subscriber? in MULTI?), with pauses and the test's own faults.

import type { TimerHandle } from "../../base/index.ts";
import { type Answer, errorAnswer, queued } from "./answers.ts";
import { CommandError, word } from "./arguments.ts";
import { inWordsOf } from "./old-words.ts";
import { toBinary } from "./bytes.ts";
import type { CommandSpec } from "./command.ts";
import { CommandTable } from "./command-table.ts";
import type { ServerCore } from "./core.ts";
import { tellMonitors } from "./monitors.ts";
import type { Session, Words } from "./session.ts";
import { isValkey } from "./versions.ts";

/**
 * What a hook does to a command instead of letting it run:
 *
 * - `{ delayMs }`: it and those behind it on its connection wait.
 * - `{ reply }`: it isn't executed; these bytes are sent as they are.
 * - `"ignore"`: not executed, never answered.
 * - `"close"`: not executed, the connection is closed.
 * - `"lose-reply"`: executed, never answered.
 * - `"close-after"`: executed, then the connection is closed without the answer.
 */
export type Fault =
  | { readonly delayMs: number }
  | { readonly reply: Uint8Array }
  | "ignore"
  | "close"
  | "lose-reply"
  | "close-after";

/** Looks at each command before it runs; undefined lets it run. */
export type CommandHook = (session: Session, name: string, args: Words) => Fault | undefined;

/** One run of a command. */
interface Execution {
  readonly words: Words;
  /** False in MULTI and in scripts. */
  readonly mayBlock: boolean;
  /** True for what a script or function called. */
  readonly inScript?: boolean | undefined;
}

/** Runs commands. */
export class Executor {
  /** Asked in order; the first fault counts. */
  readonly hooks: Set<CommandHook> = new Set();
  readonly #core: ServerCore;
  readonly #table: CommandTable;
  readonly #timers = new Set<TimerHandle>();
  /** True while a timer will end the pause. */
  #pauseTimed = false;

  constructor(core: ServerCore) {
    this.#core = core;
    this.#table = new CommandTable(core.settings.version);
    core.lookUp = (words) => this.#table.lookUp(words);
    core.resume = (session) => {
      this.resume(session);
    };
    core.pauseEnded = () => {
      this.#resumeAll();
    };
  }

  /** Names of all commands, as in {@link CommandTable.names}. */
  get commandNames(): readonly string[] {
    return this.#table.names;
  }

  /** Takes a command in: runs it, or lets it wait behind another of its session. */
  receive(session: Session, words: Words): void {
    if (words.length === 0) return;
    if (session.suspended !== false || session.waiting.length > 0) session.waiting.push(words);
    else this.#begin(session, words);
  }

  /** Stops everything that waits. */
  stop(): void {
    for (const timer of this.#timers) this.#core.environment.clearTimer(timer);
    this.#timers.clear();
    this.#pauseTimed = false;
  }

  #begin(session: Session, words: Words): void {
    if (!session.open || this.#isPaused(session, words)) return;
    const fault = this.hooks.size === 0 ? undefined : this.#askHooks(session, words);
    if (fault === undefined) this.#execute(session, words);
    else this.#fail(session, words, fault);
  }

  /** Every hook sees every command; the first fault counts. */
  #askHooks(session: Session, [name, ...args]: Words): Fault | undefined {
    const faults = [...this.hooks].map((hook) => hook(session, word(name), args));
    return faults.find((fault) => fault !== undefined);
  }

  #fail(session: Session, words: Words, fault: Fault): void {
    if (fault === "ignore") return;
    if (fault === "close") {
      session.end();
    } else if (fault === "lose-reply" || fault === "close-after") {
      this.#executeUnanswered(session, words);
      if (fault === "close-after") session.end();
    } else if ("reply" in fault) {
      session.replyRaw(fault.reply);
    } else {
      session.suspended = "delayed";
      this.#later(fault.delayMs, () => {
        this.#execute(session, words);
        this.resume(session);
      });
    }
  }

  #executeUnanswered(session: Session, words: Words): void {
    const before = session.state.replies;
    session.state.replies = "off";
    this.#execute(session, words);
    session.state.replies = before;
  }

  #execute(session: Session, words: Words): void {
    if (!session.open) return;
    const core = this.#core;
    core.commandsProcessed += 1;
    core.origin = session;
    session.holdPushes();
    if (session.state.replies === "skip-next") session.state.replies = "skip";
    try {
      const answer = this.#checked(session, words);
      if (answer !== undefined) for (const one of [answer].flat()) session.reply(one);
    } finally {
      if (session.state.replies === "skip") session.state.replies = "on";
      session.releasePushes();
      core.origin = undefined;
      if (session.closing) session.end();
    }
  }

  /** Runs the waiting commands of a session whose turn has come. */
  resume(session: Session): void {
    session.suspended = false;
    for (let words = next(session); words !== undefined; words = next(session)) {
      this.#begin(session, words);
    }
  }

  #checked(session: Session, words: Words): Answer | readonly Answer[] | undefined {
    const { transaction } = session.state;
    return answering(this.#core.settings.version, () => {
      const spec = this.#admit(session, words);
      if (transaction === undefined || spec.flags?.includes("in-multi") === true) {
        return this.#run(session, spec, { words, mayBlock: true });
      }
      transaction.commands.push(words);
      return queued;
    });
  }

  /** As `#allowed`; what is refused here between MULTI and EXEC makes EXEC refuse. */
  #admit(session: Session, words: Words): CommandSpec {
    const { transaction } = session.state;
    try {
      const spec = this.#allowed(session, words);
      if (transaction !== undefined && this.#isRefusedInMulti(spec)) {
        throw new CommandError("ERR Command not allowed inside a transaction");
      }
      return spec;
    } catch (error) {
      if (transaction !== undefined) transaction.broken = true;
      throw error;
    }
  }

  #isRefusedInMulti({ name, flags }: CommandSpec): boolean {
    if (flags?.includes("no-multi") === true) return true;
    return (name === "multi" || name === "watch") && isValkey(this.#core.settings);
  }

  /** The command, if this session may run it now. */
  #allowed(session: Session, words: Words): CommandSpec {
    const spec = this.#table.find(words);
    const { user, protocol } = session.state;
    if (user === undefined && spec.flags?.includes("no-auth") !== true) {
      throw new CommandError("NOAUTH Authentication required.");
    }
    if (user !== undefined) this.#core.access.check(user, spec.name, words);
    if (protocol === 2 && session.subscribed && spec.flags?.includes("subscriber") !== true) {
      throw new CommandError(
        `ERR Can't execute '${spec.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / ` +
          "RESET are allowed in this context",
      );
    }
    return spec;
  }

  #run(
    session: Session,
    spec: CommandSpec,
    { words, mayBlock, inScript = false }: Execution,
  ): Answer | readonly Answer[] | undefined {
    const core = this.#core;
    const database = core.databases[session.state.databaseIndex];
    if (database === undefined) throw new Error("the session's database is out of range");
    session.lastCommand = spec.name;
    const args = words.slice(spec.name.includes("|") ? 2 : 1);
    const answer = spec.run({
      core,
      session,
      database,
      args,
      mayBlock,
      run: (inner) => this.#runInside(session, inner, spec),
    });
    if (core.monitors.size > 0) {
      const told = { name: spec.name, words, nowMs: core.now(), inScript };
      tellMonitors(core.monitors, session, told);
    }
    if (spec.reads !== undefined && session.state.tracking !== undefined) {
      core.tracking.remember(session, spec.reads(args).map(toBinary));
    }
    if (spec.name !== "client|caching" && session.state.tracking !== undefined) {
      session.state.tracking.caching = undefined;
    }
    return answer;
  }

  /** A command of EXEC or of a script: its errors are answers. */
  #runInside(
    session: Session,
    words: Words,
    outer: CommandSpec,
  ): Answer | readonly Answer[] | undefined {
    const inScript = outer.name !== "exec";
    return answering(this.#core.settings.version, () =>
      this.#run(session, this.#table.find(words), { words, mayBlock: false, inScript }),
    );
  }

  /** Lets the command wait while CLIENT PAUSE holds. */
  #isPaused(session: Session, words: Words): boolean {
    const { pause } = this.#core;
    if (pause === undefined || pause.untilMs <= this.#core.now()) return false;
    if (pause.kind === "write" && !this.#mayWrite(session, words)) return false;
    session.waiting.unshift(words);
    session.suspended = "paused";
    if (!this.#pauseTimed) {
      this.#pauseTimed = true;
      this.#later(pause.untilMs - this.#core.now(), () => {
        this.#resumeAll();
      });
    }
    return true;
  }

  #mayWrite(session: Session, words: Words): boolean {
    const flags = this.#table.lookUp(words)?.flags;
    if (flags?.includes("write") === true) return true;
    const isExec = toBinary(words[0] ?? new Uint8Array()).toLowerCase() === "exec";
    const queue = session.state.transaction?.commands ?? [];
    return isExec && queue.some((inner) => this.#mayWrite(session, inner));
  }

  #resumeAll(): void {
    this.#pauseTimed = false;
    for (const session of this.#core.sessions.values()) {
      if (session.suspended === "paused") this.resume(session);
    }
  }

  #later(delayMs: number, task: () => void): void {
    const { environment } = this.#core;
    const timer = environment.setTimer(() => {
      this.#timers.delete(timer);
      task();
      this.#core.endOfEvent();
    }, delayMs);
    this.#timers.add(timer);
  }
}

/** The next command of a session that may run. */
function next(session: Session): Words | undefined {
  return session.suspended === false && session.open ? session.waiting.shift() : undefined;
}

/** Turns a refusal into its error reply, in the words of that version. */
function answering<T>(version: string, attempt: () => T): T | Answer {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof CommandError) return errorAnswer(inWordsOf(version, error.message));
    throw error;
  }
}
