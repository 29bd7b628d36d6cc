// What becomes of an operation's options: complete plans for reader and writer. And what becomes of
// answers that only a plan can judge.

import type { CacheEntry } from "../backend.ts";
import type { HybridSettings } from "./hybrid-options.ts";
import type { Lookup, TieredReadOptions, TieredSetOptions } from "./hybrid-types.ts";
import { unavailableError } from "./l2-gate.ts";
import type { ReadPlan } from "./reader.ts";
import type { WritePlan } from "./writer.ts";

/** A read's options, complete. */
export function readPlanOf(options: TieredReadOptions, settings: HybridSettings): ReadPlan {
  const { outage = settings.outage, tier = "general", negativeTtlMs = 0 } = options;
  const { needsChannel = tier === "security" } = options;
  return { outage, tier, negativeTtlMs, needsChannel };
}

/** A write's options, complete. */
export function writePlanOf(options: TieredSetOptions, settings: HybridSettings): WritePlan {
  return {
    writes: options.writes ?? settings.writes,
    acceptQueued: options.acceptQueued ?? false,
    tier: options.tier ?? "general",
    outage: options.outage ?? settings.outage,
    stamp: options.stamp ?? settings.clock.next(),
  };
}

/**
 * The entry of an answer. In the security tier nobody may take "not known" for "not found", unless told
 * so.
 *
 * @throws {CacheError} `UNAVAILABLE`.
 */
export function knownEntryOf(
  { entry, source, degraded }: Lookup,
  options: TieredReadOptions = {},
  settings: HybridSettings,
): CacheEntry | undefined {
  const { outage = settings.outage, tier } = options;
  if (entry !== undefined || !degraded || source === "pending") return entry;
  if (tier !== "security" || outage === "allow") return undefined;
  throw unavailableError("A security entry that is not known here", undefined);
}

/** One result per promise, in order, an error at its own place. */
export async function all<T>(promises: readonly Promise<T>[]): Promise<(T | Error)[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === "fulfilled") return result.value;
    return result.reason instanceof Error ? result.reason : new Error(String(result.reason));
  });
}
