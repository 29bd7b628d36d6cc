// A backend whose values are encrypted before they reach the one below: AES-256-GCM under keys that
// are derived per process and namespace, authenticated together with the place and the write they
// belong to. Keys, lives, stamps and the presence of a value stay readable below, and a tombstone
// is not authenticated: who can write to Redis can still delete, and put back an older value of the
// same key.

import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type { CacheBackend } from "../backend.ts";
import { StampClock } from "../stamp.ts";
import { TransformingBackend } from "../transforming-backend.ts";
import {
  encryptionOptionNames,
  type EncryptionOptions,
  resolveEncryptionOptions,
} from "./encryption-options.ts";
import { ValueCipher } from "./value-cipher.ts";
import { WebCrypto } from "./web-crypto.ts";

/** Settings of an {@link EncryptedBackend}. */
export interface EncryptedBackendOptions extends EncryptionOptions {
  /** Where encrypted values go; it must keep stamps, and is closed with this one. */
  backend: CacheBackend;
  /**
   * What stands before all keys below, so that values of one application are worth nothing in
   * another; default "". The same on all replicas.
   */
  keyPrefix?: string | undefined;
  /** Issues the stamps of writes that bring none; give it the clock of the backend below. */
  clock?: StampClock | undefined;
  /** Clocks, and Web Crypto as `crypto`; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

const names = [...encryptionOptionNames, "backend", "keyPrefix", "clock", "environment"];
const owner = "EncryptedBackend";

/** See the file's head. */
export class EncryptedBackend extends TransformingBackend {
  readonly #cipher: ValueCipher;

  /**
   * @throws {TypeError | RangeError} naming the option that is wrong. @throws {CacheError}
   * `UNSUPPORTED` without Web Crypto.
   */
  constructor(options: EncryptedBackendOptions) {
    const reader = new OptionReader(owner, options, names);
    const backend = reader.object<CacheBackend | undefined>("backend", undefined);
    if (typeof backend?.setIfNewer !== "function") {
      throw new TypeError(`${owner}: option "backend" is required and must be a cache backend.`);
    }
    const settings = resolveEncryptionOptions(reader, owner, options.keys);
    const environment = resolveEnvironment(reader.object<Partial<Environment>>("environment", {}));
    const clock = reader.object<StampClock | undefined>("clock", undefined);
    const prefix = reader.string("keyPrefix", "", true);
    const cipher = new ValueCipher(new WebCrypto(environment.crypto), settings, prefix);
    super(backend, cipher, clock ?? new StampClock(environment));
    this.#cipher = cipher;
  }

  /** Derived keys held now; at most twice `maxDerivedKeys`. */
  get derivedKeyCount(): number {
    return this.#cipher.derivedKeyCount;
  }
}
