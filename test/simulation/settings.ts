// What one seed decides before anything happens, and the times from which the published bounds follow.

import { below, oneOf, type Random } from "@respite/resp/testing";

/** Times of every simulated cache, shorter than the defaults so that more happens in a run. */
export const times = {
  pingMs: 400,
  readTimeoutMs: 600,
  l2TimeoutMs: 500,
  dialTimeoutMs: 500,
  commandTimeoutMs: 1500,
  /** Longest life of a copy in L1 without a channel. */
  l1MaxTtlMs: 800,
  checkMs: 1000,
  /** Life of most values: longer than a run. */
  longMs: 600_000,
  /** Life of some values: they end within a run. */
  shortMs: 1500,
} as const;

/** How replicas hear of each other. */
export type ChannelKind = "tracking" | "pubsub" | "none";

/** The world of one seed. */
export interface WorldSettings {
  readonly replicas: number;
  readonly channel: ChannelKind;
  readonly protocols: readonly (2 | 3)[];
  /** One way, per replica. */
  readonly latenciesMs: readonly number[];
  /** Of each replica's wall clock. */
  readonly skewsMs: readonly number[];
}

/** Most replicas that run at once. */
export const maxReplicas = 4;

/** The world that a seed names. */
export function worldSettings(random: Random): WorldSettings {
  const replicas = 2 + below(random, maxReplicas - 1);
  const skewMs = oneOf(random, [0, 0, 0, 40, 1000]);
  const each = <T>(make: () => T): T[] => Array.from({ length: replicas }, make);
  return {
    replicas,
    channel: oneOf(random, ["tracking", "tracking", "pubsub", "none"]),
    protocols: each(() => oneOf(random, [2, 3])),
    latenciesMs: each(() => oneOf(random, [0, 1, 1, 5])),
    skewsMs: each(() => Math.round((random() * 2 - 1) * skewMs)),
  };
}

/** The greatest difference between two clocks. */
export function skewOf({ skewsMs }: WorldSettings): number {
  return Math.max(...skewsMs, 0) - Math.min(...skewsMs, 0);
}
