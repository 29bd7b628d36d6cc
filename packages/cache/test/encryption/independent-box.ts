// What an encrypted value must be, written a second time over node:crypto from the documented
// format alone, so that a mistake in one implementation can't hide in the other.

import { createDecipheriv, createCipheriv, hkdfSync } from "node:crypto";
import type { Stamp } from "../../src/stamp.ts";

/** Everything a box depends on. */
export interface BoxInputs {
  readonly master: Uint8Array;
  readonly prefix: string;
  readonly namespace: string;
  /** What stands behind the namespace in the key, its ":" included. */
  readonly rest: string;
  readonly stamp: Stamp;
}

/** The id of a master key. */
export function keyIdOf(master: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", master, Buffer.alloc(0), "respite/v1/key-id", 8));
}

/** The AES key of a namespace. */
export function namespaceKeyOf(master: Uint8Array, salt: Uint8Array, namespace: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, salt, `respite/v1|${namespace}`, 32));
}

function authenticated(head: Uint8Array, inputs: BoxInputs): Buffer {
  const stamp = Buffer.alloc(12);
  stamp.writeUIntBE(inputs.stamp.timeMs, 0, 6);
  stamp.writeUInt16BE(inputs.stamp.counter, 6);
  stamp.writeUInt32BE(inputs.stamp.replica, 8);
  const texts = [inputs.prefix, inputs.namespace, inputs.rest].flatMap((text) => {
    const bytes = Buffer.from(text, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat([head, stamp, ...texts]);
}

/** The plaintext of a box; throws if its tag is wrong. */
export function openBox(box: Uint8Array, inputs: BoxInputs): Buffer {
  const bytes = Buffer.from(box);
  const key = namespaceKeyOf(inputs.master, bytes.subarray(9, 25), inputs.namespace);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(25, 37));
  decipher.setAAD(authenticated(bytes.subarray(0, 25), inputs));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(37, -16)), decipher.final()]);
}

/** A box of this plaintext. */
export function makeBox(
  plaintext: Uint8Array,
  inputs: BoxInputs,
  { salt, nonce }: { readonly salt: Uint8Array; readonly nonce: Uint8Array },
): Buffer {
  const head = Buffer.concat([Buffer.of(1), keyIdOf(inputs.master), salt]);
  const key = namespaceKeyOf(inputs.master, salt, inputs.namespace);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(authenticated(head, inputs));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, nonce, data, cipher.getAuthTag()]);
}
