// What is done to single commands, by the recording proxy: refusals as a server in that state gives
// them, and replies that come too late.

import type { Environment } from "@respite/resp";
import type { ProxiedCommand, ProxyFault } from "@respite/resp/testing";

/** States of a server in which it refuses commands. */
export type Refusal = "loading" | "oom" | "readonly" | "busy";

const texts: Readonly<Record<Refusal, string>> = {
  loading: "-LOADING Redis is loading the dataset in memory\r\n",
  oom: "-OOM command not allowed when used memory > 'maxmemory'.\r\n",
  readonly: "-READONLY You can't write against a read only replica.\r\n",
  busy: "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.\r\n",
};

const growing = new Set(["SET", "INCRBY", "APPEND", "RPUSH", "LPUSH", "HSET"]);
const writing = new Set([...growing, "BLPOP", "LPOP", "DEL"]);
/** Flags "loading" and "allow-busy" of the commands that are used here. */
const whileLoading = new Set([
  ...["AUTH", "HELLO", "SELECT", "CLIENT", "ECHO", "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH"],
  ...["SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH"],
]);
const whileBusy = new Set(["AUTH", "HELLO", "MULTI", "DISCARD", "WATCH", "UNWATCH"]);

const refuses: Readonly<Record<Refusal, (name: string) => boolean>> = {
  loading: (name) => !whileLoading.has(name),
  oom: (name) => growing.has(name),
  readonly: (name) => writing.has(name),
  busy: (name) => !whileBusy.has(name),
};

/** True for kinds of faults that are such a state. */
export function isRefusal(kind: string): kind is Refusal {
  return Object.hasOwn(texts, kind);
}

/** The present faults, as a hook of the proxy. */
export class CommandFaults {
  readonly #environment: Environment;
  readonly #refusals = new Set<Refusal>();
  /** Connections between MULTI and EXEC: what is refused there would have to break the EXEC too. */
  readonly #inMulti = new Set<number>();
  readonly #lateUntilMs = new Map<number, number>();
  /** How late the replies of some commands come, in milliseconds; 0 = not. */
  #lateMs = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Begins or ends a state. */
  refuse(refusal: Refusal, on: boolean): void {
    if (on) this.#refusals.add(refusal);
    else this.#refusals.delete(refusal);
  }

  /** From now on one reply at a time of each connection comes so late; 0 = none any more. */
  delay(ms: number): void {
    this.#lateMs = ms;
  }

  /** Ends them all. */
  calm(): void {
    this.#refusals.clear();
    this.#lateMs = 0;
  }

  /** For the proxy. */
  readonly hook = ({ connection, name }: ProxiedCommand): ProxyFault | undefined => {
    const inMulti = this.#inMulti.has(connection);
    if (name === "MULTI") this.#inMulti.add(connection);
    if (name === "EXEC" || name === "DISCARD") this.#inMulti.delete(connection);
    for (const refusal of this.#refusals) {
      if (!inMulti && refuses[refusal](name)) return { kind: "replace", bytes: texts[refusal] };
    }
    const nowMs = this.#environment.monotonic();
    if (this.#lateMs === 0 || (this.#lateUntilMs.get(connection) ?? 0) > nowMs) return undefined;
    this.#lateUntilMs.set(connection, nowMs + this.#lateMs);
    return { kind: "delay", ms: this.#lateMs };
  };
}
