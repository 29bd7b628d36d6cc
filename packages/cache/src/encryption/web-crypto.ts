// The part of Web Crypto that encryption uses (https://www.w3.org/TR/WebCryptoAPI/), typed here
// because the package has no platform's types, and narrowed to the two algorithms.

import type { CryptoSource } from "@respite/resp/base";
import { CacheError } from "../errors.ts";

/** A key that only Web Crypto can look into. */
export interface OpaqueKey {
  readonly algorithm: object;
}

interface HkdfParameters {
  readonly name: "HKDF";
  readonly hash: "SHA-256";
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
}

interface GcmParameters {
  readonly name: "AES-GCM";
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
  readonly tagLength: 128;
}

/** The methods of SubtleCrypto that are used. */
interface Subtle {
  importKey(
    format: "raw",
    data: Uint8Array,
    algorithm: "HKDF",
    extractable: false,
    usages: readonly string[],
  ): Promise<OpaqueKey>;
  deriveBits(algorithm: HkdfParameters, key: OpaqueKey, bitCount: number): Promise<ArrayBuffer>;
  deriveKey(
    algorithm: HkdfParameters,
    key: OpaqueKey,
    derived: { name: "AES-GCM"; length: 256 },
    extractable: false,
    usages: readonly string[],
  ): Promise<OpaqueKey>;
  encrypt(parameters: GcmParameters, key: OpaqueKey, data: Uint8Array): Promise<ArrayBuffer>;
  decrypt(parameters: GcmParameters, key: OpaqueKey, data: Uint8Array): Promise<ArrayBuffer>;
}

/** HKDF-SHA-256 and AES-256-GCM over an environment's Web Crypto. */
export class WebCrypto {
  readonly #source: CryptoSource;
  readonly #subtle: Subtle;

  /** @throws {CacheError} `UNSUPPORTED` without `subtle` and `getRandomValues`. */
  constructor(source: CryptoSource | undefined) {
    const subtle = source?.subtle as Subtle | undefined;
    if (typeof subtle?.deriveKey !== "function" || typeof source?.getRandomValues !== "function") {
      throw new CacheError(
        "UNSUPPORTED",
        "Encryption needs Web Crypto, which this context lacks: pass environment.crypto with " +
          "getRandomValues and subtle (on the web, pages have it over https only).",
      );
    }
    this.#source = source;
    this.#subtle = subtle;
  }

  /** Unpredictable bytes. */
  randomBytes(byteCount: number): Uint8Array<ArrayBuffer> {
    return this.#source.getRandomValues(new Uint8Array(byteCount));
  }

  /** Input keying material for HKDF. */
  importMaster(bytes: Uint8Array): Promise<OpaqueKey> {
    return this.#subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey", "deriveBits"]);
  }

  /** Bytes derived from a master key (RFC 5869). */
  async deriveBytes(master: OpaqueKey, info: Uint8Array, byteCount: number): Promise<Uint8Array> {
    const parameters = hkdf(new Uint8Array(0), info);
    return new Uint8Array(await this.#subtle.deriveBits(parameters, master, byteCount * 8));
  }

  /** A key for AES-256-GCM derived from a master key (RFC 5869). */
  deriveKey(master: OpaqueKey, salt: Uint8Array, info: Uint8Array): Promise<OpaqueKey> {
    const derived = { name: "AES-GCM", length: 256 } as const;
    const usages = ["encrypt", "decrypt"];
    return this.#subtle.deriveKey(hkdf(salt, info), master, derived, false, usages);
  }

  /** Ciphertext with its 16-byte tag behind it (NIST SP 800-38D). */
  async encrypt(key: OpaqueKey, box: GcmInput): Promise<Uint8Array> {
    return new Uint8Array(await this.#subtle.encrypt(gcm(box), key, box.data));
  }

  /** The plaintext. Rejects if anything is not as it was encrypted. */
  async decrypt(key: OpaqueKey, box: GcmInput): Promise<Uint8Array> {
    return new Uint8Array(await this.#subtle.decrypt(gcm(box), key, box.data));
  }
}

/** What AES-GCM takes beside its key. */
export interface GcmInput {
  readonly nonce: Uint8Array;
  readonly additionalData: Uint8Array;
  readonly data: Uint8Array;
}

function hkdf(salt: Uint8Array, info: Uint8Array): HkdfParameters {
  return { name: "HKDF", hash: "SHA-256", salt, info };
}

function gcm({ nonce, additionalData }: GcmInput): GcmParameters {
  return { name: "AES-GCM", iv: nonce, additionalData, tagLength: 128 };
}
