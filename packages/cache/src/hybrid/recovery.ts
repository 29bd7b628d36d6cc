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

import type { Environment } from "@respite/resp/base";
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
import { Prober } from "./prober.ts";

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

/** What it takes to find out whether a tier is up, and to close the breaker before it. */
export type Probing = Pick<RecoveryParts, "breaker" | "gate" | "l2" | "environment" | "timeoutMs">;

/** More pings than any sensible breaker asks for before it closes. */
const maxClosingPings = 100;

/** See the file's head. */
export class Recovery {
  fallbacks = 0;
  readonly #parts: RecoveryParts;
  readonly #prober: Prober;
  #sinceMs = 0;
  #earlierMs = 0;
  #closed = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#prober = new Prober({ ...parts, attempt: () => this.#try() });
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

  /** Has a probe, or in "normal" another try to send, made within `probeMs`. */
  probeSoon(): void {
    this.#prober.soon();
  }

  /** One try to come back now; true if the shared tier is available and everything was sent. */
  attempt(): Promise<boolean> {
    return this.#prober.attempt();
  }

  /** No further probes. */
  close(): void {
    this.#closed = true;
    this.#prober.close();
  }

  async #try(): Promise<boolean> {
    const { gate, deliverer, pending } = this.#parts;
    deliverer.loseOld();
    const wasNormal = gate.availability === "normal";
    const done = wasNormal ? await deliverer.drain(gate.ask) : await this.#comeBack();
    // Fallback may have begun while what was pending was being sent: that was no try to come back.
    const isBack = gate.availability === "normal";
    if (!isBack || (!done && pending.size > 0)) this.probeSoon();
    return done && isBack;
  }

  async #comeBack(): Promise<boolean> {
    const { breaker, gate } = this.#parts;
    if (breaker.state === "isolated" || !(await answers(this.#parts))) return false;
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
    await closeBreaker(this.#parts);
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
}

/** One sign of life. @throws what the tier's health check says is wrong. */
export async function probe(l2: CacheBackend): Promise<void> {
  const { status, error } = await l2.health();
  if (status === "unhealthy") throw error ?? new CacheError("UNAVAILABLE", "The probe failed.");
}

/** Whether the tier gives a sign of life in time; the breaker is not asked. */
export async function answers({
  l2,
  environment,
  timeoutMs,
}: Omit<Probing, "breaker" | "gate">): Promise<boolean> {
  try {
    await withDeadline(probe(l2), timeoutMs, "probe", environment);
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives a half-open breaker the successes it wants, one at a time. @throws what a probe says is
 * wrong.
 */
export async function closeBreaker({
  breaker,
  gate,
  l2,
}: Omit<Probing, "environment" | "timeoutMs">): Promise<void> {
  for (let pings = 0; breaker.state !== "closed" && pings < maxClosingPings; pings += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one probe after the other is the point
    await gate.askInRecovery("probe", () => probe(l2));
  }
}
