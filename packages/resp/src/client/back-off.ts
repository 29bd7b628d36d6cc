// How long to wait before the next attempt to connect. Replicas that lost the same server must not come
// back in the same instant: the first wait spreads them over the whole first window, and no later one
// is shorter than that window, so that those who failed don't fall in with those still to come.
//
//   wait:   1st         2nd          3rd                        nobody waits: up to 10 s
//           [0 … 700]   [700 … 900]  [700 … 900]                somebody does: up to 900 ms

/** The window of the first attempt after a loss, in milliseconds. */
const firstWindowMs = 700;
/** The longest wait while somebody waits. */
const busyWindowMs = 900;
/** The longest wait while nobody does. */
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
    if (this.#windowMs === firstWindowMs) {
      this.#windowMs *= growth;
      return this.firstDelayMs();
    }
    const windowMs = Math.min(this.#windowMs, busy ? busyWindowMs : idleWindowMs);
    this.#windowMs = Math.min(this.#windowMs * growth, idleWindowMs);
    return firstWindowMs + this.#random() * (windowMs - firstWindowMs);
  }

  /** A wait for somebody who has come while nobody waited: the last attempt is long ago. */
  firstDelayMs(): number {
    return this.#random() * firstWindowMs;
  }

  /** After a healthy connection, never after a bare accept. */
  reset(): void {
    this.#windowMs = firstWindowMs;
  }
}
