// Judges ordinary values. Every write has a number of its own, a beginning and an end in true time,
// and only writes that do not overlap have an order: `before` says that one was over, by a margin for
// the clocks' differences, when the other began. From that follow all rules:
//
//   nobody reads a value that was replaced (or deleted, or ran out) longer ago than the bound
//   a replica never goes back behind its own writes and reads
//   in the end everybody holds the same value, and it is not one that was replaced before
//   what was stored and not replaced is there

import { Violation } from "./violation.ts";

/** One write of one key; a delete has no value. */
export interface Write {
  readonly number: number;
  readonly key: string;
  readonly replica: string;
  readonly isDelete: boolean;
  readonly ttlMs: number;
  readonly startMs: number;
  /** undefined while it runs, and for ever where nobody knows how it ended. */
  endMs: number | undefined;
  outcome: "open" | "shared" | "queued" | "unknown";
  /** From when the others must know; for ever later if their being told can't be expected. */
  toldMs: number;
}

/** An answered read. */
export interface Answer {
  readonly key: string;
  readonly replica: string;
  readonly startMs: number;
  readonly value: number | undefined;
  /** The replica said that it could not ask. */
  readonly degraded: boolean;
  /** How far behind the newest value an answer may be, by the time of the newest value's end. */
  boundMs(sinceMs: number): number;
}

/** What the world knows that a history does not. */
export interface HistoryWorld {
  /** When the server last lost data; -Infinity = never. */
  lostMs(): number;
  /** Difference of clocks. */
  readonly marginMs: number;
  /** True if a replica has given up writes that it had accepted. */
  hasLost(replica: string): boolean;
}

/** See the file's head. */
export class RegisterHistory {
  readonly #world: HistoryWorld;
  readonly #writes: Write[] = [];
  readonly #seen = new Map<string, { readonly write: Write; readonly atMs: number }>();

  constructor(world: HistoryWorld) {
    this.#world = world;
  }

  get keys(): readonly string[] {
    return [...new Set(this.#writes.map(({ key }) => key))];
  }

  begin(write: Pick<Write, "key" | "replica" | "isDelete" | "ttlMs" | "startMs">): Write {
    const begun: Write = {
      ...write,
      number: this.#writes.length + 1,
      endMs: undefined,
      outcome: "open",
      toldMs: Infinity,
    };
    this.#writes.push(begun);
    return begun;
  }

  /** @throws {Violation} */
  judge(answer: Answer, nowMs: number): void {
    const { key, replica, value } = answer;
    if (value === undefined) {
      if (!answer.degraded) this.#judgeMissing(answer, nowMs);
      return;
    }
    const found = this.#written(key, value);
    const newer = this.#others(key, found).filter((other) => this.#before(found, other));
    const replaced = newer.find((other) => this.#mustKnow(answer, other));
    if (replaced !== undefined) {
      throw new Violation(`${where(answer)} read ${said(found)}, replaced by ${said(replaced)}`);
    }
    const endMs = this.#lastEnd(found);
    if (answer.startMs > endMs) {
      throw new Violation(`${where(answer)} read ${said(found)}, whose life ended at ${endMs}`);
    }
    const seen = this.#seen.get(`${replica} ${key}`);
    if (
      seen !== undefined &&
      seen.atMs < answer.startMs &&
      seen.write.startMs > this.#world.lostMs()
    ) {
      if (this.#before(found, seen.write)) {
        throw new Violation(`${where(answer)} read ${said(found)} after ${said(seen.write)}`);
      }
    }
    this.#seen.set(`${replica} ${key}`, { write: found, atMs: nowMs });
  }

  /** What a replica, or the server, holds when everything has come to rest. @throws {Violation} */
  judgeEnd(key: string, who: string, value: number | undefined): void {
    const found = value === undefined ? undefined : this.#written(key, value);
    const binding = this.#writes.filter((write) => write.key === key && this.#isBinding(write));
    const wrong = found === undefined ? this.#missed(key, binding) : this.#after(found, binding);
    if (wrong === undefined) return;
    const holds = found === undefined ? "nothing" : said(found);
    throw new Violation(`in the end ${who} holds ${holds} as ${key}, not ${said(wrong)}`);
  }

  #judgeMissing(answer: Answer, nowMs: number): void {
    const known = this.#writes.filter(
      (write) => write.key === answer.key && this.#mustKnow(answer, write),
    );
    const missed = this.#missed(
      answer.key,
      known.filter(({ startMs, ttlMs }) => nowMs < startMs + ttlMs),
    );
    if (missed === undefined) return;
    throw new Violation(`${where(answer)} found nothing as ${answer.key}, not ${said(missed)}`);
  }

  /** A value of `binding` that no delete can have taken away. */
  #missed(key: string, binding: readonly Write[]): Write | undefined {
    return binding.find(
      (write) =>
        !write.isDelete &&
        !this.#others(key, write).some((other) => other.isDelete && !this.#before(other, write)),
    );
  }

  #after(found: Write, binding: readonly Write[]): Write | undefined {
    return binding.find((other) => this.#before(found, other));
  }

  #mustKnow({ replica, startMs, boundMs, degraded }: Answer, write: Write): boolean {
    const { endMs, outcome } = write;
    if (endMs === undefined || write.startMs <= this.#world.lostMs()) return false;
    // Once it has run out, nothing is left to keep out what a stalled connection may deliver now.
    if (startMs >= write.startMs + write.ttlMs) return false;
    if (write.replica === replica) {
      if (outcome === "queued" && this.#world.hasLost(replica)) return false;
      return (outcome === "shared" || outcome === "queued") && startMs > endMs;
    }
    if (degraded || outcome !== "shared") return false;
    return startMs > Math.max(endMs, write.toldMs) + boundMs(endMs);
  }

  /** True for what must show in the end. */
  #isBinding({ outcome, startMs, replica, ttlMs }: Write): boolean {
    if (startMs <= this.#world.lostMs() || ttlMs < 60_000) return false;
    return outcome === "shared" || (outcome === "queued" && !this.#world.hasLost(replica));
  }

  #before(one: Write, other: Write): boolean {
    return one.endMs !== undefined && one.endMs + this.#world.marginMs < other.startMs;
  }

  /** A value counts its life from when the server took it, at the latest at its write's end. */
  #lastEnd({ outcome, endMs, startMs, ttlMs }: Write): number {
    if (outcome === "shared" && endMs !== undefined) return endMs + ttlMs + 1;
    // Sent by who did not wait for it: a stalled connection may have delivered it later.
    return outcome === "queued" ? startMs + ttlMs + maxStallMs : Infinity;
  }

  #others(key: string, but: Write): Write[] {
    return this.#writes.filter((write) => write.key === key && write !== but);
  }

  #written(key: string, value: number): Write {
    const found = this.#writes[value - 1];
    if (found?.key === key && !found.isDelete) return found;
    throw new Violation(`${key} holds ${value}, which nobody wrote there`);
  }
}

/** Longest time a stalled connection may hold a write. */
const maxStallMs = 5000;

function where({ replica, startMs, degraded, key }: Answer): string {
  return `at ${startMs} replica ${replica}${degraded ? " (degraded)" : ""} for ${key}`;
}

function said({ number, isDelete, replica, startMs, endMs, outcome }: Write): string {
  return `${isDelete ? "delete" : "value"} ${number} of replica ${replica} (${startMs}..${endMs ?? ""}, ${outcome})`;
}
