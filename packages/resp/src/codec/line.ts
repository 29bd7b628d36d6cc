// The line at hand: where it is read from, where it ends, and how its faults are told. A line is read
// in place in its chunk, or from the carry if it came in pieces; `base` makes its positions absolute.

import { CR, LF } from "./ascii.ts";
import { ProtocolError, excerptOf } from "./protocol-error.ts";

/** The bytes lines are read from. `start` is always a line's type byte, `cr` its CR. */
export class Line {
  /** What positions mean. */
  bytes: Uint8Array = new Uint8Array(0);
  /** The stream offset of the first of these bytes. */
  base = 0;
  readonly #maxBytes: number;

  /** `maxBytes` is the most a line may have between its type byte and its CR. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The index of the line's CR, or -1 if the bytes up to `end` do not hold its end; `from` is where
   * the search goes on.
   *
   * @throws {ProtocolError} for a CR or LF alone, and for a line that is too long already.
   */
  findEnd(start: number, from: number, end: number): number {
    const { bytes } = this;
    const maxBytes = this.#maxBytes;
    const stop = end - start > maxBytes + 2 ? start + maxBytes + 2 : end;
    for (let index = from; index < stop; index++) {
      const byte = bytes[index]!;
      if (byte > CR) continue;
      if (byte === CR) {
        if (index + 1 === end) return -1;
        if (bytes[index + 1] === LF) return index;
        this.misplaced("a CR without its LF", start, index + 1);
      }
      if (byte === LF) this.misplaced("an LF without its CR", start, index);
    }
    if (stop - start < maxBytes + 2) return -1;
    return this.misplaced(`a line longer than maxLineBytes (${maxBytes})`, start, stop - 1);
  }

  /** The byte at `at` is wrong. */
  misplaced(reason: string, start: number, at: number): never {
    throw new ProtocolError(reason, this.base + at, excerptOf(this.bytes, start, at));
  }

  /** The whole line is well spelled and says what can't be. */
  refused(reason: string, start: number, cr: number): never {
    throw new ProtocolError(reason, this.base + start, excerptOf(this.bytes, start, cr - 1));
  }
}
