// How a namespace's values become bytes and come back. Both directions are pure and may throw; a
// value that can't be read back is an error, never a miss.

import { Utf8 } from "@respite/resp/base";
import { CacheError } from "./errors.ts";

/** Turns values of type `T` into bytes and back. */
export interface Serializer<T> {
  /** Bytes of a value. @throws whatever says that the value can't be stored. */
  encode(value: T): Uint8Array;
  /** The value of bytes; they belong to the callee. @throws if they are not what `encode` makes. */
  decode(bytes: Uint8Array): T;
  /**
   * True if `decode` neither keeps nor changes the bytes: it may then be given the cache's own
   * instead of a copy. Default false.
   */
  readonly readsOnly?: boolean | undefined;
}

/**
 * JSON as UTF-8, the default. What JSON can't express (undefined, functions, bigint) is refused on
 * `encode` with a TypeError.
 */
export function jsonSerializer<T>(): Serializer<T> {
  const utf8 = new Utf8();
  return Object.freeze({
    readsOnly: true,
    encode(value: T): Uint8Array {
      const text = JSON.stringify(value) as string | undefined;
      if (text !== undefined) return utf8.encode(text);
      throw new TypeError(`JSON can't express a value of type ${typeof value}.`);
    },
    decode(bytes: Uint8Array): T {
      try {
        return JSON.parse(utf8.decode(bytes)) as T;
      } catch (cause) {
        const text = "What is stored is no JSON; delete the key or use its own serializer.";
        throw new CacheError("INVALID_VALUE", text, { cause });
      }
    },
  });
}

/** Bytes as they are. */
export const bytesSerializer: Serializer<Uint8Array> = Object.freeze({
  encode: (value: Uint8Array) => value,
  decode: (bytes: Uint8Array) => bytes,
});
