// How an encrypted value lies in the place of the value (behind the header with the stamp, which
// stays readable), and what is authenticated beside it.
//
//   byte   0         1 . . . . 8   9 . . . . 24   25 . . . . 36   37 . . .
//        +---------+-------------+--------------+---------------+------------------------+
//        | version | key id      | salt         | nonce         | ciphertext, 16-byte tag |
//        +---------+-------------+--------------+---------------+------------------------+
//
//   authenticated: version, key id, salt, the write's stamp (12 bytes), and, each behind its length
//   in 4 bytes: the key prefix, the namespace, the key.
//
// So a value proves itself only at the very place, and for the very write, it was encrypted for.

import { encodeUtf8 } from "@respite/resp/base";
import { encodeStoredValue } from "../value.ts";
import type { ValuePlace } from "../transforming-backend.ts";

/** The only version so far. */
export const boxVersion = 1;
/** Length of a key's id. */
export const keyIdBytes = 8;
/** Length of the salt from which a namespace's key is derived. */
export const saltBytes = 16;
/** Length of the nonce (NIST SP 800-38D, 8.2.2: random). */
export const nonceBytes = 12;
/** Length of AES-GCM's tag. */
export const tagBytes = 16;

const keyIdAt = 1;
const saltAt = keyIdAt + keyIdBytes;
const nonceAt = saltAt + saltBytes;
const dataAt = nonceAt + nonceBytes;

/** What encryption adds to a value. */
export const boxOverheadBytes: number = dataAt + tagBytes;

/** The parts of an encrypted value, sharing its memory. */
export interface SealedBox {
  /** Version, key id and salt: what is authenticated of the box itself. */
  readonly head: Uint8Array;
  readonly keyId: Uint8Array;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  /** Ciphertext and tag. */
  readonly data: Uint8Array;
}

/** Version, key id and salt. */
export function boxHead(keyId: Uint8Array, salt: Uint8Array): Uint8Array {
  const head = new Uint8Array(nonceAt);
  head[0] = boxVersion;
  head.set(keyId, keyIdAt);
  head.set(salt, saltAt);
  return head;
}

/** The whole box, in fresh memory. */
export function joinBox(head: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  const box = new Uint8Array(dataAt + data.length);
  box.set(head);
  box.set(nonce, nonceAt);
  box.set(data, dataAt);
  return box;
}

/**
 * The parts of a box. One that is too short is read as if zeros followed: it then fails where every
 * other wrong box fails, and as late.
 */
export function splitBox(stored: Uint8Array): SealedBox {
  let box = stored;
  if (stored.length < boxOverheadBytes) {
    box = new Uint8Array(boxOverheadBytes);
    box.set(stored);
  }
  return {
    head: box.subarray(0, nonceAt),
    keyId: box.subarray(keyIdAt, saltAt),
    salt: box.subarray(saltAt, nonceAt),
    nonce: box.subarray(nonceAt, dataAt),
    data: box.subarray(dataAt),
  };
}

/** The namespace of a key, as it is spelled in Redis; empty for a key without one. */
export function namespaceOf(key: string): string {
  const end = key.indexOf(":");
  return end === -1 ? "" : key.slice(0, end);
}

/** See the file's head. */
export function additionalData(head: Uint8Array, prefix: string, place: ValuePlace): Uint8Array {
  const { key } = place;
  const namespace = namespaceOf(key);
  const texts = [prefix, namespace, key.slice(namespace.length)].map(encodeUtf8);
  const stamp = encodeStoredValue(undefined, place.stamp).subarray(2);
  const size = texts.reduce((sum, { length }) => sum + 4 + length, head.length + stamp.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  bytes.set(stamp, head.length);
  let at = head.length + stamp.length;
  for (const text of texts) {
    view.setUint32(at, text.length);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}
