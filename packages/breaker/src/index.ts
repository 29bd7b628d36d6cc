// The package's only door.
export { CircuitBreaker, type BreakerStats, type RunOptions } from "./circuit-breaker.ts";
export {
  BreakerAbortError,
  BreakerError,
  BreakerOpenError,
  isBreakerError,
  type BreakerErrorCode,
} from "./breaker-error.ts";
export type { CircuitBreakerOptions, HalfOpenOptions, Outcome } from "./breaker-options.ts";
export type {
  BreakerEvent,
  BreakerSnapshot,
  BreakerState,
  BreakerTransition,
  TransitionReason,
} from "./breaker-state.ts";
export type { CancelSignal } from "./cancel-signal.ts";
export type { BreakerEnvironment } from "./environment.ts";
export type { OpenBackoffOptions } from "./open-backoff.ts";
export type { Permit } from "./permit.ts";
export type { ConsecutiveFailuresOptions } from "./trip/consecutive-failures.ts";
export type { RateOptions } from "./trip/rate-rule.ts";
export type { TripOptions, TripRuleOptions } from "./trip/resolve-trip.ts";
export type { TripReason } from "./trip/trip-rule.ts";
