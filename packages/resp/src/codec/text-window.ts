// Short texts out of a chunk, cheaply. Decoding costs about 50 to 100 ns a call, whatever the length; so
// up to a kilobyte is decoded at once and the texts in it are cut out as substrings.
//
//     chunk   $5\r\nhello\r\n$5\r\nworld\r\n ...          each byte of an ASCII window is one unit,
//             |<-------- window -------->|               so byte positions are text positions
//
// A substring may keep its window alive: the window is therefore small, and large texts are decoded alone.

import type { Utf8 } from "../base/index.ts";

/** Most bytes decoded at once: what one kept short text can hold on to. */
const windowBytes = 1024;
/**
 * Where others than ASCII were met, so many, and for so many windows: decoding them is slow (up to 4 ns
 * a byte in V8 11), and what lies behind them in their window is decoded twice.
 */
const smallWindowBytes = 256;
const smallWindows = 64;
/** Longer texts are decoded alone: they would leave a window to few others. */
const maxWindowText = 256;

/** How much is read text by text after a short one that was not ASCII: more of its kind may come. */
const aloneBytes = 4096;

/** Reads ranges of one byte array at a time as text; ranges come in rising order. */
export class TextWindow {
  readonly #utf8: Utf8;
  /** The window's text, and the range of the bytes that it is. */
  text = "";
  from = 0;
  to = 0;
  /** How many windows are still to be small. */
  #small = 0;
  /** So many bytes are still to be read text by text. */
  #alone = 0;

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  /** The next ranges are of other bytes. */
  reset(): void {
    if (this.to === 0) return;
    this.from = this.to = 0;
    this.text = "";
  }

  /** The text of `bytes[start, end)`. */
  cut(bytes: Uint8Array, start: number, end: number): string {
    if (end <= this.to) return this.text.substring(start - this.from, end - this.from);
    return this.beyond(bytes, start, end);
  }

  /** As `cut`, for a range that ends behind the window. */
  beyond(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    const rest = bytes.length - end;
    // Behind the last text of a chunk is nothing but its CR LF.
    if (length > maxWindowText || rest <= 2) return this.#utf8.decodeRange(bytes, start, end);
    if (length === 0) return "";
    if (this.#alone <= 0) return this.#windowed(bytes, start, end);
    this.#alone -= length;
    return this.#utf8.decodeRange(bytes, start, end);
  }

  #windowed(bytes: Uint8Array, start: number, end: number): string {
    const size = this.#small > 0 ? smallWindowBytes : windowBytes;
    const to = Math.min(start + size, bytes.length);
    const text = this.#utf8.decodeRange(bytes, start, to);
    // Every sequence of more than one byte, well-formed or not, becomes fewer units than bytes, and
    // a lone ill-formed byte becomes one unit: equal lengths mean that positions agree. Where they
    // do not, they agree up to the first unit that is not ASCII.
    if (this.#small > 0) this.#small--;
    let agreed = text.length;
    if (agreed !== to - start) {
      agreed = asciiPrefix(text);
      this.#small = smallWindows;
      if (agreed < end - start) {
        this.#alone = aloneBytes;
        return this.#utf8.decodeRange(bytes, start, end);
      }
    }
    this.text = text;
    this.from = start;
    this.to = start + agreed;
    return text.substring(0, end - start);
  }
}

/** How many units at the beginning of `text` are ASCII. */
function asciiPrefix(text: string): number {
  let length = 0;
  while (length < text.length && text.charCodeAt(length) < 0x80) length++;
  return length;
}
