// The bytes of slots that leave together. Commands are encoded behind each other into slabs, so most
// lie next to each other: such a run is written as it lies, and only runs of several slabs are copied.
//
//     slab 1  [ a ][ b ][ c ]      slab 2  [ d ][ e ] ...      a–c and d–e are two runs

import type { Slot } from "./slot.ts";

/** From here on bytes are written by themselves instead of being copied together. */
const gatherBytes = 65_536;

/** Collects slots' bytes until they are taken as one piece. */
export class ByteRun {
  /** Runs that are complete. */
  #runs: Uint8Array[] = [];
  /** The run that grows. */
  #memory: Uint8Array | undefined;
  #start = 0;
  #end = 0;
  /** Bytes of all runs. */
  #length = 0;

  /**
   * Adds a slot's bytes behind those before; false if it would become too long, and nothing was
   * added. One slot alone always fits.
   */
  add(slot: Slot): boolean {
    const { bytes, start = 0, end = bytes.length } = slot;
    const length = this.#length + end - start;
    if (length > gatherBytes && this.#length > 0) return false;
    if (bytes !== this.#memory || start !== this.#end) {
      this.#finishRun();
      this.#memory = bytes;
      this.#start = start;
    }
    this.#end = end;
    this.#length = length;
    return true;
  }

  /** All bytes as one piece, or undefined if there are none. */
  take(): Uint8Array | undefined {
    if (this.#length === 0) return undefined;
    this.#finishRun();
    const runs = this.#runs;
    const length = this.#length;
    this.#length = 0;
    const [first] = runs;
    if (runs.length === 1) {
      runs.length = 0;
      return first;
    }
    this.#runs = [];
    return join(runs, length);
  }

  #finishRun(): void {
    const memory = this.#memory;
    if (memory === undefined) return;
    this.#memory = undefined;
    const whole = this.#start === 0 && this.#end === memory.length;
    this.#runs.push(
      whole
        ? memory
        : new Uint8Array(memory.buffer, memory.byteOffset + this.#start, this.#end - this.#start),
    );
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
