// The counts every backend keeps, so that all report them by the same rules.

import type { BackendStats } from "./backend.ts";

/** Counts of one backend since it was made. */
export class OperationCounts {
  hits = 0;
  misses = 0;
  sets = 0;
  deletes = 0;
  errors = 0;
  evictions = 0;

  /** Counts one read: a hit if something was found. */
  read(found: boolean): void {
    if (found) this.hits += 1;
    else this.misses += 1;
  }

  /** The counts as {@link BackendStats}; entries and bytes are undefined where nobody can tell. */
  stats(type: string, entries?: number, bytes?: number): BackendStats {
    const { hits, misses, sets, deletes, errors, evictions } = this;
    const reads = hits + misses;
    const hitRate = reads === 0 ? undefined : hits / reads;
    return { type, hits, misses, sets, deletes, errors, evictions, entries, bytes, hitRate };
  }
}
