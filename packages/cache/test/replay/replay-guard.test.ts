// One-time ids over several guards: exactly one acceptance, and no answer where nobody can know.

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ReplayDecision, ReplayGuardOptions } from "../../src/cache-types.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { ReplayGuard } from "../../src/replay/index.ts";
import { FaultyBackend } from "../../src/testing/index.ts";
import { failure, type Replica, settle, World } from "../support/hybrid-world.ts";

let world = new World();

afterEach(() => world.close());

function guardOf(replica: Replica, options: ReplayGuardOptions = {}): ReplayGuard {
  const { environment } = world.clock;
  return new ReplayGuard({ backend: replica.hybrid, environment, ...options });
}

async function fleet(size: number, options: ReplayGuardOptions = {}) {
  world = new World();
  const replicas = Array.from({ length: size }, () => world.replica());
  await world.connect();
  return { replicas, guards: replicas.map((replica) => guardOf(replica, options)) };
}

function now(): number {
  return world.clock.environment.now();
}

function hour(): { expiresAtMs: number; issuedAtMs: number } {
  return { expiresAtMs: now() + 3_600_000, issuedAtMs: now() };
}

function count(decisions: readonly ReplayDecision[], wanted: ReplayDecision): number {
  return decisions.filter((decision) => decision === wanted).length;
}

