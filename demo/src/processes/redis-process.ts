// The demo's Redis as its driver sees it: which server it is, where it listens, and the two things
// that happen to it, SIGKILL and a start with no data on the same port.

import { spawnSync } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import type { RedisKind, RedisSettings } from "./messages.ts";
import type { Child, ProcessGroup } from "./process-group.ts";

const host = "127.0.0.1";
const script: URL = new URL("redis-host.js", import.meta.url);

/** Which server to use; "auto" takes the first there is: redis-server, valkey-server, embedded. */
export type RedisChoice = RedisKind | "auto";

/** A running Redis that can be killed and started again. */
export class RedisProcess {
  readonly host: string = host;
  readonly #group: ProcessGroup;
  readonly #kind: RedisKind;
  #child: Child;

  private constructor(group: ProcessGroup, kind: RedisKind, child: Child) {
    this.#group = group;
    this.#kind = kind;
    this.#child = child;
  }

  /**
   * Starts one on a free port of this machine.
   *
   * @throws {Error} if the named server can't be started.
   */
  static async start(group: ProcessGroup, choice: RedisChoice): Promise<RedisProcess> {
    const kind = choice === "auto" ? firstOnPath() : choice;
    const child = await startChild(group, { kind, port: await freePort() });
    return new RedisProcess(group, kind, child);
  }

  get port(): number {
    return this.#child.ready.port;
  }

  /** What it is, with its version where it tells one. */
  get what(): string {
    const { what } = this.#child.ready;
    return this.#kind === "embedded" ? what : `${what} ${versionOf(this.#kind)}`;
  }

  /** The process that serves. */
  get pid(): number {
    return this.#child.ready.serverPid;
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    process.kill(this.pid, "SIGKILL");
    await this.#child.gone;
  }

  /** Starts again after `kill`, empty, on the same port. */
  async startAgain(): Promise<void> {
    this.#child = await startChild(this.#group, { kind: this.#kind, port: this.port });
  }
}

function startChild(group: ProcessGroup, settings: RedisSettings): Promise<Child> {
  return group.start({ name: settings.kind, script, settings, endsLast: true });
}

function firstOnPath(): RedisKind {
  const programs = ["redis-server", "valkey-server"] as const;
  return programs.find((program) => versionOf(program) !== "") ?? "embedded";
}

/** "7.0.15" of `Redis server v=7.0.15 sha=…`; empty if it can't be run. */
function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 5000 });
  return /v=(\S+)/.exec(stdout ?? "")?.[1] ?? "";
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(0, host, () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => {
        resolve(port);
      });
    });
  });
}
