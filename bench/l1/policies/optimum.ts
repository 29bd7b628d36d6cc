// The optimum (Belady, 1966): always gives up the key whose next use is furthest away. No cache can
// know that; it is the ceiling to measure against.

import type { Policy } from "./policy.ts";

/** What a cache that knows the future would answer. */
export const optimum: Policy = (keys, capacity) => {
  const nextUse = nextUses(keys);
  const held = new Map<number, number>();
  const furthest = new Furthest();
  let hits = 0;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as number;
    const next = nextUse[index] as number;
    if (held.has(key)) hits += 1;
    else if (held.size >= capacity) furthest.dropFrom(held);
    held.set(key, next);
    furthest.push(next, key);
  }
  return hits;
};

/** For each request, when its key is asked for again; beyond the end for never. */
function nextUses(keys: Uint32Array): Uint32Array {
  const next = new Uint32Array(keys.length);
  const seen = new Map<number, number>();
  for (let index = keys.length - 1; index >= 0; index -= 1) {
    const key = keys[index] as number;
    next[index] = seen.get(key) ?? 2 ** 32 - 1;
    seen.set(key, index);
  }
  return next;
}

/** A heap by next use, the furthest on top; entries that were used since are passed over. */
class Furthest {
  readonly #uses: number[] = [];
  readonly #keys: number[] = [];

  push(use: number, key: number): void {
    let place = this.#uses.length;
    this.#uses.push(use);
    this.#keys.push(key);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((this.#uses[parent] as number) >= use) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, use, key);
  }

  /** Takes the key out of `held` whose next use is furthest away. */
  dropFrom(held: Map<number, number>): void {
    for (;;) {
      const [use, key] = this.#pop();
      if (held.get(key) !== use) continue;
      held.delete(key);
      return;
    }
  }

  #pop(): [use: number, key: number] {
    const top: [number, number] = [this.#uses[0] as number, this.#keys[0] as number];
    const use = this.#uses.pop() as number;
    const key = this.#keys.pop() as number;
    const size = this.#uses.length;
    if (size === 0) return top;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#uses[child + 1] as number) > (this.#uses[child] as number)) {
        child += 1;
      }
      if ((this.#uses[child] as number) <= use) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, use, key);
    return top;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#uses[from] as number, this.#keys[from] as number);
  }

  #put(place: number, use: number, key: number): void {
    this.#uses[place] = use;
    this.#keys[place] = key;
  }
}
