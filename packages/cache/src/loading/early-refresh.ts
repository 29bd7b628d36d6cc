// Whether a value that is still fresh should be loaded anew now, so that nobody ever waits for it.

import type { Envelope } from "./envelope.ts";
import type { EarlyRefresh } from "./load-policy.ts";

/** What the decision depends on. */
export interface RefreshCandidate {
  readonly key: string;
  /** Freshness left, in ms. */
  readonly leftMs: number;
  readonly envelope: Envelope;
  /** This process's number, so that each replica has a time of its own. */
  readonly replica: number;
}

/** See {@link EarlyRefresh}. `random` gives a number in [0, 1). */
export function isRefreshDue(
  policy: EarlyRefresh,
  { key, leftMs, envelope, replica }: RefreshCandidate,
  random: () => number,
): boolean {
  if (envelope.lifeMs === 0) return false;
  if (typeof policy === "object") {
    // 1 - random is in (0, 1], where the logarithm is finite.
    return leftMs <= -envelope.loadMs * policy.beta * Math.log(1 - random());
  }
  const part = policy + (1 - policy) * 0.5 * shareOf(key, replica);
  return envelope.lifeMs - leftMs >= envelope.lifeMs * part;
}

/** A number in [0, 1) that is a replica's own for a key (FNV-1a). */
function shareOf(key: string, replica: number): number {
  let hash = (0x811c9dc5 ^ replica) >>> 0;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  }
  // The last characters have hardly reached the upper bits yet.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
