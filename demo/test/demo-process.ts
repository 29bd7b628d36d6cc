// The demo as a process of its own: what it printed, which processes it named, and how it ended.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root: string = fileURLToPath(new URL("../..", import.meta.url));
const entry: string = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/**
 * Compiles what `npm start` runs; nothing to do is done quickly.
 *
 * @throws {Error} with the compiler's words.
 */
export function buildDemo(): void {
  const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-b", "demo"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The demo does not compile:\n${stdout}`);
}

/** See the file's head. */
export class DemoProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | string>;
  #output = "";
  #code: number | string | undefined;

  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, [entry, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a shell gives it, so that Ctrl-C can be what it is in a terminal.
      detached: true,
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => (this.#output += bytes.toString()));
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.#output += bytes.toString()));
    this.#exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#code = code ?? signal ?? "?";
        resolve(this.#code);
      });
    });
  }

  /** Everything printed so far, on both streams. */
  get output(): string {
    return this.#output;
  }

  /** Exit code, or the signal that ended it. */
  get exited(): Promise<number | string> {
    return this.#exited;
  }

  /** The demo's own process and every one it has named. */
  get pids(): number[] {
    const named = [...this.#output.matchAll(/\bpid (\d+)/g)].map(([, pid]) => Number(pid));
    return [...new Set([this.#child.pid ?? 0, ...named])];
  }

  /** Verdict lines by their claim's beginning. */
  get verdicts(): string[] {
    return this.#output.split("\n").filter((line) => /^(PASS|FAIL) /.test(line));
  }

  /** Ctrl-C: SIGINT to every process of the group. */
  pressCtrlC(): void {
    process.kill(-(this.#child.pid ?? 0), "SIGINT");
  }

  /** A signal to the demo's own process alone. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /**
   * Waits until the output matches.
   *
   * @throws {Error} with the output if the demo ends before, or in time.
   */
  async printed(pattern: RegExp, withinMs: number): Promise<RegExpExecArray> {
    let match: RegExpExecArray | null = null;
    const look = (): boolean => {
      match = pattern.exec(this.#output);
      return match !== null || this.#code !== undefined;
    };
    await until(look, withinMs);
    match = pattern.exec(this.#output);
    if (match === null) throw new Error(`The demo never printed ${pattern}:\n${this.#output}`);
    return match;
  }

  /** Ends whatever is left of it. */
  destroy(): void {
    for (const pid of this.pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
  }
}

/** Processes of `pids` that exist. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  });
}

/** Looks every 20 ms until `condition` holds or the time is over; whether it held. */
export async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > endsAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
