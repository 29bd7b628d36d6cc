// Waiting for a condition, bounded.

import { setTimeout as sleep } from "node:timers/promises";

/** Bounds of a wait. */
export interface WaitOptions {
  /** How long at most, in ms. */
  readonly withinMs: number;
  /** Pause between two looks in ms; default 5. */
  readonly everyMs?: number | undefined;
}

/**
 * Looks until `condition` holds. Resolves with how long it took in ms, or undefined if it did not
 * hold in time. What the condition throws counts as "not yet".
 */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 5 }: WaitOptions,
): Promise<number | undefined> {
  const startedAt = performance.now();
  for (;;) {
    if (await holds(condition)) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) return undefined;
    await sleep(everyMs);
  }
}

async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
