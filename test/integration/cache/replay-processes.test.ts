// The guards' published suite over real processes on a real server: four replicas, each behind a link
// that is cut, or loses replies.

import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReplayDecision } from "@respite/cache";
import { type ReplaySubject, replayCases } from "@respite/cache/testing";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../harness/index.ts";
import { type BreakableLink, breakableLink } from "./breakable-link.ts";
import type { Answered, Asked, Question } from "./replay-replica.ts";
import { until } from "./support.ts";

/** A replica's process, asked by number. */
class ReplicaProcess {
  readonly link: BreakableLink;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answered) => void>();
  #last = 0;

  constructor(script: string, link: BreakableLink, args: readonly string[]) {
    this.link = link;
    this.#child = fork(script, [String(link.port), ...args], { execArgv: [] });
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

  async ask(question: Question): Promise<unknown> {
    this.#last += 1;
    const number = this.#last;
    const answered = new Promise<Answered>((resolve) => {
      this.#waiting.set(number, resolve);
    });
    this.#child.send({ number, question } satisfies Asked);
    const { answer, error } = await answered;
    if (error === undefined) return answer;
    throw Object.assign(new Error("The replica's call failed."), { name: error });
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.#child.once("exit", () => resolve());
    });
    this.#child.kill("SIGKILL");
    await gone;
    await this.link.close();
  }
}

const name = availableServer();

describe.runIf(name !== undefined)(
  "replay guards in processes of their own",
  () => {
    const directory = mkdtempSync(join(tmpdir(), "respite-replay-"));
    const script = join(directory, "replica.mjs");
    let server: RedisServer;
    let fleets = 0;

    beforeAll(async () => {
      server = await startRedis();
      await build({
        entryPoints: [join(import.meta.dirname, "replay-replica.ts")],
        outfile: script,
        bundle: true,
        platform: "node",
        format: "esm",
        target: "es2023",
        conditions: ["@respite/source"],
      });
    });

    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    });

    beforeEach((context) => {
      noteServer(context, { name: name!, version: serverOnPath()?.version ?? "unknown" });
    });

    async function fleet(key?: string): Promise<ReplaySubject> {
      fleets += 1;
      const args = [`fleet${fleets}`, ...(key === undefined ? [] : [key])];
      const links = await Promise.all([1, 2, 3, 4].map(() => breakableLink(server.port)));
      const replicas = links.map((link) => new ReplicaProcess(script, link, args));
      await Promise.all(replicas.map((replica) => replica.ready()));
      const at = (replica: number): ReplicaProcess => replicas[replica]!;
      return {
        replicaCount: 4,
        guard: (replica, guard = {}) => ({
          consume: (id, options) =>
            at(replica).ask({ ask: "consume", id, options, guard }) as Promise<ReplayDecision>,
        }),
        faults: {
          cut: async (replica) => at(replica).link.cut(),
          loseReplies: async (replica) => at(replica).link.loseReplies(),
          async mend(replica) {
            at(replica).link.mend();
            await until("the replica is back", async () => {
              return (await at(replica).ask({ ask: "read" })) === false;
            });
          },
          openBreaker: (replica) =>
            until("the breaker opens", async () => {
              await at(replica).ask({ ask: "read" });
              return (await at(replica).ask({ ask: "breaker" })) !== "closed";
            }),
          async doubleAccepts() {
            const all = replicas.map((replica) => replica.ask({ ask: "doubleAccepts" }));
            return (await Promise.all(all)).reduce<number>((sum, one) => sum + Number(one), 0);
          },
        },
        async close() {
          await Promise.all(replicas.map((replica) => replica.close()));
        },
      };
    }

    it.each(replayCases(() => fleet()))("$name", async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    });

    it.each(replayCases(() => fleet(`hex:${"07".repeat(32)}`)).slice(0, 3))(
      "encrypted: $name",
      async ({ run }) => {
        await expect(run()).resolves.toBeUndefined();
      },
    );
  },
  60_000,
);
