// How a read finds its answer:
//
//   pending writes --> L1, if believed --> L2, one question per key at a time --> fill L1
//                                            | can't be asked
//                                            v
//                                    the outage policy: reject, or L1 and the ledger, degraded
//
// A fill is made only with a ticket that is still whole, and lives no longer than the entry in L2:
// its life counts from when the question was sent.

import type { Environment } from "@respite/resp/base";
import type { CacheBackend, CacheEntry } from "../backend.ts";
import type { Held } from "../memory/held.ts";
import type { StampClock } from "../stamp.ts";
import type { Channel } from "./channel.ts";
import type { Generations, Ticket } from "./generations.ts";
import type { HybridCounts } from "./hybrid-stats.ts";
import type { Lookup, OutagePolicy, TieredReadOptions, Tier } from "./hybrid-types.ts";
import { incarnationKey } from "../key.ts";
import type { Incarnation } from "./incarnation.ts";
import type { L1Tier, LocalEntry } from "./l1-tier.ts";
import { circuitOpenError, type L2Gate, isOutageError, unavailableError } from "./l2-gate.ts";
import type { PendingWrite, PendingWrites } from "./pending-writes.ts";
import type { Running } from "./running.ts";
import type { LedgerEntry, SecurityLedger } from "./security-ledger.ts";
import { CacheError } from "../errors.ts";
import { delay } from "../waiting.ts";

/** What a {@link Reader} needs. */
export interface ReaderParts {
  readonly l2: CacheBackend;
  readonly l1: L1Tier;
  readonly gate: L2Gate;
  readonly pending: PendingWrites;
  readonly ledger: SecurityLedger;
  readonly generations: Generations;
  readonly channel: Channel;
  readonly incarnation: Incarnation;
  readonly clock: StampClock;
  readonly environment: Environment;
  readonly counts: HybridCounts;
  readonly running: Running;
  /** After a loss a security miss proves nothing for so many ms. */
  readonly graceMs: number;
}

/** A read's settings, complete. */
export interface ReadPlan {
  readonly outage: OutagePolicy;
  readonly tier: Tier;
  readonly negativeTtlMs: number;
  /** L1 answers only what the channel vouches for. */
  readonly needsChannel: boolean;
}

/** Who waits for an answer, and what may be said if none comes. */
interface Waiter {
  readonly plan: ReadPlan;
  readonly local: LocalEntry | undefined;
  readonly resolve: (lookup: Lookup) => void;
  readonly reject: (error: Error) => void;
}

/** A question on its way. */
interface Flight {
  readonly key: string;
  readonly plan: ReadPlan;
  /** Who asked first, and who has joined. */
  readonly waiters: Waiter[];
  isOver: boolean;
}

/** Most keys of one question: they all wait for the last of them. */
const maxTogether = 100;

const refreshPlan: Omit<ReadPlan, "tier"> = {
  outage: "deny",
  negativeTtlMs: 0,
  needsChannel: true,
};

/** See the file's head. */
export class Reader {
  readonly #parts: ReaderParts;
  readonly #flights = new Map<string, Flight>();
  /** Questions of this turn, to be asked together. */
  #waiting: Flight[] = [];
  #graceEndsMs = 0;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** A loss was noticed: security misses prove nothing for a while. */
  beginGrace(): void {
    const { environment, graceMs } = this.#parts;
    this.#graceEndsMs = environment.monotonic() + graceMs;
  }

  /** True while a question about the key is in flight. */
  isAsked(key: string): boolean {
    return this.#flights.has(key);
  }

  /** Resolves when a security miss proves something again. */
  async untilGraceEnds(): Promise<void> {
    const { environment } = this.#parts;
    const leftMs = this.#graceEndsMs - environment.monotonic();
    if (leftMs > 0) await delay(leftMs, environment);
  }

  /** Later reads must not join a question that was sent before the key changed. */
  forgetFlight(key: string): void {
    this.#flights.delete(key);
  }

