// Compresses values above a size, and says in front of each what was done:
//
//   byte   0           1 . . . . . .             byte   0         1 . . . . . 4   5 . . . . . .
//        +-----------+---------------                 +---------+---------------+---------------
//        | 0 = as is | the value                      | codec   | its length    | compressed
//        +-----------+---------------                 +---------+---------------+---------------
//
// The length is checked before anything is decompressed, and once more afterwards.

import { CacheError } from "../errors.ts";
import type { ValueTransform } from "../transforming-backend.ts";
import { invalidValue } from "../value.ts";
import { type CompressionCodec, tooMuch } from "./codec.ts";
import type { CompressionSettings } from "./compression-options.ts";

const asIs = 0;
const compressedHeadBytes = 5;

/** The transform of a `CompressedBackend`. */
export class ValueCompressor implements ValueTransform {
  readonly #codec: CompressionCodec;
  readonly #settings: CompressionSettings;

  constructor(settings: CompressionSettings) {
    this.#codec = settings.codec;
    this.#settings = settings;
  }

  async seal(value: Uint8Array): Promise<Uint8Array> {
    const { minBytes, maxOutputBytes } = this.#settings;
    if (value.length > maxOutputBytes) {
      const text = `A value of ${value.length} bytes exceeds compression.maxOutputBytes.`;
      throw new CacheError("TOO_LARGE", text);
    }
    if (value.length < minBytes) return behind(1, value);
    const compressed = await this.#codec.compress(value);
    if (compressed.length + compressedHeadBytes >= value.length) return behind(1, value);
    const sealed = behind(compressedHeadBytes, compressed);
    sealed[0] = this.#codec.id;
    new DataView(sealed.buffer).setUint32(1, value.length);
    return sealed;
  }

  async open(sealed: Uint8Array): Promise<Uint8Array> {
    const { maxOutputBytes } = this.#settings;
    if (sealed[0] === asIs) return new Uint8Array(sealed.subarray(1));
    if (sealed[0] !== this.#codec.id || sealed.length < compressedHeadBytes) {
      throw invalidValue(`it is compressed in a way, ${sealed[0]}, that this codec does not know`);
    }
    const { buffer, byteOffset } = sealed;
    const byteCount = new DataView(buffer, byteOffset).getUint32(1);
    if (byteCount > maxOutputBytes) throw tooMuch(maxOutputBytes);
    const value = await this.#decompress(sealed.subarray(compressedHeadBytes), byteCount);
    if (value.length === byteCount) return value;
    throw invalidValue(`it decompresses to ${value.length} bytes and should to ${byteCount}`);
  }

  async #decompress(bytes: Uint8Array, byteCount: number): Promise<Uint8Array> {
    try {
      return await this.#codec.decompress(bytes, byteCount);
    } catch (cause) {
      throw invalidValue("it can't be decompressed", cause);
    }
  }
}

/** The bytes behind so many zeros. */
function behind(headBytes: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(headBytes + bytes.length);
  all.set(bytes, headBytes);
  return all;
}
