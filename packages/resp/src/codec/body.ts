// The body whose header was read and whose bytes are still to come, all or some: of a bulk, bulk error,
// verbatim string or piece.
//
//     $16\r\n012345|6789abcdef\r\n      length 16, left 12 (CR LF is due too), bytes "012345"
//
// Of a short bulk the text so far waits too, so that it need only be joined with what follows.

import { ByteBuffer } from "./byte-buffer.ts";

/** What a gathered body may leave allocated for the next one. */
export const keptBodyBytes: number = 1024 * 1024;

/** The body at hand of one decoder. */
export class Body {
  /** Its type byte. */
  type = 0;
  /** Where it begins; negative if that is in an earlier chunk. */
  at = 0;
  /** Its declared length in bytes. */
  length = 0;
  /** How much of it and its CR LF is due; negative where no body is at hand. */
  left = -1;
  /** What came in earlier chunks. */
  readonly bytes: ByteBuffer = new ByteBuffer();
  /** Where that still lies instead, if the chunk may be kept: all of it behind `#from`. */
  #source: Uint8Array | undefined;
  #from = 0;
  /** True while `head` says the same as `bytes`. */
  joinable = false;
  /** The text of what came; empty under bytes. */
  head = "";

  /** A header was read: the body begins at `at`. */
  begin(type: number, at: number, length: number): void {
    this.type = type;
    this.at = at;
    this.length = length;
    this.left = length + 2;
  }

  /** What came is `chunk` from `from` on, and is copied only if it must. */
  leave(chunk: Uint8Array, from: number): void {
    this.#source = chunk;
    this.#from = from;
  }

  /** Copies what was left in its chunk: from here on `bytes` has all that came. */
  gather(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#source = undefined;
    this.bytes.append(source, this.#from, source.length);
  }

  /** All of it was handed over. */
  end(): void {
    this.left = -1;
    this.joinable = false;
    this.head = "";
    this.#source = undefined;
    this.bytes.clear(keptBodyBytes);
  }
}