  /** As {@link forgetFlight}, for every key under a prefix. */
  forgetFlights(prefix: string): void {
    for (const key of this.#flights.keys()) if (key.startsWith(prefix)) this.#flights.delete(key);
  }

  /** The record of a value in L1 that answers a read at once; undefined = it takes `lookup`. */
  peek(key: string, outage: OutagePolicy, needsChannel: boolean): Held | undefined {
    const { pending, gate, l1, channel } = this.#parts;
    if (pending.size > 0 && pending.peek(key) !== undefined) return undefined;
    const held = l1.hold(key);
    if (held?.value === undefined) return undefined;
    if (gate.availability !== "normal") return outage === "deny" ? undefined : held;
    return channel.vouchesFor(held, needsChannel) ? held : undefined;
  }

  /** Answers one read. @throws {CacheError} `UNAVAILABLE` under "deny". */
  lookup(key: string, plan: ReadPlan): Promise<Lookup> {
    const looked = this.#parts.l1.get(key);
    if (!(looked instanceof Promise)) return this.#lookup(key, looked, plan);
    return looked.then((local) => this.#lookup(key, local, plan));
  }

  /** Answers many reads with one question. @throws as {@link lookup}. */
  async lookupMany(keys: readonly string[], plan: ReadPlan): Promise<Lookup[]> {
    const locals = await this.#parts.l1.getMany(keys);
    const known = keys.map((key, index) => {
      const own = this.#parts.pending.peek(key);
      return own === undefined ? this.#believed(locals[index], plan) : this.#pendingLookup(own);
    });
    const missing = [...new Set(keys.filter((_, index) => known[index] === undefined))];
    if (missing.length === 0) return known as Lookup[];
    const answers = await this.#askMany(missing, plan);
    return keys.map((key, index) => {
      const answer = known[index] ?? answers.get(key);
      if (answer === undefined || answer instanceof Error) {
        return this.#inOutage(key, locals[index], plan, answer);
      }
      return answer;
    });
  }

  /** Asks L2 again, to fill L1; in an outage what is known stays as it is. */
  async refresh(keys: readonly string[], tier: Tier): Promise<void> {
    try {
      await this.#askMany(keys, { ...refreshPlan, tier });
    } catch {
      // The gate has counted it.
    }
  }

  #pendingLookup(write: PendingWrite): Lookup {
    const { environment, gate } = this.#parts;
    const { value, stamp, expiresAtMs } = write;
    const ttlMs =
      expiresAtMs === undefined ? undefined : Math.ceil(expiresAtMs - environment.now());
    const isGone = value === undefined || (ttlMs !== undefined && ttlMs <= 0);
    const entry = isGone ? undefined : { value: value.slice(), ttlMs, stamp };
    return { entry, source: "pending", degraded: gate.availability !== "normal" };
  }

  /** The local answer, if the channel vouches for it and the shared tier could be asked. */
  #believed(local: LocalEntry | undefined, { needsChannel }: ReadPlan): Lookup | undefined {
    const { gate, channel } = this.#parts;
    if (local === undefined || gate.availability !== "normal") return undefined;
    if (!channel.vouchesFor(local, needsChannel)) return undefined;
    return { entry: local.entry, source: "l1", degraded: false };
  }

