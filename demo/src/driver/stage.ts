// What all phases share: the replicas, the Redis, who is logged in, and where findings go.

import type { Narrator } from "../report/narrator.ts";
import type { RedisProcess } from "../processes/redis-process.ts";
import type { Grant } from "../replica/token-service.ts";
import type { Fleet } from "./fleet.ts";
import type { Measurements } from "./measurements.ts";
import type { RedisInspector } from "./redis-inspector.ts";
import type { Verdicts } from "./verdicts.ts";

/** How much traffic is sent. */
export interface Load {
  /** Users that log in at the beginning. */
  readonly users: number;
  /** Reads of the steady part of the first phase. */
  readonly reads: number;
  /** How often each single scenario is repeated, with tokens of its own. */
  readonly repeats: number;
  /** Rounds of 32 parallel exchanges. */
  readonly races: number;
  /** Workers of the background traffic. */
  readonly workers: number;
}

/** What earlier phases leave for later ones. */
export interface Memory {
  /** Sessions that are expected to be served by every replica. */
  readonly signedIn: Grant[];
  /** Tokens that were revoked while Redis was up. */
  readonly revoked: string[];
  /** Tokens that were revoked in the outage, on A. */
  readonly revokedInOutage: string[];
  /** One-time tokens that were accepted once. */
  readonly spent: string[];
  /** A one-time token that nobody has used before the loss. */
  unspent: string | undefined;
  /** A session made on A in the outage. */
  madeInOutage: Grant | undefined;
}

/** See the file's head. */
export interface Stage {
  readonly fleet: Fleet;
  readonly redis: RedisProcess;
  readonly inspector: RedisInspector;
  readonly verdicts: Verdicts;
  readonly narrator: Narrator;
  readonly measurements: Measurements;
  readonly load: Load;
  readonly memory: Memory;
  /** A number in [0, 1) from the seed of this run. */
  readonly random: () => number;
}

/**
 * A part of the show. Its claims are known before it runs; those it does not decide have failed.
 */
export interface Phase {
  /** As the table has it. */
  readonly name: string;
  readonly title: string;
  readonly claims: readonly string[];
  run(stage: Stage): Promise<void>;
}
