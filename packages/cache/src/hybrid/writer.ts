// How a write reaches the shared tier:
//
//   sync    L2, then L1        in an outage: the journal; acts here at once, then NotSharedError
//                              (or "queued", where that is accepted)
//   async   the queue          full: sync, rejected or dropped; in an outage: the journal
//
// Whatever a write changes is dropped from L1 first and filled again only with its own, still whole
// ticket. Two writes of one key that overlap leave L1 empty rather than wrong.
//
// No write replaces a newer one, not even a fresh one: what was given up at its deadline may still lie
// in the client or on the network, and must not undo on arrival what others have written since.

import type { Environment } from "@respite/resp/base";
import type {
  CacheBackend,
  CacheEntry,
  DeleteOutcome,
  StampedWrite,
  WriteOutcome,
} from "../backend.ts";
import type { CacheEvent } from "../cache-events.ts";
import { CacheError, isCacheError, NotSharedError } from "../errors.ts";
import type { EventHub } from "../event-hub.ts";
import type { Stamp, StampClock } from "../stamp.ts";
import type { Channel } from "./channel.ts";
import { claimBeforeMark } from "./claim.ts";
import type { Deliverer } from "./deliverer.ts";
import type { Generations, Ticket } from "./generations.ts";
import type { OutagePolicy, Tier, TieredReadOptions, WriteMode } from "./hybrid-types.ts";
import { incarnationKey } from "../key.ts";
import type { Incarnation } from "./incarnation.ts";
import type { L1Tier } from "./l1-tier.ts";
import type { OwnEchoes } from "./own-echoes.ts";
import {
  type L2Gate,
  circuitOpenError,
  isOutageError,
  lostMeanwhileError,
  unavailableError,
} from "./l2-gate.ts";
import type { PendingWrite, PendingWrites } from "./pending-writes.ts";
import type { Reader } from "./reader.ts";
import type { Running } from "./running.ts";
import type { SecurityLedger } from "./security-ledger.ts";

/** What a {@link Writer} needs. */
export interface WriterParts {
  readonly l2: CacheBackend;
  readonly l1: L1Tier;
  readonly gate: L2Gate;
  readonly pending: PendingWrites;
  readonly ledger: SecurityLedger;
  readonly generations: Generations;
  readonly channel: Channel;
  readonly incarnation: Incarnation;
  readonly deliverer: Deliverer;
  readonly reader: Reader;
  readonly clock: StampClock;
  readonly events: EventHub<CacheEvent>;
  readonly environment: Environment;
  readonly onFull: "sync" | "reject" | "drop";
  /** Life of tombstones in ms. */
  readonly tombstoneMs: number;
  readonly echoes: OwnEchoes;
  readonly running: Running;
  /** A write was journaled while the shared tier was thought available. */
  readonly onJournaled: () => void;
}

/** A write's settings, complete. */
export interface WritePlan {
  readonly writes: WriteMode;
  readonly acceptQueued: boolean;
  readonly tier: Tier;
  readonly outage: OutagePolicy;
  readonly stamp: Stamp;
}

/** A write of one key: undefined as value deletes. */
interface Change {
  readonly key: string;
  readonly value: Uint8Array | undefined;
  /** Of the value, or of the tombstone. */
  readonly ttlMs: number | undefined;
  /** Of its last try: one that finds something newer is made again. */
  stamp: Stamp;
  readonly plan: WritePlan;
  /** What the shared tier said, once it has. */
  answer: "applied" | "superseded" | undefined;
  /** Whether a delete found a value. */
  existed: boolean | undefined;
}

/** What a change is to the shared tier. */
type ChangeKind = "set" | "delete" | "setIfNewer";

/** So often a fresh write that found something newer is made again, as newer than that. */
const maxTries = 3;

function changeOf({ key, value, ttlMs, stamp }: StampedWrite, plan: WritePlan): Change {
  return { key, value, ttlMs, stamp, plan, answer: undefined, existed: undefined };
}

/** See the file's head. */
export class Writer {
  /** Writes dropped by `onFull: "drop"`. */
  dropped = 0;
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Stores a value; the bytes are the writer's own from here on. */
  set(
    key: string,
    value: Uint8Array,
    ttlMs: number | undefined,
    plan: WritePlan,
  ): Promise<WriteOutcome> {
    const change = changeOf({ key, value, ttlMs, stamp: plan.stamp }, plan);
    if (plan.writes === "async") {
      const outcome = this.#enqueue(change);
      if (outcome !== undefined) return Promise.resolve(outcome);
    }
    return this.#share(change, "set", () => this.#parts.l2.setIfNewer(change));
  }

