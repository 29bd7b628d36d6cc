// Frames into bytes. Under protocol 3 every frame is written as it is; under protocol 2 what RESP2
// lacks is written as a Redis server does for a client of the old protocol.

import { CR, LF } from "./ascii.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import {
  type Frame,
  type FramePairs,
  type ListFrame,
  type NumberFrame,
  numberSpelling,
} from "./frame.ts";

/** Something still to be written: a frame, or bytes that stand between frames. */
type Task = Frame | string;

const signs = {
  simple: "+",
  error: "-",
  bulk: "$",
  "bulk-error": "!",
  array: "*",
  set: "~",
  push: ">",
  integer: ":",
  "big-number": "(",
  double: ",",
} as const;

const spellings = {
  integer: /^[+-]?[0-9]+$/,
  "big-number": /^[+-]?[0-9]+$/,
  double: /^(?:[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|-?inf|-?nan)$/,
} as const;

/**
 * The frame's bytes. Under protocol 2: maps become flat arrays, sets and pushes arrays, streams whole
 * values, null `$-1`, booleans `:1` and `:0`, doubles, big numbers and verbatim strings bulks, bulk
 * errors errors (with spaces for line breaks); attributes are left out.
 *
 * @throws {TypeError} for what has no wire form: a line with CR or LF, a format that is not three
 * one-byte characters, a number's `text` that spells none, an empty piece of a streamed string.
 */
export function encodeFrame(frame: Frame, protocol: 2 | 3): Uint8Array {
  const encoder = new FrameEncoder(protocol);
  encoder.write(frame);
  return encoder.out.take();
}

/** Writes frames behind each other, with a stack of its own where others recurse. */
class FrameEncoder {
  readonly out: ByteBuffer = new ByteBuffer();
  readonly #old: boolean;
  /** What is still to be written, the next one last. */
  readonly #tasks: Task[] = [];

  constructor(protocol: 2 | 3) {
    this.#old = protocol === 2;
  }

  write(frame: Frame): void {
    this.#tasks.push(frame);
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (typeof task === "string") this.out.ascii(task);
      else if (task.attributes === undefined) this.#value(task);
      else this.#annotated(task, task.attributes);
    }
  }

  #annotated(frame: Frame, attributes: readonly FramePairs[]): void {
    const { attributes: _, ...bare } = frame;
    this.#tasks.push(bare);
    if (this.#old) return;
    for (const pairs of attributes.toReversed()) {
      this.#pairs(pairs);
      this.#tasks.push(`|${pairs.length}\r\n`);
    }
  }

  #value(frame: Frame): void {
    switch (frame.type) {
      case "simple":
      case "error":
        return this.#line(signs[frame.type], frame.bytes);
      case "bulk":
        return this.#bulk("$", frame.bytes);
      case "bulk-error":
        return this.#old
          ? this.#line("-", withoutBreaks(frame.bytes))
          : this.#bulk("!", frame.bytes);
      case "verbatim":
        return this.#verbatim(frame.format, frame.bytes);
      case "streamed-bulk":
        return this.#streamedBulk(frame.pieces);
      case "integer":
      case "big-number":
      case "double":
        return this.#number(frame);
      case "boolean":
        return this.out.ascii(
          this.#old ? `:${frame.value ? 1 : 0}\r\n` : `#${frame.value ? "t" : "f"}\r\n`,
        );
      case "null":
        return this.out.ascii(frame.form === "_" && this.#old ? "$-1\r\n" : `${frame.form}\r\n`);
      case "map":
        return this.#map(frame.entries, frame.streamed === true);
      case "array":
      case "set":
      case "push":
        return this.#list(frame);
    }
  }

  #line(sign: string, bytes: Uint8Array): void {
    if (bytes.includes(CR) || bytes.includes(LF)) {
      throw new TypeError(`A "${sign}" line can't hold a CR or LF; use a bulk.`);
    }
    this.out.ascii(sign);
    this.out.append(bytes, 0, bytes.length);
    this.out.ascii("\r\n");
  }

  #bulk(sign: string, bytes: Uint8Array): void {
    this.out.ascii(`${sign}${bytes.length}\r\n`);
    this.out.append(bytes, 0, bytes.length);
    this.out.ascii("\r\n");
  }

  #verbatim(format: string, bytes: Uint8Array): void {
    if (this.#old) return this.#bulk("$", bytes);
    if (!/^[\0-\xff]{3}$/.test(format)) {
      throw new TypeError("A verbatim string's format must be three characters of one byte.");
    }
    this.out.ascii(`=${bytes.length + 4}\r\n${format}:`);
    this.out.append(bytes, 0, bytes.length);
    this.out.ascii("\r\n");
  }

  #streamedBulk(pieces: readonly Uint8Array[]): void {
    if (this.#old) {
      const whole = new ByteBuffer();
      for (const piece of pieces) whole.append(piece, 0, piece.length);
      return this.#bulk("$", whole.take());
    }
    this.out.ascii("$?\r\n");
    for (const piece of pieces) {
      if (piece.length === 0) throw new TypeError("An empty piece would end a streamed string.");
      this.#bulk(";", piece);
    }
    this.out.ascii(";0\r\n");
  }

  #number({ type, value, text = numberSpelling(value) }: NumberFrame): void {
    if (!spellings[type].test(text) || (type === "integer" && !fitsInt64(text))) {
      throw new TypeError(`"${text.slice(0, 40)}" spells no ${type} of RESP.`);
    }
    if (this.#old && type !== "integer") this.out.ascii(`$${text.length}\r\n${text}\r\n`);
    else this.out.ascii(`${signs[type]}${text}\r\n`);
  }

  #list({ type, items, streamed }: ListFrame): void {
    const sign = this.#old ? "*" : signs[type];
    this.#begin(sign, items.length, streamed === true);
    for (let index = items.length - 1; index >= 0; index--) this.#tasks.push(items[index]!);
  }

  #map(entries: FramePairs, streamed: boolean): void {
    if (this.#old) this.#begin("*", entries.length * 2, false);
    else this.#begin("%", entries.length, streamed);
    this.#pairs(entries);
  }

  #begin(sign: string, length: number, streamed: boolean): void {
    const open = streamed && !this.#old;
    this.out.ascii(`${sign}${open ? "?" : length}\r\n`);
    if (open) this.#tasks.push(".\r\n");
  }

  #pairs(pairs: FramePairs): void {
    for (let index = pairs.length - 1; index >= 0; index--) {
      const [key, value] = pairs[index]!;
      this.#tasks.push(value, key);
    }
  }
}

function withoutBreaks(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === CR || byte === LF ? 0x20 : byte));
}

function fitsInt64(digits: string): boolean {
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value;
}
