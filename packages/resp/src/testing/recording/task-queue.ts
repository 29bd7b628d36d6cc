// Tasks one after the other; at once while nothing takes time, so that ordinary replies aren't held up.

/** A queue of tasks, which must not fail. */
export class TaskQueue {
  readonly #waiting: (() => Promise<void> | void)[] = [];
  #busy = false;

  /** Runs a task behind those before it. */
  add(task: () => Promise<void> | void): void {
    this.#waiting.push(task);
    if (!this.#busy) this.#run();
  }

  #run(): void {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      const running = task();
      if (running === undefined) continue;
      this.#busy = true;
      void this.#goOnAfter(running);
      return;
    }
  }

  async #goOnAfter(running: Promise<void>): Promise<void> {
    try {
      await running;
    } finally {
      this.#busy = false;
      this.#run();
    }
  }
}