  #lookup(key: string, local: LocalEntry | undefined, plan: ReadPlan): Promise<Lookup> {
    const { pending, counts } = this.#parts;
    const own = pending.size === 0 ? undefined : pending.peek(key);
    const known = own === undefined ? this.#believed(local, plan) : this.#pendingLookup(own);
    if (known === undefined) return this.#ask(key, local, plan);
    counts.read(known);
    return Promise.resolve(known);
  }

  /** Asks, or waits for who has asked; one promise, since each costs as much as asking. */
  #ask(key: string, local: LocalEntry | undefined, plan: ReadPlan): Promise<Lookup> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { plan, local, resolve, reject };
      // First, or a read would join a question from before the outage and share its wait.
      if (this.#parts.gate.availability !== "normal") {
        this.#settle(waiter, key, circuitOpenError());
        return;
      }
      const joined = this.#flights.get(key);
      if (joined === undefined) this.#begin(key, waiter);
      else joined.waiters.push(waiter);
    });
  }

  /** Sends a question that others may join. In the general tier all of one turn are one question. */
  #begin(key: string, waiter: Waiter): void {
    const { running, environment } = this.#parts;
    const flight: Flight = { key, plan: waiter.plan, waiters: [waiter], isOver: false };
    this.#flights.set(key, flight);
    running.enter();
    if (flight.plan.tier !== "general") void this.#askAlone(flight);
    else if (this.#waiting.push(flight) === 1) environment.defer(this.#askTogether);
  }

  readonly #askTogether = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let first = 0; first < waiting.length; first += maxTogether) {
      void this.#askAll(waiting.slice(first, first + maxTogether));
    }
  };

  async #askAll(flights: readonly Flight[]): Promise<void> {
    const [only] = flights;
    if (flights.length === 1 && only !== undefined) return this.#askAlone(only);
    try {
      const { gate, incarnation } = this.#parts;
      gate.assertAvailable();
      if (!incarnation.trusted) await incarnation.ensure(gate.ask);
      await this.#questionAll(flights);
    } catch (error) {
      if (isOutageError(error)) for (const flight of flights) this.#end(flight, error as Error);
      // What is wrong with one key must not be held against the others.
      else for (const flight of flights) void this.#askAlone(flight);
    }
  }

  async #askAlone(flight: Flight): Promise<void> {
    const { key, plan } = flight;
    try {
      const answers = await this.#askMany([key], plan);
      this.#end(flight, answers.get(key) ?? new Error("A question without an answer."));
    } catch (error) {
      this.#end(flight, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #end(flight: Flight, answer: Lookup | Error): void {
    if (flight.isOver) return;
    flight.isOver = true;
    const { key, waiters } = flight;
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
    this.#parts.running.leave();
    for (let index = 0; index < waiters.length; index += 1) {
      const own = index === 0 || answer instanceof Error ? answer : copyOf(answer);
      this.#settle(waiters[index] as Waiter, key, own);
    }
  }

  #settle({ plan, local, resolve, reject }: Waiter, key: string, answer: Lookup | Error): void {
    const { counts } = this.#parts;
    if (!(answer instanceof Error)) {
      counts.read(answer);
      resolve(answer);
    } else if (isOutageError(answer)) {
      try {
        const known = this.#inOutage(key, local, plan, answer);
        counts.read(known);
        resolve(known);
      } catch (error) {
        counts.refused(error);
        reject(error as Error);
      }
    } else {
      counts.refused(answer);
      reject(answer);
    }
  }

  /** One question for many keys, each with its own ticket and plan. */
  async #questionAll(flights: readonly Flight[]): Promise<void> {
    const { gate, generations, channel, environment, l2 } = this.#parts;
    const epoch = channel.fillEpoch;
    const keys = flights.map(({ key }) => key);
    const tickets = keys.map((key) => generations.begin(key, epoch));
    const sentMs = environment.monotonic();
    try {
      const entries = await gate.ask("get", () => l2.getMany(keys));
      const takenMs = environment.monotonic() - sentMs;
      for (let index = 0; index < flights.length; index += 1) {
        const flight = flights[index] as Flight;
        const ticket = tickets[index] as Ticket;
        const entry = entries[index];
        if (generations.end(ticket)) {
          const filled = this.#fill(ticket, entry, flight.plan, takenMs);
          // oxlint-disable-next-line no-await-in-loop -- our own L1 does not wait
          if (filled !== undefined) await filled;
        }
        this.#end(flight, { entry, source: "l2", degraded: false });
      }
    } finally {
      for (const ticket of tickets) generations.end(ticket);
    }
  }

  async #askMany(
    keys: readonly string[],
    plan: ReadPlan,
  ): Promise<ReadonlyMap<string, Lookup | Error>> {
    try {
      const { gate, incarnation } = this.#parts;
      gate.assertAvailable();
      if (plan.tier === "security") await incarnation.ensureSettled(gate.ask);
      else await incarnation.ensure(gate.ask);
      const first = await this.#question(keys, plan);
      if (plan.tier === "general" || first.isSameLife) return first.answers;
      // The tier has lost its data since it was last looked at: publish first, then ask again.
      incarnation.doubt();
      await incarnation.ensure(gate.ask);
      return (await this.#question(keys, plan)).answers;
    } catch (error) {
      if (!isOutageError(error)) throw error;
      return new Map(keys.map((key) => [key, error as Error]));
    }
  }

  async #question(keys: readonly string[], plan: ReadPlan) {
    const { gate, generations, channel, environment, incarnation, l2, pending } = this.#parts;
    const epoch = channel.fillEpoch;
    const tickets = keys.map((key) => generations.begin(key, epoch));
    const sentMs = environment.monotonic();
    try {
      const entries = await gate.ask("get", () => this.#read(keys, plan.tier, l2));
      const isSameLife = plan.tier === "general" || incarnation.matches(entries[keys.length]);
      const answers = new Map<string, Lookup | Error>();
      for (const [index, ticket] of tickets.entries()) {
        const isCurrent = generations.end(ticket);
        const own = pending.peek(ticket.key);
        if (own !== undefined) {
          // Written while the question waited: the tier's silence proves nothing of it.
          answers.set(ticket.key, this.#pendingLookup(own));
          continue;
        }
        const answer = this.#answer(entries[index], plan, isSameLife);
        answers.set(ticket.key, answer);
        if (isCurrent && isSameLife && !(answer instanceof Error)) {
          // One after the other in the order of the keys; in L1 a fill is over when it returns.
          // oxlint-disable-next-line no-await-in-loop
          await this.#fill(ticket, entries[index], plan, environment.monotonic() - sentMs);
        }
      }
      return { answers, isSameLife };
    } finally {
      for (const ticket of tickets) generations.end(ticket);
    }
  }

  /** In the security tier the mark of the tier's life is read with the values, after them. */
  #read(
    keys: readonly string[],
    tier: Tier,
    l2: CacheBackend,
  ): Promise<(CacheEntry | undefined)[]> {
    const options: TieredReadOptions = { tier };
    if (tier === "security") return l2.getMany([...keys, incarnationKey], options);
    const [key] = keys;
    if (keys.length > 1 || key === undefined) return l2.getMany(keys);
    return l2.get(key).then((entry) => [entry]);
  }

  #answer(entry: CacheEntry | undefined, { tier }: ReadPlan, isSameLife: boolean): Lookup | Error {
    const { environment } = this.#parts;
    const inGrace = environment.monotonic() < this.#graceEndsMs;
    if (entry === undefined && tier === "security" && (inGrace || !isSameLife)) {
      return new CacheError(
        "UNAVAILABLE",
        "The shared tier has just lost its data and other replicas may still be restoring theirs.",
      );
    }
    return { entry, source: "l2", degraded: false };
  }

  #fill(
    { key, epoch }: Ticket,
    entry: CacheEntry | undefined,
    { tier, negativeTtlMs }: ReadPlan,
    takenMs: number,
  ): Promise<void> | undefined {
    const { l1, ledger, clock } = this.#parts;
    if (entry === undefined) {
      if (tier === "security") ledger.forget(key);
      return negativeTtlMs > 0 ? l1.fillMissing(key, negativeTtlMs, epoch) : l1.drop(key);
    }
    const { value, stamp } = entry;
    if (stamp !== undefined) clock.observe(stamp);
    const ttlMs = entry.ttlMs === undefined ? undefined : Math.floor(entry.ttlMs - takenMs);
    if (tier === "security") this.#remember(key, entry, ttlMs);
    return l1.fill(key, { value, stamp, ttlMs }, epoch);
  }

  #remember(key: string, entry: CacheEntry, ttlMs: number | undefined): void {
    const { ledger, environment } = this.#parts;
    if (entry.stamp === undefined) return;
    const expiresAtMs = ttlMs === undefined ? undefined : environment.now() + ttlMs;
    ledger.remember({ key, value: entry.value.slice(), stamp: entry.stamp, expiresAtMs });
  }

  /** The shared tier can't be asked: what the policy allows to say. */
  #inOutage(
    key: string,
    local: LocalEntry | undefined,
    { outage }: ReadPlan,
    error: unknown,
  ): Lookup {
    if (outage === "deny") throw unavailableError("get", error);
    if (local?.entry !== undefined) return { entry: local.entry, source: "l1", degraded: true };
    const kept = this.#parts.ledger.peek(key);
    if (kept !== undefined) {
      return { entry: entryOf(kept, this.#parts.environment.now()), source: "l1", degraded: true };
    }
    return { entry: undefined, source: local === undefined ? "none" : "l1", degraded: true };
  }
}

function entryOf(
  { value, stamp, expiresAtMs }: LedgerEntry,
  nowMs: number,
): CacheEntry | undefined {
  if (value === undefined) return undefined;
  const ttlMs = expiresAtMs === undefined ? undefined : Math.ceil(expiresAtMs - nowMs);
  return { value: value.slice(), ttlMs, stamp };
}

/** Callers that share one answer must not share its memory. */
function copyOf(lookup: Lookup): Lookup {
  if (lookup.entry === undefined) return lookup;
  return { ...lookup, entry: { ...lookup.entry, value: lookup.entry.value.slice() } };
}
