// The decoder of a server, a recorder, a fuzzer: as strict as Decoder, and it keeps the wire's spelling.

import { FrameBuilder } from "./frame-builder.ts";
import type { Frame } from "./frame.ts";
import type { Limits } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";
import { Tokenizer } from "./tokenizer.ts";

/** What a frame decoder calls, and its limits. */
export interface FrameDecoderOptions {
  /** Each top-level frame, pushes too, in order and during `write`. What it throws ends the decoder. */
  onFrame(frame: Frame): void;
  /** What a frame may cost; default `defaultLimits`. */
  limits?: Partial<Limits> | undefined;
}

/** Decodes one stream into frames, cut anywhere; nothing it hands over aliases a chunk. */
export class FrameDecoder {
  readonly #tokenizer: Tokenizer;

  /** @throws {TypeError} or {RangeError} for a wrong limit. */
  constructor(options: FrameDecoderOptions) {
    const builder = new FrameBuilder((frame) => options.onFrame(frame));
    this.#tokenizer = new Tokenizer(builder, options.limits);
  }

  /** True while the bytes so far end inside a frame. */
  get incomplete(): boolean {
    return this.#tokenizer.incomplete;
  }

  /** How many bytes were decoded in all. */
  get offset(): number {
    return this.#tokenizer.offset;
  }

  /** As `Decoder.write`. @throws {ProtocolError} for bytes that are no RESP or pass a limit. */
  write(chunk: Uint8Array): void {
    this.#tokenizer.write(chunk, false);
  }
}

/** All frames of `bytes`. @throws {ProtocolError} if they are no RESP, pass a limit or end inside a frame. */
export function decodeFrames(bytes: Uint8Array, limits?: Partial<Limits>): Frame[] {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder({ onFrame: (frame) => frames.push(frame), limits });
  decoder.write(bytes);
  if (decoder.incomplete) throw new ProtocolError("an unfinished frame", bytes.length);
  return frames;
}
