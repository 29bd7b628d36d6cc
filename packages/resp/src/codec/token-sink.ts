// What the tokenizer tells its builder. The tokenizer knows what is legal and where a reply ends; the
// builder knows what a reply becomes (a Reply, a Frame), so that each decoder is one class.

import type { ByteBuffer } from "./byte-buffer.ts";
import type { LevelStack } from "./level-stack.ts";
import type { Limits } from "./limits.ts";

/**
 * Receives the tokens of one stream in order. `start` and `end` are positions in the bytes last given
 * to {@link TokenSink.use}; they, and the bytes, are valid only during the call.
 */
export interface TokenSink {
  /** From here on chunks are the sink's to keep, as nobody else will touch them again, or are not. */
  own(owned: boolean): void;
  /** From here on positions mean these bytes; what was cut from the ones before is void. */
  use(bytes: Uint8Array): void;
  /** The chunk at hand ends: what was cut from it is void. */
  leave(): void;
  /**
   * May read tokens that lie whole in `chunk` from `at` on by a shorter way, with all their rules; the
   * result is where the first unread token begins.
   */
  readAhead(chunk: Uint8Array, at: number, levels: LevelStack, limits: Limits): number;
  /** As `readAhead`, for a chunk that is one whole reply and nothing else; false if nothing was read. */
  readLone(chunk: Uint8Array, limits: Limits): boolean;
  /** A reply, push or attribute begins at top level; `type` is its type byte. */
  begin(type: number): void;
  /** A simple string, error, bulk, bulk error, verbatim string or piece: its content. */
  text(type: number, start: number, end: number): void;
  /** As `text`, for content that came in pieces; its storage may be taken. */
  gathered(type: number, body: ByteBuffer): void;
  /** An integer, double or big number; the range is how it was spelled. */
  number(type: number, value: number | bigint, start: number, end: number): void;
  /** A boolean, or null in the spelling of `type` (`_`, `$-1` or `*-1`). */
  constant(type: number, value: boolean | null): void;
  /**
   * An aggregate or streamed string begins: what follows, up to `close`, lies within it. `children`
   * is how many were declared (two for a pair), or `STREAMED`.
   */
  open(type: number, children: number): void;
  /** The innermost open one is complete. An attribute belongs to the next value. */
  close(type: number): void;
  /** The top-level value, attributes included, is complete. */
  end(type: number): void;
}
