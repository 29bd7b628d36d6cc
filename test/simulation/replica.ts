// One simulated replica: a whole hybrid cache (namespaces, breaker, client) behind a network card of
// its own, on the world's clock seen with a skew of its own.

import {
  type Cache,
  type CacheEvent,
  createCache,
  type HybridStats,
  type Namespace,
  type ReplayGuardLike,
} from "@respite/cache/core";
import type { Environment } from "@respite/resp/base";
import { seededRandom } from "@respite/resp/testing";
import { cryptoOf, type GridClock } from "./grid-clock.ts";
import { NetworkPort } from "./network.ts";
import { times, type WorldSettings } from "./settings.ts";
import type { SharedServer } from "./shared-server.ts";

/** The kinds of values that are written and read. */
export type Space = "session" | "short" | "queued";

/** See the file's head. */
export class Replica {
  readonly name: string;
  readonly port: NetworkPort;
  readonly cache: Cache;
  readonly spaces: Readonly<Record<Space, Namespace<number>>>;
  readonly revoked: Namespace<boolean>;
  readonly guard: ReplayGuardLike;
  readonly events: CacheEvent[] = [];
  /** Since when nothing is wrong with its network; undefined = something is. */
  healthySinceMs: number | undefined;
  /** When it had first seen the server; from then on it can tell a loss from a first use. */
  knowsSinceMs = Infinity;
  closing: Promise<void> | undefined;

  constructor(
    place: { readonly index: number; readonly generation: number },
    clock: GridClock,
    server: SharedServer,
    settings: WorldSettings,
  ) {
    const { index, generation } = place;
    this.name = `${index}.${generation}`;
    this.healthySinceMs = clock.elapsedMs;
    const own = skewed(clock.environment, settings.skewsMs[index] ?? 0, index * 1000 + generation);
    const latencyMs = settings.latenciesMs[index] ?? 0;
    this.port = new NetworkPort(this.name, server.embedded, clock.exact, latencyMs);
    this.cache = createCache({
      mode: "hybrid",
      keyPrefix: "sim",
      environment: own,
      redis: {
        transport: this.port.transport,
        protocol: settings.protocols[index],
        readTimeoutMs: times.readTimeoutMs,
        writeTimeoutMs: times.readTimeoutMs,
        dialTimeoutMs: times.dialTimeoutMs,
        commandTimeoutMs: times.commandTimeoutMs,
      },
      invalidation: { kind: settings.channel, pingMs: times.pingMs },
      l1: settings.channel === "none" ? { maxTtlMs: times.l1MaxTtlMs } : {},
      breaker: { failures: 3, openMs: 5000 },
      l2TimeoutMs: times.l2TimeoutMs,
      closeTimeoutMs: 2000,
      queue: { maxEntries: 8, concurrency: 4 },
    });
    this.cache.on((event) => {
      this.events.push(event);
      const isSeen = event.type === "recovered" || (event.type === "ready" && !event.fallback);
      if (isSeen) this.knowsSinceMs = Math.min(this.knowsSinceMs, clock.elapsedMs);
    });
    this.spaces = {
      session: this.cache.namespace<number>("session", { ttlMs: times.longMs }),
      short: this.cache.namespace<number>("short", { ttlMs: times.shortMs }),
      queued: this.cache.namespace<number>("queued", { ttlMs: times.longMs, writes: "async" }),
    };
    this.revoked = this.cache.namespace<boolean>("blacklist", {
      ttlMs: times.longMs,
      tier: "security",
    });
    this.guard = this.cache.replayGuard();
  }

  get isOpen(): boolean {
    return this.closing === undefined;
  }

  /** The hybrid's figures. */
  stats(): HybridStats {
    return this.cache.backend.stats() as HybridStats;
  }

  /** Given up so far; what was accepted before may then never have been shared. */
  get lost(): number {
    return this.events.reduce((sum, event) => sum + (event.type === "lost" ? event.writes : 0), 0);
  }
}

/** The world as one replica sees it: another wall clock, random numbers of its own. */
function skewed(environment: Environment, skewMs: number, seed: number): Environment {
  const random = seededRandom(Math.floor(environment.random() * 2 ** 31) + seed);
  return {
    ...environment,
    now: () => environment.now() + skewMs,
    random,
    crypto: cryptoOf(random),
  };
}
