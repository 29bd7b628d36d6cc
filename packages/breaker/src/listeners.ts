// Tells listeners what happened, in order: an event caused by a listener waits until all have heard
// the one before. A listener that throws is counted and harms nobody.

/** The listeners of one breaker. */
export class Listeners<E> {
  readonly #listeners = new Set<{ readonly hear: (event: E) => void }>();
  readonly #queue: E[] = [];
  #telling = false;
  /** How often a listener threw. */
  errors = 0;

  /** Adds a listener, also one that is there already; the result removes it. */
  add(hear: (event: E) => void): () => void {
    const entry = { hear };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  tell(event: E): void {
    if (this.#listeners.size === 0) return;
    this.#queue.push(event);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#tellAll(next);
    }
    this.#telling = false;
  }

  #tellAll(event: E): void {
    // A copy, so that a listener that removes and adds itself does not hear for ever.
    const hearing = [...this.#listeners];
    for (const { hear } of hearing) {
      try {
        hear(event);
      } catch {
        this.errors += 1;
      }
    }
  }
}
