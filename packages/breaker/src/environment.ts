// The two clocks and the randomness a breaker uses. They are injected, so that it runs on a virtual
// clock and in contexts that lack them; the defaults are looked up when a breaker is made.

/** What a breaker needs of its surroundings; `Environment` of `@respite/resp` fits. */
export interface BreakerEnvironment {
  /** Wall-clock time in milliseconds since 1970: for the times that errors and snapshots show. */
  now(): number;
  /**
   * Milliseconds that never run backwards: for openings, probe expiry and durations. Default `now`.
   */
  monotonic?(): number;
  /** A number in [0, 1), for the jitter of `openBackoff` only. */
  random(): number;
}

/** An environment with nothing left out. */
export interface BreakerClock {
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
}

/**
 * Completes a partial environment from the global object. A given `now` without `monotonic` serves
 * as both, so that one virtual clock is enough.
 */
export function resolveEnvironment(given: Partial<BreakerEnvironment> = {}): BreakerClock {
  const { performance } = globalThis as { performance?: { now(): number } };
  const now = bound(given, given.now);
  const platform = performance === undefined ? Date.now : () => performance.now();
  return Object.freeze({
    now: now ?? Date.now,
    monotonic: bound(given, given.monotonic) ?? now ?? platform,
    random: bound(given, given.random) ?? Math.random,
  });
}

/** The method as a function of its own; an environment may be an instance of a class. */
function bound(owner: object, method: (() => number) | undefined): (() => number) | undefined {
  return method === undefined ? undefined : () => method.call(owner);
}
