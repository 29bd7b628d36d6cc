// The short way from bytes to replies: the tokens that servers send most, where they lie in the chunk
// whole and are spelled as usual, and short bulks that are cut in two. Everything else (rare types, other
// cuts, every fault, every limit that is passed) is left untouched to the tokenizer, so that each rule is
// enforced in one place.
//
//     $5\r\nhello\r\n:12\r\n,1.5\r\n:7\r\n$5\r\nwor|ld\r\n:1|2\r\n
//     |<--- the lane --->|tokeniz.|<------ lane ------->|<- tokenizer
//
// It works on the tokenizer's levels and the builder's arrays, and leaves both as they would.

import type { Utf8 } from "../base/index.ts";
import { CR, LF, MINUS } from "./ascii.ts";
import type { ByteWindow } from "./byte-window.ts";
import type { LevelStack } from "./level-stack.ts";
import type { Limits } from "./limits.ts";
import { type ReplyStack, arrayFor, noItems } from "./reply-stack.ts";
import type { Reply } from "./reply.ts";
import type { TextWindow } from "./text-window.ts";
import { ARRAY, BOOLEAN, BULK, INTEGER, MAP, NULL, PUSH, SET, SIMPLE } from "./type-byte.ts";

/** What the lane needs of the builder it belongs to. */
export interface LaneBuilder {
  readonly stack: ReplyStack;
  readonly texts: TextWindow;
  readonly blobs: ByteWindow;
  readonly utf8: Utf8;
  /** True while strings stay bytes. */
  readonly asBytes: boolean;
  /** True if each reply is asked for its string mode. */
  readonly asks: boolean;
  readonly consumer: { onReply(reply: Reply): void };
  begin(type: number): void;
  /** What a complete aggregate becomes. */
  valueOf(type: number, items: Reply[]): Reply;
  /** Hands over a complete top-level aggregate. */
  deliver(type: number, value: Reply): void;
}

/** Longer texts go the way of the tokenizer, which knows what to do when no string can hold them. */
const maxLaneBytes = 1024 * 1024;
/** Longer bulks that are cut in two are assembled. */
const maxJoinedBytes = 4096;
/** Lines of at most so many bytes are read here; under a smaller limit on lines nothing is. */
const maxDigits = 15;

/** Reads ahead for one `ReplyBuilder`. */
export class ReplyLane {
  readonly #builder: LaneBuilder;

  constructor(builder: LaneBuilder) {
    this.#builder = builder;
  }