describe("ReplayGuard", () => {
  it("U6: of 64 parallel consumes on each of 3 guards exactly one is accepted", async () => {
    const { guards } = await fleet(3);
    const all = guards.flatMap((guard) =>
      Array.from({ length: 64 }, () => guard.consume("id", hour())),
    );
    const decisions = await Promise.all(all);
    expect([count(decisions, "accepted"), count(decisions, "replayed")]).toEqual([1, 191]);
    const stats = guards.map((guard) => guard.stats());
    expect(stats.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
  });

  it("accepts once over any order of ids, guards and owners", async () => {
    const consume = fc.record({
      id: fc.nat({ max: 3 }),
      at: fc.nat({ max: 2 }),
      owner: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(consume, { maxLength: 40 }), async (plan) => {
        const { guards } = await fleet(3);
        const decisions = await Promise.all(
          plan.map(({ id, at, owner }) =>
            guards[at]!.consume(`${id}`, { ...hour(), owner: `owner ${owner}` }),
          ),
        );
        for (const id of new Set(plan.map((one) => one.id))) {
          const own = plan.flatMap((one, index) => (one.id === id ? [index] : []));
          const [first, ...others] = own.filter((index) => decisions[index] === "accepted");
          expect(others).toEqual([]);
          const owner = plan[first!]!.owner;
          for (const index of own) {
            if (index === first) continue;
            const wanted = plan[index]!.owner === owner ? "known" : "replayed";
            expect(decisions[index]).toBe(wanted);
          }
        }
        await world.close();
      }),
      { numRuns: 50 },
    );
  });

  it("G4: a bearer token shown again by its owner, on another replica too, is known", async () => {
    const { guards } = await fleet(2);
    const [a, b] = guards as [ReplayGuard, ReplayGuard];
    expect(await a.consume("id", { ...hour(), owner: "token" })).toBe("accepted");
    expect(await a.consume("id", { ...hour(), owner: "token" })).toBe("known");
    expect(await b.consume("id", { ...hour(), owner: "token" })).toBe("known");
    expect(await b.consume("id", { ...hour(), owner: "another" })).toBe("replayed");
    expect(await b.consume("id", hour())).toBe("replayed");
  });

  it("stores no owner in the clear", async () => {
    const { guards } = await fleet(1);
    await guards[0]!.consume("id", { ...hour(), owner: "a very secret token" });
    const held = await world.l2.get("jti:id");
    expect(Buffer.from(held!.value).toString("latin1")).not.toContain("secret");
  });

  it("keeps the record as long as the token may be shown, and the leeway", async () => {
    const { guards } = await fleet(1, { leewayMs: 5000 });
    const options = { expiresAtMs: now() + 10_000, issuedAtMs: now() };
    await guards[0]!.consume("id", options);
    expect((await world.l2.get("jti:id"))?.ttlMs).toBe(15_000);
    await world.pass(14_900);
    expect(await guards[0]!.consume("id", options)).toBe("replayed");
    await world.pass(200);
    expect(await guards[0]!.consume("id", options)).toBe("refused");
  });

  it("refuses seconds, and times that are none", async () => {
    const { guards } = await fleet(1);
    const consume = (options: object) => failure(guards[0]!.consume("id", options as never));
    const seconds = Math.floor(now() / 1000);
    expect(await consume({ expiresAtMs: seconds })).toBeInstanceOf(RangeError);
    expect((await consume({ expiresAtMs: seconds })).message).toContain("seconds");
    expect(await consume({ ...hour(), issuedAtMs: seconds })).toBeInstanceOf(RangeError);
    expect(await consume({ expiresAtMs: Number.NaN })).toBeInstanceOf(TypeError);
    expect(await consume({})).toBeInstanceOf(TypeError);
    expect(await failure(guards[0]!.consume("", hour()))).toBeInstanceOf(RangeError);
  });

  it("is refused where the answer was lost, and never sent twice", async () => {
    const { replicas, guards } = await fleet(1, { outage: "local" });
    const { link } = replicas[0]!;
    link.inject("setIfAbsent", { kind: "fail", after: true }, 1);
    const before = link.calls.setIfAbsent ?? 0;
    expect(await guards[0]!.consume("id", hour())).toBe("refused");
    expect(link.calls.setIfAbsent).toBe(before + 1);
    link.heal();
    expect(await guards[0]!.consume("id", hour())).toBe("replayed");
  });

  it("G1: an answer of 'out of memory' is a refusal", async () => {
    world = new World();
    const backend = new FaultyBackend(new MemoryBackend());
    const { CacheError } = await import("../../src/errors.ts");
    const error = new CacheError("OUT_OF_MEMORY", "Redis is out of memory.");
    backend.inject("setIfAbsent", { kind: "fail", error });
    const guard = new ReplayGuard({ backend, outage: "allow" });
    expect(await guard.consume("id", { expiresAtMs: Date.now() + 1000 })).toBe("refused");
  });

  it("in an outage: 'deny' refuses, 'local' accepts once here and tells of a clash later", async () => {
    world = new World();
    const a = world.replica();
    const b = world.replica();
    await world.connect();
    for (const replica of [a, b]) {
      replica.cut();
      await world.openBreaker(replica);
    }
    expect(await guardOf(a).consume("id", hour())).toBe("refused");
    const local = [guardOf(a, { outage: "local" }), guardOf(b, { outage: "local" })] as const;
    const decisions = await Promise.all(
      Array.from({ length: 20 }, () => local[0].consume("id", hour())),
    );
    expect([count(decisions, "accepted"), count(decisions, "replayed")]).toEqual([1, 19]);
    expect(await local[1].consume("id", hour())).toBe("accepted");
    a.mend();
    await world.pass(1000);
    b.mend();
    await world.pass(1000);
    expect(a.events.filter(({ type }) => type === "doubleAccept")).toEqual([]);
    expect(b.events).toContainEqual({ type: "doubleAccept", key: "jti:id" });
    expect(await guardOf(a).consume("id", hour())).toBe("replayed");
  });

  it("the same owner accepted on both sides of a partition is no clash", async () => {
    const { replicas } = await fleet(2);
    const [a, b] = replicas as [Replica, Replica];
    for (const replica of [a, b]) {
      replica.cut();
      await world.openBreaker(replica);
    }
    const options = { ...hour(), owner: "token" };
    expect(await guardOf(a, { outage: "local" }).consume("id", options)).toBe("accepted");
    expect(await guardOf(b, { outage: "local" }).consume("id", options)).toBe("accepted");
    a.mend();
    b.mend();
    await world.pass(2000);
    expect([...a.events, ...b.events].filter(({ type }) => type === "doubleAccept")).toEqual([]);
  });

  it("after the tier came back empty ids from before are not accepted again", async () => {
    const { replicas, guards } = await fleet(2);
    const [a, b] = guards as [ReplayGuard, ReplayGuard];
    const used = hour();
    const never = hour();
    await a.consume("used", { ...used, owner: "token" });
    for (const replica of replicas) {
      replica.cut();
      await world.openBreaker(replica);
    }
    await world.l2.clear();
    for (const replica of replicas) replica.mend();
    await world.pass(2500);
    // Its record was published again by the replica that had accepted it.
    expect(await a.consume("used", { ...used, owner: "token" })).toBe("known");
    expect(await b.consume("used", { ...used, owner: "thief" })).toBe("replayed");
    // Nobody can know whether this one was used.
    expect(await b.consume("never seen", never)).toBe("refused");
    expect(await b.consume("without issue time", { expiresAtMs: now() + 1000 })).toBe("refused");
    await world.pass(10);
    expect(await b.consume("issued after", hour())).toBe("accepted");
    await world.pass(3_600_000 + 120_000);
    expect(await b.consume("much later", { expiresAtMs: now() + 1000 })).toBe("accepted");
  }, 30_000);

  it("a loss that nobody has noticed yet is noticed by the consume itself", async () => {
    const { guards } = await fleet(2);
    const used = hour();
    expect(await guards[0]!.consume("used", used)).toBe("accepted");
    await world.l2.clear();
    const again = guards[1]!.consume("used", used);
    await settle();
    await world.pass(200);
    expect(await again).not.toBe("accepted");
  });

  it("an aborted caller learns nothing, and the id may be taken", async () => {
    const { replicas, guards } = await fleet(1);
    replicas[0]!.link.inject("setIfAbsent", { kind: "hang" });
    const controller = new AbortController();
    const waiting = failure(guards[0]!.consume("id", { ...hour(), signal: controller.signal }));
    await settle();
    controller.abort();
    expect((await waiting).code).toBe("ABORTED");
    replicas[0]!.link.heal();
    await settle();
    expect(await guards[0]!.consume("id", hour())).toBe("replayed");
  });
});
