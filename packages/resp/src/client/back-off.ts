// How long to wait before the next attempt to connect. Full jitter from the first window on, because
// replicas that lost the same server must not come back in the same instant.

/** The window of the first attempt after a loss, in milliseconds. */
const firstWindowMs = 700;
/** The widest window while somebody waits. */
const busyWindowMs = 900;
/** The widest window while nobody does. */
const idleWindowMs = 10_000;
const growth = 1.5;
/** A connection that lived this long was healthy: the next loss begins from the first window. */
export const healthyAfterMs = 2000;

/** The waits of one endpoint; times in milliseconds. */
export class BackOff {
  readonly #random: () => number;
  #windowMs = firstWindowMs;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next wait, anywhere in the present window; the window then grows. */
  nextDelayMs(busy: boolean): number {
    const widest = busy ? busyWindowMs : idleWindowMs;
    const windowMs = Math.min(this.#windowMs, widest);
    this.#windowMs = Math.min(this.#windowMs * growth, idleWindowMs);
    return this.#random() * windowMs;
  }

  /** After a healthy connection, never after a bare accept. */
  reset(): void {
    this.#windowMs = firstWindowMs;
  }
}
