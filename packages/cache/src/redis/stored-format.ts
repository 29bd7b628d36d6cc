// The two ways a value can lie in Redis, behind one interface: with a header that carries its
// stamp, or bare, for keys that other software reads and writes too.

import type { Stamp, StampClock } from "../stamp.ts";
import {
  type StoredValue,
  assertBytes,
  decodeStoredValue,
  encodeStoredValue,
  invalidValue,
  isTombstone,
  valueFormat,
} from "../value.ts";

/** How values are written and read; the stamp of a bare value is undefined. */
export interface StoredFormat {
  readonly stamped: boolean;
  /** The bytes to store; fresh memory, or the value itself where there is no header. */
  encode(value: Uint8Array, stamp: Stamp | undefined): Uint8Array;
  /** What was stored; a tombstone has no value. @throws {CacheError} `INVALID_VALUE`. */
  decode(bytes: Uint8Array): { value: Uint8Array | undefined; stamp?: Stamp | undefined };
}

/** Values with a header; `clock` stamps those that bring no stamp, and notes the stamps read. */
export function stampedFormat(clock: StampClock): StoredFormat {
  return {
    stamped: true,
    encode(value, stamp) {
      assertBytes(value);
      return encodeStoredValue(value, stamp ?? clock.next());
    },
    decode(bytes): StoredValue {
      const stored = decodeStoredValue(bytes);
      clock.observe(stored.stamp);
      return stored;
    },
  };
}

/** Bare values. */
export const rawFormat: StoredFormat = {
  stamped: false,
  encode(value) {
    assertBytes(value);
    return value;
  },
  decode: (value) => ({ value }),
};

/** Bytes of a value that tell whether it lives. */
export const headBytes = 2;

/**
 * Whether the first bytes of a stamped value, none if there is no such key, are those of a live
 * one.
 *
 * @throws {CacheError} `INVALID_VALUE` if they begin no header.
 */
export function isLiveHead(head: Uint8Array): boolean {
  if (head.length === 0 || isTombstone(head)) return false;
  if (head[0] !== valueFormat) throw invalidValue(`its first byte is ${head[0]}`);
  return true;
}
