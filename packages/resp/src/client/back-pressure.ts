// Waiting for room: producers that can be faster than the server wait for the low-water mark, half of
// each bound, and are let on one after another, so that together they never reach the bound itself.
//
//   0 ────────── low water ────────── bound          waiting: [c][b][a]──► let on while there is room
//   [ pending ][ granted ]  room for others                                below low water, this turn

import type { Environment, TimerHandle } from "../base/index.ts";

/** What a queue holds, and may hold. */
export interface BackPressureSettings {
  readonly environment: Environment;
  /** Read anew each time. */
  readonly counts: { readonly pending: number; readonly pendingBytes: number };
  readonly maxQueuedCommands: number;
  readonly maxQueuedBytes: number;
  /** Forgets what nobody waits for any more. */
  compact(): void;
}

/** Somebody who waits to send a command of so many bytes. */
export interface Producer {
  readonly bytes: number;
  /** Resolves when there is room. */
  readonly room: Promise<void>;
}

interface Waiting extends Producer {
  resolve(): void;
}

/** Those who wait for room in one client's queue. */
export class BackPressure {
  readonly #settings: BackPressureSettings;
  /** In the order they came. */
  readonly #waiting = new Set<Producer>();
  /** Let on in this turn: they have hardly sent anything yet. */
  #granted = 0;
  #grantedBytes = 0;
  #timer: TimerHandle | undefined;

  constructor(settings: BackPressureSettings) {
    this.#settings = settings;
  }

  /** Producers that wait now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Joins those who wait for room; let on at once where there is some and nobody waits. */
  join(bytes: number): Producer {
    let resolve = (): void => {};
    const room = new Promise<void>((settle) => (resolve = settle));
    const producer: Waiting = { bytes, room, resolve };
    this.#waiting.add(producer);
    if (this.#waiting.size === 1) this.#letOn();
    this.#arm();
    return producer;
  }

  /** Waits no more; twice is fine. */
  leave(producer: Producer): void {
    this.#waiting.delete(producer);
    if (this.#waiting.size === 0 && this.#granted === 0) this.#disarm();
  }

  /** Something has left the queue, or nobody waits for it any more. */
  changed(): void {
    if (this.#waiting.size > 0) this.#arm();
  }

  /** Lets everybody on: what they send will be refused with the reason. */
  end(): void {
    this.#disarm();
    for (const producer of this.#waiting) (producer as Waiting).resolve();
    this.#waiting.clear();
  }

  #letOn(): void {
    for (const producer of this.#waiting) {
      if (!this.#hasRoom(producer.bytes)) return;
      this.#waiting.delete(producer);
      this.#granted += 1;
      this.#grantedBytes += producer.bytes;
      (producer as Waiting).resolve();
    }
  }

  #hasRoom(bytes: number): boolean {
    const { counts, maxQueuedCommands, maxQueuedBytes } = this.#settings;
    const commands = counts.pending + this.#granted;
    if (commands === 0) return true;
    const queuedBytes = counts.pendingBytes + this.#grantedBytes;
    return commands < maxQueuedCommands / 2 && queuedBytes + bytes <= maxQueuedBytes / 2;
  }

  /** Looks again in the next turn: those let on in this one have sent their commands by then. */
  #arm(): void {
    this.#timer ??= this.#settings.environment.setTimer(() => {
      this.#timer = undefined;
      this.#granted = 0;
      this.#grantedBytes = 0;
      this.#letOn();
      if (this.#waiting.size > 0 && this.#granted === 0) {
        this.#settings.compact();
        this.#letOn();
      }
      if (this.#granted > 0) this.#arm();
    }, 0);
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#settings.environment.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
