// A real server is killed with SIGKILL in the middle of the traffic of four processes, with and without
// persistence, and started again: nothing that was acknowledged is forgotten, and no id was accepted
// twice.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";
import { type CacheProcess, CacheProcesses } from "./cache-processes.ts";
import type { ReplicaState, TrafficReport } from "./cache-replica.ts";
import { until } from "./support.ts";

const name = availableServer();

describe.runIf(name !== undefined)("a server killed in the middle of traffic", () => {
  const processes = new CacheProcesses();
  beforeAll(() => processes.build());
  afterAll(() => processes.remove());
  afterEach(() => processes.stop());
  beforeEach((context) => {
    noteServer(context, { name: name!, version: serverOnPath()?.version ?? "unknown" });
  });

  it.each([
    ["with persistence", true],
    ["G3: without persistence", false],
  ] as const)(
    "%s",
    async (_, appendonly) => {
      const server = await startRedis({ appendonly });
      const replicas = await processes.start(4, {
        mode: "hybrid",
        keyPrefix: "killed",
        redis: { port: server.port, commandTimeoutMs: 1000, readTimeoutMs: 500 },
        l2TimeoutMs: 500,
        breaker: { failures: 3 },
      });
      const all = (condition: (state: ReplicaState) => boolean): Promise<boolean> =>
        Promise.all(replicas.map((replica) => replica.ask<ReplicaState>({ ask: "state" }))).then(
          (states) => states.every(condition),
        );
      const ids = Array.from({ length: 200 }, (_unused, index) => `id${index}`);
      await Promise.all(
        replicas.map((replica, at) =>
          replica.ask({ ask: "startTraffic", name: `own${at}`, ids: rotated(ids, at * 3) }),
        ),
      );
      await until("the traffic runs", async () => (await sharedTokens(replicas)) > 20, 20_000);
      for (let kills = 1; kills <= 2; kills += 1) {
        await server.kill();
        const before = await Promise.all(
          replicas.map((replica) => replica.ask<ReplicaState>({ ask: "state" })),
        );
        await until(
          "everybody writes into the journal",
          async () => {
            const states = await Promise.all(
              replicas.map((replica) => replica.ask<ReplicaState>({ ask: "state" })),
            );
            return states.every(({ queued }, at) => queued > before[at]!.queued + 20);
          },
          20_000,
        );
        await server.restart();
        await until("everybody is back", () => all((one) => one.availability === "normal"), 20_000);
      }
      const reports = await Promise.all(
        replicas.map((replica) => replica.ask<TrafficReport>({ ask: "stopTraffic" })),
      );
      await until("all is delivered", () => all(({ writes }) => writes.pending === 0), 20_000);
      await assertion(replicas, reports);
      await server[Symbol.asyncDispose]();
    },
    120_000,
  );
});

function rotated<T>(list: readonly T[], by: number): T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}

async function sharedTokens(replicas: readonly CacheProcess[]): Promise<number> {
  const found = await Promise.all(
    Array.from({ length: 25 }, (_, index) =>
      replicas[1]!.ask<boolean | undefined>({ ask: "isRevoked", key: `own0:${index + 1}` }),
    ),
  );
  return found.filter((answer) => answer === true).length;
}

/** What a replica says once it does not refuse to; "not revoked" is never forgiven. */
async function isRevoked(replica: CacheProcess, key: string): Promise<boolean | undefined> {
  let answer: boolean | undefined;
  await until("the replica answers", async () => {
    try {
      answer = await replica.ask<boolean | undefined>({ ask: "isRevoked", key });
      return true;
    } catch (error) {
      if ((error as Error).name !== "UNAVAILABLE") throw error;
      return false;
    }
  });
  return answer;
}

async function assertion(
  replicas: readonly CacheProcess[],
  reports: readonly TrafficReport[],
): Promise<void> {
  const accepted = reports.flatMap((report) => report.accepted);
  expect(accepted.length).toBeGreaterThan(0);
  expect(new Set(accepted).size, "an id was accepted twice").toBe(accepted.length);
  for (const replica of replicas) {
    for (const [at, { last, revoked }] of reports.entries()) {
      await until("the last value is read", async () => {
        return (
          (await replica.ask<{ value?: string }>({ ask: "get", key: `own${at}` })).value === last
        );
      });
      const answers = await Promise.all(revoked.map((key) => isRevoked(replica, key)));
      expect(revoked.filter((_, index) => answers[index] !== true)).toEqual([]);
    }
    const { writes } = await replica.ask<ReplicaState>({ ask: "state" });
    expect(writes.lost).toBe(0);
    expect(writes.delivered + writes.superseded).toBe(writes.accepted);
  }
}
