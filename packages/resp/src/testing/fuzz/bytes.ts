// Wire bytes and one-byte text (each character is one byte, U+0000 to U+00FF): how the kit writes
// streams down, and how its values can be JSON.

/** One-byte text as bytes. @throws {RangeError} for a character above U+00FF. */
export function fromText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) throw new RangeError(`"${text[index]}" is no byte; spell its UTF-8 as \\xNN.`);
    bytes[index] = unit;
  }
  return bytes;
}

/** Bytes as one-byte text. */
export function toText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** All of `parts` behind each other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `bytes` with `[start, end)` replaced. */
export function spliced(
  bytes: Uint8Array,
  start: number,
  end: number,
  put: Uint8Array | string,
): Uint8Array {
  const middle = typeof put === "string" ? fromText(put) : put;
  return joined([bytes.subarray(0, start), middle, bytes.subarray(end)]);
}
