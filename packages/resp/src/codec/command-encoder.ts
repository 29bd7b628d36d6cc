// Commands as bytes: an array of bulks, `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`. They are written behind each
// other into slabs, and a slab is never written twice at the same place: what `take` returned stays
// as it is, costs no copy, and lies next to what the following `take` returns.
//
//     slab  [ taken ][ taken ][ being written | room ........ ]

import { CR, LF } from "./ascii.ts";
import { Utf8 } from "../base/index.ts";

/** One word of a command. Numbers are written as JavaScript spells them, infinities as `inf`. */
export type CommandArgument = string | Uint8Array | number | bigint;

/** Shorter strings are written by hand, without a call into the platform; two digits are their length. */
const shortText = 100;
/** Up to this many units a longer string is written in place; three bytes a unit are kept free for it. */
const inPlaceText = 64 * 1024;
/** From here on the last argument is long; also the room for what is before it. */
const longLast = 512;
/** `$` and `*`, the digits of any length, CR LF. */
const headerBytes = 20;
/** An encoder that is hardly used, as those of many idle clients, holds no more. */
const firstSlabBytes = 512;
/** What a command that is encoded alone gets at first. */
const singleBytes = 128;
const STAR = 0x2a;
const DOLLAR = 0x24;

/** Writes commands behind each other; `take` hands over what was added since the last one. */
export class CommandEncoder {
  readonly #utf8 = new Utf8();
  readonly #maxSlabBytes: number;
  #slabBytes: number;
  #slab: Uint8Array = new Uint8Array(0);
  #start = 0;
  #at = 0;

  /** `slabBytes` is how much is allocated at once; default 16,384, after smaller ones at first. */
  constructor(slabBytes: number = 16 * 1024) {
    this.#maxSlabBytes = slabBytes;
    this.#slabBytes = Math.min(slabBytes, firstSlabBytes);
  }

  /** How many bytes were added and not taken. */
  get byteLength(): number {
    return this.#at - this.#start;
  }

  /**
   * Adds one command. The arguments are copied: their buffers may be reused at once.
   *
   * @throws {TypeError} if there is no argument, or one is of another type, NaN, or a string with a
   * lone surrogate; nothing of the command is added then.
   */
  add(args: readonly CommandArgument[]): void {
    if (args.length === 0) throw new TypeError("A command needs at least its name.");
    const before = this.byteLength;
    try {
      this.#begin(args.length, args[args.length - 1]);
      for (let index = 0; index < args.length; index++) this.#word(args[index]!, index);
    } catch (error) {
      this.#at = this.#start + before;
      throw error;
    }
  }

  /** As `add([word, first, second])`, or without `second` if it is undefined. @throws {TypeError} as that. */
  addWords(word: string, first: CommandArgument, second: CommandArgument | undefined): void {
    const before = this.byteLength;
    try {
      this.#begin(second === undefined ? 2 : 3, second);
      this.#word(word, 0);
      this.#word(first, 1);
      if (second !== undefined) this.#word(second, 2);
    } catch (error) {
      this.#at = this.#start + before;
      throw error;
    }
  }

  /** The bytes added since the last call; they are the caller's and never change. */
  take(): Uint8Array {
    const taken = this.#slab.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  /**
   * As `take`, without a view: the result is where in `memory` the bytes begin, and they end at
   * `end`. Ask both before more is added. A view costs 100 bytes and a third of the encoding.
   */
  takeStart(): number {
    const start = this.#start;
    this.#start = this.#at;
    return start;
  }

  /** What is written to at present. */
  get memory(): Uint8Array {
    return this.#slab;
  }

  /** Where in `memory` the bytes added last end. */
  get end(): number {
    return this.#at;
  }

  #begin(words: number, last: CommandArgument | undefined): void {
    // What is long mostly comes last: room for all of it at once, or what is before it gets a slab.
    const bytes =
      typeof last === "string" ? last.length : ArrayBuffer.isView(last) ? last.byteLength : 0;
    this.#reserve(bytes > longLast ? bytes + longLast : headerBytes);
    this.#header(STAR, words);
  }

