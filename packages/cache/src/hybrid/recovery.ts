// Whether the shared tier is asked, and the way back after an outage.
//
//            the breaker opens, or connect() finds nobody
//   normal -------------------------------------------> fallback <----------.
//      ^                                                   | probe answers  | a step fails
//      |  5. all sent                                      v                |
//      '---------------------------------------------- recovering ----------'
//              1. breaker.halfOpen()   2. pings until the breaker closes
//              3. is the data still there? publish the security tier again   4. replay the journal
//
// Users are let through in "normal" alone: in the first moments after an outage nobody may take an
// empty tier for "not revoked", and the probes of a half-open breaker are the recovery's.

import type { Environment, TimerHandle } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import type { CacheEvent } from "../cache-events.ts";
import { CacheError } from "../errors.ts";
import type { EventHub } from "../event-hub.ts";
import { withDeadline } from "../waiting.ts";
import type { Deliverer } from "./deliverer.ts";
import type { HybridBreaker } from "./hybrid-options.ts";
import type { Incarnation } from "./incarnation.ts";
import type { L2Gate } from "./l2-gate.ts";
import type { PendingWrites } from "./pending-writes.ts";

/** What a {@link Recovery} needs. */
export interface RecoveryParts {
  readonly l2: CacheBackend;
  readonly breaker: HybridBreaker;
  readonly gate: L2Gate;
  readonly incarnation: Incarnation;
  readonly deliverer: Deliverer;
  readonly pending: PendingWrites;
  readonly events: EventHub<CacheEvent>;
  readonly environment: Environment;
  readonly probeMs: number;
  readonly timeoutMs: number;
}

/** More pings than any sensible breaker asks for before it closes. */
const maxClosingPings = 100;

/** See the file's head. */
export class Recovery {
  fallbacks = 0;
  readonly #parts: RecoveryParts;
  #timer: TimerHandle | undefined;
  #sinceMs = 0;
  /** When the last attempt began. */
  #probedAtMs = 0;
  #earlierMs = 0;
  #attempt: Promise<boolean> | undefined;
  #closed = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Time spent in fallback, in ms. */
  get fallbackMs(): number {
    const { gate, environment } = this.#parts;
    const now = gate.availability === "normal" ? 0 : environment.monotonic() - this.#sinceMs;
    return this.#earlierMs + now;
  }

  /** Stops asking the shared tier until a probe has brought it back. */
  enterFallback(reason: string, error: Error | undefined): void {
    const { gate, events, environment, pending, incarnation } = this.#parts;
    incarnation.doubt();
    if (gate.availability !== "normal" || this.#closed) return;
    gate.availability = "fallback";
    this.fallbacks += 1;
    this.#sinceMs = environment.monotonic();
    pending.journalAll();
    events.tell({ type: "fallback", reason, error });
    this.probeSoon();
  }

  /** Follows the breaker after its state may have changed. */
  follow(error?: Error): void {
    const { state } = this.#parts.breaker;
    if (state === "open" || state === "isolated")
      this.enterFallback("Circuit breaker opened", error);
  }

  /**
   * Has a probe, or in "normal" another try to send, made within `probeMs` after the last began: a
   * probe that waited long for its answer is followed by the next at once.
   */
  probeSoon(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const { environment, probeMs } = this.#parts;
    const sinceMs = environment.monotonic() - this.#probedAtMs;
    const windowMs = probeMs * (0.5 + 0.5 * environment.random());
    const delayMs = Math.max(this.#attempt === undefined ? windowMs : windowMs - sinceMs, 0);
    this.#timer = environment.setTimer(
      () => {
        this.#timer = undefined;
        void this.attempt();
      },
      delayMs,
      true,
    );
  }

  /** One try to come back now; true if the shared tier is available and everything was sent. */
  attempt(): Promise<boolean> {
    this.#attempt ??= this.#try().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  /** No further probes. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#parts.environment.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  async #try(): Promise<boolean> {
    const { gate, deliverer, pending, environment } = this.#parts;
    this.#probedAtMs = environment.monotonic();
    deliverer.loseOld();
    const wasNormal = gate.availability === "normal";
    const done = wasNormal ? await deliverer.drain(gate.ask) : await this.#comeBack();
    if (!done && (gate.availability !== "normal" || pending.size > 0)) this.probeSoon();
    return done;
  }

  async #comeBack(): Promise<boolean> {
    const { breaker, gate } = this.#parts;
    if (breaker.state === "isolated" || !(await this.#ping())) return false;
    if (breaker.state === "open") breaker.halfOpen();
    gate.availability = "recovering";
    try {
      await this.#recover();
    } catch {
      gate.availability = "fallback";
      return false;
    }
    return true;
  }

  async #recover(): Promise<void> {
    const { gate, incarnation, deliverer, pending, events } = this.#parts;
    // First, because a half-open breaker lets through fewer questions at once than the next steps
    // send.
    await this.#closeBreaker();
    await incarnation.verify(gate.askInRecovery);
    const before = pending.accounting();
    const sent = await deliverer.drain(gate.askInRecovery);
    const after = pending.accounting();
    if (before.pending > 0) {
      events.tell({
        type: "replayed",
        delivered: after.delivered - before.delivered,
        superseded: after.superseded - before.superseded,
        lost: after.lost - before.lost,
      });
    }
    if (!sent || !incarnation.trusted)
      throw new CacheError("UNAVAILABLE", "The replay was broken off.");
    this.#leaveFallback();
    deliverer.kick(gate.ask);
  }

  #leaveFallback(): void {
    const { gate, events, environment } = this.#parts;
    const fallbackMs = environment.monotonic() - this.#sinceMs;
    gate.availability = "normal";
    this.#earlierMs += fallbackMs;
    events.tell({ type: "recovered", fallbackMs });
  }

  /** Gives a half-open breaker the successes it wants, one at a time. */
  async #closeBreaker(): Promise<void> {
    const { breaker, gate, l2 } = this.#parts;
    for (let pings = 0; breaker.state !== "closed" && pings < maxClosingPings; pings += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one probe after the other is the point
      await gate.askInRecovery("probe", () => probe(l2));
    }
  }

  async #ping(): Promise<boolean> {
    const { l2, environment, timeoutMs } = this.#parts;
    try {
      await withDeadline(probe(l2), timeoutMs, "probe", environment);
      return true;
    } catch {
      return false;
    }
  }
}

/** One sign of life. @throws what the tier's health check says is wrong. */
export async function probe(l2: CacheBackend): Promise<void> {
  const { status, error } = await l2.health();
  if (status === "unhealthy") throw error ?? new CacheError("UNAVAILABLE", "The probe failed.");
}
