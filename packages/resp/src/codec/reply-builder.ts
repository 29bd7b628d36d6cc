// Builds replies from tokens: what each becomes is the table at `Reply`.

import { Utf8 } from "../base/index.ts";
import { keptBodyBytes } from "./body.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { ByteWindow, copyOf } from "./byte-window.ts";
import type { LevelStack } from "./level-stack.ts";
import type { Limits } from "./limits.ts";
import { ReplyError, replyTooLarge } from "./reply-error.ts";
import { type LaneBuilder, ReplyLane } from "./reply-lane.ts";
import { ReplyStack } from "./reply-stack.ts";
import type { Attribute, MapEntries, Push, Reply, StringMode } from "./reply.ts";
import { TextWindow } from "./text-window.ts";
import type { TokenSink } from "./token-sink.ts";
import { ATTRIBUTE, BULK, BULK_ERROR, MAP, PIECE, PUSH, SIMPLE, VERBATIM } from "./type-byte.ts";

/** Where finished replies go, and how their strings are read; see `DecoderOptions`. */
export interface ReplyConsumer {
  onReply(reply: Reply): void;
  onPush?: ((push: Push) => void) | undefined;
  onAttribute?: ((attribute: Attribute) => void) | undefined;
  readonly strings: StringMode;
  stringsOf?: (() => StringMode) | undefined;
}

/** Up to here a text fits the strings of every engine; their limits begin at 256 Mi units. */
const alwaysFitsBytes = 1024 * 1024;
/** What a streamed string may leave allocated for the next one. */
const keptPieceBytes = 64 * 1024;

/** The sink of `Decoder`. */
export class ReplyBuilder implements TokenSink, LaneBuilder {
  readonly consumer: ReplyConsumer;
  readonly asks: boolean;
  asBytes: boolean;
  readonly stack: ReplyStack = new ReplyStack();
  readonly utf8: Utf8 = new Utf8();
  readonly texts: TextWindow = new TextWindow(this.utf8);
  readonly blobs: ByteWindow = new ByteWindow();
  readonly #lane: ReplyLane = new ReplyLane(this);
  #bytes: Uint8Array = new Uint8Array(0);
  /** The top-level value, once it is complete. */
  #top: Reply = null;
  readonly #pieces = new ByteBuffer();
  /** A text of the reply at hand that no string can hold. */
  #tooLarge: ReplyError | undefined;

  constructor(consumer: ReplyConsumer) {
    this.consumer = consumer;
    this.asks = consumer.stringsOf !== undefined;
    this.asBytes = consumer.strings === "bytes";
  }

  own(owned: boolean): void {
    this.blobs.owned = owned;
  }

