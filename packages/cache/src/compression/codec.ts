// How bytes are compressed: by the platform's streams (https://compression.spec.whatwg.org/) or by a
// codec that is given. Whoever decompresses must stop at a size it was told: a few stored bytes can
// stand for gigabytes.

import { CacheError } from "../errors.ts";
import { invalidValue } from "../value.ts";

/** A way to compress. */
export interface CompressionCodec {
  /** Written beside each compressed value; 1 is the built-in "deflate-raw", 2 to 255 are free. */
  readonly id: number;
  /** The bytes, shorter if possible. */
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * The bytes again; rejects as soon as they exceed `maxOutputBytes`, and before memory is taken
   * for more.
   */
  decompress(bytes: Uint8Array, maxOutputBytes: number): Promise<Uint8Array>;
}

interface Chunks {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

interface TransformStream {
  readonly readable: { getReader(): Chunks };
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> };
  };
}

type StreamClass = new (format: "deflate-raw") => TransformStream;

/** The platform's streams, or others of that shape. */
export interface CompressionStreams {
  /** As the global of this name. */
  readonly CompressionStream?: StreamClass | undefined;
  /** As the global of this name. */
  readonly DecompressionStream?: StreamClass | undefined;
}

/**
 * Raw DEFLATE (RFC 1951) by the platform's CompressionStream and DecompressionStream, looked up now.
 *
 * @throws {CacheError} `UNSUPPORTED` in a context that lacks them.
 */
export function streamCodec(
  source: CompressionStreams = globalThis as CompressionStreams,
): CompressionCodec {
  const { CompressionStream, DecompressionStream } = source;
  if (CompressionStream === undefined || DecompressionStream === undefined) {
    throw new CacheError(
      "UNSUPPORTED",
      "This context has no CompressionStream: pass compression.codec, as one over node:zlib.",
    );
  }
  return Object.freeze({
    id: 1,
    compress: (bytes: Uint8Array) => pump(new CompressionStream("deflate-raw"), bytes, Infinity),
    decompress: (bytes: Uint8Array, maxOutputBytes: number) =>
      pump(new DecompressionStream("deflate-raw"), bytes, maxOutputBytes),
  });
}

/** All that comes out of the stream for `bytes`; it is cancelled at the first byte too many. */
async function pump(
  { readable, writable }: TransformStream,
  bytes: Uint8Array,
  maxOutputBytes: number,
): Promise<Uint8Array> {
  const writer = writable.getWriter();
  // Their failures come out at the readable end too.
  writer.write(bytes).catch(ignore);
  writer.close().catch(ignore);
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await reader.read();
    if (done || value === undefined) return join(chunks, byteCount);
    byteCount += value.length;
    if (byteCount > maxOutputBytes) {
      reader.cancel().catch(ignore);
      throw tooMuch(maxOutputBytes);
    }
    chunks.push(value);
  }
}

/** The error of a value that would take more memory than it may. */
export function tooMuch(maxOutputBytes: number): CacheError {
  return invalidValue(`it decompresses to more than maxOutputBytes, ${maxOutputBytes}`);
}

function join(chunks: readonly Uint8Array[], byteCount: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function ignore(): void {}
