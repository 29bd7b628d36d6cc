// Remembers for a while that a load failed, or found nothing, so that a source in trouble is not
// asked by every caller.

import type { Environment } from "@respite/resp/base";

/** How a load ended: with an error, or with nothing. */
export interface FailedLoad {
  /** undefined = the load found nothing. */
  readonly error: Error | undefined;
}

const maxEntries = 1000;

/** The failed loads of one namespace. */
export class FailedLoads {
  readonly #lifeMs: number;
  readonly #monotonic: () => number;
  readonly #failures = new Map<string, FailedLoad & { readonly untilMs: number }>();

  /** `lifeMs` 0 = nothing is remembered. */
  constructor(lifeMs: number, environment: Pick<Environment, "monotonic">) {
    this.#lifeMs = lifeMs;
    this.#monotonic = environment.monotonic;
  }

  /** How the last load of a key failed, if that is remembered. */
  get(key: string): FailedLoad | undefined {
    const failure = this.#failures.get(key);
    if (failure === undefined || failure.untilMs > this.#monotonic()) return failure;
    this.#failures.delete(key);
    return undefined;
  }

  /** Remembers a failure; beyond the bound, the one kept longest goes. */
  add(key: string, error: Error | undefined): void {
    if (this.#lifeMs === 0) return;
    this.#failures.delete(key);
    this.#failures.set(key, { error, untilMs: this.#monotonic() + this.#lifeMs });
    if (this.#failures.size <= maxEntries) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  /** The key was written, or loaded. */
  delete(key: string): void {
    this.#failures.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#failures.clear();
  }
}
