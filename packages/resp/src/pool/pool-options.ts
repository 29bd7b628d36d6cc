// From what a user may give to what a pool works with: checked, complete and frozen.

import { OptionReader, resolveEnvironment, type Environment } from "../base/index.ts";
import type { PoolLeak } from "./leak-watch.ts";

/** Everything is optional; times are milliseconds. */
export interface PoolOptions {
  /**
   * Resources that are kept, borrowed ones included, once the pool is started; 0..max, default 0.
   */
  min?: number | undefined;
  /** Most resources at once, those being made included; >= 1, default 10. */
  max?: number | undefined;
  /**
   * Most callers that may wait, beyond those for whom a resource is or can be made; default
   * 100,000. With 0 nobody waits for another borrower.
   */
  maxWaiting?: number | undefined;
  /** Longest wait of an `acquire`; >= 1, default 4000. */
  acquireTimeoutMs?: number | undefined;
  /** An idle resource beyond `min` ends after so long; default 900,000; 0 = never. */
  idleTimeoutMs?: number | undefined;
  /**
   * A resource of this age ends when it is next idle; default 3,600,000; 0 = never. Up to a tenth
   * is taken off at random, so that resources made together don't end together.
   */
  maxAgeMs?: number | undefined;
  /** Which idle resource is lent: the last one used (default), or the one idle longest. */
  order?: "lifo" | "fifo" | undefined;
  /**
   * A resource idle for so long is asked `validate` before it is lent, where the factory has that;
   * default 0 = at each `acquire`, which is right where `validate` answers without a promise. Where
   * it asks a server, some seconds save that round trip.
   */
  validateAfterMs?: number | undefined;
  /**
   * A loan that lasts so long is reported as a leak, with the stack of its `acquire`; default 0 =
   * never. For the search of one: each loan then costs a stack trace, some microseconds.
   */
  leakAfterMs?: number | undefined;
  /**
   * Hears of each leak, once. Without it leaks show in `stats()` and in the errors of those who
   * time out waiting. What it throws is thrown from a turn of its own.
   */
  onLeak?: ((leak: PoolLeak) => void) | undefined;
}

/** {@link PoolOptions}, checked and complete; "never" is Infinity. */
export interface PoolSettings {
  readonly min: number;
  readonly max: number;
  readonly maxWaiting: number;
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxAgeMs: number;
  readonly lifo: boolean;
  readonly validateAfterMs: number;
  /** 0 = no watch is kept. */
  readonly leakAfterMs: number;
  readonly onLeak: (leak: PoolLeak) => void;
  readonly environment: Environment;
}

const known = [
  ...["min", "max", "maxWaiting", "acquireTimeoutMs", "idleTimeoutMs", "maxAgeMs", "order"],
  ...["validateAfterMs", "leakAfterMs", "onLeak", "environment"],
];

/** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
export function resolvePoolOptions(
  options: PoolOptions & { environment?: Partial<Environment> | undefined } = {},
): PoolSettings {
  const reader = new OptionReader("createPool", options, known);
  const max = reader.number("max", 10, { min: 1 });
  return Object.freeze({
    min: reader.number("min", 0, { max }),
    max,
    maxWaiting: reader.number("maxWaiting", 100_000),
    acquireTimeoutMs: reader.number("acquireTimeoutMs", 4000, { min: 1 }),
    idleTimeoutMs: reader.number("idleTimeoutMs", 900_000) || Number.POSITIVE_INFINITY,
    maxAgeMs: reader.number("maxAgeMs", 3_600_000) || Number.POSITIVE_INFINITY,
    lifo: reader.choice("order", ["lifo", "fifo"], "lifo") === "lifo",
    validateAfterMs: reader.number("validateAfterMs", 0),
    leakAfterMs: reader.number("leakAfterMs", 0),
    onLeak: reader.function<PoolSettings["onLeak"]>("onLeak", () => {}),
    environment: resolveEnvironment(reader.object("environment", options.environment)),
  });
}
