// What the tier in this process holds of a key, as it lies there: whoever may look at it without
// copying it answers a read in a tenth of the time. What a reader makes of the bytes is kept beside
// them, and goes when they go: the next write of the key makes a record of its own.

import type { Stamp } from "../stamp.ts";

/** One record; its bytes must be neither changed nor handed out. */
export interface Held {
  /** undefined = a tombstone. */
  readonly value: Uint8Array | undefined;
  readonly stamp: Stamp | undefined;
  /** The owner's own mark; 0 where it set none. */
  readonly epoch: number;
  /** The owner's own deadline, monotonic; undefined = the record's own life alone counts. */
  readonly endMs: number | undefined;
  /** What is left of its life in ms, as of the last look; undefined = it has no end. */
  leftMs: number | undefined;
  /** What its reader made of the bytes. */
  reading: object | undefined;
}

/** What is put where a {@link HoldingBackend} holds it; the bytes are the backend's from then on. */
export type NewHeld = Pick<Held, "value" | "stamp" | "epoch" | "endMs">;

/** A backend in this process that shows its records. None of this waits or is counted. */
export interface HoldingBackend {
  /** The live record of a key, tombstones included; undefined = there is none. */
  hold(key: string): Held | undefined;
  /** Stores a record for so many ms, undefined = for ever; false = it is too large, and none is there. */
  put(key: string, record: NewHeld, ttlMs: number | undefined): boolean;
  /** Removes what is held of a key. */
  drop(key: string): void;
  /** What is kept beside a record has changed: its size is counted anew. */
  measure(key: string): void;
  /** Counts a read that was answered, or not, by what was held. */
  countRead(found: boolean): void;
}

/** The backend as one that shows its records, if it does. */
export function asHolding(backend: object): HoldingBackend | undefined {
  const { hold, put } = backend as Partial<HoldingBackend>;
  const shows = typeof hold === "function" && typeof put === "function";
  return shows ? (backend as HoldingBackend) : undefined;
}
