// How many requests each phase made and how long they took, and from the replicas' metrics pages
// how often their caches knew the answer.

import { quantileSorted } from "simple-statistics";
import type { RequestListener } from "./replica-client.ts";

/** One row of the table. */
export interface PhaseFigures {
  readonly phase: string;
  readonly requests: number;
  /** Requests without any answer. */
  readonly unanswered: number;
  /** By namespace, where any was read. */
  readonly hitRates: ReadonlyMap<string, number>;
  /**
   * Share of the sessions read that came from the replica's own memory; undefined if none was read.
   */
  readonly l1Share: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly maxMs: number | undefined;
}

interface Running {
  readonly phase: string;
  readonly elapsedMs: number[];
  slowest: { readonly route: string; readonly elapsedMs: number };
  unanswered: number;
  sessions: number;
  sessionsFromL1: number;
}

/** See the file's head. */
export class Measurements {
  readonly #done: PhaseFigures[] = [];
  #running: Running | undefined;

  /** Counts every request into the phase that runs. */
  readonly listener: RequestListener = ({ route, status, elapsedMs, sessionSource }) => {
    const running = this.#running;
    if (running === undefined) return;
    running.elapsedMs.push(elapsedMs);
    if (elapsedMs > running.slowest.elapsedMs) running.slowest = { route, elapsedMs };
    if (status === undefined) running.unanswered += 1;
    if (sessionSource !== undefined) running.sessions += 1;
    if (sessionSource === "l1") running.sessionsFromL1 += 1;
  };

  begin(phase: string): void {
    const slowest = { route: "", elapsedMs: 0 };
    this.#running = {
      phase,
      elapsedMs: [],
      slowest,
      unanswered: 0,
      sessions: 0,
      sessionsFromL1: 0,
    };
  }

  /** The longest answer of the phase that runs. */
  get slowest(): Running["slowest"] {
    return this.#running?.slowest ?? { route: "", elapsedMs: 0 };
  }

  /** Requests of the phase that runs. */
  get requests(): number {
    return this.#running?.elapsedMs.length ?? 0;
  }

  end(hitRates: ReadonlyMap<string, number>): void {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    const sorted = running.elapsedMs.toSorted((left, right) => left - right);
    this.#done.push({
      phase: running.phase,
      requests: sorted.length,
      unanswered: running.unanswered,
      hitRates,
      l1Share: running.sessions === 0 ? undefined : running.sessionsFromL1 / running.sessions,
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      maxMs: sorted.at(-1),
    });
  }

  all(): readonly PhaseFigures[] {
    return this.#done;
  }
}

function quantile(sorted: number[], share: number): number | undefined {
  return sorted.length === 0 ? undefined : quantileSorted(sorted, share);
}