  /** Removes a value: a tombstone in the shared tier, so that nothing older comes back. */
  async delete(
    key: string,
    tombstoneMs: number | undefined,
    plan: WritePlan,
  ): Promise<DeleteOutcome> {
    const { pending, tombstoneMs: longest } = this.#parts;
    const ttlMs = tombstoneMs ?? longest;
    const change = changeOf({ key, value: undefined, ttlMs, stamp: plan.stamp }, plan);
    const existed = this.#isLive(pending.peek(key)) ? true : undefined;
    if (plan.writes === "async") {
      const outcome = this.#enqueue(change);
      if (outcome !== undefined) return { existed, outcome };
    }
    const outcome = await this.#share(change, "delete", () => this.#bury(change));
    return { existed: existed ?? change.existed, outcome };
  }

  /** Applies a write that brings its own stamp. In an outage it is journaled and not decided. */
  async setIfNewer(write: StampedWrite, plan: WritePlan): Promise<"applied" | "superseded"> {
    const change = changeOf(write, { ...plan, acceptQueued: false });
    const { l2, clock } = this.#parts;
    try {
      await this.#share(change, "setIfNewer", () => l2.setIfNewer(write));
      return change.answer ?? "applied";
    } finally {
      // Not before: a stamp ahead of all clocks must be known to the others before it is followed.
      clock.observe(write.stamp);
    }
  }

  /**
   * Stores a value where there is none. Sent once: an unknown outcome is an error, whatever the
   * policy.
   *
   * @throws {CacheError} `UNAVAILABLE` in an outage under "deny", or with `maybeExecuted`.
   */
  async setIfAbsent(
    key: string,
    value: Uint8Array,
    ttlMs: number | undefined,
    plan: WritePlan,
  ): Promise<boolean> {
    const { gate, incarnation, pending } = this.#parts;
    const change = changeOf({ key, value, ttlMs, stamp: plan.stamp }, plan);
    if (this.#isLive(pending.peek(key))) return false;
    try {
      gate.assertAvailable();
      if (plan.tier === "security") await this.#untilOthersHaveTold();
      else await incarnation.ensure(gate.ask);
      await this.#sendPendingDelete(key);
    } catch (error) {
      if (!isOutageError(error)) throw error;
      return this.#setIfAbsentHere(change, error);
    }
    return this.#setIfAbsentShared(change);
  }

  /** Everything that is kept of a key here is out of date. */
  forget(key: string): Promise<void> | undefined {
    this.#parts.generations.invalidate(key);
    this.#parts.reader.forgetFlight(key);
    return this.#parts.l1.drop(key);
  }

  /** As {@link forget}, before a write of one's own. */
  #forgetBefore({ key, value }: Change): Promise<void> | undefined {
    const { channel, echoes } = this.#parts;
    if (value !== undefined && channel.echoes) echoes.expect(key, value.length);
    return this.forget(key);
  }

