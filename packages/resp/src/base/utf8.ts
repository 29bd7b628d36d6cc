// Text and its UTF-8 bytes. TextEncoder and TextDecoder do it where they exist; bare `vm` contexts,
// compartments and small interpreters have neither, so the same rules are here in JavaScript too
// (WHATWG Encoding Standard, "UTF-8 decoder": one U+FFFD per maximal ill-formed part, no BOM removed).

interface NativeEncoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

interface NativeDecoder {
  decode(bytes: Uint8Array): string;
}

/** Where the platform's own codecs are looked up: the global object, or an empty object for none. */
export interface Utf8Source {
  /** The platform's encoder, if it has one. */
  TextEncoder?: (new () => NativeEncoder) | undefined;
  /** The platform's decoder, if it has one. */
  TextDecoder?: (new (label: string, options: { ignoreBOM: boolean }) => NativeDecoder) | undefined;
}

interface SlicingBytes extends Uint8Array {
  utf8Slice: RangeDecoder;
}
type RangeDecoder = (this: Uint8Array, start: number, end: number) => string;

/** How many UTF-16 units are handed to `String.fromCharCode` at once: far below any argument limit. */
const unitsPerCall = 2048;

/** The two directions with the platform's codecs found once; each owner keeps an instance. */
export class Utf8 {
  readonly #source: Utf8Source;
  #encoder: NativeEncoder | undefined;
  #decoder: NativeDecoder | undefined;
  /** The method of a byte array that reads a range of it, once one was found, and the last one seen. */
  #slice: RangeDecoder | undefined;
  #seenSlice: unknown;

  /** `source` defaults to the global object; it is asked at the first use of each direction. */
  constructor(source: Utf8Source = globalThis as Utf8Source) {
    this.#source = source;
  }

  /**
   * The text as bytes.
   *
   * @throws {TypeError} if `text` has a lone surrogate, which UTF-8 can't express: replacing it
   * would silently store another text.
   */
  encode(text: string): Uint8Array {
    if (!isWellFormed(text)) throw illFormed();
    const encoder = this.#nativeEncoder();
    if (encoder !== undefined) return encoder.encode(text);
    const bytes = new Uint8Array(byteLengthOf(text));
    encodeByHand(text, bytes, 0);
    return bytes;
  }

  /**
   * Writes the text to `target` from `at` on, where there must be room for three bytes a unit; the
   * result is how many bytes it took.
   *
   * @throws {TypeError} as `encode`; what was written then is meaningless.
   */
  encodeInto(text: string, target: Uint8Array, at: number): number {
    const encoder = this.#nativeEncoder();
    const written =
      encoder === undefined
        ? encodeByHand(text, target, at) - at
        : encoder.encodeInto(text, target.subarray(at)).written;
    // As many bytes as units: ASCII alone, and nothing to check.
    if (written !== text.length && !isWellFormed(text)) throw illFormed();
    return written;
  }

  /**
   * Writes the text to `target` from `at` on if it is ASCII alone: a byte a unit is room enough then.
   * False if it is not; what was written then is meaningless.
   */
  encodeAscii(text: string, target: Uint8Array, at: number): boolean {
    const { length } = text;
    const encoder = this.#nativeEncoder();
    // In so much room all units fit only if each is one byte.
    if (encoder !== undefined) {
      return encoder.encodeInto(text, target.subarray(at, at + length)).read === length;
    }
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      target[at + index] = unit;
    }
    return true;
  }

  /** The bytes as text; ill-formed bytes become U+FFFD, a byte order mark stays. */
  decode(bytes: Uint8Array): string {
    const decoder = this.#nativeDecoder();
    return decoder === undefined ? decodeByHand(bytes) : decoder.decode(bytes);
  }

  /**
   * As `decode`, for `bytes[start, end)`. Node's Buffers read a range of bytes in half the time of a
   * TextDecoder: the method is taken from the first array that has one, if it keeps the rules.
   */
  decodeRange(bytes: Uint8Array, start: number, end: number): string {
    const { utf8Slice } = bytes as { utf8Slice?: RangeDecoder };
    if (utf8Slice !== undefined) {
      if (utf8Slice === this.#slice) return (bytes as SlicingBytes).utf8Slice(start, end);
      if (utf8Slice !== this.#seenSlice) this.#adopt(utf8Slice);
    }
    if (this.#slice !== undefined) return this.#slice.call(bytes, start, end);
    return this.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start));
  }

  #adopt(candidate: unknown): void {
    this.#seenSlice = candidate;
    if (isRangeDecoder(candidate)) this.#slice = candidate;
  }

  #nativeEncoder(): NativeEncoder | undefined {
    if (this.#encoder !== undefined) return this.#encoder;
    const { TextEncoder } = this.#source;
    if (typeof TextEncoder !== "function") return undefined;
    this.#encoder = new TextEncoder();
    return this.#encoder;
  }

  #nativeDecoder(): NativeDecoder | undefined {
    if (this.#decoder !== undefined) return this.#decoder;
    const { TextDecoder } = this.#source;
    if (typeof TextDecoder !== "function") return undefined;
    this.#decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return this.#decoder;
  }
}

