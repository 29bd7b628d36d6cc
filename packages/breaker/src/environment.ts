// The clocks, the randomness and, for what asks for them, the timers a breaker or a companion uses.
// They are injected, so that all runs on a virtual clock and in contexts that lack them; the
// defaults are looked up when a breaker or a companion is made, never at load.

/** What `setTimer` returned; only `clearTimer` of the same environment understands it. */
export type TimerHandle = object | number;

/** What a breaker needs of its surroundings; `Environment` of `@respite/resp` fits. */
export interface BreakerEnvironment {
  /** Wall-clock time in milliseconds since 1970: for the times that errors and snapshots show. */
  now(): number;
  /**
   * Milliseconds that never run backwards: for openings, probe expiry and durations. Default `now`.
   */
  monotonic?(): number;
  /** A number in [0, 1), for jitter only. */
  random(): number;
  /**
   * Calls back once after `delayMs`; a `background` timer must not keep a process alive. Only
   * `announceHalfOpen`, `retry` and `timeout` use it.
   */
  setTimer?(callback: () => void, delayMs: number, background?: boolean): TimerHandle;
  /** Stops a timer; a fired or unknown one is ignored. */
  clearTimer?(handle: TimerHandle): void;
}

/** The clocks and the randomness, with nothing left out. */
export interface BreakerClock {
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
}

/** Timers, with nothing left out. */
export interface BreakerTimers {
  readonly setTimer: NonNullable<BreakerEnvironment["setTimer"]>;
  readonly clearTimer: NonNullable<BreakerEnvironment["clearTimer"]>;
}

interface Globals {
  readonly performance?: { now(): number };
  readonly setTimeout?: (callback: () => void, delayMs: number) => TimerHandle;
  readonly clearTimeout?: (handle: TimerHandle) => void;
}

/**
 * Completes a partial environment from the global object. A given `now` without `monotonic` serves
 * as both, so that one virtual clock is enough.
 */
export function resolveClock(given: Partial<BreakerEnvironment> = {}): BreakerClock {
  const { performance } = globalThis as Globals;
  const now = bound(given, given.now);
  const platform = performance === undefined ? Date.now : () => performance.now();
  return Object.freeze({
    now: now ?? Date.now,
    monotonic: bound(given, given.monotonic) ?? now ?? platform,
    random: bound(given, given.random) ?? Math.random,
  });
}

/**
 * Timers from the environment or the global object.
 *
 * @throws {TypeError} where neither has them, naming what to inject.
 */
export function resolveTimers(given: Partial<BreakerEnvironment> = {}): BreakerTimers {
  const { setTimeout, clearTimeout } = globalThis as Globals;
  if (given.setTimer !== undefined && given.clearTimer !== undefined) {
    return Object.freeze({
      setTimer: given.setTimer.bind(given),
      clearTimer: given.clearTimer.bind(given),
    });
  }
  if (setTimeout === undefined || clearTimeout === undefined) {
    throw new TypeError(
      "This context has no timers: pass environment.setTimer and environment.clearTimer.",
    );
  }
  return Object.freeze({
    setTimer: (callback: () => void, delayMs: number, background?: boolean) => {
      const handle = setTimeout(callback, delayMs);
      if (background === true) (handle as { unref?(): void }).unref?.();
      return handle;
    },
    clearTimer: (handle: TimerHandle) => {
      clearTimeout(handle);
    },
  });
}

/** The method as a function of its own; an environment may be an instance of a class. */
function bound(owner: object, method: (() => number) | undefined): (() => number) | undefined {
  return method === undefined ? undefined : () => method.call(owner);
}