  use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.leave();
  }

  leave(): void {
    this.texts.reset();
    this.blobs.reset();
  }

  readAhead(chunk: Uint8Array, at: number, levels: LevelStack, limits: Limits): number {
    return this.#lane.read(chunk, at, levels, limits);
  }

  readLone(chunk: Uint8Array, limits: Limits): boolean {
    return this.#lane.readLone(chunk, limits);
  }

  begin(type: number): void {
    const { stringsOf } = this.consumer;
    if (stringsOf === undefined) return;
    // Pushes and what stands ahead of a reply belong to no command.
    const own = type !== PUSH && type !== ATTRIBUTE;
    this.asBytes = (own ? stringsOf() : this.consumer.strings) === "bytes";
  }

  text(type: number, start: number, end: number): void {
    if (type === BULK) {
      this.#add(this.asBytes ? this.blobs.cut(this.#bytes, start, end) : this.#textOf(start, end));
    } else if (type === SIMPLE) {
      this.#add(this.asBytes ? this.blobs.cut(this.#bytes, start, end) : this.#simple(start, end));
    } else if (type === VERBATIM) {
      this.text(BULK, start + 4, end);
    } else if (type === PIECE) {
      this.#pieces.append(this.#bytes, start, end);
    } else {
      this.#add(errorOf(this.#textOf(start, end)));
    }
  }

  gathered(type: number, body: ByteBuffer): void {
    const { bytes, length } = body;
    if (type === PIECE) this.#pieces.append(bytes, 0, length);
    else if (type === BULK_ERROR) this.#add(errorOf(this.#decode(bytes, 0, length)));
    else if (type === VERBATIM) this.#add(this.#string(bytes, 4, length));
    else if (!this.asBytes) this.#add(this.#decode(bytes, 0, length));
    else if (length > keptBodyBytes) this.#add(body.take());
    else this.#add(this.blobs.join(bytes, length, bytes, 0));
  }

  number(_type: number, value: number | bigint): void {
    this.#add(value);
  }

  constant(_type: number, value: boolean | null): void {
    this.#add(value);
  }

  open(type: number, children: number): void {
    if (type !== BULK) this.stack.open(children);
  }

  close(type: number): void {
    if (type === BULK) {
      this.#add(this.#string(this.#pieces.bytes, 0, this.#pieces.length));
      this.#pieces.clear(keptPieceBytes);
      return;
    }
    const items = this.stack.close();
    if (type === ATTRIBUTE) this.#attribute(items);
    else this.#add(this.valueOf(type, items));
  }

  end(type: number): void {
    const value = this.#top;
    this.#top = null;
    this.deliver(type, value);
  }

  deliver(type: number, value: Reply): void {
    const tooLarge = this.#tooLarge;
    this.#tooLarge = undefined;
    if (type === PUSH) this.#push(value as Reply[]);
    else this.consumer.onReply(tooLarge ?? value);
  }

  valueOf(type: number, items: Reply[]): Reply {
    // Byte maps are entry lists: see MapEntries.
    return type === MAP ? this.#map(items) : items;
  }

  /** A value is complete: the reply itself, or a child of the innermost aggregate. */
  #add(value: Reply): void {
    const { stack } = this;
    if (stack.depth === 0) this.#top = value;
    else stack.items[stack.filled++] = value;
  }

  /** The commonest replies are shared constants. */
  #simple(start: number, end: number): Reply {
    const bytes = this.#bytes;
    const first = bytes[start];
    if (end - start === 2 && first === 0x4f && bytes[start + 1] === 0x4b) return "OK";
    const text = this.#textOf(start, end);
    return text === "QUEUED" ? "QUEUED" : text === "PONG" ? "PONG" : text;
  }

  #textOf(start: number, end: number): string | ReplyError {
    if (end - start <= alwaysFitsBytes) return this.texts.cut(this.#bytes, start, end);
    return this.#decode(this.#bytes, start, end);
  }

  /** A string of its own in the mode at hand. */
  #string(bytes: Uint8Array, start: number, end: number): Reply {
    return this.asBytes ? copyOf(bytes, start, end) : this.#decode(bytes, start, end);
  }

  #decode(bytes: Uint8Array, start: number, end: number): string | ReplyError {
    if (end - start <= alwaysFitsBytes) return this.utf8.decodeRange(bytes, start, end);
    try {
      return this.utf8.decodeRange(bytes, start, end);
    } catch {
      // Engines differ in their longest string and in what they throw; replacement never throws.
      this.#tooLarge = replyTooLarge(end - start);
      return this.#tooLarge;
    }
  }

  #map(items: Reply[]): Map<Reply, Reply> | MapEntries {
    if (this.asBytes) {
      const entries: MapEntries = [];
      for (let index = 0; index < items.length; index += 2) {
        entries.push([items[index]!, items[index + 1]!]);
      }
      return entries;
    }
    const map = new Map<Reply, Reply>();
    for (let index = 0; index < items.length; index += 2) map.set(items[index]!, items[index + 1]!);
    return map;
  }

  #attribute(items: Reply[]): void {
    const { onAttribute } = this.consumer;
    if (onAttribute === undefined) return;
    onAttribute({ data: this.#map(items), depth: this.stack.depth });
  }

  #push(items: Reply[]): void {
    const [kind, ...data] = items as [string | Uint8Array, ...Reply[]];
    const { onPush } = this.consumer;
    if (onPush === undefined) return;
    onPush({ kind: typeof kind === "string" ? kind : this.utf8.decode(kind), data });
  }
}

function errorOf(text: string | ReplyError): ReplyError {
  return typeof text === "string" ? new ReplyError(text) : text;
}
