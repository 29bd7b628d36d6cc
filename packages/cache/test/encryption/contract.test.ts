// The published contract suite over encryption and compression: in front of memory, of Redis, and
// under a hybrid; and what a real server then holds.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noteServer } from "../../../../test/harness/index.ts";
import type { CacheBackend } from "../../src/backend.ts";
import { CompressedBackend } from "../../src/compression/index.ts";
import { EncryptedBackend } from "../../src/encryption/index.ts";
import type { HybridBackend } from "../../src/hybrid/index.ts";
import { createCache } from "../../src/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { type BackendSubject, backendCases } from "../../src/testing/index.ts";
import { Link, World } from "../support/hybrid-world.ts";
import { namedCases } from "../support/named-cases.ts";
import { type RedisRig, realKind, rigKinds, subjectOn } from "../support/redis-rig.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const keys = [new Uint8Array(32).fill(1)];

const wraps = {
  encrypted: (backend: CacheBackend) => new EncryptedBackend({ backend, keys, keyPrefix: "p" }),
  compressed: (backend: CacheBackend) => new CompressedBackend({ backend, minBytes: 0 }),
  both: (backend: CacheBackend) => wraps.compressed(wraps.encrypted(backend)),
} as const;

describe.each(Object.entries(wraps))("%s", (_name, wrap) => {
  const make = (): Promise<BackendSubject> => {
    const clock = new VirtualClock();
    const backend = wrap(new MemoryBackend({ environment: clock.environment }));
    return Promise.resolve({
      backend,
      outcome: "local",
      advance: (ms: number) => clock.advance(ms),
      close: () => backend.close(),
    });
  };
  it.each(namedCases(backendCases(make)))("over memory: %s", (_, run) => run());

  const underHybrid = backendCases(async () => {
    const world = new World();
    const [backend, peer] = [1, 2].map(() => {
      const l2 = wrap(new Link(world.l2, world.clock.environment));
      return world.replica({ l2 }).hybrid;
    }) as [HybridBackend, HybridBackend];
    return { backend, peer, advance: (ms) => world.pass(ms), close: () => world.close() };
  });
  it.each(namedCases(underHybrid))("under a hybrid: %s", (_, run) => run());

  // Compression alone has no trait of its own on Redis.
  describe.each(wrap === wraps.compressed ? [] : rigKinds)("on $name", (kind) => {
    let rig: RedisRig;
    beforeAll(async () => {
      rig = await kind.make();
    });
    afterAll(() => rig.close());
    beforeEach((context) => {
      noteServer(context, kind);
    });

    const onRedis = (): BackendSubject => {
      const subject = subjectOn(rig, { scanCount: 100 });
      return {
        ...subject,
        backend: wrap(subject.backend),
        peer: wrap(subject.peer as CacheBackend),
        neighbour: wrap(subject.neighbour as CacheBackend),
      };
    };
    const cases = backendCases(() => Promise.resolve(onRedis()));
    it.each(namedCases(cases))("%s", (_, run) => run());
  });
});

describe.runIf(realKind !== undefined)("what a real server holds", () => {
  it.each(["redis", "hybrid"] as const)(
    "in %s mode is readable in no value, and readable by another replica",
    async (mode) => {
      const rig = await realKind!.make();
      const encryption = { keys };
      const replica = () =>
        createCache({ mode, keyPrefix: "shop", redis: rig.client(), encryption });
      const [a, b] = [replica(), replica()];
      const policy = { ttlMs: 60_000, writes: "sync" } as const;
      const sessions = a.namespace<{ name: string }>("session", policy);
      await sessions.set("s1", { name: "PLAINTEXT-ALICE" });
      await sessions.setMany([["s2", { name: "PLAINTEXT-BOB" }]]);
      const revoked = a.namespace<string>("blacklist", { tier: "security", ttlMs: 60_000 });
      await revoked.set("t", "PLAINTEXT-REASON");
      const options = { expiresAtMs: Date.now() + 60_000, owner: "PLAINTEXT-OWNER" };
      expect(await a.replayGuard().consume("id", options)).toBe("accepted");
      expect(await b.replayGuard().consume("id", options)).toBe("known");
      expect(await b.namespace<object>("session", policy).get("s1")).toEqual({
        name: "PLAINTEXT-ALICE",
      });
      expect(await b.namespace("blacklist", { tier: "security" }).get("t")).toBe(
        "PLAINTEXT-REASON",
      );
      const client = rig.client();
      const names = await client.call<string[]>(["KEYS", "shop:*"]);
      expect(names.length).toBeGreaterThanOrEqual(4);
      for (const name of names) {
        for (const command of ["GET", "DUMP"]) {
          const held = await client.call<Uint8Array>([command, name], { strings: "bytes" });
          expect(Buffer.from(held).toString("latin1")).not.toMatch(/PLAINTEXT|ALICE|name/);
        }
      }
      await a.close();
      await b.close();
      await rig.close();
    },
  );
});
