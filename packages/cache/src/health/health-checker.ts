// Asks the backend in the background how it is, and judges by more than one answer: a single slow or
// lost one is no state.
//
//   healthy   --above degradedMs, or the backend says so-->  degraded
//   any       --three failures in a row-->                   unhealthy
//   any other --three good answers in a row-->               healthy

import type { Environment, TimerHandle } from "@respite/resp/base";
import type { BackendHealth } from "../backend.ts";
import type { HealthStatus } from "../cache-events.ts";
import type { HealthCheckResult } from "../cache-types.ts";
import { withDeadline } from "../waiting.ts";

/** What a {@link HealthChecker} needs. */
export interface HealthCheckerParts {
  readonly check: () => Promise<BackendHealth>;
  readonly environment: Environment;
  /** Time between two checks in ms. */
  readonly intervalMs: number;
  /** The status changed. */
  readonly onChange: (from: HealthStatus, result: HealthCheckResult, error?: Error) => void;
}

/** Answers in a row that make a state. */
const threshold = 3;
/** Longest wait for one answer, in ms. */
const timeoutMs = 5000;
/** Round trip above which an answer is "degraded", in ms. */
const degradedMs = 100;

const scores: Readonly<Record<HealthStatus, number>> = { healthy: 1, degraded: 0.7, unhealthy: 0 };

/** See the file's head. */
export class HealthChecker {
  readonly #parts: HealthCheckerParts;
  #timer: TimerHandle | undefined;
  #isClosed = false;
  #result: HealthCheckResult | undefined;

  constructor(parts: HealthCheckerParts) {
    this.#parts = parts;
  }

  /** What the last check led to; undefined = there was none yet. */
  get result(): HealthCheckResult | undefined {
    return this.#result;
  }

  /** Begins to check; again is fine. No timer of it keeps a process alive. */
  start(): void {
    const { environment, intervalMs } = this.#parts;
    if (this.#isClosed || this.#timer !== undefined || intervalMs === 0) return;
    this.#timer = environment.setTimer(() => void this.#tick(), intervalMs, true);
  }

  /** No further checks. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== undefined) this.#parts.environment.clearTimer(this.#timer);
  }

  /** One check now. */
  async check(): Promise<HealthCheckResult> {
    const { check, environment } = this.#parts;
    let health: BackendHealth;
    try {
      health = await withDeadline(check(), timeoutMs, "health", environment);
    } catch (error) {
      health = { status: "unhealthy", latencyMs: undefined, error: error as Error };
    }
    return this.#judge(health);
  }

  async #tick(): Promise<void> {
    await this.check();
    this.#timer = undefined;
    this.start();
  }

  #judge({ status, latencyMs, error }: BackendHealth): HealthCheckResult {
    const { environment, onChange } = this.#parts;
    const last = this.#result;
    const hasFailed = status === "unhealthy";
    const isGood = status === "healthy" && (latencyMs ?? 0) <= degradedMs;
    const from = last?.status ?? "healthy";
    const failures = hasFailed ? (last?.failures ?? 0) + 1 : 0;
    const successes = isGood ? (last?.successes ?? 0) + 1 : 0;
    const to = statusAfter(from, { hasFailed, isGood, failures, successes });
    const checkedAtMs = environment.now();
    const result = { status: to, score: scores[to], latencyMs, checkedAtMs, failures, successes };
    this.#result = result;
    if (from !== to && !this.#isClosed) onChange(from, result, error);
    return result;
  }
}

interface Answers {
  readonly hasFailed: boolean;
  readonly isGood: boolean;
  readonly failures: number;
  readonly successes: number;
}

function statusAfter(from: HealthStatus, answers: Answers): HealthStatus {
  if (answers.hasFailed) return answers.failures >= threshold ? "unhealthy" : from;
  if (!answers.isGood) return "degraded";
  return answers.successes >= threshold ? "healthy" : from;
}
