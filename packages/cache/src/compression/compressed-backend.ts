// A backend whose larger values are compressed before they reach the one below. Decompression stops
// at a limit, whatever is stored.

import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import { StampClock } from "../stamp.ts";
import { TransformingBackend } from "../transforming-backend.ts";
import {
  compressionOptionNames,
  type CompressionOptions,
  resolveCompressionOptions,
} from "./compression-options.ts";
import { ValueCompressor } from "./value-compressor.ts";

/** Settings of a {@link CompressedBackend}. */
export interface CompressedBackendOptions extends CompressionOptions {
  /** Where compressed values go; it must keep stamps, and is closed with this one. */
  backend: CacheBackend;
  /** Issues the stamps of writes that bring none; give it the clock of the backend below. */
  clock?: StampClock | undefined;
  /** Clocks and randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

const names = [...compressionOptionNames, "backend", "clock", "environment"];
const owner = "CompressedBackend";

/** See the file's head. */
export class CompressedBackend extends TransformingBackend {
  /**
   * @throws {TypeError | RangeError} naming the option that is wrong. @throws {CacheError}
   * `UNSUPPORTED` without a codec where the platform has none.
   */
  constructor(options: CompressedBackendOptions) {
    const reader = new OptionReader(owner, options, names);
    const backend = reader.object<CacheBackend | undefined>("backend", undefined);
    if (typeof backend?.setIfNewer !== "function") {
      throw new TypeError(`${owner}: option "backend" is required and must be a cache backend.`);
    }
    const compressor = new ValueCompressor(resolveCompressionOptions(reader, owner));
    const clock = reader.object<StampClock | undefined>("clock", undefined);
    const environment = resolveEnvironment(reader.object<Partial<Environment>>("environment", {}));
    super(backend, compressor, clock ?? new StampClock(environment));
  }
}
