// RESP bytes into tokens, however they are cut: a flat state machine with an explicit stack. It knows
// the protocol's every rule and limit and builds nothing itself (see TokenSink).
//
//     $16\r\n0123456789abcdef\r\n
//     ^ line  ^ body          ^ terminator      all in one chunk: read in place, nothing copied
//     $1|6\r\n                                  a line cut in two: its start waits in #carry
//     $16\r\n012|3456789abcdef\r\n              a body cut in two: it gathers in the Body
//
// What lies whole and is usual the sink may read by itself (readAhead); everything can go this way.
// A line is judged when it is complete, so that the verdict is the same however the bytes are cut; a
// wrong type byte, a bare CR or LF, an overlong line and a wrong terminator are refused at once.
// Positions count from the chunk's first byte; what began in an earlier chunk has a negative one.

import { CR, LF, MINUS, QUESTION } from "./ascii.ts";
import { keptBodyBytes } from "./body.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { LevelStack, STREAMED } from "./level-stack.ts";
import { type Limits, resolveLimits } from "./limits.ts";
import { Line } from "./line.ts";
import {
  misplacedInLength,
  readBigNumberLine,
  readBooleanLine,
  readDoubleLine,
  readIntegerLine,
  readLength,
} from "./number-line.ts";
import { ProtocolError } from "./protocol-error.ts";
import {
  isOrdinary,
  isStreamable,
  misplacedType,
  refusedAggregate,
  tooLongReply,
  tooManyElements,
} from "./token-rules.ts";
import type { TokenSink } from "./token-sink.ts";
import {
  ARRAY,
  ATTRIBUTE,
  BIG_NUMBER,
  BOOLEAN,
  BULK,
  BULK_ERROR,
  DOUBLE,
  ERROR,
  INTEGER,
  MAP,
  NULL,
  PIECE,
  PUSH,
  SIMPLE,
  STREAM_END,
  VERBATIM,
} from "./type-byte.ts";

/** Under a smaller limit on lines no number is read the short way. */
const shortestLimit = 16;
const nothing = new Uint8Array(0);

/** Cuts one stream of bytes into tokens for its sink. */
export class Tokenizer {
  readonly #sink: TokenSink;
  readonly #limits: Limits;
  /** How long a chunk may be that is read as one reply, without a look at the limits. */
  readonly #loneBytes: number;
  #failure: { readonly error: unknown } | undefined;
  /** False while writing, and after a failure. */
  #ready = true;
  #owned = false;

  /** The chunk at hand, the stream offset of its first byte, and how far it is read. */
  #chunk: Uint8Array = nothing;
  #base = 0;
  #at = 0;

  /** Lines are read from the chunk, or from the carry if they came in pieces. */
  readonly #line: Line;
  readonly #carry = new ByteBuffer();

  /** How long the streamed string at hand is so far. */
  #pieceBytes = 0;

  readonly #levels = new LevelStack();
  readonly #body = this.#levels.body;
  /** Where the token at hand began. */
  #tokenAt = 0;

  constructor(sink: TokenSink, limits: Partial<Limits> | undefined) {
    this.#sink = sink;
    this.#limits = resolveLimits(limits);
    const { maxLineBytes, maxReplyBytes } = this.#limits;
    this.#loneBytes = maxLineBytes < shortestLimit ? 0 : maxReplyBytes;
    this.#line = new Line(this.#limits.maxLineBytes);
  }

  /** True while the bytes so far end inside a value. */
  get incomplete(): boolean {
    const { depth } = this.#levels;
    return this.#carry.length > 0 || this.#body.left >= 0 || depth > 0 || this.#levels.attributed;
  }

  /** How many bytes were read in all. */
  get offset(): number {
    return this.#base;
  }

