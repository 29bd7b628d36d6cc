// A map that forgets what was used longest ago, so that what is derived per namespace and salt can't
// grow with what others write.

/** At most `limit` entries; reading one makes it the youngest. */
export class BoundedMap<V> {
  readonly #limit: number;
  readonly #entries: Map<string, V> = new Map();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Entries held. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
