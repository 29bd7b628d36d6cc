// Counts of a hybrid backend's own reads and writes, and the page of figures made of them.

import { isCacheError } from "../errors.ts";
import type { Lookup, HybridStats } from "./hybrid-types.ts";
import type { HybridParts } from "./hybrid-parts.ts";

/** What the hybrid counts itself; the rest is asked of its parts. */
export class HybridCounts {
  l1Hits = 0;
  l2Hits = 0;
  misses = 0;
  sets = 0;
  deletes = 0;
  degradedReads = 0;
  refusedOperations = 0;

  /** Counts an operation that ended because the shared tier could not be asked, if it did. */
  refused(error: unknown): void {
    if (isCacheError(error) && error.code === "UNAVAILABLE") this.refusedOperations += 1;
  }

  /** Counts the answer to a read. */
  read({ entry, source, degraded }: Lookup): void {
    if (degraded) this.degradedReads += 1;
    if (entry === undefined) this.misses += 1;
    else if (source === "l2") this.l2Hits += 1;
    else this.l1Hits += 1;
  }
}

/** All figures at this moment. */
export function hybridStats(parts: HybridParts, counts: HybridCounts): HybridStats {
  const { pending, gate, recovery, channel, ledger, incarnation, writer, l1, settings } = parts;
  const { l1Hits, l2Hits, misses } = counts;
  const l1Stats = l1.stats();
  const hits = l1Hits + l2Hits;
  return {
    type: "hybrid",
    ...countsOf(counts),
    hits,
    requests: hits + misses,
    hitRate: rate(hits, hits + misses),
    l1HitRate: rate(l1Hits, hits + misses),
    l2HitRate: rate(l2Hits, l2Hits + misses),
    errors: gate.errors + l1.errors,
    evictions: l1Stats.evictions,
    entries: l1Stats.entries,
    bytes: l1Stats.bytes,
    l1Writes: l1.writes,
    l2Writes: settings.l2.stats().sets,
    availability: gate.availability,
    fallbackMs: recovery.fallbackMs,
    fallbacks: recovery.fallbacks,
    lastL2Error: gate.lastError,
    queued: pending.queued,
    journaled: pending.journaled,
    journalBytes: pending.journalBytes,
    droppedWrites: writer.dropped,
    writes: pending.accounting(),
    invalidations: parts.invalidations,
    channel: { kind: channel.kind, up: channel.up, epoch: channel.epoch },
    securityEntries: ledger.size,
    losses: incarnation.losses,
    l1: l1Stats,
    l2: settings.l2.stats(),
  };
}

/** The counts alone, without the class around them. */
function countsOf(counts: HybridCounts) {
  const { sets, deletes, degradedReads, refusedOperations, l1Hits, l2Hits, misses } = counts;
  return { sets, deletes, degradedReads, refusedOperations, l1Hits, l2Hits, misses };
}

function rate(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
