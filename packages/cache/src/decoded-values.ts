// Decoded values beside their entries, for namespaces of immutable values: a value is decoded once
// per write, which its stamp names, and handed out by reference, deep-frozen.

import { compareStamps, type Stamp } from "./stamp.ts";

/** Most values kept; beyond, the one kept longest goes. */
const maxValues = 1000;

/** The decoded values of one namespace. */
export class DecodedValues<T> {
  readonly #values = new Map<string, { readonly stamp: Stamp; readonly value: T }>();

  /** The value of a key, if it was decoded from the write with this stamp. */
  get(key: string, stamp: Stamp | undefined): T | undefined {
    const kept = stamp === undefined ? undefined : this.#values.get(key);
    if (kept === undefined || stamp === undefined) return undefined;
    if (compareStamps(kept.stamp, stamp) === 0) return kept.value;
    this.#values.delete(key);
    return undefined;
  }

  /** Freezes a value, keeps it where its write is known, and returns it. */
  keep(key: string, stamp: Stamp | undefined, value: T): T {
    frozen(value);
    if (stamp === undefined) return value;
    this.#values.delete(key);
    this.#values.set(key, { stamp, value });
    if (this.#values.size > maxValues) {
      const [oldest] = this.#values.keys();
      if (oldest !== undefined) this.#values.delete(oldest);
    }
    return value;
  }

  /** Lets go of everything. */
  clear(): void {
    this.#values.clear();
  }
}

/** A value frozen down to the leaves; bytes can't be frozen and stay as they are. */
export function frozen<T>(root: T): T {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) continue;
    Object.freeze(value);
    waiting.push(...(Object.values(value) as unknown[]));
  }
  return root;
}
