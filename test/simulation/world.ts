// The simulated world: a clock, a server, replicas, and what can befall them. Every operation is
// watched from its call to its end and judged by the histories; everything that happens is written
// down, so that a run can be read.

import { isCacheError, type ReplayDecision } from "@respite/cache/core";
import { below, type Random, seededRandom } from "@respite/resp/testing";
import { GridClock } from "./grid-clock.ts";
import type { WireState } from "./network.ts";
import { RegisterHistory, type Write } from "./register-history.ts";
import { Replica, type Space } from "./replica.ts";
import { SecurityHistory } from "./security-history.ts";
import { skewOf, times, type WorldSettings, worldSettings } from "./settings.ts";
import { type Disk, type Refusal, SharedServer } from "./shared-server.ts";
import { Violation } from "./violation.ts";

/** An operation's errors that are answers; any other is a fault of the product. */
const expectedCodes = new Set([
  "ABORTED",
  "CIRCUIT_OPEN",
  "CLOSED",
  "NOT_SHARED",
  "OUT_OF_MEMORY",
  "QUEUE_FULL",
  "TIMEOUT",
  "UNAVAILABLE",
]);

/** See the file's head. */
export class World {
  readonly random: Random;
  readonly clock: GridClock;
  readonly settings: WorldSettings;
  readonly server: SharedServer;
  /** All that ever joined. */
  readonly replicas: Replica[] = [];
  readonly registers: RegisterHistory;
  readonly security: SecurityHistory;
  /** What happened, in order. */
  readonly trace: string[] = [];
  /** The first rule that did not hold. */
  violation: Violation | undefined;
  /** Since when the server is as it should be; undefined = it is not. */
  #serverWellSinceMs: number | undefined = 0;
  #lostMs = -Infinity;
  readonly #running = new Set<Promise<void>>();

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.clock = new GridClock(this.random);
    this.settings = worldSettings(this.random);
    this.server = new SharedServer(this.clock.environment);
    this.registers = new RegisterHistory({
      lostMs: () => this.#lostMs,
      marginMs: skewOf(this.settings),
      hasLost: (name) => this.replicas.some((one) => one.name === name && one.lost > 0),
    });
    const wrongBy = this.settings.skewsMs.map((skewMs) => Math.abs(skewMs));
    this.security = new SecurityHistory(this.replicas, Math.max(...wrongBy));
    this.note(`world ${JSON.stringify(this.settings)}`);
    for (let index = 0; index < this.settings.replicas; index += 1) this.join(index);
  }

  get open(): readonly Replica[] {
    return this.replicas.filter(({ isOpen }) => isOpen);
  }

  get nowMs(): number {
    return this.clock.elapsedMs;
  }

  /** Operations that have not ended. */
  get running(): number {
    return this.#running.size;
  }

  note(line: string): void {
    this.trace.push(`${this.nowMs} ${line}`);
  }

  /** A replica joins at a place, with nothing but its options. */
  join(index: number): Replica {
    const generation = this.replicas.filter(({ name }) => name.startsWith(`${index}.`)).length;
    const replica = new Replica({ index, generation }, this.clock, this.server, this.settings);
    this.replicas.push(replica);
    this.note(`${replica.name} joins`);
    this.#watch(`${replica.name} connect`, () => replica.cache.connect());
    replica.cache.on((event) => this.note(`${replica.name} tells ${event.type}`));
    return replica;
  }

  /** A replica leaves; its books must balance. */
  leave(replica: Replica): void {
    if (!replica.isOpen) return;
    this.note(`${replica.name} leaves`);
    replica.closing = replica.cache.close();
    this.#watch(`${replica.name} close`, async () => {
      await replica.closing;
      this.#checkBooks(replica);
    });
  }

  // ---- operations

  set(replica: Replica, space: Space, key: string, signal?: AbortSignal): void {
    const ttlMs = space === "short" ? times.shortMs : times.longMs;
    const write = this.#begin(replica, `${space}/${key}`, false, ttlMs);
    this.#write(replica, write, () => replica.spaces[space].set(key, write.number, { signal }));
  }

  delete(replica: Replica, space: Space, key: string, signal?: AbortSignal): void {
    const write = this.#begin(replica, `${space}/${key}`, true, Infinity);
    this.#write(replica, write, async () => {
      return (await replica.spaces[space].delete(key, { signal })).outcome;
    });
  }

  read(replica: Replica, space: Space, key: string, signal?: AbortSignal): void {
    const startMs = this.nowMs;
    this.#watch(`${replica.name} read ${space}/${key}`, async () => {
      const found = await replica.spaces[space].getWithMeta(key, { signal });
      const { value } = found;
      // An own write that is still on its way is what its replica answers, until it has arrived.
      const degraded = found.degraded || found.source === "pending";
      this.note(`${replica.name} read ${space}/${key} = ${value} (${startMs}, ${found.source})`);
      const boundMs = this.#boundOf(replica, "general");
      const answer = { key: `${space}/${key}`, replica: replica.name, startMs, value, degraded };
      this.registers.judge({ ...answer, boundMs }, this.nowMs);
    });
  }

  revoke(replica: Replica, token: string, signal?: AbortSignal): void {
    const startMs = this.nowMs;
    this.note(`${replica.name} revokes ${token}`);
    const acknowledged = (outcome: "shared" | "queued"): void => {
      this.note(`${replica.name} revoked ${token}, ${outcome}`);
      this.security.revoked(token, { replica, outcome, startMs, endMs: this.nowMs });
    };
    this.#watch(`${replica.name} revoke ${token}`, async () => {
      try {
        await replica.revoked.set(token, true, { signal });
        acknowledged("shared");
      } catch (error) {
        if (isCacheError(error) && error.code === "NOT_SHARED") acknowledged("queued");
        throw error;
      }
    });
  }

  isRevoked(replica: Replica, token: string, signal?: AbortSignal): void {
    const startMs = this.nowMs;
    this.#watch(`${replica.name} asks for ${token}`, async () => {
      const answer = await replica.revoked.get(token, { signal });
      this.note(`${replica.name} asked for ${token} = ${answer} (${startMs})`);
      const boundMs = this.#boundOf(replica, "security");
      if (answer !== true) this.security.judge({ token, replica, startMs, boundMs });
    });
  }

  consume(replica: Replica, id: string, issuedAtMs: number): void {
    const startMs = this.nowMs;
    this.#watch(`${replica.name} consume ${id}`, async () => {
      const expiresAtMs = issuedAtMs + times.longMs;
      const decision: ReplayDecision = await replica.guard.consume(id, { expiresAtMs, issuedAtMs });
      this.note(`${replica.name} consumed ${id}: ${decision} (${startMs})`);
      this.security.decided(id, { replica, startMs, endMs: this.nowMs, decision });
    });
  }

  // ---- faults

  wire(replica: Replica, state: WireState): void {
    this.note(`${replica.name} is ${state}`);
    replica.healthySinceMs = undefined;
    replica.port.setState(state);
  }

  slow(replica: Replica, latencyMs: number): void {
    this.note(`${replica.name} is slow: ${latencyMs} ms`);
    replica.healthySinceMs = undefined;
    replica.port.setLatency(latencyMs);
  }

  breakChannel(replica: Replica, how: "cut" | "hold"): void {
    this.note(`${replica.name} loses its channel: ${how}`);
    if (how === "hold") replica.healthySinceMs = undefined;
    replica.port.breakChannel(how);
  }

  /** What was held on the way arrives now, or never. */
  mend(replica: Replica, how: "deliver" | "reset"): void {
    if (replica.healthySinceMs !== undefined) return;
    this.note(`${replica.name} is mended: ${how}`);
    const index = Number(replica.name.split(".")[0]);
    replica.port.setLatency(this.settings.latenciesMs[index] ?? 0);
    if (how === "reset") replica.port.setState("cut");
    replica.port.setState("up");
    replica.healthySinceMs = this.nowMs;
  }

  kill(disk: Disk): void {
    if (!this.server.embedded.running) return;
    this.note(`server killed, disk: ${disk}`);
    this.#serverWellSinceMs = undefined;
    this.server.kill(disk);
    if (disk !== "all") this.security.losses.push({ atMs: Infinity, isWhole: disk === "nothing" });
  }

  start(): void {
    if (this.server.embedded.running) return;
    this.note("server started");
    this.server.start();
    this.#lost();
    this.#serverWellSinceMs = this.nowMs;
  }

  flush(): void {
    if (!this.server.embedded.running) return;
    this.note("server flushed");
    this.server.embedded.flushAll();
    this.security.losses.push({ atMs: Infinity, isWhole: true });
    this.#lost();
  }

  refuse(refusal: Refusal | undefined): void {
    this.note(`server refuses: ${refusal}`);
    this.server.refuse(refusal);
    this.#serverWellSinceMs = refusal === undefined ? this.nowMs : undefined;
  }

  /** A signal that fires within some milliseconds; most callers have none. */
  signal(): AbortSignal | undefined {
    if (this.random() > 0.1) return undefined;
    const controller = new AbortController();
    this.clock.exact.setTimer(() => controller.abort(), below(this.random, 30));
    return controller.signal;
  }

  #lost(): void {
    const last = this.security.losses.at(-1);
    if (last?.atMs !== Infinity) return;
    this.security.losses[this.security.losses.length - 1] = { ...last, atMs: this.nowMs };
    this.#lostMs = this.nowMs;
  }

  #begin(replica: Replica, key: string, isDelete: boolean, ttlMs: number): Write {
    const startMs = this.nowMs;
    const write = this.registers.begin({ key, replica: replica.name, isDelete, ttlMs, startMs });
    this.note(`${replica.name} ${isDelete ? "deletes" : "sets"} ${key}: ${write.number}`);
    return write;
  }

  #write(replica: Replica, write: Write, work: () => Promise<string>): void {
    const end = (outcome: "shared" | "queued"): void => {
      write.outcome = outcome;
      write.endMs = this.nowMs;
      if (this.settings.channel !== "pubsub" || this.#isQuiet(replica, write.startMs)) {
        write.toldMs = this.nowMs;
      }
      this.note(`${replica.name} wrote ${write.number}, ${outcome}`);
    };
    this.#watch(`${replica.name} write ${write.number}`, async () => {
      try {
        end((await work()) === "shared" ? "shared" : "queued");
      } catch (error) {
        if (isCacheError(error) && error.code === "NOT_SHARED") end("queued");
        else write.outcome = "unknown";
        throw error;
      }
    });
  }

  /** Nothing was wrong with a replica's network, nor with the server, since then. */
  #isQuiet({ healthySinceMs }: Replica, sinceMs: number): boolean {
    if (healthySinceMs === undefined || this.#serverWellSinceMs === undefined) return false;
    return healthySinceMs <= sinceMs && this.#serverWellSinceMs <= sinceMs;
  }

  #boundOf(replica: Replica, tier: "general" | "security"): (sinceMs: number) => number {
    const isBlind = this.settings.channel === "none" && tier === "general";
    const blindMs = isBlind ? times.l1MaxTtlMs + times.l2TimeoutMs : 0;
    return (sinceMs) => {
      const channelMs = this.#isQuiet(replica, sinceMs) ? 100 : times.pingMs + times.readTimeoutMs;
      return Math.max(channelMs, blindMs);
    };
  }

  #checkBooks(replica: Replica): void {
    const { accepted, delivered, superseded, lost, pending } = replica.stats().writes;
    this.note(`${replica.name} closed: ${JSON.stringify(replica.stats().writes)}`);
    if (pending === 0 && accepted === delivered + superseded + lost && lost === replica.lost)
      return;
    throw new Violation(
      `replica ${replica.name} closed with accepted ${accepted}, delivered ${delivered}, ` +
        `superseded ${superseded}, lost ${lost} (told ${replica.lost}), pending ${pending}`,
    );
  }

  /** Runs an operation; its expected errors are answers. */
  #watch(what: string, work: () => Promise<unknown>): void {
    const running = work().then(
      () => undefined,
      (error: unknown) => this.#failed(what, error),
    );
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  #failed(what: string, error: unknown): void {
    if (isCacheError(error) && expectedCodes.has(error.code)) {
      this.note(`${what} rejects: ${error.code}`);
      return;
    }
    this.violation ??=
      error instanceof Violation ? error : new Violation(`${what} rejects: ${String(error)}`);
    this.note(`VIOLATION ${this.violation.message}`);
  }
}
