// How late this process's own timers are. What the machine keeps us from doing is no fault of the client,
// so it is measured, and taken off where a real deadline is judged.

/** How often it looks, in milliseconds. */
const everyMs = 5;
/** A timer of Node on a loop that has nothing else to do is at most so late, in milliseconds. */
const usualMs = 1;

/** So long a gap is a stall, in milliseconds. */
const stallMs = 50;

/** Watches the event loop until `stop`. */
export class LagMonitor {
  /** Times at which the loop had not run for longer than it should. */
  readonly #gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastMs = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  /** Milliseconds in which the loop did not run, between two moments of `performance.now()`. */
  between(fromMs: number, toMs: number): number {
    let sum = 0;
    // The present turn may last long already.
    const present = { fromMs: this.#lastMs + everyMs + usualMs, toMs: performance.now() };
    for (const gap of [...this.#gaps, present]) {
      sum += Math.max(Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs), 0);
    }
    return sum;
  }

  /** When the last stall ended; -Infinity if there was none. */
  get lastStallMs(): number {
    const stalls = this.#gaps.filter(({ fromMs, toMs }) => toMs - fromMs > stallMs);
    return stalls.at(-1)?.toMs ?? -Infinity;
  }

  /** Stops looking. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const fromMs = this.#lastMs + everyMs + usualMs;
    if (nowMs > fromMs) this.#gaps.push({ fromMs, toMs: nowMs });
    this.#lastMs = nowMs;
    if (this.#gaps.length > 1000) this.#gaps.splice(0, 500);
  }
}
