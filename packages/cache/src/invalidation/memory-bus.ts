// Invalidation between caches in one process: for tests and simulations, with switches for what a
// network does wrong.

import type { InvalidationBus, InvalidationHandlers } from "./invalidation-bus.ts";

/** The air between buses; give one to every cache that shares a second tier. */
export class MemoryAir {
  readonly #buses: Set<MemoryBus> = new Set();

  /**
   * A bus of one cache. `echoes` makes it hear its own writes too, as server-side tracking does.
   */
  bus(echoes: boolean = false): MemoryBus {
    const bus = new MemoryBus(this, echoes);
    this.#buses.add(bus);
    return bus;
  }

  /** Hands keys to every bus that is up. */
  carry(keys: readonly string[] | null, from: MemoryBus): void {
    for (const bus of this.#buses) if (bus !== from || bus.echoes) bus.hear(keys);
  }
}

/** One cache's end. */
export class MemoryBus implements InvalidationBus {
  /** As {@link InvalidationBus}. */
  readonly kind: string = "memory";
  /** As {@link InvalidationBus}. */
  readonly echoes: boolean;
  readonly #air: MemoryAir;
  #handlers: InvalidationHandlers | undefined;
  #up = true;

  constructor(air: MemoryAir, echoes: boolean) {
    this.#air = air;
    this.echoes = echoes;
  }

  /** As {@link InvalidationBus}. */
  start(handlers: InvalidationHandlers): void {
    this.#handlers = handlers;
    if (this.#up) handlers.onState("up");
  }

  /** As {@link InvalidationBus}. */
  publish(keys: readonly string[] | null): Promise<void> {
    if (!this.#up) return Promise.reject(new Error("The memory bus is down."));
    this.#air.carry(keys, this);
    return Promise.resolve();
  }

  /** Cuts this end off, or connects it again; what was said meanwhile is lost to it. */
  setUp(up: boolean): void {
    if (up === this.#up) return;
    this.#up = up;
    this.#handlers?.onState(up ? "up" : "down");
  }

  /** Delivers an invalidation, if this end is up. */
  hear(keys: readonly string[] | null): void {
    if (this.#up) this.#handlers?.onInvalidate(keys);
  }

  /** As {@link InvalidationBus}. */
  close(): Promise<void> {
    this.#up = false;
    this.#handlers = undefined;
    return Promise.resolve();
  }
}
