// Sends pending writes to the shared tier, a bounded number at once, never two of one key. Each is
// applied only if what is stored is older, so that sending late, or twice, never undoes anything
// newer.

import type { Environment } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import type { EventHub } from "../event-hub.ts";
import type { CacheEvent } from "../cache-events.ts";
import { sameBytes } from "../same-bytes.ts";
import type { Channel } from "./channel.ts";
import type { TieredReadOptions } from "./hybrid-types.ts";
import type { Generations } from "./generations.ts";
import type { L1Tier } from "./l1-tier.ts";
import type { OwnEchoes } from "./own-echoes.ts";
import { type Ask, isOutageError } from "./l2-gate.ts";
import type { PendingWrite, PendingWrites, Settlement } from "./pending-writes.ts";

/** What a {@link Deliverer} needs. */
export interface DelivererParts {
  readonly l2: CacheBackend;
  readonly l1: L1Tier;
  readonly pending: PendingWrites;
  readonly generations: Generations;
  readonly channel: Channel;
  readonly echoes: OwnEchoes;
  readonly events: EventHub<CacheEvent>;
  readonly environment: Environment;
  readonly concurrency: number;
  /** Life of the tombstones it writes, and the age at which a write is given up, in ms. */
  readonly maxAgeMs: number;
  /** A write could not be sent; it is pending again. */
  readonly onStalled: () => void;
}

/** See the file's head. */
export class Deliverer {
  readonly #parts: DelivererParts;
  #sending = 0;
  #stalled = false;
  #ended = 0;
  #waiters: (() => void)[] = [];

  constructor(parts: DelivererParts) {
    this.#parts = parts;
  }

  /** Begins to send what is pending, until all is sent or one can't be. */
  kick(ask: Ask): void {
    this.#stalled = false;
    this.#pump(ask);
  }

  /**
   * Sends what is pending now; true if nothing stood in the way. Writes that come meanwhile are
   * sent too, but not waited for, or a steady stream of them would keep this from ending.
   */
  async drain(ask: Ask): Promise<boolean> {
    this.kick(ask);
    const goal = this.#ended + this.#parts.pending.size;
    while (this.#sending > 0 && this.#ended < goal) {
      // oxlint-disable-next-line no-await-in-loop -- each turn waits for one sending to end
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
    return !this.#stalled;
  }

  /** Gives up what is too old: a tombstone it must respect may be gone by now. */
  loseOld(): void {
    const { pending, environment, maxAgeMs, l1, events } = this.#parts;
    const lost = pending.loseOlderThan(environment.monotonic() - maxAgeMs);
    if (lost.length === 0) return;
    // Here the write has long been acting; it goes on doing so as far as an outage policy allows.
    for (const write of lost) void this.#keepLocally(write, l1);
    events.tell({ type: "lost", writes: lost.length, reason: "too-old", error: undefined });
  }

  #pump(ask: Ask): void {
    const { pending, concurrency } = this.#parts;
    this.loseOld();
    while (!this.#stalled && this.#sending < concurrency) {
      const write = pending.take();
      if (write === undefined) break;
      this.#sending += 1;
      void this.#send(write, ask);
    }
  }

  async #send(write: PendingWrite, ask: Ask): Promise<void> {
    const { pending, onStalled } = this.#parts;
    try {
      pending.settle(write, await this.#deliver(write, ask));
    } catch (error) {
      if (isOutageError(error)) {
        this.#stalled = true;
        pending.settle(write, "failed");
        onStalled();
      } else {
        await this.#refuse(write, error);
      }
    }
    this.#sending -= 1;
    this.#ended += 1;
    this.#pump(ask);
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async #deliver(write: PendingWrite, ask: Ask): Promise<Settlement> {
    const { generations, channel, echoes, l1, l2, environment } = this.#parts;
    const { key, stamp } = write;
    const ttlMs = this.#lifeMs(write);
    // What has run out meanwhile must not leave an older value standing: it becomes a tombstone.
    const value = ttlMs !== undefined && ttlMs <= 0 ? undefined : write.value;
    const ticket = generations.begin(key, channel.fillEpoch);
    const sentMs = environment.monotonic();
    try {
      const applied = write.onlyIfAbsent
        ? await this.#claim(write, ttlMs, ask)
        : (await ask("replay", () => l2.setIfNewer(this.#stamped(write, value, ttlMs)))) ===
          "applied";
      const isCurrent = generations.end(ticket) && applied;
      generations.invalidate(key);
      // Filled in the same turn in which the ticket was found whole: nothing can come in between.
      if (!isCurrent || value === undefined) await l1.drop(key);
      else
        await l1.fill(key, { value, stamp, ttlMs: left(ttlMs, environment, sentMs) }, ticket.epoch);
      echoes.written(key);
      // An earlier try may have been executed unseen, so the others are told whatever the answer.
      await channel.publish([key]);
      return applied ? "delivered" : "superseded";
    } finally {
      generations.end(ticket);
    }
  }

  #stamped(write: PendingWrite, value: Uint8Array | undefined, ttlMs: number | undefined) {
    const lifeMs = value === undefined ? this.#parts.maxAgeMs : ttlMs;
    return { key: write.key, value, ttlMs: lifeMs, stamp: write.stamp };
  }

  /**
   * Stores an id that was accepted here in an outage; tells if somebody else has accepted it too.
   */
  async #claim(write: PendingWrite, ttlMs: number | undefined, ask: Ask): Promise<boolean> {
    const { l2, events } = this.#parts;
    const { key, value, stamp } = write;
    const strictly: TieredReadOptions = { tier: "security" };
    if (value === undefined || (ttlMs !== undefined && ttlMs <= 0)) return false;
    if (await ask("replay", () => l2.setIfAbsent(key, value, { ttlMs, stamp }))) return true;
    const other = await ask("replay", () => l2.get(key, strictly));
    if (other === undefined || sameBytes(other.value, value)) return true;
    events.tell({ type: "doubleAccept", key });
    return false;
  }

  #lifeMs({ expiresAtMs }: PendingWrite): number | undefined {
    if (expiresAtMs === undefined) return undefined;
    return Math.floor(expiresAtMs - this.#parts.environment.now());
  }

  async #refuse(write: PendingWrite, error: unknown): Promise<void> {
    const { pending, generations, l1, events } = this.#parts;
    generations.invalidate(write.key);
    await l1.drop(write.key);
    pending.settle(write, "lost");
    const cause = error instanceof Error ? error : new Error(String(error));
    events.tell({ type: "lost", writes: 1, reason: "refused", error: cause });
  }

  async #keepLocally(write: PendingWrite, l1: L1Tier): Promise<void> {
    const { key, value, stamp } = write;
    if (value !== undefined) await l1.fill(key, { value, stamp, ttlMs: this.#lifeMs(write) }, 0);
  }
}

function left(
  ttlMs: number | undefined,
  environment: Environment,
  sinceMs: number,
): number | undefined {
  return ttlMs === undefined ? undefined : Math.floor(ttlMs - (environment.monotonic() - sinceMs));
}
