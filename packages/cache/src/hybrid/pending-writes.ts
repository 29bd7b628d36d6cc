// Writes that were accepted and have not reached the shared tier: the queue of asynchronous writes
// and the journal of an outage are the same table, so that nothing is lost on the way from one to
// the other.
//
//   offer --> waiting (newest per key, oldest key first) --take--> in flight --settle--> gone
//                ^   a newer write takes its place:                   |  |
//                |   the older is superseded                          |  `- delivered,
//                `------------------- failed -------------------------'     superseded, lost
//                          (superseded if a newer one waits)
//
// At all times: accepted = delivered + superseded + lost + pending.

import type { WriteAccounting } from "../cache-events.ts";
import { compareStamps, type Stamp } from "../stamp.ts";

/** One accepted write. */
export interface PendingWrite {
  readonly key: string;
  /** The hybrid's own copy; undefined = a delete. */
  readonly value: Uint8Array | undefined;
  readonly stamp: Stamp;
  /** Wall clock; undefined = never. */
  readonly expiresAtMs: number | undefined;
  /** Monotonic clock; for the age at which it is given up. */
  readonly acceptedAtMs: number;
  /** True if it may only be stored where nothing is, as an id accepted in an outage. */
  readonly onlyIfAbsent: boolean;
  /** True in the journal, false in the queue; decides only whose bound it counts against. */
  readonly journaled: boolean;
}

/** How the sending of a write ended. */
export type Settlement = "delivered" | "superseded" | "lost" | "failed";

/** Bounds of both parts. */
export interface PendingLimits {
  readonly queueEntries: number;
  readonly journalEntries: number;
  readonly journalBytes: number;
}

/** The table of pending writes. */
export class PendingWrites {
  readonly #limits: PendingLimits;
  readonly #waiting = new Map<string, PendingWrite>();
  readonly #inFlight = new Map<string, PendingWrite>();
  /**
   * In flight, but a newer write has already reached the shared tier: no answer to a read any more.
   */
  readonly #overtaken = new WeakSet<PendingWrite>();
  #accepted = 0;
  #delivered = 0;
  #superseded = 0;
  #lost = 0;
  #queued = 0;
  #journaled = 0;
  #journalBytes = 0;

  constructor(limits: PendingLimits) {
    this.#limits = limits;
  }

  /** Writes waiting or in flight. */
  get size(): number {
    return this.#waiting.size + this.#inFlight.size;
  }

  /** Writes waiting in the queue. */
  get queued(): number {
    return this.#queued;
  }

  /** Writes waiting in the journal. */
  get journaled(): number {
    return this.#journaled;
  }

  /** Bytes of keys and values waiting in the journal. */
  get journalBytes(): number {
    return this.#journalBytes;
  }

