// Replicas over one shared tier on a virtual clock: each has its own L1, breaker and link to the
// tier, and each link can be cut without the others noticing.

import { CircuitBreaker } from "@respite/breaker";
import type { Environment } from "@respite/resp/base";
import type { CacheBackend } from "../../src/backend.ts";
import type { CacheEvent } from "../../src/cache-events.ts";
import { HybridBackend, type HybridOptions } from "../../src/hybrid/index.ts";
import { verdictOf } from "../../src/hybrid/l2-gate.ts";
import { MemoryAir, type MemoryBus } from "../../src/invalidation/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { FaultyBackend } from "../../src/testing/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A link to the shared tier; closing it does not close the tier. */
export class Link extends FaultyBackend {
  readonly #tier: MemoryBackend;

  constructor(tier: MemoryBackend, environment: Environment) {
    super(tier, environment);
    this.#tier = tier;
  }

  touch(key: string, ttlMs: number | undefined): Promise<boolean> {
    return this.#tier.touch(key, ttlMs);
  }

  keys(prefix?: string): AsyncIterable<string> {
    return this.#tier.keys(prefix);
  }

  clearPrefix(prefix: string): Promise<void> {
    return this.#tier.clearPrefix(prefix);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** One replica. */
export interface Replica {
  readonly hybrid: HybridBackend;
  readonly l1: CacheBackend;
  readonly link: Link;
  readonly bus: MemoryBus;
  readonly breaker: CircuitBreaker;
  readonly events: CacheEvent[];
  /** Cuts the replica off from the shared tier and from the invalidation channel. */
  cut(): void;
  /** Ends the cut. */
  mend(): void;
}

/** A shared tier and what stands around it. */
export class World {
  readonly clock: VirtualClock = new VirtualClock();
  readonly l2: MemoryBackend = new MemoryBackend({ environment: this.clock.environment });
  readonly air: MemoryAir = new MemoryAir();
  readonly replicas: Replica[] = [];

  /** A new replica. */
  replica(options: Partial<HybridOptions> & { echoes?: boolean; failures?: number } = {}): Replica {
    const { echoes = false, failures = 5, ...rest } = options;
    const { environment } = this.clock;
    const link = new Link(this.l2, environment);
    const bus = this.air.bus(echoes);
    const l1 = new MemoryBackend({ environment });
    const events: CacheEvent[] = [];
    const breaker = new CircuitBreaker({ trip: { failures }, classify: verdictOf, environment });
    const hybrid = new HybridBackend({
      l1,
      l2: link,
      breaker,
      invalidation: bus,
      environment,
      onEvent: (event) => events.push(event),
      ...rest,
    });
    const replica: Replica = {
      hybrid,
      l1,
      link,
      bus,
      breaker,
      events,
      cut() {
        link.takeDown();
        bus.setUp(false);
      },
      mend() {
        link.heal();
        bus.setUp(true);
      },
    };
    this.replicas.push(replica);
    return replica;
  }

  /** Lets time pass in small steps, so that what timers begin can go on in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      this.clock.advance(Math.min(50, left));
      await settle();
    }
    await settle();
  }

  /** Connects every replica, and lets the moment pass in which a first mark may be contradicted. */
  async connect(): Promise<void> {
    await Promise.all(this.replicas.map(({ hybrid }) => hybrid.connect()));
    await this.pass(150);
  }

  /** Opens a replica's breaker by failing reads. */
  async openBreaker(replica: Replica): Promise<void> {
    for (let tries = 0; replica.breaker.state === "closed"; tries += 1) {
      if (tries > 20) throw new Error("The breaker does not open.");
      await replica.hybrid.lookup(`probe ${tries}`, { outage: "local" });
    }
    await settle();
  }

  async close(): Promise<void> {
    const all = Promise.all(this.replicas.map(({ hybrid }) => hybrid.close()));
    await this.pass(6000);
    await all;
  }
}

/** Lets everything that needs no time happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A text as bytes. */
export function bytes(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

/** What an entry says; undefined for none. */
export function text(entry: { readonly value: Uint8Array } | undefined): string | undefined {
  return entry === undefined ? undefined : new TextDecoder().decode(entry.value);
}

/** The error a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await promise.then(
    (value) => new Error(`It resolved with ${JSON.stringify(value)}.`),
    (reason: unknown) => reason,
  );
  return error as Error & { code?: string };
}
