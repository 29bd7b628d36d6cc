// A lock across processes around a load, so that a value that all want is loaded by one of them.
// It saves work and guards nothing: whoever loses it, or never gets it, still stores a right value,
// because loaded values are stamped when their load begins.
//
//   SET %lock:<key> <token> NX PX <ttl>   -- mine -->  load, store, delete if the token is still mine
//                                         -- taken --> look for the value, or the lock, again ...

import type { CryptoSource } from "@respite/resp/base";
import type { Command, CoreClient } from "@respite/resp/core";
import { CacheError } from "../errors.ts";
import type { Ask } from "../hybrid/l2-gate.ts";
import { encodePrefix, lockKey } from "../key.ts";
import { unlockScript } from "../redis/scripts.ts";

/** Locks by key; none of the methods rejects for an outage. */
export interface LoadLocks {
  /** "mine" with a token for `release`; "taken" by another; "unknown": nobody can be asked. */
  acquire(key: string, ttlMs: number): Promise<LockAnswer>;
  /** Lets go of a lock, if it is still held with this token. */
  release(key: string, token: string): Promise<void>;
}

/** What became of an attempt to take a lock. */
export type LockAnswer =
  | { readonly state: "mine"; readonly token: string }
  | { readonly state: "taken" | "unknown" };

/** What {@link RedisLocks} needs. */
export interface RedisLocksParts {
  readonly client: Pick<CoreClient, "run">;
  readonly keyPrefix: string;
  /** Asks through the breaker. */
  readonly ask: Ask;
  readonly crypto: CryptoSource | undefined;
}

/** Locks in Redis. */
export class RedisLocks implements LoadLocks {
  readonly #parts: RedisLocksParts;
  readonly #crypto: CryptoSource;
  readonly #prefix: string;

  /** @throws {CacheError} `UNSUPPORTED` without a source of unpredictable tokens. */
  constructor(parts: RedisLocksParts) {
    if (parts.crypto === undefined) {
      const text =
        "A load lock needs crypto.getRandomValues for its tokens; inject environment.crypto.";
      throw new CacheError("UNSUPPORTED", text);
    }
    this.#parts = parts;
    this.#crypto = parts.crypto;
    this.#prefix = `${encodePrefix(parts.keyPrefix)}:`;
  }

  /** As {@link LoadLocks}. */
  async acquire(key: string, ttlMs: number): Promise<LockAnswer> {
    const { client, ask } = this.#parts;
    const token = this.#token();
    const name = this.#prefix + lockKey(key);
    const claim: Command<boolean> = {
      args: ["SET", name, token, "NX", "PX", ttlMs],
      reply: (reply) => reply !== null,
      strings: "utf8",
    };
    try {
      const isMine = await ask("lock", () => client.run(claim));
      return isMine ? { state: "mine", token } : { state: "taken" };
    } catch {
      return { state: "unknown" };
    }
  }

  /** As {@link LoadLocks}; a lock that can't be released ends by its own life. */
  async release(key: string, token: string): Promise<void> {
    const { client, ask } = this.#parts;
    const command: Command<void> = {
      args: ["EVAL", unlockScript, 1, this.#prefix + lockKey(key), token],
      reply: () => {},
      strings: "utf8",
    };
    await Promise.allSettled([ask("unlock", () => client.run(command))]);
  }

  #token(): string {
    const words = this.#crypto.getRandomValues(new Uint32Array(4));
    return [...words].map((word) => word.toString(16).padStart(8, "0")).join("");
  }
}