  /**
   * Accepts a write, or returns false where there is no room. The newest write of a key, by stamp,
   * takes the place of the one that waits.
   */
  offer(write: PendingWrite): boolean {
    const older = this.#waiting.get(write.key);
    if (!this.#hasRoom(write, older)) return false;
    this.#accepted += 1;
    if (older !== undefined) {
      this.#superseded += 1;
      if (compareStamps(older.stamp, write.stamp) > 0) return true;
    }
    this.#wait(write);
    return true;
  }

  /** The newest pending write of a key. */
  peek(key: string): PendingWrite | undefined {
    const sent = this.#inFlight.get(key);
    const current = sent === undefined || this.#overtaken.has(sent) ? undefined : sent;
    return this.#waiting.get(key) ?? current;
  }

  /** The oldest write that may be sent, now in flight; never two of one key at once. */
  take(): PendingWrite | undefined {
    for (const [key, write] of this.#waiting) {
      if (this.#inFlight.has(key)) continue;
      this.#remove(write);
      this.#inFlight.set(key, write);
      return write;
    }
    return undefined;
  }

  /** The sending of a write from `take` has ended; what ended before is ignored. */
  settle(write: PendingWrite, settlement: Settlement): void {
    if (this.#inFlight.get(write.key) !== write) return;
    this.#inFlight.delete(write.key);
    if (settlement === "delivered") this.#delivered += 1;
    else if (settlement === "lost") this.#lost += 1;
    else if (settlement === "superseded" || this.#isOutdated(write)) this.#superseded += 1;
    else this.#wait({ ...write, journaled: true });
  }

  /** A newer write of the key has reached the shared tier: what is older is superseded. */
  supersede(key: string, stamp: Stamp): void {
    const sent = this.#inFlight.get(key);
    if (sent !== undefined && compareStamps(sent.stamp, stamp) < 0) this.#overtaken.add(sent);
    const write = this.#waiting.get(key);
    if (write === undefined || compareStamps(write.stamp, stamp) > 0) return;
    this.#remove(write);
    this.#superseded += 1;
  }

  /** Everything that waits under a prefix is superseded, as by a clear. */
  supersedePrefix(prefix: string): void {
    for (const write of this.#waiting.values()) {
      if (!write.key.startsWith(prefix)) continue;
      this.#remove(write);
      this.#superseded += 1;
    }
  }

  /** From now on everything that waits counts as journaled: nothing of the queue is thrown away. */
  journalAll(): void {
    for (const write of this.#waiting.values()) {
      if (!write.journaled) this.#wait({ ...write, journaled: true });
    }
  }

  /** Gives up what was accepted before `monotonicMs` and is not in flight. */
  loseOlderThan(monotonicMs: number): PendingWrite[] {
    return this.#lose((write) => write.acceptedAtMs < monotonicMs);
  }

  /** Gives up everything, also what is in flight: its late answer will not count. */
  loseAll(): PendingWrite[] {
    const lost = [...this.#inFlight.values()];
    this.#inFlight.clear();
    this.#lost += lost.length;
    return [...lost, ...this.#lose(() => true)];
  }

  /** The books at this moment. */
  accounting(): WriteAccounting {
    return {
      accepted: this.#accepted,
      delivered: this.#delivered,
      superseded: this.#superseded,
      lost: this.#lost,
      pending: this.size,
    };
  }

  /** True for a write that need not be sent again. */
  #isOutdated(write: PendingWrite): boolean {
    return this.#waiting.has(write.key) || this.#overtaken.has(write);
  }

  #lose(isLost: (write: PendingWrite) => boolean): PendingWrite[] {
    const lost = [...this.#waiting.values()].filter(isLost);
    for (const write of lost) this.#remove(write);
    this.#lost += lost.length;
    return lost;
  }

  #hasRoom(write: PendingWrite, older: PendingWrite | undefined): boolean {
    const { queueEntries, journalEntries, journalBytes } = this.#limits;
    // One that takes a journaled write's place is one more in the queue.
    if (!write.journaled) return older?.journaled === false || this.#queued < queueEntries;
    const replacing = older?.journaled === true;
    const bytes = this.#journalBytes - (replacing ? sizeOf(older) : 0) + sizeOf(write);
    return bytes <= journalBytes && (replacing || this.#journaled < journalEntries);
  }

  /** Puts a write where its key's older one stood, or last. */
  #wait(write: PendingWrite): void {
    const older = this.#waiting.get(write.key);
    if (older !== undefined) this.#count(older, -1);
    this.#waiting.set(write.key, write);
    this.#count(write, 1);
  }

  #remove(write: PendingWrite): void {
    this.#waiting.delete(write.key);
    this.#count(write, -1);
  }

  #count(write: PendingWrite, by: 1 | -1): void {
    if (!write.journaled) {
      this.#queued += by;
      return;
    }
    this.#journaled += by;
    this.#journalBytes += by * sizeOf(write);
  }
}

/** Two bytes per character of the key: what it takes in memory at most. */
function sizeOf(write: PendingWrite): number {
  return write.key.length * 2 + (write.value?.length ?? 0);
}
