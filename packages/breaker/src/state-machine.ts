// The breaker's one piece of mutable state and the only code that changes it: admit a call, take
// its outcome, move to another state. It owns no timer: an opening, or a probe, that has run out is
// noticed by whoever looks next.

import { transitionTypeOf, type BreakerEvent, type BreakerEventType } from "./breaker-events.ts";
import type { CircuitBreakerSettings, Outcome } from "./breaker-options.ts";
import type { Rejection } from "./breaker-open-error.ts";
import type { BreakerSnapshot, HalfOpenPhase, OpenPhase } from "./breaker-state.ts";
import type { BreakerState, Phase, TransitionReason } from "./breaker-state.ts";
import { HalfOpenTimer } from "./half-open-timer.ts";
import { Listeners } from "./listeners.ts";
import { retryAfterMsOf } from "./open-backoff.ts";
import { IssuedPermit, type PermitOwner } from "./permit.ts";
import { areProbesTooSlow, countProbe, expireProbes } from "./probes.ts";
import { CallRecord } from "./stats/call-record.ts";
import { emptyCounts, type OutcomeCounts } from "./stats/outcome-counts.ts";
import { StateTimes } from "./stats/state-times.ts";

/** How a call ended, as rules, record and listeners are told. */
interface Ended {
  readonly failed: boolean;
  readonly error: unknown;
  /** Undefined where nobody measured. */
  readonly tookMs: number | undefined;
  /** By the monotonic clock; undefined where nobody measures. */
  readonly nowMs: number | undefined;
}

/** States, permits and counters of one breaker. */
export class StateMachine implements PermitOwner {
  readonly counts: OutcomeCounts = emptyCounts();
  generation = 0;
  /** Counted failures since the last success or close. */
  consecutiveFailures = 0;
  /** When the last counted failure came, in milliseconds since 1970. */
  lastFailureAtMs: number | undefined;
  /** How often and how long it was in each state. */
  readonly times: StateTimes;
  /** The calls of the window; undefined where no window is kept. */
  readonly record: CallRecord | undefined;
  readonly listeners: Listeners<BreakerEvent> = new Listeners();
  readonly #settings: CircuitBreakerSettings;
  readonly #timer: HalfOpenTimer | undefined;
  /** Whether calls are timed: a rule asks for it, or a listener. */
  #timed: boolean;
  /** Whether a listener wants to know how calls end. */
  #hearsCalls = false;
  /** Whether anyone but the rules wants to know how calls end. */
  #watched: boolean;
  #phase: Phase;
  /** Openings since the last close: the exponent of the back-off. */
  #openingsInARow = 0;

  constructor(settings: CircuitBreakerSettings) {
    const { clock, statsWindow, timers, timed } = settings;
    this.#settings = settings;
    this.#timed = timed;
    this.record = statsWindow === undefined ? undefined : new CallRecord(statsWindow);
    this.#watched = this.#isObserved();
    this.#phase = this.#initialPhase(settings.initialState);
    this.times = new StateTimes(this.#phase.kind, clock.monotonic());
    const look = (): void => void this.phase();
    this.#timer = timers && new HalfOpenTimer(timers, clock, look);
    this.#setTimer();
  }

  /** Adds a listener for some types of events, or all; the result removes it. */
  listen(
    hear: (event: BreakerEvent) => void,
    types: readonly BreakerEventType[] | undefined,
  ): () => void {
    const remove = this.listeners.add(hear, types);
    this.#watch();
    return () => {
      remove();
      this.#watch();
    };
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
      // A clock reading costs as much as the rest of a closed call: only who measures pays for it.
      const startedAtMs = this.#timed ? this.#settings.clock.monotonic() : undefined;
      return new IssuedPermit(this, this.generation, startedAtMs);
    }
    const probe = phase.kind === "half-open" ? this.#acquireProbe(phase) : undefined;
    if (probe === undefined) this.#reject(phase);
    return probe;
  }

  /** Why `acquire` would give nothing now; undefined if it would give a permit. */
  rejection(): Rejection | undefined {
    const phase = this.phase();
    if (phase.kind === "half-open") this.#expireProbes(phase);
    return this.refusal();
  }

