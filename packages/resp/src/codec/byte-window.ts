// Byte values out of a chunk, cheaply. Memory outside the engine's heap costs 200 to 700 ns a piece,
// whatever its size; so a chunk that is ours is not copied: values are views of it. Of any other, and of
// a large one that a short value would keep alive, stretches are copied into a slab, and views are of that.
//
//     chunk   $5\r\nhello\r\n$5\r\nworld\r\n ...
//     slab    [ earlier chunks ][hello\r\n$5\r\nworld\r\n ... | room ..... ]   a view per value
//
// A place in a slab is written once, before the first view of it is handed out, and never again. A value
// may keep its slab alive: the slab is therefore small, and large values are copied alone.

import { copyBytes } from "./byte-buffer.ts";

/** Bytes of a slab: what one kept short value can hold on to. So small a chunk is as good as a slab. */
const slabBytes = 8192;
/** Most bytes copied at once: little is lost where a large value follows a short one. */
const stretchBytes = 2048;
/** Longer values are copied without what follows them, of which too few would fit as well. */
const maxStretchedBytes = 256;
/** Longer values get memory of their own. */
const maxSharedBytes = 1024;
/** A view of a larger chunk keeps at most so many times its own bytes alive. */
const maxKeptTimes = 100;

/** Reads ranges of one byte array at a time as bytes of their own; ranges come in rising order. */
export class ByteWindow {
  /** True while the array is ours to keep. */
  owned = false;
  #slab: Uint8Array = new Uint8Array(0);
  /** How much of the slab is written. */
  #written = 0;
  /** Where the ranges up to `to` lie, and how far behind their place in the array. */
  #buffer: ArrayBufferLike = this.#slab.buffer;
  #to = -1;
  #shift = 0;

  /** The next ranges are of other bytes. */
  reset(): void {
    if (this.#to === -1) return;
    this.#to = -1;
    this.#buffer = this.#slab.buffer;
  }

  /** The bytes of `bytes[start, end)`, which nobody else writes to. */
  cut(bytes: Uint8Array, start: number, end: number): Uint8Array {
    if (end > this.#to && !this.#reach(bytes, start, end)) return copyOf(bytes, start, end);
    return new Uint8Array(this.#buffer, start + this.#shift, end - start);
  }

  /** `head[0, headLength)` and `tail[0, tailLength)` behind each other, copied. */
  join(head: Uint8Array, headLength: number, tail: Uint8Array, tailLength: number): Uint8Array {
    const length = headLength + tailLength;
    const shared = length <= maxSharedBytes;
    if (shared) this.#makeRoom(length);
    const target = shared ? this.#slab : new Uint8Array(length);
    const at = shared ? this.#written : 0;
    copyBytes(head, 0, headLength, target, at);
    copyBytes(tail, 0, tailLength, target, at + headLength);
    if (!shared) return target;
    this.#written += length;
    return new Uint8Array(target.buffer, at, length);
  }

  /** Makes `bytes[start, end)` lie in the buffer; false if it is better copied alone. */
  #reach(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.owned) {
      const size = bytes.buffer.byteLength;
      if (size <= slabBytes || (end - start) * maxKeptTimes >= size) {
        this.#buffer = bytes.buffer;
        this.#shift = bytes.byteOffset;
        this.#to = size <= slabBytes ? bytes.length : end;
        return true;
      }
    }
    if (end - start > maxSharedBytes) return false;
    this.#copyStretch(bytes, start, end);
    return true;
  }

  #copyStretch(bytes: Uint8Array, start: number, end: number): void {
    this.#makeRoom(end - start);
    const room = this.#slab.length - this.#written;
    const stretch = end - start > maxStretchedBytes ? end - start : stretchBytes;
    const count = Math.min(room, bytes.length - start, stretch);
    copyBytes(bytes, start, start + count, this.#slab, this.#written);
    this.#buffer = this.#slab.buffer;
    this.#shift = this.#written - start;
    this.#to = start + count;
    this.#written += count;
  }

  #makeRoom(length: number): void {
    if (this.#written + length <= this.#slab.length) return;
    this.#slab = new Uint8Array(slabBytes);
    this.#written = 0;
  }
}

/** A plain copy of `bytes[start, end)`, whatever subclass `bytes` is of: the `slice` of some aliases. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start).slice();
}
