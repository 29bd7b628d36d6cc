// Security over any schedule of partitions, lost replies, losses of all data and late starters: no
// id is accepted twice, and who has revoked a token never says that it is not revoked.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCacheError } from "../../src/errors.ts";
import { ReplayGuard } from "../../src/replay/index.ts";
import { bytes, type Replica, settle, World } from "../support/hybrid-world.ts";

type Step =
  | { readonly do: "issue" | "lose-data" | "join" }
  | { readonly do: "consume"; readonly at: number; readonly id: number }
  | { readonly do: "revoke" | "check"; readonly at: number; readonly id: number }
  | { readonly do: "cut" | "mend" | "lose-replies"; readonly at: number }
  | { readonly do: "pass"; readonly ms: number };

const at = fc.nat({ max: 3 });
const id = fc.nat({ max: 20 });
const targeted = <const N extends string>(...names: N[]) =>
  fc.record({ do: fc.constantFrom(...names), at, id });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("issue" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("lose-data" as const, "join" as const) }),
  },
  { weight: 6, arbitrary: targeted("consume") },
  { weight: 4, arbitrary: targeted("revoke", "check") },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "cut" as const,
        "mend" as const,
        "mend" as const,
        "lose-replies" as const,
      ),
      at,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat({ max: 2000 }) }),
  },
);

class Run {
  readonly world = new World();
  readonly guards: ReplayGuard[] = [];
  readonly issued: number[] = [];
  readonly accepted = new Map<number, number>();
  readonly revoked = new Map<number, Set<number>>();

  readonly echoes: boolean;

  constructor(echoes: boolean) {
    this.echoes = echoes;
  }

  async start(): Promise<void> {
    await this.join();
    await this.join();
    this.issue();
  }

  /**
   * A replica that knows nothing: it can't tell a loss from a first use, but those who are there
   * can, if they are not cut off themselves.
   */
  async join(): Promise<void> {
    const { environment } = this.world.clock;
    for (const replica of this.world.replicas) replica.mend();
    await settle();
    const isCutOff = this.world.replicas.some(({ hybrid }) => hybrid.availability !== "normal");
    if (isCutOff) await this.world.pass(3000);
    const { hybrid } = this.world.replica({ echoes: this.echoes, failures: 2 });
    this.guards.push(new ReplayGuard({ backend: hybrid, environment }));
    const connecting = hybrid.connect();
    await settle();
    await this.world.pass(150);
    await connecting;
  }

  issue(): void {
    this.issued.push(this.world.clock.environment.now());
  }

  async step(one: Step): Promise<void> {
    this.world.clock.advance(1);
    switch (one.do) {
      case "issue":
        return this.issue();
      case "join":
        return this.guards.length < 4 ? this.join() : undefined;
      case "lose-data":
        return this.world.l2.clear();
      case "pass":
        return this.world.pass(one.ms);
      case "consume":
        return this.consume(one.at % this.guards.length, one.id % this.issued.length);
      case "revoke":
      case "check":
        return this[one.do](one.at % this.guards.length, one.id % this.issued.length);
      default:
        return this.disturb(one.do, this.world.replicas[one.at % this.guards.length]!);
    }
  }

  disturb(what: "cut" | "mend" | "lose-replies", replica: Replica): void {
    if (what === "cut") replica.cut();
    else if (what === "mend") replica.mend();
    else {
      replica.link.inject("setIfAbsent", { kind: "fail", after: true }, 1);
      replica.link.inject("setIfNewer", { kind: "fail", after: true }, 1);
    }
  }

  async consume(replica: number, number: number): Promise<void> {
    const issuedAtMs = this.issued[number]!;
    const expiresAtMs = issuedAtMs + 3_600_000;
    // Not awaited at once: a consume may have to wait for time to pass.
    const deciding = this.guards[replica]!.consume(`${number}`, { issuedAtMs, expiresAtMs });
    if ((await this.inTime(deciding)) !== "accepted") return;
    this.accepted.set(number, (this.accepted.get(number) ?? 0) + 1);
    expect(this.accepted.get(number), `id ${number} was accepted again`).toBe(1);
  }

  async revoke(replica: number, number: number): Promise<void> {
    const { hybrid } = this.world.replicas[replica]!;
    try {
      await hybrid.set(`revoked:${number}`, bytes("1"), { tier: "security" });
    } catch (error) {
      if (!isCacheError(error) || error.code !== "NOT_SHARED") throw error;
    }
    const known = this.revoked.get(replica) ?? new Set();
    this.revoked.set(replica, known.add(number));
  }

  async check(replica: number, number: number): Promise<void> {
    if (this.revoked.get(replica)?.has(number) !== true) return;
    const { hybrid } = this.world.replicas[replica]!;
    const policy = { tier: "security", outage: number % 2 === 0 ? "deny" : "local" } as const;
    const reading = hybrid.get(`revoked:${number}`, policy).then(
      (entry) => (entry === undefined ? "not revoked" : "revoked"),
      (error: unknown) => (isCacheError(error) ? error.code : String(error)),
    );
    expect(["revoked", "UNAVAILABLE"]).toContain(await this.inTime(reading));
  }

  /** What comes of it when as much time passes as it wants: some moments after a loss, at most. */
  async inTime<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const finish = work.finally(() => (state.isDone = true));
    await this.world.pass(150);
    for (let ms = 0; !state.isDone && ms < 3000; ms += 50) await this.world.pass(50);
    return finish;
  }
}

describe("any schedule of trouble", () => {
  it.each([
    ["pub/sub", false],
    ["tracking", true],
  ])(
    "accepts no id twice and forgets no own revocation, by %s",
    async (_, echoes) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 5, maxLength: 60, size: "max" }),
          async (steps) => {
            const run = new Run(echoes);
            try {
              await run.start();
              for (const one of steps) await run.step(one);
              for (const replica of run.world.replicas) replica.mend();
              await run.world.pass(4000);
              for (const [replica, known] of run.revoked) {
                for (const number of known) await run.check(replica, number);
              }
              for (let number = 0; number < run.issued.length; number += 1) {
                await run.consume(0, number);
                await run.consume(1, number);
              }
            } finally {
              await run.world.close();
            }
          },
        ),
        { numRuns: 200 },
      );
    },
    120_000,
  );
});
