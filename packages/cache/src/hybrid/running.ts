// What has begun and not ended: a close waits for it. A number, since a promise to wait for would cost
// each operation more than this tells anybody.

/** Counts operations in and out. */
export class Running {
  #count = 0;
  #waiters: (() => void)[] = [];

  /** An operation has begun. */
  enter(): void {
    this.#count += 1;
  }

  /** It has ended. */
  leave(): void {
    this.#count -= 1;
    if (this.#count > 0 || this.#waiters.length === 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Resolves once nothing runs. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }
}