  /**
   * Reads a chunk to its end; `owned` tells that nobody else will touch it again.
   *
   * @throws {ProtocolError} for bytes that are no RESP; what the sink throws passes through. After
   * either, every further call throws the same.
   */
  write(chunk: Uint8Array, owned: boolean): void {
    if (!this.#ready) this.#refuseChunk();
    this.#ready = false;
    if (owned !== this.#owned) this.#setOwned(owned);
    try {
      this.#read(chunk);
    } catch (error) {
      this.#failure = { error };
      this.#dropChunk();
      throw error;
    }
    this.#ready = true;
  }

  #setOwned(owned: boolean): void {
    this.#owned = owned;
    this.#sink.own(owned);
  }

  #refuseChunk(): never {
    if (this.#failure !== undefined) throw this.#failure.error;
    throw new TypeError("A decoder can't be written to from its own callbacks.");
  }

  #read(chunk: Uint8Array): void {
    if (!this.incomplete && chunk.length <= this.#loneBytes) {
      if (this.#sink.readLone(chunk, this.#limits)) {
        this.#base += chunk.length;
        return;
      }
    }
    this.#at = 0;
    const body = this.#body;
    // Most chunks end here: nothing but whole and usual tokens, and halves of a bulk at their ends.
    const ahead = this.#carry.length === 0 && (body.left < 0 || body.joinable);
    if (ahead) {
      this.#at = this.#sink.readAhead(chunk, 0, this.#levels, this.#limits);
      if (this.#at === chunk.length) {
        this.#sink.leave();
        this.#leaveChunk(this.#at);
        return;
      }
    }
    this.#chunk = chunk;
    this.#useChunk();
    this.#run(!ahead);
    this.#leaveChunk(chunk.length);
    this.#dropChunk();
  }

