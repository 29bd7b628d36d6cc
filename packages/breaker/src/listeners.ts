// Tells listeners what happened, in order: an event caused by a listener waits until all have heard
// the one before. A listener that throws is counted and harms nobody.

interface Listener<E extends { readonly type: string }> {
  readonly hear: (event: E) => void;
  /** The types it asked for; undefined for all. */
  readonly types: readonly E["type"][] | undefined;
}

/** The listeners of one breaker. */
export class Listeners<E extends { readonly type: string }> {
  /** Replaced, never changed: one that removes and adds itself does not hear for ever. */
  #listeners: readonly Listener<E>[] = [];
  readonly #queue: E[] = [];
  #telling = false;
  /** How often a listener threw. */
  errors = 0;

  /** Adds a listener, also one that is there already; the result removes it. */
  add(hear: (event: E) => void, types: readonly E["type"][] | undefined): () => void {
    const listener: Listener<E> = { hear, types };
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }

  /** True if anyone listens to events of that type. */
  hears(type: E["type"]): boolean {
    return this.#listeners.some(({ types }) => types === undefined || types.includes(type));
  }

  /** Tells all who asked for it. */
  tell(event: E): void {
    if (this.#listeners.length === 0) return;
    this.#queue.push(event);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#tellAll(next);
    }
    this.#telling = false;
  }

  #tellAll(event: E): void {
    for (const { hear, types } of this.#listeners) {
      if (types !== undefined && !types.includes(event.type)) continue;
      try {
        hear(event);
      } catch {
        this.errors += 1;
      }
    }
  }
}
