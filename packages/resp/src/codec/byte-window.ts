// Short byte values out of a chunk, cheaply. Memory outside the engine's heap costs 200 to 700 ns a
// piece, whatever its size; so the chunk is copied into a slab by stretches, and the values are views.
//
//     chunk   $5\r\nhello\r\n$5\r\nworld\r\n ...
//     slab    [ earlier chunks ][hello\r\n$5\r\nworld\r\n ... | room ..... ]   a view per value
//
// A place in a slab is written once, before the first view of it is handed out, and never again. A value
// may keep its slab alive: the slab is therefore small, and large values are copied alone.

/** Bytes of a slab: what one kept short value can hold on to. */
const slabBytes = 8192;
/** Most bytes copied at once: little is lost where a large value follows a short one. */
const stretchBytes = 2048;
/** Longer values are copied without what follows them, of which too few would fit as well. */
const maxStretchedBytes = 256;
/** Longer values get memory of their own. */
const maxSharedBytes = 1024;

/** Reads ranges of one byte array at a time as bytes of their own; ranges come in rising order. */
export class ByteWindow {
  #slab: Uint8Array = new Uint8Array(0);
  #buffer: ArrayBufferLike = this.#slab.buffer;
  /** How much of the slab is written. */
  #written = 0;
  /** The range of the array that was copied last, and how far behind the array's its place is. */
  #to = -1;
  #shift = 0;

  /** The next ranges are of other bytes. */
  reset(): void {
    this.#to = -1;
  }

  /** A copy of `bytes[start, end)`. */
  cut(bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (end > this.#to) {
      if (end - start > maxSharedBytes) return copyOf(bytes, start, end);
      this.#copyStretch(bytes, start, end);
    }
    return new Uint8Array(this.#buffer, start + this.#shift, end - start);
  }

  #copyStretch(bytes: Uint8Array, start: number, end: number): void {
    if (this.#written + (end - start) > this.#slab.length) {
      this.#slab = new Uint8Array(slabBytes);
      this.#buffer = this.#slab.buffer;
      this.#written = 0;
    }
    const room = this.#slab.length - this.#written;
    const stretch = end - start > maxStretchedBytes ? end - start : stretchBytes;
    const count = Math.min(room, bytes.length - start, stretch);
    this.#slab.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, count), this.#written);
    this.#shift = this.#written - start;
    this.#to = start + count;
    this.#written += count;
  }
}

/** A plain copy of `bytes[start, end)`, whatever subclass `bytes` is of: the `slice` of some aliases. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start).slice();
}
