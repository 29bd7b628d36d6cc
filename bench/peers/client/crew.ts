// The child processes, one for each contender, and the turns they take. Idle ones sleep.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer, Order } from "./child.ts";
import { bunName, type Contender } from "./contenders.ts";

/** A contender in its process. */
export interface Member {
  readonly contender: Contender;
  /** @throws {Error} with what the child reported. */
  obey<T>(order: Order): Promise<T>;
  dismiss(): Promise<void>;
}

/** How processes are started. */
export interface CrewOptions {
  /** Path of the `bun` program; without it Bun's client is left out. */
  readonly bun: string | undefined;
  /** Processors for the children, a `taskset` list. */
  readonly cpus: string | undefined;
}

/** Starts a process for the contender. */
export function enlist(contender: Contender, { bun, cpus }: CrewOptions): Member {
  const script = fileURLToPath(new URL("index.js", import.meta.url));
  const runtime = contender.name === bunName ? (bun ?? "bun") : process.execPath;
  const whole = [runtime, script, "--child", contender.name];
  const [program = "", ...args] = cpus === undefined ? whole : ["taskset", "-c", cpus, ...whole];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    contender,
    obey: async <T>(order: Order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      let line = await answers.next();
      // Libraries may write their warnings there too.
      while (line.done !== true && !line.value.startsWith("{")) line = await answers.next();
      if (line.done === true) throw new Error(`${contender.name}: its process ended.`);
      const answer = JSON.parse(line.value) as Answer;
      if ("error" in answer) throw new Error(`${contender.name}: ${answer.error}`);
      return answer.result as T;
    },
    dismiss: async () => {
      process.off("exit", killNow);
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.stdin?.end();
  await ended;
}
