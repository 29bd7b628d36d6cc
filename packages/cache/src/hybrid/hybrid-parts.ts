// Puts the parts of a hybrid backend together and connects what one must tell the other.
//
//                 Reader ----.            .---- Writer
//                   |         \          /        |
//   L1Tier <--------+      L2Gate --> L2          +------> PendingWrites <-- Deliverer --> L2Gate
//      ^            |         |                   |                              ^
//   Channel ---> Generations  '-- failures --> Recovery --- replays -------------'
//      |                                          |
//      '------------ doubts ------> Incarnation --'--- loss ---> SecurityLedger, published again

import type { CacheEvent } from "../cache-events.ts";
import { EventHub } from "../event-hub.ts";
import { Channel } from "./channel.ts";
import { Deliverer } from "./deliverer.ts";
import { Generations } from "./generations.ts";
import type { HybridSettings } from "./hybrid-options.ts";
import { incarnationKey } from "../key.ts";
import { Incarnation } from "./incarnation.ts";
import { L1Tier } from "./l1-tier.ts";
import { type Ask, L2Gate, isOutageError } from "./l2-gate.ts";
import { PendingWrites } from "./pending-writes.ts";
import { Reader } from "./reader.ts";
import { Recovery } from "./recovery.ts";
import { type LedgerEntry, SecurityLedger } from "./security-ledger.ts";
import { Writer } from "./writer.ts";

/** Most security entries asked for, or published, at once. */
const batchSize = 100;

/** The parts of one hybrid backend, connected. */
export class HybridParts {
  readonly settings: HybridSettings;
  readonly events: EventHub<CacheEvent> = new EventHub();
  readonly generations: Generations = new Generations();
  readonly channel: Channel;
  readonly l1: L1Tier;
  readonly gate: L2Gate;
  readonly pending: PendingWrites;
  readonly ledger: SecurityLedger;
  readonly incarnation: Incarnation;
  readonly deliverer: Deliverer;
  readonly recovery: Recovery;
  readonly reader: Reader;
  readonly writer: Writer;
  /** Keys invalidated by others; a flush counts once. */
  invalidations = 0;
  #stale = new Set<string>();
  #refreshing = false;

  constructor(settings: HybridSettings) {
    const { queue, journal, security, environment, breaker, l2TimeoutMs, probeMs } = settings;
    this.settings = settings;
    this.channel = new Channel(settings.invalidation);
    this.l1 = new L1Tier(settings.l1, () => {
      this.channel.distrustAll();
    });
    this.gate = new L2Gate({
      breaker,
      environment,
      timeoutMs: l2TimeoutMs,
      onFailure: (error) => {
        this.incarnation.doubt();
        this.recovery.follow(error);
      },
    });
    this.pending = new PendingWrites({
      queueEntries: queue.maxEntries,
      journalEntries: journal.maxEntries,
      journalBytes: journal.maxBytes,
    });
    this.ledger = new SecurityLedger(security.maxEntries, () => environment.now());
    this.incarnation = new Incarnation({
      ...settings,
      onLoss: (at, ask) => this.#republish(at, ask),
      onMarked: () => {
        void this.channel.publish([incarnationKey]);
      },
    });
    const shared = { ...settings, ...this.#tables() };
    this.deliverer = new Deliverer({
      ...shared,
      concurrency: queue.concurrency,
      maxAgeMs: journal.maxAgeMs,
      onStalled: () => {
        this.recovery.probeSoon();
      },
    });
    const { incarnation, deliverer } = this;
    this.recovery = new Recovery({
      ...shared,
      incarnation,
      deliverer,
      probeMs,
      timeoutMs: l2TimeoutMs,
    });
    this.reader = new Reader({ ...shared, incarnation, graceMs: security.graceMs });
    this.writer = new Writer({
      ...shared,
      incarnation,
      deliverer,
      reader: this.reader,
      onFull: queue.onFull,
      tombstoneMs: journal.maxAgeMs,
      onJournaled: () => {
        this.recovery.probeSoon();
      },
    });
  }

  /** Begins to listen to the invalidation channel. */
  listen(): void {
    this.channel.start({
      onInvalidate: (keys) => {
        this.#invalidate(keys);
      },
      onState: (state) => {
        const { kind, epoch } = this.channel;
        this.events.tell({ type: "channel", kind, state, epoch });
        this.incarnation.doubt();
        if (state === "up") this.#checkSoon();
      },
    });
  }

  /** Looks whether the shared tier still has its data, in the background. */
  check(): Promise<void> {
    return this.incarnation.verify(this.gate.ask);
  }

  #tables() {
    const { events, generations, channel, l1, gate, pending, ledger } = this;
    return { events, generations, channel, l1, gate, pending, ledger };
  }

