// How long operations take, told to whoever listens; nobody listening costs nothing.

import type { Environment } from "@respite/resp/base";

/**
 * Hears of one operation: its name, its duration in ms, and whether it succeeded. Must not throw.
 */
export type OperationListener = (operation: string, durationMs: number, succeeded: boolean) => void;

/** Something whose operations can be timed. */
export interface OperationSource {
  /** Hears of every operation from now on; the result stops listening. */
  onOperation(listener: OperationListener): () => void;
}

/** Times operations while somebody listens. */
export class OperationTimer implements OperationSource {
  readonly #environment: Pick<Environment, "monotonic">;
  readonly #listeners: Set<OperationListener> = new Set();

  constructor(environment: Pick<Environment, "monotonic">) {
    this.#environment = environment;
  }

  /** True while nobody listens. */
  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  /** Hears of every operation from now on; the result stops listening. */
  onOperation(listener: OperationListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** When an operation begins; undefined = nobody wants to know. */
  start(): number | undefined {
    return this.#listeners.size === 0 ? undefined : this.#environment.monotonic();
  }

  /** Tells how long an operation took that began at `startMs`. */
  stop(operation: string, startMs: number, succeeded: boolean): void {
    const durationMs = this.#environment.monotonic() - startMs;
    for (const listener of this.#listeners) listener(operation, durationMs, succeeded);
  }

  /** Runs `operate`, and tells how long it took. */
  time<T>(operation: string, operate: () => Promise<T>): Promise<T> {
    return this.#listeners.size === 0 ? operate() : this.#measure(operation, operate);
  }

  async #measure<T>(operation: string, operate: () => Promise<T>): Promise<T> {
    const startMs = this.#environment.monotonic();
    let succeeded = false;
    try {
      const result = await operate();
      succeeded = true;
      return result;
    } finally {
      this.stop(operation, startMs, succeeded);
    }
  }
}
