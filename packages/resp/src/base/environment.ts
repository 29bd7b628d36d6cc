// What a sandbox may lack or a simulation wants to own: clocks, timers, deferral, randomness. It is
// injected; the defaults are looked up in the global object at first use and never at load.

/** What `setTimer` returned; only `clearTimer` of the same environment understands it. */
export type TimerHandle = object | number;

/** The part of Web Crypto that is used; absent in bare contexts. */
export interface CryptoSource {
  /** Fills the array with unpredictable numbers and returns it. */
  getRandomValues<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T): T;
  /** SubtleCrypto, where there is any: for digests and encryption. */
  readonly subtle?: unknown;
}

/**
 * Everything nondeterministic that the packages use. Give your own to run on a virtual clock, or in
 * a context without timers of its own; whatever is left out comes from the global object.
 */
export interface Environment {
  /** Wall-clock time in milliseconds since 1970, as Date.now: for expiry times and stamps. */
  readonly now: () => number;
  /** Milliseconds from any origin that never run backwards: for durations and deadlines. */
  readonly monotonic: () => number;
  /**
   * Calls back once after `delayMs`. A `background` timer must not keep a process alive
   * (`unref` in Node).
   */
  readonly setTimer: (callback: () => void, delayMs: number, background?: boolean) => TimerHandle;
  /** Stops a timer; a fired or unknown one is ignored. */
  readonly clearTimer: (handle: TimerHandle) => void;
  /** Runs `callback` after the current turn and before any timer, as queueMicrotask. */
  readonly defer: (callback: () => void) => void;
  /** A number in [0, 1), for jitter only; never for secrets. */
  readonly random: () => number;
  /** For nonces, salts and tokens; what needs it refuses to start without it. */
  readonly crypto?: CryptoSource | undefined;
}

interface Globals {
  performance?: { now: () => number };
  setTimeout?: (callback: () => void, delayMs: number) => TimerHandle;
  clearTimeout?: (handle: TimerHandle) => void;
  queueMicrotask?: (callback: () => void) => void;
  crypto?: CryptoSource;
}

/**
 * Completes a partial environment from the global object. A given `now` without `monotonic` serves
 * as both, so that one virtual clock is enough.
 *
 * @throws {TypeError} if timers are neither given nor present, naming what to inject.
 */
export function resolveEnvironment(given: Partial<Environment> = {}): Environment {
  const globals = globalThis as Globals;
  // Bound, so that an object with ordinary methods serves as well as one of loose functions.
  const now = given.now?.bind(given) ?? Date.now;
  const onlyNow = given.now === undefined ? undefined : now;
  return Object.freeze({
    now,
    monotonic: given.monotonic?.bind(given) ?? onlyNow ?? monotonicOf(globals) ?? now,
    setTimer: given.setTimer?.bind(given) ?? timerOf(globals),
    clearTimer: given.clearTimer?.bind(given) ?? clearTimerOf(globals),
    defer: given.defer?.bind(given) ?? deferOf(globals),
    random: given.random?.bind(given) ?? Math.random,
    crypto: given.crypto ?? globals.crypto,
  });
}

function monotonicOf({ performance }: Globals): (() => number) | undefined {
  return performance === undefined ? undefined : () => performance.now();
}

function timerOf({ setTimeout }: Globals): Environment["setTimer"] {
  if (setTimeout === undefined) throw missing("setTimer");
  return (callback, delayMs, background) => {
    const handle = setTimeout(callback, delayMs);
    if (background === true) (handle as { unref?(): void }).unref?.();
    return handle;
  };
}

function clearTimerOf({ clearTimeout }: Globals): Environment["clearTimer"] {
  if (clearTimeout === undefined) throw missing("clearTimer");
  return (handle) => {
    clearTimeout(handle);
  };
}

function deferOf({ queueMicrotask }: Globals): Environment["defer"] {
  if (queueMicrotask !== undefined) return (callback) => queueMicrotask(callback);
  return (callback) => void Promise.resolve().then(callback);
}

function missing(name: string): TypeError {
  return new TypeError(
    `This context has no timers: pass environment.${name} (and its siblings) in the options.`,
  );
}