  #invalidate(keys: readonly string[] | null): void {
    if (keys === null) {
      void this.#invalidateAll();
      return;
    }
    this.invalidations += keys.length;
    for (const key of keys) {
      if (key === incarnationKey) this.#checkSoon();
      void this.writer.forget(key);
      if (this.ledger.peek(key) !== undefined) this.#stale.add(key);
    }
    this.events.tell({ type: "invalidated", keys });
    void this.#refreshStale();
  }

  /** Everything was flushed. What the security tier must not lose is in the ledger, not in L1. */
  async #invalidateAll(): Promise<void> {
    this.invalidations += 1;
    this.incarnation.doubt();
    this.channel.distrustAll();
    this.generations.invalidatePrefix("");
    this.reader.forgetFlights("");
    this.events.tell({ type: "invalidated", keys: "all" });
    await this.l1.clear();
    const losses = this.incarnation.losses;
    try {
      await this.check();
    } catch {
      return;
    }
    if (losses !== this.incarnation.losses) return;
    // No loss, so somebody cleared on purpose: what was cleared must be forgotten here too.
    for (const { key } of this.ledger.live()) this.#stale.add(key);
    await this.#refreshStale();
  }

  #checkSoon(): void {
    this.check().catch(() => {
      // The gate has noted it; the next read or probe asks again.
    });
  }

  /** Asks again for security entries that others have changed, a batch at a time. */
  async #refreshStale(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    while (this.#stale.size > 0) {
      const keys = [...this.#stale].slice(0, batchSize);
      for (const key of keys) this.#stale.delete(key);
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other, to bound the load
      await this.reader.refresh(keys);
    }
    this.#refreshing = false;
  }

  /** The shared tier may lack what must not be missing: publish it again, before anybody asks. */
  async #republish(lostAtMs: number | undefined, ask: Ask): Promise<void> {
    const { ledger, channel, reader, events, generations } = this;
    if (lostAtMs !== undefined) reader.beginGrace();
    channel.distrustAll();
    generations.invalidatePrefix("");
    const entries = ledger.live();
    for (let from = 0; from < entries.length; from += batchSize) {
      const batch = entries.slice(from, from + batchSize);
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other, to bound the load
      await Promise.all(batch.map((entry) => this.#publishAgain(entry, ask)));
      void channel.publish(batch.map(({ key }) => key));
    }
    if (lostAtMs !== undefined) {
      events.tell({ type: "cameBackEmpty", lostAtMs, republished: entries.length });
    }
  }

  async #publishAgain(entry: LedgerEntry, ask: Ask): Promise<void> {
    const { l2, environment } = this.settings;
    const { key, value, stamp, expiresAtMs } = entry;
    const leftMs = expiresAtMs === undefined ? undefined : expiresAtMs - environment.now();
    const ttlMs = leftMs === undefined ? undefined : Math.max(1, Math.ceil(leftMs));
    try {
      await ask("republish", () => l2.setIfNewer({ key, value, ttlMs, stamp }));
    } catch (error) {
      // An outage ends the attempt; an entry that is refused must not keep the others from use.
      if (isOutageError(error)) throw error;
      const message = `A security entry could not be published again: ${String(error)}`;
      this.events.tell({ type: "warning", message });
    }
  }
}
