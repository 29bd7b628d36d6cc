// The guards' published suite in one process: over memory, and over a hybrid whose links are cut.

import { describe, expect, it } from "vitest";
import { MemoryBackend } from "../../src/memory/index.ts";
import { ReplayGuard } from "../../src/replay/index.ts";
import { type ReplaySubject, replayCases } from "../../src/testing/index.ts";
import { namedCases } from "../support/named-cases.ts";
import { World } from "../support/hybrid-world.ts";

describe("over one memory backend", () => {
  const make = (): Promise<ReplaySubject> => {
    const backend = new MemoryBackend();
    return Promise.resolve({
      replicaCount: 2,
      guard: (_, options) => new ReplayGuard({ backend, ...options }),
      close: () => backend.close(),
    });
  };
  it.each(namedCases(replayCases(make, { faults: false })))("%s", (_, run) => run());

  it("notices a guard that looks before it takes", async () => {
    const used = new Set<string>();
    const guard = {
      async consume(id: string) {
        const isUsed = used.has(id);
        await Promise.resolve();
        used.add(id);
        return isUsed ? ("replayed" as const) : ("accepted" as const);
      },
    };
    const subject = { replicaCount: 2, guard: () => guard, close: () => Promise.resolve() };
    const [first] = replayCases(() => Promise.resolve(subject), { faults: false });
    await expect(first!.run()).rejects.toThrow(/accepted":1.*got.*accepted":128/);
  });
});

describe("over hybrids", () => {
  const make = async (): Promise<ReplaySubject> => {
    const world = new World();
    const replicas = [1, 2, 3].map(() => world.replica());
    await world.connect();
    const { environment } = world.clock;
    return {
      replicaCount: 3,
      guard: (replica, options) =>
        new ReplayGuard({ backend: replicas[replica]!.hybrid, environment, ...options }),
      now: environment.now,
      pause: () => world.pass(50),
      faults: {
        cut: async (replica) => replicas[replica]!.cut(),
        loseReplies: async (replica) =>
          replicas[replica]!.link.inject("setIfAbsent", { kind: "fail", after: true }),
        async mend(replica) {
          replicas[replica]!.mend();
          await world.pass(1500);
        },
        openBreaker: (replica) => world.openBreaker(replicas[replica]!),
        doubleAccepts: async () =>
          replicas.flatMap(({ events }) => events).filter(({ type }) => type === "doubleAccept")
            .length,
      },
      close: () => world.close(),
    };
  };
  it.each(namedCases(replayCases(make)))("%s", (_, run) => run());
});
