// Short texts out of a chunk, cheaply. Decoding costs about 100 ns a call, whatever the length; so up
// to a kilobyte is decoded at once and the texts in it are cut out as substrings.
//
//     chunk   $5\r\nhello\r\n$5\r\nworld\r\n ...          each byte of an ASCII window is one unit,
//             |<-------- window -------->|               so byte positions are text positions
//
// A substring may keep its window alive: the window is therefore small, and large texts are decoded alone.

import type { Utf8 } from "../base/index.ts";

/** Most bytes decoded at once: what one kept short text can hold on to. */
const windowBytes = 1024;
/** Longer texts are decoded alone: they would leave a window to few others. */
const maxWindowText = 256;

/** Reads ranges of one byte array as text; ranges come in rising order. */
export class TextWindow {
  readonly #utf8: Utf8;
  #bytes: Uint8Array = new Uint8Array(0);
  #text = "";
  #from = 0;
  #to = 0;
  /** Up to here the bytes are known not to be ASCII alone. */
  #foreignTo = 0;

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  /** Reads from `bytes` from now on. */
  use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#from = this.#to = this.#foreignTo = 0;
    this.#text = "";
  }

  /** The text of `[start, end)`. */
  text(start: number, end: number): string {
    if (end <= this.#to) return this.#text.substring(start - this.#from, end - this.#from);
    return this.#beyondWindow(start, end);
  }

  #beyondWindow(start: number, end: number): string {
    if (start === end) return "";
    const bytes = this.#bytes;
    if (end - start > maxWindowText || start < this.#foreignTo) {
      return this.#utf8.decode(bytes.subarray(start, end));
    }
    const to = Math.min(start + windowBytes, bytes.length);
    const text = this.#utf8.decode(bytes.subarray(start, to));
    // Every sequence of more than one byte, well-formed or not, becomes fewer units than bytes, and
    // a lone ill-formed byte becomes one unit: equal lengths mean that positions agree.
    if (text.length !== to - start) {
      this.#foreignTo = to;
      return this.#utf8.decode(bytes.subarray(start, end));
    }
    this.#text = text;
    this.#from = start;
    this.#to = to;
    return text.substring(0, end - start);
  }
}
