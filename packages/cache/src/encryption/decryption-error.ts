// The one error of everything that can go wrong when a value is decrypted. It says nothing of what
// it was: who can write to Redis must not learn from errors how far a forged value has got.

import { CacheError } from "../errors.ts";

/** A stored value that can't be decrypted: code `DECRYPTION_FAILED`, without cause on purpose. */
export class DecryptionError extends CacheError {
  constructor() {
    super(
      "DECRYPTION_FAILED",
      "A stored value can't be decrypted: its key is no longer (or not yet) in encryption.keys, it " +
        "was stored without encryption or under another key, or somebody changed it.",
    );
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "DecryptionError", configurable: true });
  }
}