  /** Why `acquire` has just given nothing, without looking at the clock once more. */
  refusal(): Rejection | undefined {
    const phase = this.#phase;
    switch (phase.kind) {
      case "closed":
        return undefined;
      case "open":
        return rejectionOf(phase, phase.untilMs, phase.cause);
      case "half-open":
        if (phase.probes.size < this.#settings.permits) return undefined;
        return rejectionOf(phase, undefined, phase.cause);
      case "isolated":
        return rejectionOf(phase, undefined, undefined);
      default:
        return phase;
    }
  }

  succeeded(permit: IssuedPermit, durationMs: number | undefined): void {
    if (!this.#isStale(permit)) this.#success(permit, durationMs, undefined);
  }

  failed(permit: IssuedPermit, error: unknown, durationMs: number | undefined): void {
    if (this.#isStale(permit)) return;
    const outcome = this.#classify(error);
    // The classifier is foreign code: it may have moved the breaker on.
    if (this.#isStale(permit)) return;
    if (outcome === "ignore") this.#ignore(permit);
    else if (outcome === "success") this.#success(permit, durationMs, error);
    else this.#failure(permit, durationMs, error);
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

  #success(permit: IssuedPermit, durationMs: number | undefined, error: unknown): void {
    this.counts.successes += 1;
    this.consecutiveFailures = 0;
    const nowMs = this.#timed ? this.#settings.clock.monotonic() : undefined;
    const tookMs = tookOf(permit, durationMs, nowMs);
    if (this.#watched) {
      this.#observe({ failed: false, error, tookMs, nowMs });
      if (!this.#isCurrent(permit)) return;
    }
    const phase = this.#phase;
    if (phase.kind === "closed") {
      const reason = phase.rule.record(false, tookMs ?? 0, nowMs ?? 0, error);
      if (reason !== undefined) this.#move(this.#openPhase(error), reason);
    } else if (phase.kind === "half-open") this.#probeSucceeded(phase, permit, tookMs);
  }

  #failure(permit: IssuedPermit, durationMs: number | undefined, error: unknown): void {
    this.counts.failures += 1;
    this.consecutiveFailures += 1;
    this.lastFailureAtMs = this.#settings.clock.now();
    const nowMs = this.#timed ? this.#settings.clock.monotonic() : undefined;
    const tookMs = tookOf(permit, durationMs, nowMs);
    if (this.#watched) {
      this.#observe({ failed: true, error, tookMs, nowMs });
      if (!this.#isCurrent(permit)) return;
    }
    const phase = this.#phase;
    if (phase.kind === "closed") {
      const reason = phase.rule.record(true, tookMs ?? 0, nowMs ?? 0, error);
      if (reason !== undefined) this.#move(this.#openPhase(error), reason);
    } else this.#move(this.#openPhase(error), "probe-failed");
  }

  /** Writes the call down and tells those who listen to calls. */
  #observe({ failed, error, tookMs, nowMs }: Ended): void {
    const isSlow = tookMs !== undefined && tookMs >= this.#settings.slowMs;
    if (isSlow) this.counts.slow += 1;
    this.record?.add(failed, isSlow, tookMs, nowMs ?? 0);
    if (!this.#hearsCalls) return;
    const { kind: state } = this.#phase;
    if (state !== "closed" && state !== "half-open") return;
    const outcome = failed ? "failure" : "success";
    if (this.listeners.hears(outcome)) {
      this.listeners.tell({ type: outcome, state, durationMs: tookMs, error });
    }
    if (isSlow && this.listeners.hears("slow")) {
      this.listeners.tell({ type: "slow", state, durationMs: tookMs, error });
    }
  }

  #probeSucceeded(phase: HalfOpenPhase, permit: IssuedPermit, tookMs: number | undefined): void {
    const { slow, successes } = this.#settings;
    countProbe(phase, permit, tookMs ?? 0, slow);
    if (phase.successes < successes) return;
    if (areProbesTooSlow(phase, slow)) this.#move(this.#openPhase(phase.cause), "slow-rate");
    else this.#close("probes-succeeded");
  }

  #reject(phase: Exclude<Phase, { kind: "closed" }>): void {
    this.counts.rejected += 1;
    if (!this.listeners.hears("rejected")) return;
    const cause = phase.kind === "isolated" ? undefined : phase.cause;
    this.listeners.tell({ type: "rejected", state: phase.kind, cause });
  }

  #ignore(permit: IssuedPermit): void {
    this.counts.ignored += 1;
    if (this.#phase.kind === "half-open") this.#phase.probes.delete(permit);
  }

  /** Counts outcomes of an older period, and of probes that took too long: they are dropped. */
  #isStale(permit: IssuedPermit): boolean {
    const phase = this.#phase;
    if (phase.kind === "half-open") this.#expireProbes(phase);
    const current = this.#isCurrent(permit);
    if (!current) this.counts.stale += 1;
    return !current;
  }

  #isCurrent(permit: IssuedPermit): boolean {
    const phase = this.#phase;
    return (
      permit.generation === this.generation &&
      (phase.kind !== "half-open" || phase.probes.has(permit))
    );
  }

  #acquireProbe(phase: HalfOpenPhase): IssuedPermit | undefined {
    const nowMs = this.#expireProbes(phase);
    if (phase.probes.size >= this.#settings.permits) return undefined;
    const permit = new IssuedPermit(this, this.generation, nowMs);
    phase.probes.add(permit);
    return permit;
  }

  /** Takes back the permits of hung probes; the result is the monotonic time. */
  #expireProbes(phase: HalfOpenPhase): number {
    const { clock, probeTimeoutMs } = this.#settings;
    const nowMs = clock.monotonic();
    this.counts.expiredProbes += expireProbes(phase, nowMs, probeTimeoutMs);
    return nowMs;
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
    return { kind: "closed", sinceMs: clock.now(), rule: trip.create(this.#ruleFaulted) };
  }

  #openPhase(cause: unknown): OpenPhase {
    const { clock, openDuration } = this.#settings;
    this.#openingsInARow += 1;
    this.counts.openings += 1;
    const lengthMs = this.#askedMs(cause) ?? openDuration.of(this.#openingsInARow, clock.random);
    const sinceMs = clock.now();
    const endsAtMs = clock.monotonic() + lengthMs;
    return { kind: "open", sinceMs, untilMs: sinceMs + lengthMs, endsAtMs, cause };
  }

  /** The opening that the failure itself asks for, cut to what the options allow. */
  #askedMs(cause: unknown): number | undefined {
    const { maxRetryAfterMs } = this.#settings;
    const askedMs = maxRetryAfterMs === 0 ? undefined : retryAfterMsOf(cause);
    return askedMs === undefined ? undefined : Math.min(askedMs, maxRetryAfterMs);
  }

