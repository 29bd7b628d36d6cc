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
import { HybridCounts } from "./hybrid-stats.ts";
import { incarnationKey, isLockKey } from "../key.ts";
import { Incarnation } from "./incarnation.ts";
import { L1Tier } from "./l1-tier.ts";
import { type Ask, L2Gate, isOutageError } from "./l2-gate.ts";
import { OwnEchoes } from "./own-echoes.ts";
import { PacedRefresh } from "./paced-refresh.ts";
import { PendingWrites } from "./pending-writes.ts";
import { Reader } from "./reader.ts";
import { probe, Recovery } from "./recovery.ts";
import { Running } from "./running.ts";
import { type LedgerEntry, SecurityLedger } from "./security-ledger.ts";
import { Writer } from "./writer.ts";

/** Most security entries asked for, or published, at once. */
const batchSize = 100;

/** The parts of one hybrid backend, connected. */
export class HybridParts {
  readonly settings: HybridSettings;
  readonly events: EventHub<CacheEvent> = new EventHub();
  readonly generations: Generations = new Generations();
  readonly counts: HybridCounts = new HybridCounts();
  /** Operations that have begun and not ended. */
  readonly running: Running = new Running();
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
  readonly #wanted: PacedRefresh;
  readonly #echoes = new OwnEchoes((key) => {
    this.#wanted.add(key);
  });
  /** Security entries to be asked for again. */
  readonly #stale = new Set<string>();
  #isRefreshing = false;

  constructor(settings: HybridSettings) {
    const { queue, journal, security, environment, l2TimeoutMs, probeMs } = settings;
    this.settings = settings;
    this.channel = new Channel(settings.invalidation);
    this.l1 = this.#makeL1(settings);
    this.gate = this.#makeGate(settings);
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
    this.#wanted = new PacedRefresh(environment, (keys) => this.reader.refresh(keys, "general"));
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

  /** Ends what goes on in the background. */
  close(): void {
    this.#wanted.close();
    this.gate.close();
  }

  /** Looks whether the shared tier still has its data, in the background. */
  check(): Promise<void> {
    return this.incarnation.verify(this.gate.ask);
  }

  /** Looks after what no operation would look after. Nothing here is waited for. */
  lookAround(): void {
    const { deliverer, gate, channel, incarnation, settings } = this;
    deliverer.loseOld();
    if (gate.availability !== "normal") return;
    void channel.catchUp();
    void quietly(this.check());
    // In trouble one look may wait long for its answer. Further probes let the breaker see it
    // without waiting for users to run into it.
    if (!incarnation.trusted) void quietly(gate.ask("probe", () => probe(settings.l2)));
  }

  #tables() {
    const { events, generations, channel, l1, gate, pending, ledger, counts, running } = this;
    const tables = { events, generations, channel, l1, gate, pending, ledger, counts, running };
    return { ...tables, echoes: this.#echoes };
  }

  #makeL1({ l1, l1MaxTtlMs, environment }: HybridSettings): L1Tier {
    return new L1Tier({
      backend: l1,
      maxTtlMs: l1MaxTtlMs,
      environment,
      onBroken: () => {
        this.channel.distrustAll();
      },
    });
  }

  #makeGate({ breaker, environment, l2TimeoutMs }: HybridSettings): L2Gate {
    return new L2Gate({
      breaker,
      environment,
      timeoutMs: l2TimeoutMs,
      onFailure: (error) => {
        this.incarnation.doubt();
        this.recovery.follow(error);
      },
    });
  }

  #invalidate(keys: readonly string[] | null): void {
    if (keys === null) {
      void this.#invalidateAll();
      return;
    }
    const changed = keys.filter((key) => !isLockKey(key));
    if (changed.length === 0) return;
    this.invalidations += changed.length;
    for (const key of changed) {
      if (key === incarnationKey) this.#checkSoon();
      void this.writer.forget(key);
      this.#echoes.heard(key);
      if (this.ledger.peek(key) !== undefined) this.#stale.add(key);
    }
    this.events.tell({ type: "invalidated", keys: changed });
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

  /** Asks again for all security entries that may be out of date, a batch at a time. */
  async #refreshStale(): Promise<void> {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    while (this.#stale.size > 0) {
      const keys = [...this.#stale].slice(0, batchSize);
      for (const one of keys) this.#stale.delete(one);
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other, to bound the load
      await this.reader.refresh(keys, "security");
    }
    this.#isRefreshing = false;
  }

  /** The shared tier may lack what must not be missing: publish it again, before anybody asks. */
  async #republish(lostAtMs: number | undefined, ask: Ask): Promise<void> {
    const { ledger, channel, reader, events, generations } = this;
    reader.beginGrace();
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

/** The gate has noted what went wrong. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await Promise.allSettled([work]);
}
