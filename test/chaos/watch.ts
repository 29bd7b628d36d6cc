// Watches every promise a client has given: whether it settles in time, with what, and whether an error
// shows what nobody may see.

import { inspect } from "node:util";
import { isRespError, ReplyError } from "@respite/resp";
import { secrets } from "./plan.ts";
import type { Stage } from "./stage.ts";
import type { Tally } from "./tally.ts";

/** A deadline fires at most so much late; the bound of the rules is 50. */
const graceMs = 50;

/** What every argument that is a key or a value has in it, so that no error may. */
export const tokenMark = "tkn:";

/** One promise under watch. */
export interface Watched<T> {
  readonly what: string;
  /** Undefined while it is pending. */
  outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  /** When it has to be settled, by the stage's clock. */
  dueMs: number;
}

/** Codes of errors that the faults of a schedule explain. */
const explained = new Set([
  "ABORTED",
  "COMMAND_TIMEOUT",
  "CONNECT_FAILED",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "READ_TIMEOUT",
  "WRITE_TIMEOUT",
  "POOL_TIMEOUT",
  "PROTOCOL_ERROR",
  "QUEUE_FULL",
]);

/** Error replies that servers in a bad state give. */
const explainedReplies = new Set(["LOADING", "OOM", "READONLY", "BUSY", "EXECABORT", "UNBLOCKED"]);

/** All promises of one schedule. */
export class Watch {
  readonly #stage: Stage;
  readonly #tally: Tally;
  readonly #pending = new Set<Watched<unknown>>();
  /** Set once the client was told to end: it may then say so. */
  ending = false;

  constructor(stage: Stage, tally: Tally) {
    this.#stage = stage;
    this.#tally = tally;
  }

  /**
   * Watches a promise that must be settled after `boundMs` at the latest. Resolves with its outcome.
   */
  async promise<T>(what: string, boundMs: number, start: () => Promise<T>): Promise<Watched<T>> {
    const { environment } = this.#stage;
    const watched: Watched<T> = {
      what,
      outcome: undefined,
      dueMs: environment.monotonic() + boundMs,
    };
    this.#pending.add(watched);
    this.#tally.commands += 1;
    try {
      watched.outcome = { value: await start() };
      this.#tally.succeeded += 1;
    } catch (error) {
      watched.outcome = { error };
      this.#tally.failed += 1;
      this.judge(what, error);
    }
    this.#pending.delete(watched);
    this.#checkTime(watched);
    return watched;
  }

  /** The latest of those that are watched as `what` has to be settled now. */
  dueNow(what: string): void {
    const nowMs = this.#stage.environment.monotonic();
    for (const watched of this.#pending) {
      if (watched.what === what) watched.dueMs = Math.min(watched.dueMs, nowMs);
    }
  }

  /** Everything has to be settled now. */
  allDueNow(): void {
    const nowMs = this.#stage.environment.monotonic();
    for (const watched of this.#pending) watched.dueMs = Math.min(watched.dueMs, nowMs);
  }

  /** What is pending still hangs. */
  finish(): void {
    for (const { what } of this.#pending) this.#tally.found("hung", `${what}: still pending`);
    this.#pending.clear();
  }

  #checkTime({ what, dueMs }: Watched<unknown>): void {
    const nowMs = this.#stage.environment.monotonic();
    const lateMs = nowMs - dueMs - this.#stage.lagMs(dueMs, nowMs);
    this.#tally.latestMs = Math.max(this.#tally.latestMs, lateMs);
    if (lateMs > graceMs) {
      this.#tally.found("hung", `${what}: settled ${lateMs.toFixed(1)} ms behind its deadline`);
    }
  }

  /** Looks at an error for what it shows, and whether anything here explains it. */
  judge(what: string, error: unknown): void {
    const shown = inspect(error, { depth: 12, showHidden: true });
    const seen = [secrets.defaultPassword, secrets.password, tokenMark].filter((secret) =>
      shown.includes(secret),
    );
    if (seen.length > 0) this.#tally.found("secret", `${what}: ${seen.join()} in ${shown}`);
    this.#tally.error(codeOf(error));
    if (!this.#isExplained(error)) this.#tally.found("unexpected", `${what}: ${shown}`);
  }

  #isExplained(error: unknown): boolean {
    if (!isRespError(error)) return false;
    if (error instanceof ReplyError) {
      return explainedReplies.has(error.kind) || error.message.startsWith("ERR unknown command");
    }
    if (this.ending && error.code === "CLIENT_CLOSED") return true;
    // The server may refuse MULTI, and says then what became of the rest.
    if (error.code === "REFUSED") return error.command === "MULTI (0 arguments)";
    return explained.has(error.code);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof ReplyError) return `-${error.kind}`;
  return isRespError(error) ? error.code : String(error);
}
