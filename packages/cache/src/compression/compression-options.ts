// The options of compression and what they become.

import { OptionReader } from "@respite/resp/base";
import { type CompressionCodec, streamCodec } from "./codec.ts";

/** How values are compressed before they leave this process. The same on all replicas. */
export interface CompressionOptions {
  /** Values of at least so many bytes are compressed; default 1024. */
  minBytes?: number | undefined;
  /** No value may be larger than this, compressed or not; 1 to 2^32 - 1, default 64 MiB. */
  maxOutputBytes?: number | undefined;
  /** How; default the platform's CompressionStream ("deflate-raw"). */
  codec?: CompressionCodec | undefined;
}

/** {@link CompressionOptions} completed and checked. */
export interface CompressionSettings {
  readonly minBytes: number;
  readonly maxOutputBytes: number;
  readonly codec: CompressionCodec;
}

/** The options' names. */
export const compressionOptionNames: readonly string[] = ["minBytes", "maxOutputBytes", "codec"];

/** @throws {TypeError | RangeError} naming the option. @throws {CacheError} `UNSUPPORTED`. */
export function resolveCompressionOptions(
  reader: OptionReader,
  owner: string,
): CompressionSettings {
  const codec = reader.object<CompressionCodec | undefined>("codec", undefined);
  if (codec !== undefined && typeof codec.decompress !== "function") {
    throw new TypeError(`${owner}: option "codec" must have id, compress() and decompress().`);
  }
  if (codec !== undefined && !(Number.isInteger(codec.id) && codec.id > 0 && codec.id < 256)) {
    throw new RangeError(`${owner}: option "codec.id" must be 1 to 255, got ${codec.id}.`);
  }
  return Object.freeze({
    minBytes: reader.number("minBytes", 1024),
    maxOutputBytes: reader.number("maxOutputBytes", 64 * 2 ** 20, { min: 1, max: 2 ** 32 - 1 }),
    codec: codec ?? streamCodec(),
  });
}
