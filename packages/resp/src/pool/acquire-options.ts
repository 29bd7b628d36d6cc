// Checks the settings of single calls, which are read often and so are not read like a pool's own.

import type { CancelSignal } from "../base/index.ts";
import type { AcquireOptions } from "./pool-types.ts";
import { highestPriority } from "./waiter-queue.ts";

/** {@link AcquireOptions}, checked and complete. */
export interface AcquireSettings {
  readonly signal: CancelSignal | undefined;
  readonly timeoutMs: number;
  readonly priority: number;
}

const known = ["signal", "timeoutMs", "priority"];

/** @throws {TypeError | RangeError} naming the option that is wrong and its value. */
export function resolveAcquireOptions(
  options: AcquireOptions,
  acquireTimeoutMs: number,
): AcquireSettings {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `pool.acquire: unknown option "${name}"; known are ${known.toSorted().join(", ")}.`,
    );
  }
  const { signal, timeoutMs = acquireTimeoutMs, priority = 0 } = options;
  checkTimeout("pool.acquire", timeoutMs);
  checkPriority(priority);
  return { signal, timeoutMs, priority };
}

/** @throws {TypeError | RangeError} unless it is a number above 0. */
export function checkTimeout(owner: string, timeoutMs: unknown): void {
  if (typeof timeoutMs !== "number") {
    throw new TypeError(`${owner}: option "timeoutMs" must be a number, got ${typeof timeoutMs}.`);
  }
  if (!(timeoutMs > 0)) {
    throw new RangeError(`${owner}: option "timeoutMs" must be above 0, got ${timeoutMs}.`);
  }
}

function checkPriority(priority: unknown): void {
  if (typeof priority !== "number") {
    throw new TypeError(
      `pool.acquire: option "priority" must be a number, got ${typeof priority}.`,
    );
  }
  if (!Number.isInteger(priority) || priority < 0 || priority > highestPriority) {
    throw new RangeError(
      `pool.acquire: option "priority" must be an integer from 0 to ${highestPriority}, got ${priority}.`,
    );
  }
}
