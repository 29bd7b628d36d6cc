// The breaker's one piece of mutable state and the only code that changes it: admit a call, take
// its outcome, move to another state. It owns no timer: an opening, or a probe, that has run out is
// noticed by whoever looks next.

import type { BreakerEvent, BreakerSnapshot, HalfOpenPhase, OpenPhase } from "./breaker-state.ts";
import type { BreakerState, Phase, TransitionReason } from "./breaker-state.ts";
import type { CircuitBreakerSettings, Outcome } from "./breaker-options.ts";
import type { Rejection } from "./breaker-error.ts";
import { Listeners } from "./listeners.ts";
import { IssuedPermit, type PermitOwner } from "./permit.ts";

/** Counts since the breaker was made. */
export interface OutcomeCounts {
  successes: number;
  failures: number;
  ignored: number;
  stale: number;
  rejected: number;
  expiredProbes: number;
  openings: number;
}

/** States, permits and counters of one breaker. */
export class StateMachine implements PermitOwner {
  readonly listeners: Listeners<BreakerEvent> = new Listeners();
  readonly counts: OutcomeCounts = {
    successes: 0,
    failures: 0,
    ignored: 0,
    stale: 0,
    rejected: 0,
    expiredProbes: 0,
    openings: 0,
  };
  generation = 0;
  /** Counted failures since the last success or close. */
  consecutiveFailures = 0;
  readonly #settings: CircuitBreakerSettings;
  #phase: Phase;
  /** Openings since the last close: the exponent of the back-off. */
  #openingsInARow = 0;

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
    this.#phase = this.#initialPhase(settings.initialState);
  }

  /** The present, after noticing that an opening has run out. */
  phase(): Phase {
    const phase = this.#phase;
    if (phase.kind !== "open" || this.#settings.clock.monotonic() < phase.endsAtMs) return phase;
    return this.#move(this.#halfOpenPhase(phase.cause), "expired");
  }

  /** A permit, or undefined where the call must not be made. */
  acquire(): IssuedPermit | undefined {
    const phase = this.#phase.kind === "closed" ? this.#phase : this.phase();
    if (phase.kind === "closed") {
      const { trip, clock } = this.#settings;
      // A clock reading costs as much as the rest of a closed call, so only slow rules pay for it.
      return new IssuedPermit(this, this.generation, trip.timed ? clock.monotonic() : 0);
    }
    const probe = phase.kind === "half-open" ? this.#acquireProbe(phase) : undefined;
    if (probe === undefined) this.counts.rejected += 1;
    return probe;
  }

  /** Why `acquire` would give nothing now; undefined if it would give a permit. */
  rejection(): Rejection | undefined {
    const phase = this.phase();
    switch (phase.kind) {
      case "closed":
        return undefined;
      case "open":
        return rejectionOf(phase, phase.untilMs, phase.cause);
      case "half-open":
        this.#expireProbes(phase, this.#settings.clock.monotonic());
        if (phase.probes.size < this.#settings.permits) return undefined;
        return rejectionOf(phase, undefined, phase.cause);
      case "isolated":
        return rejectionOf(phase, undefined, undefined);
      default:
        return phase;
    }
  }

  succeeded(permit: IssuedPermit, durationMs: number | undefined): void {
    if (this.#isStale(permit)) return;
    this.#success(permit, durationMs, undefined);
  }

  failed(permit: IssuedPermit, error: unknown): void {
    if (this.#isStale(permit)) return;
    const outcome = this.#classify(error);
    // The classifier is foreign code: it may have moved the breaker on.
    if (this.#isStale(permit)) return;
    if (outcome === "ignore") this.#ignore(permit);
    else if (outcome === "success") this.#success(permit, undefined, error);
    else this.#failure(permit, error);
  }

  released(permit: IssuedPermit): void {
    if (!this.#isStale(permit)) this.#ignore(permit);
  }

  open(cause: unknown): void {
    this.#move(this.#openPhase(cause), "requested");
  }

  halfOpen(): boolean {
    const phase = this.phase();
    if (phase.kind === "open") this.#move(this.#halfOpenPhase(phase.cause), "requested");
    return this.#phase.kind === "half-open";
  }

  isolate(): void {
    if (this.phase().kind === "isolated") return;
    this.#move({ kind: "isolated", sinceMs: this.#settings.clock.now() }, "requested");
  }

  reset(): void {
    this.#close("requested");
  }

  #success(permit: IssuedPermit, durationMs: number | undefined, cause: unknown): void {
    this.counts.successes += 1;
    this.consecutiveFailures = 0;
    const phase = this.#phase;
    if (phase.kind === "closed") this.#record(permit, false, durationMs, cause);
    else if (phase.kind === "half-open") this.#probeSucceeded(phase, permit);
  }

  #failure(permit: IssuedPermit, error: unknown): void {
    this.counts.failures += 1;
    this.consecutiveFailures += 1;
    if (this.#phase.kind === "closed") this.#record(permit, true, undefined, error);
    else this.#move(this.#openPhase(error), "probe-failed");
  }

  #record(permit: IssuedPermit, failed: boolean, durationMs: number | undefined, cause: unknown) {
    const phase = this.#phase;
    if (phase.kind !== "closed") return;
    const { trip, clock } = this.#settings;
    const nowMs = trip.timed ? clock.monotonic() : 0;
    const tookMs = durationMs ?? nowMs - permit.startedAtMs;
    const reason = phase.rule.record(failed, tookMs, nowMs);
    if (reason !== undefined) this.#move(this.#openPhase(cause), reason);
  }

  #probeSucceeded(phase: HalfOpenPhase, permit: IssuedPermit): void {
    phase.probes.delete(permit);
    phase.successes += 1;
    if (phase.successes >= this.#settings.successes) this.#close("probes-succeeded");
  }

  #ignore(permit: IssuedPermit): void {
    this.counts.ignored += 1;
    if (this.#phase.kind === "half-open") this.#phase.probes.delete(permit);
  }

  /** Counts outcomes of an older period, and of probes that took too long: they are dropped. */
  #isStale(permit: IssuedPermit): boolean {
    const phase = this.#phase;
    if (phase.kind === "half-open") this.#expireProbes(phase, this.#settings.clock.monotonic());
    const current =
      permit.generation === this.generation &&
      (phase.kind !== "half-open" || phase.probes.has(permit));
    if (!current) this.counts.stale += 1;
    return !current;
  }

  #acquireProbe(phase: HalfOpenPhase): IssuedPermit | undefined {
    const nowMs = this.#settings.clock.monotonic();
    this.#expireProbes(phase, nowMs);
    if (phase.probes.size >= this.#settings.permits) return undefined;
    const permit = new IssuedPermit(this, this.generation, nowMs);
    phase.probes.add(permit);
    return permit;
  }

  /** Takes back the permits of probes that have run out of time; the oldest come first. */
  #expireProbes(phase: HalfOpenPhase, nowMs: number): void {
    for (const probe of phase.probes) {
      if (nowMs < probe.startedAtMs + this.#settings.probeTimeoutMs) return;
      phase.probes.delete(probe);
      this.counts.expiredProbes += 1;
    }
  }

  #classify(error: unknown): Outcome {
    try {
      return this.#settings.classify(error);
    } catch {
      return "failure";
    }
  }

  #close(reason: TransitionReason): void {
    this.#openingsInARow = 0;
    this.consecutiveFailures = 0;
    this.#move(this.#closedPhase(), reason);
  }

  #closedPhase(): Phase {
    const { clock, trip } = this.#settings;
    return { kind: "closed", sinceMs: clock.now(), rule: trip.create() };
  }

  #openPhase(cause: unknown): OpenPhase {
    const { clock, openDuration } = this.#settings;
    this.#openingsInARow += 1;
    this.counts.openings += 1;
    const lengthMs = openDuration.of(this.#openingsInARow, clock.random);
    const sinceMs = clock.now();
    const endsAtMs = clock.monotonic() + lengthMs;
    return { kind: "open", sinceMs, untilMs: sinceMs + lengthMs, endsAtMs, cause };
  }

  #halfOpenPhase(cause: unknown): HalfOpenPhase {
    const sinceMs = this.#settings.clock.now();
    return { kind: "half-open", sinceMs, probes: new Set(), successes: 0, cause };
  }

  #initialPhase(from: BreakerSnapshot): Phase {
    const { clock, openDuration } = this.#settings;
    switch (from.state) {
      case "closed":
        return this.#closedPhase();
      case "half-open":
        return this.#halfOpenPhase(undefined);
      case "isolated":
        return { kind: "isolated", sinceMs: clock.now() };
      case "open": {
        const fresh = this.#openPhase(undefined);
        const { sinceMs = fresh.sinceMs, untilMs = fresh.untilMs } = from;
        // Another process's clock may be wrong: never stay open longer than an own opening could.
        const leftMs = Math.min(Math.max(untilMs - clock.now(), 0), openDuration.maxMs);
        const endsAtMs = clock.monotonic() + leftMs;
        return { ...fresh, sinceMs, untilMs: clock.now() + leftMs, endsAtMs };
      }
      default:
        return from;
    }
  }

  /** The only transition. Every change of period makes a new generation. */
  #move(to: Phase, reason: TransitionReason): Phase {
    const from: BreakerState = this.#phase.kind;
    this.#phase = to;
    this.generation += 1;
    if (from === to.kind && to.kind !== "open") return to;
    this.listeners.tell({
      type: "transition",
      from,
      to: to.kind,
      reason,
      atMs: to.sinceMs,
      generation: this.generation,
      untilMs: to.kind === "open" ? to.untilMs : undefined,
      cause: to.kind === "open" ? to.cause : undefined,
    });
    return this.#phase;
  }
}

function rejectionOf(
  phase: Exclude<Phase, { kind: "closed" }>,
  untilMs: number | undefined,
  cause: unknown,
): Rejection {
  return { state: phase.kind, sinceMs: phase.sinceMs, untilMs, cause };
}
