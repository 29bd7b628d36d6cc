// Makes of a value what is stored: its bytes, what is said about them, and how long the store is to
// keep them. A namespace that keeps stale values stores them longer than they are fresh.
//
//   |<----------- lifeMs ----------->|<-- staleMs -->|
//   set                          stale from here    gone        ttlMs = lifeMs + staleMs

import type { Serializer } from "../serializer.ts";
import { checkTtl, isDeletingTtl } from "../ttl.ts";
import { checkTags, sealValue } from "./envelope.ts";
import type { LoadSettings } from "./load-policy.ts";

/** What a {@link ValueSealer} needs. */
export interface ValueSealerParts<T> {
  readonly serializer: Serializer<T>;
  readonly load: LoadSettings;
  /** The namespace's usual life. */
  readonly ttlMs: number | undefined;
  /** Longest life of a tagged value, in ms. */
  readonly maxTaggedMs: number;
  readonly random: () => number;
}

/** How a value is written. */
export interface SealedValue {
  /** What is stored. */
  readonly bytes: Uint8Array;
  /** How long, in ms; undefined = for ever; <= 0 deletes. */
  readonly ttlMs: number | undefined;
}

/** What the writer, or a load, says about a value. */
export interface SealOptions {
  readonly ttlMs?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  /** How long its load took, in ms; undefined = it was not loaded. */
  readonly loadMs?: number | undefined;
}

/** See the file's head. */
export class ValueSealer<T> {
  readonly #parts: ValueSealerParts<T>;

  constructor(parts: ValueSealerParts<T>) {
    this.#parts = parts;
  }

  /** @throws {TypeError | RangeError} for a life or tags that can't be, or by the serializer. */
  seal(value: T, options: SealOptions): SealedValue {
    const { serializer, load, maxTaggedMs } = this.#parts;
    const bytes = serializer.encode(value);
    const tags = checkTags(options.tags);
    const givenMs = checkTtl(options.ttlMs);
    if (isDeletingTtl(givenMs)) return { bytes, ttlMs: givenMs };
    const lifeMs = this.#life(givenMs, options.loadMs !== undefined);
    const staleMs = lifeMs === undefined ? 0 : load.staleMs;
    const hasTimes = lifeMs !== undefined && (staleMs > 0 || load.earlyRefresh !== undefined);
    const sealed = sealValue(bytes, {
      lifeMs: hasTimes ? lifeMs : 0,
      staleMs,
      loadMs: options.loadMs ?? 0,
      tags,
    });
    const keptMs = lifeMs === undefined ? undefined : lifeMs + staleMs;
    const ttlMs = tags.length === 0 ? keptMs : Math.min(keptMs ?? maxTaggedMs, maxTaggedMs);
    return { bytes: sealed, ttlMs };
  }

  /** How long the store keeps a value that is given a new life. */
  keptMs(ttlMs: number | undefined): number | undefined {
    const lifeMs = checkTtl(ttlMs ?? this.#parts.ttlMs);
    if (lifeMs === undefined || isDeletingTtl(lifeMs)) return lifeMs;
    return lifeMs + this.#parts.load.staleMs;
  }

  /** A life given to a write is exact; all others are jittered. */
  #life(givenMs: number | undefined, isLoaded: boolean): number | undefined {
    if (givenMs !== undefined && !isLoaded) return givenMs;
    const { load, random } = this.#parts;
    const lifeMs = givenMs ?? this.#parts.ttlMs;
    if (lifeMs === undefined || load.ttlJitter === 0) return lifeMs;
    return Math.max(1, Math.floor(lifeMs * (1 - load.ttlJitter * random())));
  }
}
