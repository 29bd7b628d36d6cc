// Encrypts and decrypts values. Each process derives, per namespace, a key of its own from the first
// master key and a random salt, so that no two processes ever share a nonce space:
//
//   master --HKDF-SHA-256(salt, "respite/v1|" + namespace)--> AES-256-GCM key
//
// The salt travels with the value. After 2^30 writes it is renewed: random 96-bit nonces of one key
// then collide with a chance below 2^-36 (NIST SP 800-38D, 8.3, allows 2^32 writes).

import { encodeUtf8 } from "@respite/resp/base";
import type { Tier } from "../hybrid/hybrid-types.ts";
import type { ValuePlace, ValueTransform } from "../transforming-backend.ts";
import { BoundedMap } from "./bounded-map.ts";
import { DecryptionError } from "./decryption-error.ts";
import type { EncryptionSettings } from "./encryption-options.ts";
import {
  additionalData,
  boxHead,
  joinBox,
  keyIdBytes,
  namespaceOf,
  nonceBytes,
  type SealedBox,
  saltBytes,
  splitBox,
} from "./sealed-box.ts";
import { type OpaqueKey, WebCrypto } from "./web-crypto.ts";

interface MasterKey {
  readonly id: Uint8Array;
  readonly key: OpaqueKey;
}

/** What one process encrypts one namespace with. */
interface Sealing {
  readonly head: Uint8Array;
  readonly key: OpaqueKey;
  writes: number;
}

/** The transform of an `EncryptedBackend`. */
export class ValueCipher implements ValueTransform {
  readonly #crypto: WebCrypto;
  readonly #settings: EncryptionSettings;
  readonly #prefix: string;
  readonly #sealings: BoundedMap<Promise<Sealing>>;
  readonly #opening: BoundedMap<Promise<OpaqueKey>>;
  #ring: Promise<readonly MasterKey[]> | undefined;

  /** @throws {CacheError} `UNSUPPORTED` without Web Crypto. */
  constructor(crypto: WebCrypto, settings: EncryptionSettings, prefix: string) {
    this.#crypto = crypto;
    this.#settings = settings;
    this.#prefix = prefix;
    this.#sealings = new BoundedMap(settings.maxDerivedKeys);
    this.#opening = new BoundedMap(settings.maxDerivedKeys);
  }

  /** Derived keys held now, of both kinds. */
  get derivedKeyCount(): number {
    return this.#sealings.size + this.#opening.size;
  }

  async seal(value: Uint8Array, place: ValuePlace): Promise<Uint8Array> {
    const { head, key } = await this.#sealing(namespaceOf(place.key));
    const nonce = this.#crypto.randomBytes(nonceBytes);
    const authenticated = additionalData(head, this.#prefix, place);
    const input = { nonce, additionalData: authenticated, data: value };
    return joinBox(head, nonce, await this.#crypto.encrypt(key, input));
  }

  async open(sealed: Uint8Array, place: ValuePlace, tier: Tier): Promise<Uint8Array | undefined> {
    const box = splitBox(sealed);
    const derived = `${String.fromCharCode(...box.keyId, ...box.salt)}${namespaceOf(place.key)}`;
    try {
      return await this.#decrypt(box, derived, place);
    } catch {
      // A forged salt must not take the place of a real one.
      this.#opening.delete(derived);
      if (this.#settings.onFailure === "miss" && tier !== "security") return undefined;
      throw new DecryptionError();
    }
  }

  async #decrypt(box: SealedBox, derived: string, place: ValuePlace): Promise<Uint8Array> {
    const { head, salt, nonce, data } = box;
    let key = this.#opening.get(derived);
    if (key === undefined) {
      key = this.#masterOf(box).then((master) => this.#derive(master, salt, place.key));
      this.#opening.set(derived, key);
    }
    const authenticated = additionalData(head, this.#prefix, place);
    return this.#crypto.decrypt(await key, { nonce, additionalData: authenticated, data });
  }

  /** An unknown key's value is tried with the first key: it then fails as every other one does. */
  async #masterOf({ keyId }: SealedBox): Promise<MasterKey> {
    const ring = await this.#masters();
    const known = ring.find(({ id }) => id.every((byte, index) => byte === keyId[index]));
    return known ?? (ring[0] as MasterKey);
  }

  async #sealing(namespace: string): Promise<Sealing> {
    const pending = this.#sealings.get(namespace);
    const held = await pending;
    if (held !== undefined && held.writes < this.#settings.writesPerSalt) {
      held.writes += 1;
      return held;
    }
    // Another call may have renewed it while this one waited.
    if (this.#sealings.get(namespace) === pending) {
      this.#sealings.set(namespace, this.#newSealing(namespace));
    }
    return this.#sealing(namespace);
  }

  async #newSealing(namespace: string): Promise<Sealing> {
    const [master] = (await this.#masters()) as readonly [MasterKey];
    const salt = this.#crypto.randomBytes(saltBytes);
    const key = await this.#derive(master, salt, `${namespace}:`);
    return { head: boxHead(master.id, salt), key, writes: 0 };
  }

  #derive({ key }: MasterKey, salt: Uint8Array, of: string): Promise<OpaqueKey> {
    return this.#crypto.deriveKey(key, salt, encodeUtf8(`respite/v1|${namespaceOf(of)}`));
  }

  #masters(): Promise<readonly MasterKey[]> {
    this.#ring ??= Promise.all(
      this.#settings.keys.map(async (bytes) => {
        const key = await this.#crypto.importMaster(bytes);
        const id = await this.#crypto.deriveBytes(key, encodeUtf8("respite/v1/key-id"), keyIdBytes);
        return { id, key };
      }),
    );
    return this.#ring;
  }
}