  #useChunk(): void {
    this.#line.bytes = this.#chunk;
    this.#line.base = this.#base;
    this.#sink.use(this.#chunk);
  }

  #dropChunk(): void {
    this.#chunk = this.#line.bytes = nothing;
    this.#sink.use(nothing);
  }

  /** Makes every position count from the next chunk's first byte. */
  #leaveChunk(length: number): void {
    this.#base += length;
    this.#tokenAt -= length;
    this.#levels.replyEndAt -= length;
    this.#body.at -= length;
  }

  /** `ahead` is false if the sink has read ahead up to here already. */
  #run(ahead: boolean): void {
    const chunk = this.#chunk;
    const end = chunk.length;
    let lane = ahead;
    if (this.#carry.length > 0) this.#continueLine();
    while (this.#at < end) {
      if (this.#body.left >= 0) {
        this.#readBody();
        lane = true;
        continue;
      }
      if (lane) this.#at = this.#sink.readAhead(chunk, this.#at, this.#levels, this.#limits);
      lane = true;
      if (this.#at === end) break;
      const start = this.#at;
      const type = chunk[start]!;
      this.#startToken(type, start);
      const cr = this.#line.findEnd(start, start + 1, end);
      if (cr === -1) {
        this.#carry.append(chunk, start, end);
        this.#at = end;
      } else {
        this.#at = cr + 2;
        this.#readLine(start, cr);
      }
    }
  }

  // Lines

  /** Goes on with the line whose start waits in the carry; each byte is looked at once. */
  #continueLine(): void {
    const carry = this.#carry;
    const known = carry.length;
    const lineFeed = this.#chunk.indexOf(LF);
    const useful = lineFeed === -1 ? this.#chunk.length : lineFeed + 1;
    const taken = Math.min(useful, this.#limits.maxLineBytes + 3 - known);
    carry.append(this.#chunk, 0, taken);
    this.#line.bytes = carry.bytes;
    this.#line.base = this.#base + this.#tokenAt;
    const from = carry.bytes[known - 1] === CR ? known - 1 : known;
    const cr = this.#line.findEnd(0, Math.max(from, 1), carry.length);
    this.#at = taken;
    if (cr === -1) return;
    carry.clear(keptBodyBytes);
    this.#sink.use(this.#line.bytes);
    // The carry is written again: nothing may be a view of it.
    this.#sink.own(false);
    this.#readLine(0, cr);
    this.#sink.own(this.#owned);
    this.#useChunk();
  }

  // A token's first byte, refused at once where it can't stand.

  #startToken(type: number, start: number): void {
    const levels = this.#levels;
    this.#tokenAt = start;
    if (levels.type === BULK || levels.type === PUSH || !isOrdinary(type)) {
      this.#checkType(type, start);
    }
    if (levels.depth === 0) {
      if (!this.#levels.attributed) this.#levels.replyEndAt = start + this.#limits.maxReplyBytes;
      this.#levels.topType = type;
      this.#sink.begin(type);
    }
    this.#levels.attributed = false;
  }

  #checkType(type: number, start: number): void {
    const reason = misplacedType(type, this.#levels, this.#levels.attributed);
    if (reason !== undefined) this.#line.misplaced(reason, start, start);
  }

  // A complete line: `start` is its type byte, `cr` its CR.

  #readLine(start: number, cr: number): void {
    const type = this.#line.bytes[start]!;
    switch (type) {
      case BULK:
      case BULK_ERROR:
      case VERBATIM:
      case PIECE:
        return this.#readBodyHeader(type, start, cr);
      case SIMPLE:
      case ERROR:
        this.#sink.text(type, start + 1, cr);
        return this.#valueDone();
      case INTEGER:
        return this.#number(type, readIntegerLine(this.#line, start, cr), start, cr);
      case DOUBLE:
        return this.#number(type, readDoubleLine(this.#line, start, cr), start, cr);
      case BIG_NUMBER:
        return this.#number(type, readBigNumberLine(this.#line, start, cr), start, cr);
      case BOOLEAN:
        return this.#constant(type, readBooleanLine(this.#line, start, cr));
      case NULL:
        if (cr !== start + 1) this.#line.misplaced("text in a null", start, start + 1);
        return this.#constant(NULL, null);
      case STREAM_END:
        if (cr !== start + 1) this.#line.misplaced('text behind a "."', start, start + 1);
        return this.#closeLevel();
      default:
        return this.#readAggregateHeader(type, start, cr);
    }
  }

  #constant(type: number, value: boolean | null): void {
    this.#sink.constant(type, value);
    this.#valueDone();
  }

  #number(type: number, value: number | bigint, start: number, cr: number): void {
    this.#sink.number(type, value, start + 1, cr);
    this.#valueDone();
  }

  #readBodyHeader(type: number, start: number, cr: number): void {
    const length = readLength(this.#line.bytes, start, cr);
    if (length === -1) return this.#readSpecialLength(type, start, cr);
    if (type === PIECE) {
      if (length === 0) return this.#closeLevel();
      this.#pieceBytes += length;
    }
    const { maxBulkBytes } = this.#limits;
    if ((type === PIECE ? this.#pieceBytes : length) > maxBulkBytes) {
      this.#line.refused(`a bulk longer than maxBulkBytes (${maxBulkBytes})`, start, cr);
    }
    if (this.#at + length + 2 > this.#levels.replyEndAt) {
      this.#line.refused(tooLongReply(this.#limits), start, cr);
    }
    if (type === VERBATIM && length < 4) {
      this.#line.refused("a verbatim string too short for its format", start, cr);
    }
    this.#body.begin(type, this.#at, length);
  }

  #readAggregateHeader(type: number, start: number, cr: number): void {
    const length = readLength(this.#line.bytes, start, cr);
    if (length === -1) return this.#readSpecialLength(type, start, cr);
    this.#open(type, type === MAP || type === ATTRIBUTE ? length * 2 : length, start, cr);
  }

  /** A length that is no number: `-1` for a null of RESP2, `?` for a stream, or a fault. */
  #readSpecialLength(type: number, start: number, cr: number): void {
    const line = this.#line;
    const { bytes } = line;
    if (bytes[start + 1] === QUESTION && isStreamable(type)) {
      if (cr !== start + 2) line.misplaced('text behind "?"', start, start + 2);
      return this.#open(type, STREAMED, start, cr);
    }
    if (bytes[start + 1] === MINUS && (type === BULK || type === ARRAY)) {
      if (bytes[start + 2] !== 0x31) line.misplaced("a length below -1", start, start + 2);
      if (cr !== start + 3) line.misplaced("a length below -1", start, start + 3);
      if (this.#levels.atPushKind) line.refused("a push whose kind is no text", start, cr);
      return this.#constant(type, null);
    }
    misplacedInLength(line, start, cr);
  }

  // Levels

  #open(type: number, children: number, start: number, cr: number): void {
    const levels = this.#levels;
    if (
      children > this.#limits.maxElements ||
      levels.depth >= this.#limits.maxDepth ||
      this.#at > this.#levels.replyEndAt ||
      type === PUSH
    ) {
      this.#checkOpen(type, children, start, cr);
    }
    this.#pieceBytes = 0;
    levels.push(type, children);
    this.#sink.open(type, children);
    if (children === 0) this.#closeLevel();
  }

  #checkOpen(type: number, children: number, start: number, cr: number): void {
    const reason =
      this.#at > this.#levels.replyEndAt
        ? tooLongReply(this.#limits)
        : refusedAggregate(type, children, this.#levels.depth, this.#limits);
    if (reason !== undefined) this.#line.refused(reason, start, cr);
  }

  #closeLevel(): void {
    const type = this.#levels.pop();
    this.#sink.close(type);
    if (type === ATTRIBUTE) this.#levels.attributed = true;
    else this.#valueDone();
  }

  /** A value is complete: so may be the levels around it, each once and without recursion. */
  #valueDone(): void {
    if (this.#at > this.#levels.replyEndAt) this.#refuseToken(tooLongReply);
    const levels = this.#levels;
    const sink = this.#sink;
    for (;;) {
      if (levels.depth === 0) return sink.end(this.#levels.topType);
      const left = --levels.left;
      if (left > 0) return;
      if (left < 0) {
        if (levels.count > this.#limits.maxElements) this.#refuseToken(tooManyElements);
        return;
      }
      const type = levels.pop();
      sink.close(type);
      if (type === ATTRIBUTE) {
        this.#levels.attributed = true;
        return;
      }
    }
  }

  // Bodies

  #readBody(): void {
    const { type, at, length } = this.#body;
    const end = at + length;
    if (this.#at !== at || end + 2 > this.#chunk.length) return this.#gatherBody();
    this.#checkTerminator(end, CR);
    this.#checkTerminator(end + 1, LF);
    if (type === VERBATIM) this.#checkFormat(this.#chunk, at);
    this.#at = end + 2;
    this.#body.left = -1;
    this.#sink.text(type, at, end);
    if (type !== PIECE) this.#valueDone();
  }

  #gatherBody(): void {
    const chunk = this.#chunk;
    const body = this.#body;
    const { type, bytes } = body;
    const start = this.#at;
    const end = Math.min(chunk.length, body.at + body.length);
    body.joinable = false;
    body.gather();
    // What is too large to be kept for the next one is given away, and made to measure.
    const atMost = body.length > keptBodyBytes ? body.length : Infinity;
    if (start < end) bytes.append(chunk, start, end, atMost);
    body.left -= Math.max(0, end - start);
    let at = Math.max(start, end);
    while (body.left > 0 && at < chunk.length) {
      this.#checkTerminator(at, body.left === 2 ? CR : LF);
      body.left--;
      at++;
    }
    this.#at = at;
    if (body.left > 0) return;
    if (type === VERBATIM) this.#checkFormat(bytes.bytes, 0);
    body.left = -1;
    this.#sink.gathered(type, bytes);
    body.end();
    if (type !== PIECE) this.#valueDone();
  }

  #checkTerminator(at: number, expected: number): void {
    if (this.#chunk[at] === expected) return;
    const reason = `no CR LF after the ${this.#body.length} bytes of a bulk`;
    throw new ProtocolError(reason, this.#base + at, this.#chunk.subarray(at, at + 1));
  }

  #checkFormat(bytes: Uint8Array, start: number): void {
    if (bytes[start + 3] === 0x3a) return;
    const reason = 'no ":" behind the format of a verbatim string';
    throw new ProtocolError(reason, this.#base + this.#body.at + 3, bytes.slice(start, start + 4));
  }

  // Faults

  #refuseToken(reason: (limits: Limits) => string): never {
    throw new ProtocolError(reason(this.#limits), this.#base + this.#tokenAt);
  }
}