  #word(value: CommandArgument, index: number): void {
    if (typeof value === "string") this.#text(value);
    else if (typeof value === "number") this.#text(numberText(value, index));
    else if (typeof value === "bigint") this.#text(String(value));
    else if (ArrayBuffer.isView(value)) this.#bytes(value);
    else throw wrongArgument(index, value === null ? "null" : typeof value);
  }

  #text(text: string): void {
    const { length } = text;
    if (length < shortText) {
      this.#reserve(headerBytes + length);
      const end = shortBulk(this.#slab, this.#at, text);
      if (end > 0) {
        this.#at = end;
        return;
      }
    } else if (this.#longAscii(text)) return;
    if (length <= inPlaceText) this.#inPlace(text);
    else this.#bytes(this.#utf8.encode(text));
  }

  /** Writes the text behind a header that supposes ASCII, and corrects the header if it was not. */
  #inPlace(text: string): void {
    const { length } = text;
    this.#reserve(2 * headerBytes + 3 * length);
    const before = this.#at;
    this.#header(DOLLAR, length);
    const from = this.#at;
    const written = this.#utf8.encodeInto(text, this.#slab, from);
    if (written !== length) {
      this.#at = before;
      const shift = digitsOf(written) - digitsOf(length);
      if (shift > 0) this.#slab.copyWithin(from + shift, from, from + written);
      this.#header(DOLLAR, written);
    }
    this.#at += written;
    this.#lineEnd();
  }

  /**
   * Writes `text` if it is ASCII; otherwise leaves everything as it was. It takes no more room than the
   * text, where `#inPlace` takes three times that.
   */
  #longAscii(text: string): boolean {
    const { length } = text;
    this.#reserve(headerBytes + length + 2);
    const before = this.#at;
    this.#header(DOLLAR, length);
    if (!this.#utf8.encodeAscii(text, this.#slab, this.#at)) {
      this.#at = before;
      return false;
    }
    this.#at += length;
    this.#lineEnd();
    return true;
  }

  #bytes(view: ArrayBufferView): void {
    const { byteLength } = view;
    this.#reserve(headerBytes + byteLength + 2);
    this.#header(DOLLAR, byteLength);
    this.#slab.set(new Uint8Array(view.buffer, view.byteOffset, byteLength), this.#at);
    this.#at += byteLength;
    this.#lineEnd();
  }

  #header(type: number, count: number): void {
    const slab = this.#slab;
    let at = this.#at;
    slab[at++] = type;
    if (count < 10) slab[at++] = 0x30 + count;
    else {
      const digits = digitsOf(count);
      for (let place = at + digits - 1, rest = count; place >= at; place--) {
        slab[place] = 0x30 + (rest % 10);
        rest = Math.floor(rest / 10);
      }
      at += digits;
    }
    slab[at] = CR;
    slab[at + 1] = LF;
    this.#at = at + 2;
  }

  #lineEnd(): void {
    this.#slab[this.#at++] = CR;
    this.#slab[this.#at++] = LF;
  }

  /** Makes room for `count` more bytes; what was not taken yet moves along. */
  #reserve(count: number): void {
    if (this.#at + count <= this.#slab.length) return;
    const pending = this.#at - this.#start;
    const slab = new Uint8Array(
      // Twice as much only where little was added to much: a long argument comes alone.
      Math.max(this.#slabBytes, (pending + count) * (pending > count ? 2 : 1)),
    );
    this.#slabBytes = Math.min(2 * this.#slabBytes, this.#maxSlabBytes);
    slab.set(this.#slab.subarray(this.#start, this.#at));
    this.#slab = slab;
    this.#start = 0;
    this.#at = pending;
  }
}

/** One command as bytes of its own. @throws {TypeError} as {@link CommandEncoder.add}. */
export function encodeCommand(args: readonly CommandArgument[]): Uint8Array {
  const encoder = new CommandEncoder(singleBytes);
  encoder.add(args);
  return encoder.take();
}

/**
 * Writes short ASCII text at `at`, where there is room; the result is where it ends, or 0 if it is none.
 * Apart from the fields it takes a sixth less time.
 */
function shortBulk(slab: Uint8Array, at: number, text: string): number {
  const { length } = text;
  let to = at;
  slab[to++] = DOLLAR;
  if (length >= 10) slab[to++] = 0x30 + ((length * 205) >> 11);
  slab[to++] = 0x30 + (length % 10);
  slab[to++] = CR;
  slab[to++] = LF;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return 0;
    slab[to++] = unit;
  }
  slab[to] = CR;
  slab[to + 1] = LF;
  return to + 2;
}

function digitsOf(count: number): number {
  if (count < 100) return count < 10 ? 1 : 2;
  return count < 1000 ? 3 : String(count).length;
}

function numberText(value: number, index: number): string {
  if (Number.isNaN(value)) throw wrongArgument(index, "NaN");
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : String(value);
}

function wrongArgument(index: number, given: string): TypeError {
  return new TypeError(
    `Argument ${index} of a command must be a string, Uint8Array, number or bigint, got ${given}.`,
  );
}