/** True for a function that reads a plain array's range by the rules above, ill-formed bytes too. */
function isRangeDecoder(candidate: unknown): candidate is RangeDecoder {
  if (typeof candidate !== "function") return false;
  const probe = new Uint8Array([
    ...[0x41, 0xef, 0xbb, 0xbf, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x42, 0xed, 0xa0, 0x80],
    ...[0xf0, 0x9f, 0x98, 0x80, 0xff, 0xe2, 0x82],
  ]);
  try {
    return (
      (candidate as RangeDecoder).call(probe, 1, probe.length) === decodeByHand(probe.subarray(1))
    );
  } catch {
    return false;
  }
}

/** One text as UTF-8; whoever does it often keeps a {@link Utf8}. @throws {TypeError} as its `encode`. */
export function encodeUtf8(text: string): Uint8Array {
  return new Utf8().encode(text);
}

/** UTF-8 bytes as one text, by the rules of {@link Utf8}. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new Utf8().decode(bytes);
}

/** True if every surrogate of `text` has its partner. */
export function isWellFormed(text: string): boolean {
  const native = text as { isWellFormed?(): boolean };
  if (native.isWellFormed !== undefined) return native.isWellFormed();
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    if (unit > 0xdbff || !isTrail(text.charCodeAt(index + 1))) return false;
    index++;
  }
  return true;
}

/** The refusal of a text with a lone surrogate; it never shows the text. */
export function illFormed(): TypeError {
  return new TypeError(
    "A string with a lone surrogate has no UTF-8 form; pass a Uint8Array to send these bytes.",
  );
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Writes from `at` on; the result is where it ended. */
function encodeByHand(text: string, bytes: Uint8Array, at: number): number {
  let end = at;
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index)!;
    if (point > 0xffff) index++;
    end = putPoint(bytes, end, point);
  }
  return end;
}

/** How many bytes the well-formed `text` takes. */
function byteLengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // A surrogate pair is four bytes from two units; any other unit is one to three bytes.
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}

function putPoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at] = point;
    return at + 1;
  }
  const trailing = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  bytes[at] = [0, 0xc0, 0xe0, 0xf0][trailing]! | (point >> (6 * trailing));
  for (let left = trailing; left > 0; left--) {
    bytes[at + 1 + trailing - left] = 0x80 | ((point >> (6 * (left - 1))) & 0x3f);
  }
  return at + 1 + trailing;
}

function decodeByHand(bytes: Uint8Array): string {
  const units: number[] = [];
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    const trailing = first < 0x80 ? 0 : trailingOf(first);
    const valid = trailing <= 0 ? 0 : validTrailing(bytes, at, trailing);
    if (trailing < 0 || valid < trailing) units.push(0xfffd);
    else pushPoint(units, bytes, at, trailing);
    at += 1 + valid;
    if (units.length >= unitsPerCall) text += takeUnits(units);
  }
  return text + takeUnits(units);
}

/** How many bytes must follow `first`, or -1 if it begins nothing. */
function trailingOf(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  if (first >= 0xf0 && first <= 0xf4) return 3;
  return -1;
}

/** How many of the `trailing` bytes after `at` belong to it; the second byte's range depends on the first. */
function validTrailing(bytes: Uint8Array, at: number, trailing: number): number {
  const first = bytes[at]!;
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let count = 0; count < trailing; count++) {
    const byte = bytes[at + 1 + count];
    if (byte === undefined || byte < low || byte > high) return count;
    low = 0x80;
    high = 0xbf;
  }
  return trailing;
}

function pushPoint(units: number[], bytes: Uint8Array, at: number, trailing: number): void {
  let point = trailing === 0 ? bytes[at]! : bytes[at]! & (0x3f >> trailing);
  for (let count = 1; count <= trailing; count++)
    point = (point << 6) | (bytes[at + count]! & 0x3f);
  if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
  else units.push(point);
}

function takeUnits(units: number[]): string {
  const text = String.fromCharCode.apply(null, units);
  units.length = 0;
  return text;
}