  /**
   * Reads tokens of `chunk` from `at` on, as many as it can; the result is where the first unread one
   * begins.
   */
  // One function on purpose: position, counts and arrays stay in registers. Against one call per token
  // it takes 0.45 of the time for integers, 0.5 for bulks of 16 bytes, 0.6 for nested arrays.
  // oxlint-disable-next-line max-lines-per-function -- see above; bench/peers/codec shows its loss
  read(chunk: Uint8Array, from: number, levels: LevelStack, limits: Limits): number {
    const end = chunk.length;
    if (!isOpen(end, levels, limits)) return from;
    let at = from;
    if (levels.body.left >= 0) {
      at = this.#finishBody(chunk, levels);
      if (at === 0) return 0;
    }
    const builder = this.#builder;
    const { stack, texts, consumer, asks } = builder;
    const maxBytes = limits.maxBulkBytes < maxLaneBytes ? limits.maxBulkBytes : maxLaneBytes;
    let { depth, type: level, left } = levels;
    const { types, lefts } = levels;
    let { items, filled } = stack;
    const { outer, outerFilled } = stack;
    let { asBytes } = builder;
    let next = at;
    for (; at < end; at = next) {
      const type = chunk[at]!;
      let value: Reply;
      let index = at + 1;
      let count = 0;
      if (type === BULK) {
        for (let digit; index < end && (digit = chunk[index]! ^ 0x30) <= 9; index++) {
          count = (count * 10 + digit) | 0;
        }
        const to = index + 2 + count;
        next = to + 2;
        if (index === at + 1) {
          next = wordEnd(chunk, at, end);
          if (next === 0 || level === PUSH) break;
          if (asks && depth === 0) {
            builder.begin(type);
            asBytes = builder.asBytes;
          }
          value = null;
        } else {
          if (
            next > end ||
            index - at > 10 ||
            count > maxBytes ||
            chunk[index] !== CR ||
            chunk[index + 1] !== LF ||
            chunk[to] !== CR ||
            chunk[to + 1] !== LF
          ) {
            break;
          }
          if (asks && depth === 0) {
            builder.begin(type);
            asBytes = builder.asBytes;
          }
          if (asBytes) value = builder.blobs.cut(chunk, index + 2, to);
          else if (to <= texts.to) {
            const base = texts.from;
            value = texts.text.substring(index + 2 - base, to - base);
          } else value = texts.beyond(chunk, index + 2, to);
        }
      } else if (type === INTEGER) {
        for (let digit; index < end && (digit = chunk[index]! ^ 0x30) <= 9; index++) {
          count = (count * 10 + digit) | 0;
        }
        next = index + 2;
        if (next > end || chunk[index] !== CR || chunk[index + 1] !== LF || index - at > 10) {
          next = lineEnd(chunk, at, end);
          if (next === 0) break;
          count = wideInteger(chunk, at + 1, next - 2);
        } else if (index === at + 1) break;
        if (asks && depth === 0) {
          builder.begin(type);
          asBytes = builder.asBytes;
        }
        value = count;
      } else if (type === SIMPLE) {
        next = at + 5;
        if (
          next > end ||
          chunk[at + 1] !== 0x4f ||
          chunk[at + 2] !== 0x4b ||
          chunk[at + 3] !== CR ||
          chunk[at + 4] !== LF
        ) {
          break;
        }
        if (asks && depth === 0) {
          builder.begin(type);
          asBytes = builder.asBytes;
        }
        value = asBytes ? builder.blobs.cut(chunk, at + 1, at + 3) : "OK";
      } else {
        for (let digit; index < end && (digit = chunk[index]! ^ 0x30) <= 9; index++) {
          count = (count * 10 + digit) | 0;
        }
        next = index + 2;
        if (index === at + 1) {
          next = wordEnd(chunk, at, end);
          if (next === 0 || level === PUSH) break;
          if (asks && depth === 0) {
            builder.begin(type);
            asBytes = builder.asBytes;
          }
          value = type === BOOLEAN ? chunk[at + 1] === 0x74 : null;
        } else {
          if (next > end || chunk[index] !== CR || chunk[index + 1] !== LF || index - at > 9) {
            break;
          }
          if (type === MAP) count *= 2;
          else if (type === PUSH) {
            const kind = chunk[next];
            if (count === 0 || depth > 0 || (kind !== BULK && kind !== SIMPLE)) break;
          } else if (type !== ARRAY && type !== SET) break;
          if (count > limits.maxElements || depth >= limits.maxDepth) break;
          if (depth === 0) {
            levels.topType = type;
            levels.replyEndAt = at + limits.maxReplyBytes;
            if (asks) {
              builder.begin(type);
              asBytes = builder.asBytes;
            }
          }
          if (count > 0) {
            if (type === PUSH) levels.pushLength = count;
            types[depth] = level;
            lefts[depth] = left;
            level = type;
            outer[depth] = items;
            outerFilled[depth] = filled;
            depth++;
            left = count;
            items = arrayFor(count);
            filled = 0;
            continue;
          }
          value = builder.valueOf(type, []);
        }
      }
      if (depth === 0) {
        consumer.onReply(value);
        continue;
      }
      items[filled++] = value;
      if (--left > 0) continue;
      do {
        const closed = level;
        value = closed === MAP ? builder.valueOf(MAP, items) : items;
        depth--;
        items = outer[depth]!;
        filled = outerFilled[depth]!;
        outer[depth] = noItems;
        level = types[depth]!;
        left = lefts[depth]!;
        if (depth === 0) {
          // The stack's own fields lag behind; what a callback may ask of them is told here.
          levels.depth = 0;
          builder.deliver(closed, value);
          break;
        }
        items[filled++] = value;
      } while (--left === 0);
    }
    levels.depth = stack.depth = depth;
    levels.type = level;
    levels.left = left;
    stack.items = items;
    stack.filled = filled;
    return at < end && chunk[at] === BULK ? this.#beginBody(chunk, at, levels, limits) : at;
  }

  /**
   * Reads a chunk that is one whole reply, as are most for a caller who awaits each; false if it is
   * none, or none of the usual ones, and nothing was read. To be asked at top level only.
   */
  readLone(chunk: Uint8Array, limits: Limits): boolean {
    const end = chunk.length;
    const type = chunk[0];
    if (type !== INTEGER && type !== BULK) return false;
    let index = 1;
    let count = 0;
    for (let digit; index < end && (digit = chunk[index]! ^ 0x30) <= 9; index++) {
      count = (count * 10 + digit) | 0;
    }
    const start = index + 2;
    if (start > end || start > 12 || start < 4) return false;
    if (chunk[index] !== CR || chunk[index + 1] !== LF) return false;
    const builder = this.#builder;
    if (type === INTEGER) {
      if (start !== end) return false;
      if (builder.asks) builder.begin(type);
      builder.consumer.onReply(count);
      return true;
    }
    const to = start + count;
    if (to + 2 !== end || chunk[to] !== CR || chunk[to + 1] !== LF) return false;
    if (count > maxLaneBytes || count > limits.maxBulkBytes) return false;
    if (builder.asks) builder.begin(type);
    if (builder.asBytes) {
      const value = builder.blobs.cut(chunk, start, to);
      builder.blobs.reset();
      builder.consumer.onReply(value);
    } else builder.consumer.onReply(count === 0 ? "" : builder.utf8.decodeRange(chunk, start, to));
    return true;
  }

