// What stands between a cache and its shared tier where values are to be compressed or encrypted:
//
//   hybrid, or redis mode ──► CompressedBackend ──► EncryptedBackend ──► RedisBackend
//
// What is compressed and then encrypted shows in its length how well it was compressed; whoever can
// have text of his own put beside a secret may guess the secret by it (CRIME, CVE-2012-4929). So
// both together must be asked for by name.

import { type Environment, OptionReader } from "@respite/resp/base";
import type { CacheBackend } from "./backend.ts";
import {
  compressionOptionNames,
  type CompressionOptions,
  resolveCompressionOptions,
} from "./compression/compression-options.ts";
import { CompressedBackend } from "./compression/index.ts";
import { checkEncryptionOptions, type EncryptionOptions } from "./encryption/encryption-options.ts";
import { EncryptedBackend } from "./encryption/index.ts";
import type { StampClock } from "./stamp.ts";

/** Compression in a cache that may encrypt too. */
export interface CacheCompressionOptions extends CompressionOptions {
  /**
   * True allows it beside `encryption`: the length of what is stored then tells something about
   * what is in it. Default false: both together are a RangeError.
   */
  besideEncryption?: boolean | undefined;
}

/** What a cache does to values on their way to the shared tier. */
export interface ValueOptions {
  /** Encrypts values; default off. In memory mode nothing leaves the process: checked, not used. */
  encryption?: EncryptionOptions | undefined;
  /** Compresses larger values; default off. In memory mode checked and not used. */
  compression?: CacheCompressionOptions | undefined;
}

/** Checks both. @throws {TypeError | RangeError} naming the option that is wrong. */
export function checkValueOptions(owner: string, options: ValueOptions): ValueOptions {
  const { encryption, compression } = options;
  if (encryption !== undefined) checkEncryptionOptions(`${owner}.encryption`, encryption);
  if (compression === undefined) return { encryption };
  const reader = new OptionReader(`${owner}.compression`, compression, [
    ...compressionOptionNames,
    "besideEncryption",
  ]);
  const { besideEncryption: _, ...plain } = compression;
  resolveCompressionOptions(reader, `${owner}.compression`);
  if (encryption !== undefined && !reader.boolean("besideEncryption", false)) {
    throw new RangeError(
      `${owner}: "compression" beside "encryption" lets the length of a stored value tell something ` +
        "about it; leave one out, or set compression.besideEncryption to true.",
    );
  }
  return { encryption, compression: plain };
}

/** The shared tier as the cache is to see it; options as {@link checkValueOptions} gives them. */
export function valueTier(
  redis: CacheBackend,
  options: ValueOptions & { readonly keyPrefix: string; readonly environment: Environment },
  clock: StampClock,
): CacheBackend {
  const { encryption, compression, keyPrefix, environment } = options;
  const common = { clock, environment };
  let backend = redis;
  if (encryption !== undefined) {
    backend = new EncryptedBackend({ ...encryption, ...common, backend, keyPrefix });
  }
  if (compression !== undefined) {
    backend = new CompressedBackend({ ...compression, ...common, backend });
  }
  return backend;
}
