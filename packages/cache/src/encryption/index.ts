// Encryption between a cache and what stores its values.
export { DecryptionError } from "./decryption-error.ts";
export { EncryptedBackend, type EncryptedBackendOptions } from "./encrypted-backend.ts";
export type { EncryptionOptions } from "./encryption-options.ts";