  #halfOpenPhase(cause: unknown): HalfOpenPhase {
    const sinceMs = this.#settings.clock.now();
    return { kind: "half-open", sinceMs, probes: new Set(), successes: 0, slow: 0, cause };
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
        const askableMs = from.sinceMs === undefined ? 0 : this.#settings.maxRetryAfterMs;
        // Another process's clock may be wrong: never stay open longer than an own opening could,
        // or than the opening was to last by the clock that it was written with.
        const longestMs = Math.max(openDuration.maxMs, Math.min(untilMs - sinceMs, askableMs));
        const leftMs = Math.min(Math.max(untilMs - clock.now(), 0), longestMs);
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
    this.#setTimer();
    if (from === to.kind && to.kind !== "open") return to;
    this.times.enter(to.kind, this.#settings.clock.monotonic());
    this.listeners.tell({
      type: transitionTypeOf(to.kind),
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

  #setTimer(): void {
    this.#timer?.set(this.#phase.kind === "open" ? this.#phase.endsAtMs : undefined);
  }

  /** Looks who listens, when that changes: a call then asks two booleans. */
  #watch(): void {
    const types = ["success", "failure", "slow"] as const;
    this.#hearsCalls = types.some((type) => this.listeners.hears(type));
    this.#timed = this.#settings.timed || this.#hearsCalls;
    this.#watched = this.#hearsCalls || this.#isObserved();
  }

  #isObserved(): boolean {
    return this.record !== undefined || Number.isFinite(this.#settings.slowMs);
  }

  readonly #ruleFaulted = (): void => {
    this.counts.ruleErrors += 1;
  };
}

/** How long a call took: as told, or as measured; undefined where neither. */
function tookOf(
  permit: IssuedPermit,
  durationMs: number | undefined,
  nowMs: number | undefined,
): number | undefined {
  if (durationMs !== undefined) return durationMs;
  const { startedAtMs } = permit;
  return startedAtMs === undefined || nowMs === undefined ? undefined : nowMs - startedAtMs;
}

function rejectionOf(
  phase: Exclude<Phase, { kind: "closed" }>,
  untilMs: number | undefined,
  cause: unknown,
): Rejection {
  return { state: phase.kind, sinceMs: phase.sinceMs, untilMs, cause };
}
