// After a create has failed the next is not tried at once: one attempt at a time, at growing
// distances, until one succeeds. Otherwise a server that is down would see a storm of connections.

/** First pause, then doubled; with waiters it stays short, since they may give up any moment. */
const firstMs = 50;
const longestMs = { awaited: 500, unawaited: 10_000 };

/** Whether and when a pool may create. */
export class CreateBackOff {
  readonly #random: () => number;
  #failures = 0;
  #failedAtMs = 0;
  #spread = 1;
  /** The error of the last create, until one succeeds. */
  lastError: unknown;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** True while the last create to end has failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  succeeded(): void {
    this.#failures = 0;
    this.lastError = undefined;
  }

  /** Several creates that began before the first of them failed are one failure. */
  failed(error: unknown, beganAtMs: number, nowMs: number): void {
    this.lastError = error;
    if (this.#failures > 0 && beganAtMs <= this.#failedAtMs) return;
    this.#failures += 1;
    this.#failedAtMs = nowMs;
    this.#spread = 0.5 + this.#random() / 2;
  }

  /** When the next attempt may begin (monotonic); -Infinity where nothing has failed. */
  retryAtMs(awaited: boolean): number {
    if (this.#failures === 0) return Number.NEGATIVE_INFINITY;
    const longest = awaited ? longestMs.awaited : longestMs.unawaited;
    const pauseMs = Math.min(longest, firstMs * 2 ** Math.min(this.#failures - 1, 20));
    return this.#failedAtMs + pauseMs * this.#spread;
  }
}
