// What the codec's tests share: text to bytes, and everything a decoder said, in order.

import {
  Decoder,
  FrameDecoder,
  ProtocolError,
  type Attribute,
  type DecoderOptions,
  type Frame,
  type FrameDecoderOptions,
  type Push,
  type Reply,
} from "@respite/resp/codec";

/** One-byte text as bytes. */
export function wire(text: string): Uint8Array {
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0));
}

/** Bytes as one-byte text. */
export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

export type Heard =
  | { reply: Reply }
  | { push: Push }
  | { attribute: Attribute }
  | { error: unknown };

/** Decodes the chunks; the last thing heard may be the error that ended it. */
export function hear(
  chunks: readonly Uint8Array[],
  options: Partial<DecoderOptions> = {},
): Heard[] {
  const heard: Heard[] = [];
  const decoder = new Decoder({
    onReply: (reply) => heard.push({ reply }),
    onPush: (push) => heard.push({ push }),
    onAttribute: (attribute) => heard.push({ attribute }),
    ...options,
  });
  feed(decoder, chunks, heard);
  return heard;
}

/** The frames of the chunks; the last may be the error that ended them. */
export function hearFrames(
  chunks: readonly Uint8Array[],
  options: Partial<FrameDecoderOptions> = {},
): (Frame | { error: unknown })[] {
  const heard: (Frame | { error: unknown })[] = [];
  const onFrame = (frame: Frame): unknown => heard.push(frame);
  feed(new FrameDecoder({ onFrame, ...options }), chunks, heard);
  return heard;
}

/** The replies of one text. */
export function replies(text: string, options: Partial<DecoderOptions> = {}): Reply[] {
  return hear([wire(text)], options).map((each) => {
    if ("reply" in each) return each.reply;
    throw "error" in each ? each.error : new Error("not only replies");
  });
}

/** The error that `text` ends with. */
export function protocolError(text: string, options: Partial<DecoderOptions> = {}): ProtocolError {
  const last = hear([wire(text)], options).at(-1);
  if (last !== undefined && "error" in last && last.error instanceof ProtocolError)
    return last.error;
  throw new Error(`no protocol error in ${JSON.stringify(text)}`);
}

function feed(
  decoder: { write(chunk: Uint8Array): void },
  chunks: readonly Uint8Array[],
  heard: { error: unknown }[] | unknown[],
): void {
  try {
    for (const chunk of chunks) {
      // As a transport does: the chunk's memory is used again.
      const reused = chunk.slice();
      decoder.write(reused);
      reused.fill(0x58);
    }
  } catch (error) {
    heard.push({ error });
  }
}