  /** Takes the first half of a bulk at the chunk's end; the result is where the first unread byte is. */
  #beginBody(chunk: Uint8Array, at: number, levels: LevelStack, limits: Limits): number {
    const end = chunk.length;
    let index = at + 1;
    let count = 0;
    for (let digit; index < end && (digit = chunk[index]! ^ 0x30) <= 9; index++) {
      count = (count * 10 + digit) | 0;
    }
    const start = index + 2;
    const to = start + count;
    if (start >= end || to < end || start - at > 12 || start - at < 4) return at;
    if (chunk[index] !== CR || chunk[index + 1] !== LF) return at;
    if (count > maxJoinedBytes || count > limits.maxBulkBytes) return at;
    const replyEndAt = levels.depth === 0 ? at + limits.maxReplyBytes : levels.replyEndAt;
    if (to + 2 > replyEndAt) return at;
    const builder = this.#builder;
    if (levels.depth === 0) {
      levels.topType = BULK;
      levels.replyEndAt = replyEndAt;
      builder.begin(BULK);
    }
    const { body } = levels;
    body.begin(BULK, start, count);
    body.left -= end - start;
    if (builder.blobs.owned && !builder.asBytes) body.leave(chunk, start);
    else body.bytes.append(chunk, start, end);
    // Behind an ASCII byte UTF-8 begins anew: the halves can be decoded apart.
    body.joinable = builder.asBytes || chunk[end - 1]! < 0x80;
    if (!builder.asBytes && body.joinable) {
      body.head = builder.texts.cut(chunk, start, end);
      // What is not ASCII so far is hardly so later, and costs more in a window than alone.
      body.joinable = body.head.length === end - start;
    }
    return end;
  }

  /** Reads the second half of a bulk; the result is where it ends, or 0 if it doesn't here. */
  #finishBody(chunk: Uint8Array, levels: LevelStack): number {
    const { body } = levels;
    const next = body.left;
    if (!body.joinable || next > chunk.length) return 0;
    if (chunk[next - 2] !== CR || chunk[next - 1] !== LF) return 0;
    // The last child would close its level.
    if (levels.depth > 0 && levels.left === 1) return 0;
    const { stack, texts, blobs, asBytes, consumer } = this.#builder;
    const value = asBytes
      ? blobs.join(body.bytes.bytes, body.bytes.length, chunk, next - 2)
      : body.head + texts.cut(chunk, 0, next - 2);
    body.end();
    if (levels.depth === 0) {
      consumer.onReply(value);
    } else {
      stack.items[stack.filled++] = value;
      levels.left--;
    }
    return next;
  }
}

/** False where the lane's own few rules would not do. */
function isOpen(end: number, levels: LevelStack, limits: Limits): boolean {
  if (!levels.plain || levels.atPushKind || limits.maxLineBytes < maxDigits + 1) return false;
  // No reply can pass the limit on its whole within this chunk.
  return end <= (levels.depth === 0 ? limits.maxReplyBytes : levels.replyEndAt);
}

/** The end of an integer of at most 15 digits, negative or not, or 0 if this is none. */
function lineEnd(chunk: Uint8Array, at: number, end: number): number {
  const first = chunk[at + 1] === MINUS ? at + 2 : at + 1;
  let index = first;
  while (index < end && (chunk[index]! ^ 0x30) <= 9) index++;
  if (index === first || index - first > maxDigits || index + 2 > end) return 0;
  return chunk[index] === CR && chunk[index + 1] === LF ? index + 2 : 0;
}

/** Up to 15 digits, which always fit a number exactly, behind a minus or not. */
function wideInteger(chunk: Uint8Array, start: number, end: number): number {
  const negative = chunk[start] === MINUS;
  let value = 0;
  for (let index = negative ? start + 1 : start; index < end; index++) {
    value = value * 10 + (chunk[index]! ^ 0x30);
  }
  // 0 - value, as no integer is -0.
  return negative ? 0 - value : value;
}

/** The end of a null or boolean, or 0 if this is none. */
function wordEnd(chunk: Uint8Array, at: number, end: number): number {
  const type = chunk[at]!;
  let index = at + 1;
  if (type === BULK || type === ARRAY) {
    if (index + 1 >= end || chunk[index] !== MINUS || chunk[index + 1] !== 0x31) return 0;
    index += 2;
  } else if (type === BOOLEAN) {
    if (chunk[index] !== 0x74 && chunk[index] !== 0x66) return 0;
    index++;
  } else if (type !== NULL) return 0;
  if (index + 2 > end || chunk[index] !== CR || chunk[index + 1] !== LF) return 0;
  return index + 2;
}
