// The options of encryption and what they become.

import { OptionReader } from "@respite/resp/base";
import { sameBytes } from "../same-bytes.ts";
import { readMasterKey } from "./master-key.ts";

/** How values are encrypted before they leave this process. */
export interface EncryptionOptions {
  /**
   * Master keys: at least 32 random bytes each, as bytes, `base64:…` or `hex:…`. The first
   * encrypts, all decrypt. Required, 1 to 16.
   */
  keys: readonly (string | Uint8Array)[];
  /**
   * What a value that can't be decrypted reads as: "error" (default) rejects with
   * `DecryptionError`; "miss" takes it for missing, except in the security tier.
   */
  onFailure?: "error" | "miss" | undefined;
  /** Most derived keys kept, for writing and for reading each; 1 to 100,000, default 1024. */
  maxDerivedKeys?: number | undefined;
  /** Writes after which a namespace's salt is renewed; 1 to 2^30, which is the default. */
  writesPerSalt?: number | undefined;
}

/** {@link EncryptionOptions} completed and checked. */
export interface EncryptionSettings {
  readonly keys: readonly Uint8Array[];
  readonly onFailure: "error" | "miss";
  readonly maxDerivedKeys: number;
  readonly writesPerSalt: number;
}

/** The options' names. */
export const encryptionOptionNames: readonly string[] = [
  "keys",
  "onFailure",
  "maxDerivedKeys",
  "writesPerSalt",
];

/** Most master keys at once. */
const maxKeys = 16;

/** Completes and checks the options. @throws {TypeError | RangeError} naming the option. */
export function resolveEncryptionOptions(
  reader: OptionReader,
  owner: string,
  given: EncryptionOptions["keys"] | undefined,
): EncryptionSettings {
  return Object.freeze({
    keys: readKeys(owner, given),
    onFailure: reader.choice("onFailure", ["error", "miss"], "error"),
    maxDerivedKeys: reader.number("maxDerivedKeys", 1024, { min: 1, max: 100_000 }),
    writesPerSalt: reader.number("writesPerSalt", 2 ** 30, { min: 1, max: 2 ** 30 }),
  });
}

/** Checks options that are used later, or not at all. @throws {TypeError | RangeError} */
export function checkEncryptionOptions(owner: string, given: EncryptionOptions): EncryptionOptions {
  const reader = new OptionReader(owner, given, encryptionOptionNames);
  resolveEncryptionOptions(reader, owner, given.keys);
  return given;
}

function readKeys(owner: string, given: EncryptionOptions["keys"] | undefined): Uint8Array[] {
  if (!Array.isArray(given)) {
    throw new TypeError(`${owner}: option "keys" is required and must be an array of keys.`);
  }
  if (given.length === 0 || given.length > maxKeys) {
    throw new RangeError(`${owner}: option "keys" must hold 1 to ${maxKeys}, got ${given.length}.`);
  }
  const keys = given.map((key: string | Uint8Array, index) => {
    return readMasterKey(`${owner}: option "keys[${index}]"`, key);
  });
  const twice = keys.findIndex((key, index) => {
    return keys.slice(0, index).some((earlier) => sameBytes(earlier, key));
  });
  if (twice > 0) throw new RangeError(`${owner}: option "keys[${twice}]" repeats an earlier key.`);
  return keys;
}
