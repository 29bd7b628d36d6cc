// The package's only door.
export { CircuitBreaker, type RunOptions, type WrapOptions } from "./circuit-breaker.ts";
export {
  BreakerAbortError,
  BreakerError,
  isBreakerError,
  type BreakerErrorCode,
} from "./breaker-error.ts";
export { BreakerOpenError } from "./breaker-open-error.ts";
export type {
  BreakerEvent,
  BreakerEventOf,
  BreakerEventType,
  BreakerOutcomeEvent,
  BreakerRejectedEvent,
  BreakerTransition,
} from "./breaker-events.ts";
export type { CircuitBreakerOptions, HalfOpenOptions, Outcome } from "./breaker-options.ts";
export type { BreakerSnapshot, BreakerState, TransitionReason } from "./breaker-state.ts";
export type { BreakerStats } from "./breaker-stats.ts";
export type { CancelSignal } from "./cancel-signal.ts";
export {
  bulkhead,
  Bulkhead,
  type BulkheadOptions,
  type BulkheadStats,
} from "./companions/bulkhead.ts";
export { BulkheadFullError } from "./companions/bulkhead-full-error.ts";
export { compose, type FallbackOf } from "./companions/compose.ts";
export { fallback, type FallbackOptions } from "./companions/fallback.ts";
export { RetryBudget, type RetryBudgetOptions } from "./companions/retry-budget.ts";
export { retry, type RetryOptions, type RetryEvent } from "./companions/retry.ts";
export { timeout, type TimeoutOptions } from "./companions/timeout.ts";
export { TimeoutError } from "./companions/timeout-error.ts";
export { TimerWheel, type TimerWheelOptions } from "./companions/timer-wheel.ts";
export type { BreakerEnvironment, TimerHandle } from "./environment.ts";
export type { OpenBackoffOptions } from "./open-backoff.ts";
export type { Permit } from "./permit.ts";
export type { Operation, PlatformSignal, Policy, PolicyOptions, RunContext } from "./policy.ts";
export type { DurationStats, WindowStats } from "./stats/call-record.ts";
export type { PerState } from "./stats/state-times.ts";
export type { ConsecutiveFailuresOptions } from "./trip/consecutive-failures.ts";
export type { RateOptions } from "./trip/rate-rule.ts";
export type { TripOptions, TripRuleOptions } from "./trip/resolve-trip.ts";
export type { CustomTripRule, TripReason, TripRule, WindowOptions } from "./trip/trip-rule.ts";
