// Tells events to listeners. A listener that throws is counted and disturbs neither the others nor
// the work that told the event.

/** A list of listeners for events of type `E`. */
export class EventHub<E> {
  /** How often a listener threw. */
  errors = 0;
  readonly #listeners = new Set<(event: E) => void>();

  /** Listeners at this moment. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Adds a listener; the result removes it. */
  on(listener: (event: E) => void): () => void {
    // A wrapper, so that one function added twice is two listeners.
    const own = (event: E): void => {
      listener(event);
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Calls every listener with the event. */
  tell(event: E): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        this.errors += 1;
      }
    }
  }
}
