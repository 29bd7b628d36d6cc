// What a time to live may be, checked in one place so that every backend refuses the same values.

/** Life of a tombstone where none is given, in milliseconds: ten minutes. */
export const defaultTombstoneMs = 600_000;

/**
 * Checks a time to live in milliseconds. `undefined` means no expiry; zero and below mean "delete"
 * and are returned as they are.
 *
 * @throws {TypeError} if it is no number. @throws {RangeError} if it is NaN, infinite or
 * fractional.
 */
export function checkTtl(ttlMs: number | undefined, name: string = "ttlMs"): number | undefined {
  if (ttlMs === undefined || Number.isSafeInteger(ttlMs)) return ttlMs;
  if (typeof ttlMs !== "number") {
    throw new TypeError(
      `${name} must be a number of milliseconds or undefined, got ${typeof ttlMs}.`,
    );
  }
  throw new RangeError(`${name} must be a whole number of milliseconds, got ${ttlMs}.`);
}

/**
 * Checks the life of something that must exist for a while.
 *
 * @throws as {@link checkTtl}, and RangeError at zero and below.
 */
export function checkPositiveTtl(
  ttlMs: number | undefined,
  name: string = "ttlMs",
): number | undefined {
  const checked = checkTtl(ttlMs, name);
  if (checked !== undefined && checked <= 0) {
    throw new RangeError(`${name} must be above 0 here, got ${checked}.`);
  }
  return checked;
}

/**
 * Checks the life of a tombstone; undefined is {@link defaultTombstoneMs}. @throws as {@link
 * checkPositiveTtl}.
 */
export function checkTombstoneMs(tombstoneMs?: number): number {
  return checkPositiveTtl(tombstoneMs, "tombstoneMs") ?? defaultTombstoneMs;
}

/** True for a life that is over before it begins: the write is a delete. */
export function isDeletingTtl(ttlMs: number | undefined): boolean {
  return ttlMs !== undefined && ttlMs <= 0;
}
