// Byte strings as map keys and texts: the keyspace is binary safe, so a key is a string with one
// character per byte ("binary text"), and only what people read is decoded as UTF-8.

import { decodeUtf8 } from "../../base/index.ts";

/** One character per byte, so that equal bytes are equal map keys. */
export function toBinary(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += chunkLength) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunkLength));
  }
  return text;
}

/** Arguments per String.fromCharCode call, far below every engine's stack limit. */
const chunkLength = 4096;

/** The bytes of a binary text. */
export function fromBinary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** All parts behind one another. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A binary text as text for people. */
export function binaryText(text: string): string {
  return decodeUtf8(fromBinary(text));
}
