// Keeps calls in the order in which they were made although some must first prepare something that
// takes time: two sets of one key must not overtake each other because the first value is larger.
// Calls only begin in order; how long each then takes is its own affair.

/** The order of the calls of one backend. */
export class CallOrder {
  #last: Promise<unknown> | undefined;

  /** Begins `act` once all earlier calls have begun; at once if none waits. */
  begin<T>(act: () => Promise<T>): Promise<T> {
    if (this.#last === undefined) return act();
    return this.after(this.#last, act);
  }

  /** Begins `act` with what `prepared` gives, once all earlier calls have begun. */
  after<P, T>(prepared: Promise<P>, act: (prepared: P) => Promise<T>): Promise<T> {
    const before = this.#last;
    // In an object: a promise would be waited for, and the next call would begin only after it.
    const begun = Promise.all([prepared, before]).then(([given]) => ({ result: act(given) }));
    const last: Promise<void> = this.#whenOver([before, begun], () => last);
    this.#last = last;
    return begun.then(({ result }) => result);
  }

  /** Forgets the last call once it has begun and no other came after it. */
  async #whenOver(calls: readonly unknown[], itself: () => Promise<void>): Promise<void> {
    await Promise.allSettled(calls);
    if (this.#last === itself()) this.#last = undefined;
  }
}
