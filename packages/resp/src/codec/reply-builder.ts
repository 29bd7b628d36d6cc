// Builds replies from tokens: what each becomes is the table at `Reply`.

import { Utf8 } from "../base/index.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { ReplyError, replyTooLarge } from "./reply-error.ts";
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
/** Up to so many children an array is made at its full length: at most half a kilobyte a level. */
const exactChildren = 64;
/** What stands where no aggregate is open; never written. */
const noItems: Reply[] = [];
/** What a streamed string may leave allocated for the next one. */
const keptPieceBytes = 64 * 1024;

/** The sink of `Decoder`. */
export class ReplyBuilder implements TokenSink {
  readonly #consumer: ReplyConsumer;
  readonly #utf8 = new Utf8();
  readonly #window = new TextWindow(this.#utf8);
  #bytes: Uint8Array = new Uint8Array(0);
  /** True while strings stay bytes. */
  #asBytes: boolean;
  /** How many aggregates are open. */
  #depth = 0;
  /** The children of the innermost one, and how many there are; `#outer` has those around it. */
  #items: Reply[] = noItems;
  #filled = 0;
  readonly #outer: Reply[][] = [];
  readonly #outerFilled: number[] = [];
  /** The top-level value, once it is complete. */
  #top: Reply = null;
  readonly #pieces = new ByteBuffer();
  /** A text of the reply at hand that no string can hold. */
  #tooLarge: ReplyError | undefined;

  constructor(consumer: ReplyConsumer) {
    this.#consumer = consumer;
    this.#asBytes = consumer.strings === "bytes";
  }

  use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#window.use(bytes);
  }

  begin(type: number): void {
    const { stringsOf } = this.#consumer;
    if (stringsOf === undefined) return;
    // Pushes and what stands ahead of a reply belong to no command.
    const own = type !== PUSH && type !== ATTRIBUTE;
    this.#asBytes = (own ? stringsOf() : this.#consumer.strings) === "bytes";
  }

  text(type: number, start: number, end: number): void {
    if (type === BULK) {
      this.#add(this.#asBytes ? this.#bytes.slice(start, end) : this.#textOf(start, end));
    } else if (type === SIMPLE) {
      this.#add(this.#asBytes ? this.#bytes.slice(start, end) : this.#simple(start, end));
    } else if (type === VERBATIM) {
      this.text(BULK, start + 4, end);
    } else if (type === PIECE) {
      this.#pieces.append(this.#bytes, start, end);
    } else {
      this.#add(errorOf(this.#textOf(start, end)));
    }
  }

  gathered(type: number, body: ByteBuffer): void {
    if (type === PIECE) this.#pieces.append(body.bytes, 0, body.length);
    else if (type === BULK_ERROR) this.#add(errorOf(this.#decode(body.view())));
    else if (type === VERBATIM) this.#add(this.#string(body.view().subarray(4)));
    else this.#add(this.#asBytes ? body.take() : this.#decode(body.view()));
  }

  number(_type: number, value: number | bigint): void {
    this.#add(value);
  }

  constant(_type: number, value: boolean | null): void {
    this.#add(value);
  }

  open(type: number, children: number): void {
    if (type === BULK) return;
    this.#outer[this.#depth] = this.#items;
    this.#outerFilled[this.#depth] = this.#filled;
    this.#depth++;
    // Exact arrays for short ones, half the time of growing; longer ones grow with what arrives.
    const exact = children > 0 && children <= exactChildren;
    // oxlint-disable-next-line unicorn/no-new-array -- made of holes that are all filled in order
    this.#items = exact ? new Array<Reply>(children) : [];
    this.#filled = 0;
  }

  close(type: number): void {
    if (type === BULK) {
      this.#add(this.#string(this.#pieces.view()));
      this.#pieces.clear(keptPieceBytes);
      return;
    }
    const items = this.#items;
    this.#depth--;
    this.#items = this.#outer[this.#depth]!;
    this.#filled = this.#outerFilled[this.#depth]!;
    this.#outer[this.#depth] = noItems;
    if (type === MAP) this.#add(this.#map(items));
    else if (type === ATTRIBUTE) this.#attribute(items);
    else this.#add(items);
  }

  end(type: number): void {
    const value = this.#top;
    this.#top = null;
    const tooLarge = this.#tooLarge;
    this.#tooLarge = undefined;
    if (type === PUSH) this.#push(value as Reply[]);
    else this.#consumer.onReply(tooLarge ?? value);
  }

  /** A value is complete: the reply itself, or a child of the innermost aggregate. */
  #add(value: Reply): void {
    if (this.#depth === 0) this.#top = value;
    else this.#items[this.#filled++] = value;
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
    if (end - start <= alwaysFitsBytes) return this.#window.text(start, end);
    return this.#decode(this.#bytes.subarray(start, end));
  }

  /** A string of its own in the mode at hand. */
  #string(bytes: Uint8Array): Reply {
    return this.#asBytes ? bytes.slice() : this.#decode(bytes);
  }

  #decode(bytes: Uint8Array): string | ReplyError {
    if (bytes.length <= alwaysFitsBytes) return this.#utf8.decode(bytes);
    try {
      return this.#utf8.decode(bytes);
    } catch {
      // Engines differ in their longest string and in what they throw; replacement never throws.
      this.#tooLarge = replyTooLarge(bytes.length);
      return this.#tooLarge;
    }
  }

  #map(items: Reply[]): Map<Reply, Reply> | MapEntries {
    if (this.#asBytes) {
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
    const { onAttribute } = this.#consumer;
    if (onAttribute === undefined) return;
    onAttribute({ data: this.#map(items), depth: this.#depth });
  }

  #push(items: Reply[]): void {
    const [kind, ...data] = items as [string | Uint8Array, ...Reply[]];
    const { onPush } = this.#consumer;
    if (onPush === undefined) return;
    onPush({ kind: typeof kind === "string" ? kind : this.#utf8.decode(kind), data });
  }
}

function errorOf(text: string | ReplyError): ReplyError {
  return typeof text === "string" ? new ReplyError(text) : text;
}
