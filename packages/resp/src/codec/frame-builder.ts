// Builds frames from tokens, so that encoding a frame gives the bytes it was read from.

import type { ByteBuffer } from "./byte-buffer.ts";
import { copyOf } from "./byte-window.ts";
import { type Frame, type FramePairs, type NumberFrame, numberSpelling } from "./frame.ts";
import { STREAMED } from "./level-stack.ts";
import { asciiText } from "./number-line.ts";
import type { TokenSink } from "./token-sink.ts";
import {
  ARRAY,
  ATTRIBUTE,
  BULK,
  BULK_ERROR,
  DOUBLE,
  ERROR,
  INTEGER,
  MAP,
  NULL,
  PIECE,
  SET,
  SIMPLE,
} from "./type-byte.ts";

/** An open aggregate: what was read of it, and the attributes ahead of it. */
interface OpenFrame {
  readonly items: Frame[];
  readonly streamed: boolean;
  readonly attributes: FramePairs[];
}

/** The sink of `FrameDecoder`. */
export class FrameBuilder implements TokenSink {
  readonly #onFrame: (frame: Frame) => void;
  #bytes: Uint8Array = new Uint8Array(0);
  readonly #outer: OpenFrame[] = [];
  #open: OpenFrame = { items: [], streamed: false, attributes: [] };
  /** The attributes read ahead of the value that is due. */
  #attributes: FramePairs[] = [];
  #pieces: Uint8Array[] = [];

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  use(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  leave(): void {}

  /** Of no use here: frames copy what they keep. */
  own(): void {}

  readLone(): boolean {
    return false;
  }

  readAhead(_chunk: Uint8Array, at: number): number {
    return at;
  }

  begin(): void {}

  text(type: number, start: number, end: number): void {
    this.#content(type, copyOf(this.#bytes, start, end));
  }

  gathered(type: number, body: ByteBuffer): void {
    this.#content(type, body.take());
  }

  number(type: number, value: number | bigint, start: number, end: number): void {
    const text = asciiText(this.#bytes, start, end);
    const frame: NumberFrame = { type: numberType(type), value };
    this.#add(text === numberSpelling(value) ? frame : { ...frame, text });
  }

  constant(type: number, value: boolean | null): void {
    if (value !== null) this.#add({ type: "boolean", value });
    else this.#add({ type: "null", form: type === NULL ? "_" : type === BULK ? "$-1" : "*-1" });
  }

  open(_type: number, children: number): void {
    this.#outer.push(this.#open);
    this.#open = { items: [], streamed: children === STREAMED, attributes: this.#attributes };
    this.#attributes = [];
  }

  close(type: number): void {
    const { items, streamed, attributes } = this.#open;
    this.#open = this.#outer.pop()!;
    this.#attributes = attributes;
    const mark = streamed ? { streamed } : {};
    if (type === ATTRIBUTE) this.#attributes.push(pairsOf(items));
    else if (type === MAP) this.#add({ type: "map", entries: pairsOf(items), ...mark });
    else if (type === BULK) this.#add({ type: "streamed-bulk", pieces: this.#takePieces() });
    else this.#add({ type: listType(type), items, ...mark });
  }

  end(): void {
    this.#onFrame(this.#open.items.pop()!);
  }

  #content(type: number, bytes: Uint8Array): void {
    if (type === PIECE) this.#pieces.push(bytes);
    else if (type === BULK) this.#add({ type: "bulk", bytes });
    else if (type === BULK_ERROR) this.#add({ type: "bulk-error", bytes });
    else if (type === SIMPLE) this.#add({ type: "simple", bytes });
    else if (type === ERROR) this.#add({ type: "error", bytes });
    else this.#add({ type: "verbatim", format: asciiText(bytes, 0, 3), bytes: bytes.slice(4) });
  }

  #takePieces(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #add(frame: Frame): void {
    if (this.#attributes.length === 0) {
      this.#open.items.push(frame);
      return;
    }
    this.#open.items.push({ ...frame, attributes: this.#attributes });
    this.#attributes = [];
  }
}

function pairsOf(items: readonly Frame[]): FramePairs {
  const pairs: [Frame, Frame][] = [];
  for (let index = 0; index < items.length; index += 2) {
    pairs.push([items[index]!, items[index + 1]!]);
  }
  return pairs;
}

function numberType(type: number): NumberFrame["type"] {
  if (type === INTEGER) return "integer";
  return type === DOUBLE ? "double" : "big-number";
}

function listType(type: number): "array" | "set" | "push" {
  if (type === ARRAY) return "array";
  return type === SET ? "set" : "push";
}