  /** L2, then L1; in an outage the journal. What L2 says is noted in the change. */
  async #share(
    change: Change,
    what: ChangeKind,
    send: () => Promise<"applied" | "superseded">,
  ): Promise<WriteOutcome> {
    const { gate, generations, channel, environment, running } = this.#parts;
    const { key } = change;
    running.enter();
    let ticket: Ticket | undefined;
    try {
      if (gate.availability !== "normal") return await this.#journal(change, circuitOpenError());
      const forgotten = this.#forgetBefore(change);
      if (forgotten !== undefined) await forgotten;
      ticket = generations.begin(key, channel.fillEpoch);
      const sentMs = environment.monotonic();
      change.answer = await gate.ask(what, send).catch(unlessForeign);
      if (change.answer !== "applied" && what !== "setIfNewer")
        await this.#insist(change, what, send);
      const isCurrent = generations.end(ticket);
      if (change.answer === "superseded") await this.#yield(key);
      else {
        const settled = this.#settle(change, isCurrent ? ticket.epoch : undefined, sentMs);
        if (settled !== undefined) await settled;
      }
      return "shared";
    } catch (error) {
      if (ticket === undefined) throw error;
      if (isOutageError(error)) return await this.#journal(change, error);
      await this.forget(key);
      throw error;
    } finally {
      if (ticket !== undefined) generations.end(ticket);
      running.leave();
    }
  }

  /**
   * A fresh write has found something newer (another replica's clock is ahead, or it wrote in the same
   * moment), or what is no value of ours: it is made again.
   */
  async #insist(
    change: Change,
    what: "set" | "delete",
    send: () => Promise<"applied" | "superseded">,
  ): Promise<void> {
    const { gate, clock } = this.#parts;
    for (let tries = 1; change.answer === "superseded" && tries < maxTries; tries += 1) {
      await this.#learnStamp(change);
      change.stamp = clock.next();
      change.answer = await gate.ask(what, send).catch(unlessForeign);
    }
    if (change.answer !== "applied") await gate.ask(what, () => this.#replace(change));
    change.answer = "applied";
  }

  /** Reads the key: a backend notes the stamps it reads, of tombstones too. */
  async #learnStamp({ key, plan }: Change): Promise<void> {
    const { gate, l2, clock } = this.#parts;
    const options: TieredReadOptions = { tier: plan.tier };
    try {
      const found = await gate.ask("get", () => l2.get(key, options));
      if (found?.stamp !== undefined) clock.observe(found.stamp);
    } catch (error) {
      if (isOutageError(error)) throw error;
    }
  }

  /** Whatever is there: something of other software, or of who is faster every time. */
  async #replace(change: Change): Promise<void> {
    const { l2 } = this.#parts;
    const { key, value, ttlMs, stamp } = change;
    if (value !== undefined) await l2.set(key, value, { ttlMs, stamp });
    else change.existed = (await l2.delete(key, { stamp, tombstoneMs: ttlMs })).existed;
  }

  /** Asked in one turn and so in one write: what was there, then the tombstone. */
  async #bury(change: Change): Promise<"applied" | "superseded"> {
    const { l2 } = this.#parts;
    const [was, buried] = await Promise.allSettled([l2.exists(change.key), l2.setIfNewer(change)]);
    if (buried.status === "rejected") throw buried.reason;
    if (was.status === "fulfilled") change.existed = was.value;
    return buried.value;
  }

  /** The shared tier has taken a write: nothing older counts any more, here and elsewhere. */
  #settle(change: Change, epoch: number | undefined, sentMs: number): Promise<void> | undefined {
    const { pending, channel, echoes, l1, generations, reader, environment } = this.#parts;
    const { key, value, stamp, ttlMs } = change;
    if (pending.size > 0) pending.supersede(key, stamp);
    generations.invalidate(key);
    reader.forgetFlight(key);
    this.#remember(change);
    const takenMs = environment.monotonic() - sentMs;
    const leftMs = ttlMs === undefined ? undefined : Math.floor(ttlMs - takenMs);
    const kept =
      epoch === undefined || value === undefined
        ? l1.drop(key)
        : l1.fill(key, { value, stamp, ttlMs: leftMs }, epoch, true);
    if (kept !== undefined) return this.#settleLater(key, kept);
    echoes.written(key);
    return channel.publish([key]);
  }

  async #settleLater(key: string, kept: Promise<void>): Promise<void> {
    await kept;
    this.#parts.echoes.written(key);
    await this.#parts.channel.publish([key]);
  }

  /**
   * The shared tier holds something newer. An earlier try may have been executed unseen: tell the
   * others.
   */
  async #yield(key: string): Promise<void> {
    await this.forget(key);
    await this.#parts.channel.publish([key]);
  }

  /**
   * Accepts a write that can't be shared now. It acts here at once: reads look at pending writes
   * first.
   */
  async #journal(change: Change, cause: unknown): Promise<"queued"> {
    const { pending, onJournaled } = this.#parts;
    if (!pending.offer(this.#pendingWrite(change, true))) throw fullError("journal", cause);
    this.#remember(change);
    onJournaled();
    await this.forget(change.key);
    const { acceptQueued, writes } = change.plan;
    if (!acceptQueued && writes === "sync") throw new NotSharedError("queued", { cause });
    return "queued";
  }

  /** Queues a write; undefined = there is no room and it must wait for the shared tier itself. */
  #enqueue(change: Change): WriteOutcome | undefined {
    const { gate, pending, deliverer, onFull, events } = this.#parts;
    if (gate.availability !== "normal") return undefined;
    if (pending.offer(this.#pendingWrite(change, false))) {
      this.#remember(change);
      void this.#forgetBefore(change);
      deliverer.kick(gate.ask);
      return "queued";
    }
    if (onFull === "sync") return undefined;
    if (onFull === "reject") throw fullError("queue", undefined);
    this.dropped += 1;
    events.tell({ type: "dropped", key: change.key });
    return "local";
  }

  /** A delete of the key that is on its way must arrive before the question who is first. */
  async #sendPendingDelete(key: string): Promise<void> {
    const { pending, gate, l2, tombstoneMs } = this.#parts;
    const write = pending.peek(key);
    if (write === undefined) return;
    const tombstone = { key, value: undefined, ttlMs: tombstoneMs, stamp: write.stamp };
    await gate.ask("delete", () => l2.setIfNewer(tombstone));
  }

  /** Where all data was lost, the others have a moment to publish again what was taken before. */
  async #untilOthersHaveTold(): Promise<void> {
    const { gate, incarnation, reader } = this.#parts;
    await incarnation.ensureSettled(gate.ask);
    await reader.untilGraceEnds();
  }

  async #setIfAbsentShared(change: Change): Promise<boolean> {
    const { gate, generations, channel, environment, incarnation } = this.#parts;
    const { key } = change;
    const ticket = generations.begin(key, channel.fillEpoch);
    const sentMs = environment.monotonic();
    const { life } = incarnation;
    try {
      const [isFirst, mark] = await gate.ask("setIfAbsent", () => this.#claim(change));
      // A claim of one life that was decided in the next has not waited for what others publish again.
      const isSameLife = incarnation.matches(mark) && incarnation.life === life;
      if (change.plan.tier === "security" && !isSameLife) {
        incarnation.doubt();
        await incarnation.ensure(gate.ask);
        throw lostMeanwhileError();
      }
      if (!isFirst) return false;
      const isCurrent = generations.end(ticket);
      await this.#settle(change, isCurrent ? ticket.epoch : undefined, sentMs);
      return true;
    } catch (error) {
      if (!isOutageError(error)) throw error;
      await this.forget(key);
      // Only what was certainly not sent may be decided here.
      if (error instanceof CacheError && !error.maybeExecuted && error.code === "CIRCUIT_OPEN") {
        return await this.#setIfAbsentHere(change, error);
      }
      throw unavailableError("setIfAbsent", error);
    } finally {
      generations.end(ticket);
    }
  }

  /** The claim and, sent right behind it, the mark of the tier's life. */
  async #claim({
    key,
    value,
    ttlMs,
    stamp,
    plan,
  }: Change): Promise<readonly [boolean, CacheEntry | undefined]> {
    const { l2 } = this.#parts;
    const claim = () => l2.setIfAbsent(key, value ?? new Uint8Array(0), { ttlMs, stamp });
    if (plan.tier !== "security") return [await claim(), undefined];
    return claimBeforeMark(claim, () => l2.get(incarnationKey));
  }

  /** In an outage: first here, told to the others later. No wait between looking and taking. */
  async #setIfAbsentHere(change: Change, cause: unknown): Promise<boolean> {
    const { pending, l1, ledger, onJournaled } = this.#parts;
    const { key, plan } = change;
    if (plan.outage === "deny") throw unavailableError("setIfAbsent", cause);
    const local = await l1.get(key);
    const own = pending.peek(key);
    if (this.#isLive(own) || ledger.peek(key)?.value !== undefined) return false;
    if (own === undefined && local?.entry !== undefined) return false;
    const write = { ...this.#pendingWrite(change, true), onlyIfAbsent: own === undefined };
    if (!pending.offer(write)) throw fullError("journal", cause);
    this.#remember(change);
    onJournaled();
    await this.forget(key);
    return true;
  }

  #pendingWrite({ key, value, ttlMs, stamp }: Change, journaled: boolean): PendingWrite {
    const { environment } = this.#parts;
    return {
      key,
      value,
      stamp,
      expiresAtMs:
        value === undefined || ttlMs === undefined ? undefined : environment.now() + ttlMs,
      acceptedAtMs: environment.monotonic(),
      onlyIfAbsent: false,
      journaled,
    };
  }

  #remember({ key, value, ttlMs, stamp, plan }: Change): void {
    const { ledger, environment, tombstoneMs } = this.#parts;
    if (plan.tier !== "security") return;
    const lifeMs = value === undefined ? tombstoneMs : ttlMs;
    const expiresAtMs = lifeMs === undefined ? undefined : environment.now() + lifeMs;
    ledger.remember({ key, value, stamp, expiresAtMs });
  }

  #isLive(write: PendingWrite | undefined): boolean {
    if (write?.value === undefined) return false;
    return write.expiresAtMs === undefined || write.expiresAtMs > this.#parts.environment.now();
  }
}

/** Passes over the error that says only that something else than a value of ours is stored. */
function unlessForeign(error: unknown): undefined {
  if (!isCacheError(error) || error.code !== "INVALID_VALUE") throw error;
}

function fullError(what: "queue" | "journal", cause: unknown): CacheError {
  const text = `The ${what} of writes for the shared tier is full; the write was not accepted.`;
  return new CacheError("QUEUE_FULL", text, { cause });
}
