// What a backend may offer beyond the contract. A namespace asks for it where it needs it and says
// UNSUPPORTED where it is missing.

import type { CacheBackend, ClearOptions, OperationOptions } from "./backend.ts";
import { CacheError } from "./errors.ts";

/** Operations on all keys that begin with the same text. */
export interface PrefixOperations {
  /** Removes every key that begins with `prefix`. */
  clearPrefix(prefix: string, options?: ClearOptions): Promise<void>;
  /** The keys that begin with `prefix`; some may come twice. */
  keys(prefix?: string, options?: OperationOptions): AsyncIterable<string>;
}

/** A new life for a value without reading it. */
export interface TouchOperation {
  /** Sets the life left to `ttlMs` (undefined = for ever); false if there is no such value. */
  touch(key: string, ttlMs: number | undefined, options?: OperationOptions): Promise<boolean>;
}

/** @throws {CacheError} `UNSUPPORTED` if the backend lacks the methods. */
export function prefixOperations(backend: CacheBackend): PrefixOperations {
  const { clearPrefix, keys } = backend as Partial<PrefixOperations>;
  if (typeof clearPrefix === "function" && typeof keys === "function") {
    return backend as CacheBackend & PrefixOperations;
  }
  throw unsupported("clearPrefix() and keys()");
}

/** @throws {CacheError} `UNSUPPORTED` if the backend lacks the method. */
export function touchOperation(backend: CacheBackend): TouchOperation {
  const { touch } = backend as Partial<TouchOperation>;
  if (typeof touch === "function") return backend as CacheBackend & TouchOperation;
  throw unsupported("touch()");
}

function unsupported(what: string): CacheError {
  return new CacheError("UNSUPPORTED", `This backend has no ${what}, which the operation needs.`);
}
