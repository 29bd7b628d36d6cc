// Judges what lets somebody in: revoked tokens and one-time ids. What was acknowledged may be forgotten
// in one case alone: the server has lost its data, and since then nobody who knew was there and could
// be asked.

import type { ReplayDecision } from "@respite/cache/core";
import type { Replica } from "./replica.ts";
import { Violation } from "./violation.ts";

/** An acknowledged revocation. */
interface Revocation {
  readonly replica: Replica;
  readonly outcome: "shared" | "queued";
  readonly startMs: number;
  readonly endMs: number;
}

/** A loss of the server's data. */
export interface Loss {
  readonly atMs: number;
  /** False if only the last writes were lost. */
  readonly isWhole: boolean;
}

/** One decision about one id. */
interface Decision {
  readonly replica: Replica;
  readonly startMs: number;
  readonly endMs: number;
  readonly decision: ReplayDecision;
}

/** A read of a revocation that answered "not revoked". */
export interface Denial {
  readonly token: string;
  readonly replica: Replica;
  readonly startMs: number;
  boundMs(sinceMs: number): number;
}

/** So long after it is well again a replica must have told what it knows. */
const toldWithinMs = 3000;

/** See the file's head. */
export class SecurityHistory {
  readonly losses: Loss[] = [];
  readonly #replicas: readonly Replica[];
  readonly #skewMs: number;
  readonly #revocations = new Map<string, Revocation[]>();
  readonly #decisions = new Map<string, Decision[]>();

  /** `replicas` are all that ever joined; the list grows. No clock is wrong by more than `skewMs`. */
  constructor(replicas: readonly Replica[], skewMs: number) {
    this.#replicas = replicas;
    this.#skewMs = skewMs;
  }

  get tokens(): readonly string[] {
    return [...this.#revocations.keys()];
  }

  revoked(token: string, revocation: Revocation): void {
    const all = this.#revocations.get(token) ?? [];
    all.push(revocation);
    this.#revocations.set(token, all);
  }

  /** Somebody was told that a token is not revoked. @throws {Violation} */
  judge({ token, replica, startMs, boundMs }: Denial): void {
    for (const known of this.#revocations.get(token) ?? []) {
      const isOwn = known.replica === replica;
      if (!isOwn && known.outcome !== "shared") continue;
      const sinceMs = known.endMs + (isOwn ? 0 : boundMs(known.endMs));
      if (startMs < sinceMs) continue;
      if (!isOwn && (this.#isNew(replica, startMs) || this.#isForgivable(token, known, startMs))) {
        continue;
      }
      throw new Violation(
        `at ${startMs} replica ${replica.name} let ${token} in, revoked at ${known.endMs} ` +
          `by replica ${known.replica.name} (${known.outcome})`,
      );
    }
  }

  /** As {@link judge}, when everything has come to rest. */
  judgeEnd(token: string, who: string, nowMs: number): void {
    for (const known of this.#revocations.get(token) ?? []) {
      if (!known.replica.isOpen && known.outcome === "queued" && known.replica.lost > 0) continue;
      if (this.#isForgivable(token, known, nowMs)) continue;
      throw new Violation(
        `in the end ${who} does not know that ${token} was revoked ` +
          `by replica ${known.replica.name} (${known.outcome}) at ${known.endMs}`,
      );
    }
  }

  /** @throws {Violation} */
  decided(id: string, decision: Decision): void {
    const all = this.#decisions.get(id) ?? [];
    all.push(decision);
    this.#decisions.set(id, all);
    const accepted = all.filter((one) => one.decision === "accepted");
    const [one, other] = accepted.toSorted((a, b) => a.startMs - b.startMs);
    if (one === undefined || other === undefined || this.#isForgivenAccept(one, other)) return;
    throw new Violation(
      `${id} was accepted twice: ${one.startMs}..${one.endMs} by replica ${one.replica.name} and ` +
        `${other.startMs}..${other.endMs} by replica ${other.replica.name}`,
    );
  }

  /**
   * Who has come since a loss can't tell it from a first use before somebody who can is connected
   * again.
   */
  #isNew({ knowsSinceMs }: Replica, nowMs: number): boolean {
    return this.losses.some(({ atMs }) => knowsSinceMs >= atMs && nowMs < atMs + toldWithinMs);
  }

  #isForgivable(token: string, known: Revocation, nowMs: number): boolean {
    const loss = this.losses.findLast(({ atMs }) => atMs >= known.startMs);
    if (loss === undefined) return false;
    const sinceMs = Math.max(loss.atMs, nowMs - toldWithinMs);
    return !(this.#revocations.get(token) ?? []).some(({ replica, endMs }) => {
      return endMs <= sinceMs && isThere(replica, sinceMs);
    });
  }

  #isForgivenAccept(one: Decision, other: Decision): boolean {
    const loss = this.losses.find(({ atMs }) => atMs >= one.startMs && atMs <= other.endMs);
    if (loss === undefined) return false;
    if (this.#isNew(other.replica, other.startMs)) return true;
    if (!loss.isWhole) return !isThere(one.replica, loss.atMs);
    if (other.replica.knowsSinceMs < loss.atMs) {
      // Refused by its time of issue, which is judged by a clock that may be slow.
      return one.startMs > loss.atMs - this.#skewMs && !isThere(one.replica, loss.atMs);
    }
    return !this.#replicas.some((replica) => {
      return replica.knowsSinceMs < loss.atMs && isThere(replica, loss.atMs);
    });
  }
}

/** Whether a replica is running, and nothing was wrong with its network since. */
function isThere({ isOpen, healthySinceMs }: Replica, sinceMs: number): boolean {
  return isOpen && healthySinceMs !== undefined && healthySinceMs <= sinceMs;
}
