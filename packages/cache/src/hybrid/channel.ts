// The hybrid's end of the invalidation bus, and the epochs by which it judges what L1 holds. An
// entry is believed if it was filled while the channel was up and the channel has been up ever
// since.
//
//   channel   up ........... down ........ up ............... up
//   epoch     1              2             3                  3
//   fills      [a: epoch 1]   [b: 0]        [c: epoch 3]
//   read a     believed       asked again   asked again, then refilled with epoch 3
//
// Losing the channel empties nothing: what is not believed is still there for an outage.

import type { InvalidationBus } from "../invalidation/invalidation-bus.ts";
import type { LocalEntry } from "./l1-tier.ts";

/** What a channel reports. */
export interface ChannelHandlers {
  onInvalidate(keys: readonly string[] | null): void;
  onState(state: "up" | "down"): void;
}

/** See the file's head. */
export class Channel {
  readonly #bus: InvalidationBus | undefined;
  #up = false;
  #epoch = 1;
  #closed = false;
  /** Keys whose change could not be told yet; null = everything. */
  #untold: Set<string> | null = new Set();

  constructor(bus: InvalidationBus | undefined) {
    this.#bus = bus;
  }

  get kind(): string {
    return this.#bus?.kind ?? "none";
  }

  get up(): boolean {
    return this.#up;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** True if own writes come back as invalidations. */
  get echoes(): boolean {
    return this.#bus?.echoes === true;
  }

  /** What a fill that is about to be asked for may claim; 0 = nothing. */
  get fillEpoch(): number {
    return this.#bus === undefined || this.#up ? this.#epoch : 0;
  }

  /** Begins to listen. */
  start(handlers: ChannelHandlers): void {
    this.#bus?.start({
      onInvalidate: (keys) => {
        if (!this.#closed) handlers.onInvalidate(keys);
      },
      onState: (state) => {
        if (this.#closed || this.#up === (state === "up")) return;
        this.#up = state === "up";
        this.distrustAll();
        handlers.onState(state);
      },
    });
  }

  /** True if an entry may be served without asking; what must not be late needs a channel for that. */
  vouchesFor(local: Pick<LocalEntry, "epoch">, needsChannel: boolean): boolean {
    if (this.#bus === undefined) return !needsChannel && local.epoch === this.#epoch;
    return this.#up && local.epoch === this.#epoch;
  }

  /** A new epoch: nothing filled so far is believed without asking. */
  distrustAll(): void {
    this.#epoch += 1;
  }

  /**
   * Tells the others of changes the shared tier has taken. What can't be told is told together with
   * the next change; never rejects. undefined = there is nothing to tell.
   */
  publish(keys: readonly string[] | null): Promise<void> | undefined {
    const bus = this.#bus;
    if (bus === undefined || this.#closed || bus.isServerSide === true) return undefined;
    return this.#tell(bus, keys);
  }

  async #tell(bus: InvalidationBus, keys: readonly string[] | null): Promise<void> {
    const untold = this.#untold;
    const all = keys === null || untold === null ? null : [...untold, ...keys];
    this.#untold = new Set();
    try {
      await bus.publish(all);
    } catch {
      this.#keep(all);
    }
  }

  /** Tells what could not be told before. */
  async catchUp(): Promise<void> {
    if (this.#untold === null || this.#untold.size > 0) await this.publish([]);
  }

  /** Stops listening. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#bus?.close();
  }

  #keep(keys: readonly string[] | null): void {
    const kept = this.#untold;
    // A bound: beyond it the others are told to forget everything, which is always true enough.
    if (keys === null || kept === null || kept.size + keys.length > maxUntold) this.#untold = null;
    else for (const key of keys) kept.add(key);
  }
}

const maxUntold = 10_000;
