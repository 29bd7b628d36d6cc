// Bytes that grow at their end: a bulk or line that arrives in pieces, a command being written. It
// doubles, so that n bytes cost at most 2n copied, and never holds more than twice what arrived.

const nothing = new Uint8Array(0);

/** A growable run of bytes; `bytes[0, length)` is its content. */
export class ByteBuffer {
  /** The storage; replaced when it grows. */
  bytes: Uint8Array = nothing;
  /** How many bytes of it are content. */
  length = 0;

  /** Makes room for `count` more bytes, and for no more than `atMost` in all if that is given. */
  reserve(count: number, atMost: number = Infinity): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const capacity = Math.max(needed, Math.min(Math.max(needed * 2, 64), atMost));
    const grown = new Uint8Array(capacity);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Adds one byte. */
  push(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Adds `source[start, end)`. */
  append(source: Uint8Array, start: number, end: number, atMost: number = Infinity): void {
    const count = end - start;
    this.reserve(count, atMost);
    copyBytes(source, start, end, this.bytes, this.length);
    this.length += count;
  }

  /** Adds text that is known to be ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) {
      this.bytes[this.length + index] = text.charCodeAt(index);
    }
    this.length += text.length;
  }

  /** The content, valid until the next change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** The content to keep: the storage itself where it fits exactly, else a copy. Empties the buffer. */
  take(): Uint8Array {
    const { bytes, length } = this;
    this.length = 0;
    if (bytes.length !== length) return bytes.slice(0, length);
    this.bytes = nothing;
    return bytes;
  }

  /** Forgets the content, and the storage too if that is larger than `keepBytes`. */
  clear(keepBytes: number): void {
    this.length = 0;
    if (this.bytes.length > keepBytes) this.bytes = nothing;
  }
}

/** Copies `source[start, end)` to `target` from `at` on. */
// oxlint-disable-next-line max-params -- two ranges; an object for one would cost more than the copy
export function copyBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): void {
  const count = end - start;
  // Setting up a view costs more than moving a few bytes.
  if (count < 32) {
    for (let index = 0; index < count; index++) target[at + index] = source[start + index]!;
    return;
  }
  const whole = start === 0 && end === source.length;
  // The view by hand: Buffer's subarray costs thrice as much.
  target.set(whole ? source : new Uint8Array(source.buffer, source.byteOffset + start, count), at);
}
