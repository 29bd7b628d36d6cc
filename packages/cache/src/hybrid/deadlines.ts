// Deadlines that are all equally long: whoever came first is due first, so one timer for the oldest
// serves all of them, however many there are. A timer for each question costs as much as sending it.
//
//   oldest                        newest
//   [ 12.0 ] -> [ 12.3 ] -> [ 12.3 ]      one timer, for 12.0; when it fires, the next is for 12.3

import type { Environment, TimerHandle } from "@respite/resp/base";

/** Somebody who waits until `dueMs` at most. */
interface Waiter {
  readonly dueMs: number;
  readonly onDue: () => void;
  next: Waiter | undefined;
  previous: Waiter | undefined;
}

/** What `add` returned. */
export type Deadline = object;

/** See the file's head. */
export class Deadlines {
  readonly #limitMs: number;
  readonly #environment: Pick<Environment, "monotonic" | "setTimer" | "clearTimer">;
  #oldest: Waiter | undefined;
  #newest: Waiter | undefined;
  #timer: TimerHandle | undefined;

  /** Everybody waits for `limitMs`. */
  constructor(
    limitMs: number,
    environment: Pick<Environment, "monotonic" | "setTimer" | "clearTimer">,
  ) {
    this.#limitMs = limitMs;
    this.#environment = environment;
  }

  /** Calls `onDue` when the time is over, unless `remove` comes first. */
  add(onDue: () => void): Deadline {
    const dueMs = this.#environment.monotonic() + this.#limitMs;
    const waiter: Waiter = { dueMs, onDue, next: undefined, previous: this.#newest };
    if (this.#newest === undefined) this.#oldest = waiter;
    else this.#newest.next = waiter;
    this.#newest = waiter;
    if (this.#timer === undefined) this.#arm(this.#limitMs);
    return waiter;
  }

  /** It is over, and nobody waits for it any more. */
  remove(deadline: Deadline): void {
    const waiter = deadline as Waiter;
    const { next, previous } = waiter;
    if (previous === undefined) {
      if (this.#oldest !== waiter) return;
      this.#oldest = next;
    } else previous.next = next;
    if (next === undefined) this.#newest = previous;
    else next.previous = previous;
    waiter.next = undefined;
    waiter.previous = undefined;
  }

  /** Nobody will be added any more: lets go of the timer, or of it later if somebody still waits. */
  close(): void {
    if (this.#timer !== undefined && this.#oldest === undefined)
      this.#environment.clearTimer(this.#timer);
  }

  #arm(delayMs: number): void {
    this.#timer = this.#environment.setTimer(
      () => {
        this.#timer = undefined;
        this.#fire();
      },
      delayMs,
      true,
    );
  }

  #fire(): void {
    const nowMs = this.#environment.monotonic();
    let waiter = this.#oldest;
    while (waiter !== undefined && waiter.dueMs <= nowMs) {
      this.remove(waiter);
      waiter.onDue();
      waiter = this.#oldest;
    }
    // A callback may have armed it for a question of its own.
    if (waiter !== undefined && this.#timer === undefined) {
      this.#arm(Math.max(1, waiter.dueMs - nowMs));
    }
  }
}
