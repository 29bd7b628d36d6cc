// Replicas in processes of their own, for suites on a real server.

import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CacheOptions } from "@respite/cache";
import { build } from "esbuild";
import type { Answered, Asked, CacheQuestion, ReplicaState } from "./cache-replica.ts";
import { until } from "./support.ts";

/** One process. */
export class CacheProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answered) => void>();
  #last = 0;

  constructor(script: string, options: CacheOptions) {
    this.#child = fork(script, [JSON.stringify(options)], { execArgv: [] });
    this.#child.on("message", (answer: Answered) => {
      this.#waiting.get(answer.number)?.(answer);
      this.#waiting.delete(answer.number);
    });
  }

  /** Resolves when it is connected. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(0, () => resolve());
      this.#child.once("exit", () => reject(new Error("The replica ended before it was ready.")));
    });
  }

  /** @throws {Error} named after the code of the replica's error. */
  async ask<T>(question: CacheQuestion): Promise<T> {
    this.#last += 1;
    const number = this.#last;
    const answered = new Promise<Answered>((resolve) => {
      this.#waiting.set(number, resolve);
    });
    this.#child.send({ number, question } satisfies Asked);
    const { answer, error } = await answered;
    if (error === undefined) return answer as T;
    throw Object.assign(new Error(`The replica's call failed: ${error}`), { name: error });
  }

  async kill(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.#child.once("exit", () => resolve());
    });
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/** Starts replicas; the script is built once. */
export class CacheProcesses {
  readonly #directory: string = mkdtempSync(join(tmpdir(), "respite-replicas-"));
  readonly #script: string = join(this.#directory, "replica.mjs");
  readonly #running: CacheProcess[] = [];

  /** To be called before the first start. */
  async build(): Promise<void> {
    await build({
      entryPoints: [join(import.meta.dirname, "cache-replica.ts")],
      outfile: this.#script,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "es2023",
      conditions: ["@respite/source"],
    });
  }

  /** So many replicas with the same options, connected, their channels up where they have one. */
  async start(count: number, options: CacheOptions): Promise<CacheProcess[]> {
    const started = Array.from({ length: count }, () => new CacheProcess(this.#script, options));
    this.#running.push(...started);
    await Promise.all(started.map((replica) => replica.ready()));
    const { kind } = (options.invalidation ?? {}) as { kind?: string };
    if (kind === "none") return started;
    for (const replica of started) {
      await until("the channel is up", async () => {
        return (await replica.ask<ReplicaState>({ ask: "state" })).channelUp;
      });
    }
    return started;
  }

  /** Ends all that run. */
  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((replica) => replica.kill()));
  }

  /** Removes the script. */
  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
