// The decoder of a client: bytes in, replies out. Its state machine is the Tokenizer's, what replies
// become is the ReplyBuilder's.

import { OptionReader } from "../base/index.ts";
import type { Limits } from "./limits.ts";
import { ReplyBuilder } from "./reply-builder.ts";
import type { Attribute, Push, Reply, StringMode } from "./reply.ts";
import { Tokenizer } from "./tokenizer.ts";

/** What a decoder calls, and how it reads. What a callback throws leaves `write`, and ends the decoder. */
export interface DecoderOptions {
  /** Each reply, errors too (as `ReplyError`), in order and during `write`. */
  onReply(reply: Reply): void;
  /** Each out-of-band message; without it they are dropped. */
  onPush?: ((push: Push) => void) | undefined;
  /** Each attribute, ahead of the reply it belongs to; without it they are dropped. */
  onAttribute?: ((attribute: Attribute) => void) | undefined;
  /** How strings are handed over; default "utf8". Pushes and top-level attributes always follow it. */
  strings?: StringMode | undefined;
  /** Asked once per reply, at its first byte, for how that reply's strings are read. */
  stringsOf?: (() => StringMode) | undefined;
  /** What a reply may cost; default `defaultLimits`. */
  limits?: Partial<Limits> | undefined;
}

/**
 * Decodes one stream of RESP2 or RESP3, cut anywhere; nothing it hands over aliases a chunk, unless that
 * was given to it for good (see `write`).
 */
export class Decoder {
  readonly #tokenizer: Tokenizer;

  /** @throws {TypeError} or {RangeError} for a wrong option. */
  constructor(options: DecoderOptions) {
    const names = ["onReply", "onPush", "onAttribute", "strings", "stringsOf", "limits"];
    const reader = new OptionReader("Decoder", options, names);
    const onReply = reader.function<DecoderOptions["onReply"] | undefined>("onReply", undefined);
    if (onReply === undefined) throw new TypeError('Decoder: option "onReply" is required.');
    const builder = new ReplyBuilder({
      onReply,
      onPush: reader.function("onPush", undefined),
      onAttribute: reader.function("onAttribute", undefined),
      strings: reader.choice("strings", ["utf8", "bytes"], "utf8"),
      stringsOf: reader.function("stringsOf", undefined),
    });
    this.#tokenizer = new Tokenizer(builder, options.limits);
  }

  /** True while the bytes so far end inside a reply, push or attribute. */
  get incomplete(): boolean {
    return this.#tokenizer.incomplete;
  }

  /** How many bytes were decoded in all. */
  get offset(): number {
    return this.#tokenizer.offset;
  }

  /**
   * Decodes a chunk to its end.
   *
   * @param owned - false (the default) if the chunk may be reused afterwards: byte strings are copies.
   * True promises that nobody will touch it again: then they may be views of it, each of bytes of its
   * own. A view keeps at most 8 KiB alive, or 100 times its own length.
   * @throws {ProtocolError} for bytes that are no RESP or pass a limit; what a callback throws passes
   * through. After either the decoder is dead: every further call throws the same.
   */
  write(chunk: Uint8Array, owned = false): void {
    this.#tokenizer.write(chunk, owned);
  }
}
