// Every process the demo starts, so that all of them end: in good order when asked, and by force
// when the parent itself has to go.
//
//   main ---- IPC ---- replica A, B, C, D
//     '------ IPC ---- redis-host ---- redis-server
//
// A child ends by itself when its IPC line breaks (child.ts), which covers a parent that was
// killed.

import { type ChildProcess, fork } from "node:child_process";
import type { ChildMessage, ParentMessage } from "./messages.ts";

type Ready = Extract<ChildMessage, { type: "ready" }>;

/** How to start a child. */
export interface ChildOptions {
  /** Names it in errors. */
  readonly name: string;
  /** The script to run. */
  readonly script: URL;
  readonly settings: (ParentMessage & { type: "start" })["settings"];
  /** Others stand on it: it is ended after them, so that they can flush. */
  readonly endsLast?: boolean | undefined;
  /** Hears everything it says. */
  onMessage?(message: ChildMessage): void;
}

/** A process that was started and is ready. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly ready: Ready;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** Ends it in good order, by force after `timeoutMs` (default 7000). */
  stop(timeoutMs?: number): Promise<void>;
}

const startTimeoutMs = 15_000;
const stopTimeoutMs = 7_000;

/** See the file's head. */
export class ProcessGroup {
  /** undefined = not ready yet. */
  readonly #running = new Map<ChildProcess, Child | undefined>();
  readonly #last = new Set<ChildProcess>();
  readonly #pids = new Set<number>();

  constructor() {
    process.once("exit", () => {
      this.killAll();
    });
  }

  /**
   * Starts a child and waits until it serves.
   *
   * @throws {Error} if it ends or fails before, or takes too long.
   */
  async start(options: ChildOptions): Promise<Child> {
    const child = fork(options.script, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#running.set(child, undefined);
    if (options.endsLast === true) this.#last.add(child);
    if (child.pid !== undefined) this.#pids.add(child.pid);
    const gone = new Promise<void>((resolve) => {
      child.once("exit", () => {
        this.#running.delete(child);
        this.#last.delete(child);
        resolve();
      });
    });
    try {
      const ready = await untilReady(child, options);
      this.#pids.add(ready.serverPid);
      const handle = this.#handle(child, options.name, ready, gone);
      this.#running.set(child, handle);
      return handle;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Ends all that run, in good order. */
  async stopAll(): Promise<void> {
    const running = [...this.#running];
    await stopThese(running.filter(([child]) => !this.#last.has(child)));
    await stopThese(running.filter(([child]) => this.#last.has(child)));
  }

  /** Ends all that run, at once. */
  killAll(): void {
    for (const [child, handle] of this.#running) {
      if (handle !== undefined && handle.ready.serverPid !== child.pid)
        kill(handle.ready.serverPid);
      child.kill("SIGKILL");
    }
  }

  /** The processes of all times that still exist. */
  survivors(): number[] {
    return [...this.#pids].filter(isAlive);
  }

  #handle(child: ChildProcess, name: string, ready: Ready, gone: Promise<void>): Child {
    return {
      name,
      pid: child.pid ?? 0,
      ready,
      gone,
      stop: async (timeoutMs = stopTimeoutMs) => {
        const timer = setTimeout(() => {
          if (ready.serverPid !== child.pid) kill(ready.serverPid);
          child.kill("SIGKILL");
        }, timeoutMs);
        if (child.connected) child.send({ type: "stop" } satisfies ParentMessage, () => {});
        await gone;
        clearTimeout(timer);
      },
    };
  }
}

async function stopThese(
  children: readonly (readonly [ChildProcess, Child | undefined])[],
): Promise<void> {
  await Promise.all(
    children.map(async ([child, handle]) => {
      if (handle === undefined) child.kill("SIGKILL");
      else await handle.stop();
    }),
  );
}

function untilReady(child: ChildProcess, options: ChildOptions): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const give = (what: string): void => {
      clearTimeout(timer);
      reject(new Error(`${options.name}: ${what}`));
    };
    const timer = setTimeout(() => {
      give(`was not ready within ${startTimeoutMs} ms`);
    }, startTimeoutMs);
    child.once("error", (error) => {
      give(error.message);
    });
    child.once("exit", (code, signal) => {
      give(`ended with ${signal ?? `exit code ${code}`} before it was ready`);
    });
    child.on("message", (message: ChildMessage) => {
      options.onMessage?.(message);
      if (message.type === "hello") {
        child.send({ type: "start", settings: options.settings } satisfies ParentMessage);
      } else if (message.type === "failed") give(message.message);
      else if (message.type === "ready") {
        clearTimeout(timer);
        resolve(message);
      }
    });
  });
}

/** True if there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
