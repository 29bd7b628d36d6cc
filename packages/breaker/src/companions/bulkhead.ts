// A bound on calls at once, with a bounded queue: one slow backend cannot take all of a process.
//
//   running: [a][b][c]        concurrency 3: c ends, d begins
//   queue:   [d][e]           maxQueued 2:   the next one is rejected at once

import { BreakerAbortError } from "../breaker-error.ts";
import { untilAborted, type CancelSignal } from "../cancel-signal.ts";
import { OptionCheck } from "../option-check.ts";
import {
  cancelOf,
  contextOf,
  invoke,
  type Operation,
  type Policy,
  type PolicyOptions,
  type RunContext,
} from "../policy.ts";
import { refuse } from "../refusal.ts";
import { BulkheadFullError } from "./bulkhead-full-error.ts";

/** Settings of {@link bulkhead}. */
export interface BulkheadOptions {
  /** Most calls that run at once; >= 1. */
  readonly concurrency: number;
  /** Most calls that wait for a place, first come first served; >= 0, default 0. */
  readonly maxQueued?: number | undefined;
}

/** What a bulkhead holds and has counted. */
export interface BulkheadStats {
  /** Calls that run. */
  readonly running: number;
  /** Calls that wait. */
  readonly queued: number;
  /** Calls that found no place, ever. */
  readonly rejected: number;
}

/** A call that waits; to begin it is to take a place. */
interface Waiting {
  begin(): void;
}

/**
 * A policy that lets so many calls run at once and so many wait.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function bulkhead(options: BulkheadOptions): Bulkhead {
  return new Bulkhead(options);
}

/** What {@link bulkhead} makes. A place is freed when the operation ends, not when a wait does. */
export class Bulkhead implements Policy {
  readonly #concurrency: number;
  readonly #maxQueued: number;
  /** In order of arrival; a set, so that who gives up leaves in constant time. */
  readonly #queue = new Set<Waiting>();
  #running = 0;
  #rejected = 0;

  /** @throws {TypeError | RangeError} naming the option that is wrong. */
  constructor(options: BulkheadOptions) {
    const check = new OptionCheck("bulkhead", options, ["concurrency", "maxQueued"]);
    const concurrency = check.number("concurrency", undefined, { min: 1 });
    if (concurrency === undefined) throw new TypeError('bulkhead: option "concurrency" is needed.');
    this.#concurrency = concurrency;
    this.#maxQueued = check.number("maxQueued", 0, { min: 0 });
  }

  /**
   * Runs the operation when there is a place.
   *
   * @throws {@link BulkheadFullError} (as a rejection) if places and queue are full.
   * @throws {@link BreakerAbortError} (as a rejection) if `signal` fired; a waiting call leaves.
   */
  run<T>(operation: Operation<T>, options?: PolicyOptions): Promise<T> {
    const signal = cancelOf(options);
    if (signal?.aborted === true) return refuse(new BreakerAbortError(signal.reason));
    const context = contextOf(options);
    if (this.#running < this.#concurrency) {
      const outcome = this.#start(operation, context);
      return signal === undefined ? outcome : untilAborted(outcome, signal);
    }
    if (this.#queue.size >= this.#maxQueued) {
      this.#rejected += 1;
      return refuse(new BulkheadFullError(this.#concurrency, this.#maxQueued));
    }
    return this.#wait(operation, context, signal);
  }

  /** Places taken and calls rejected at this moment. */
  stats(): BulkheadStats {
    return { running: this.#running, queued: this.#queue.size, rejected: this.#rejected };
  }

  #start<T>(operation: Operation<T>, context: RunContext): Promise<T> {
    this.#running += 1;
    return invoke(operation, context).then(
      (value) => {
        this.#free();
        return value;
      },
      (error: unknown) => {
        this.#free();
        throw error;
      },
    );
  }

  #wait<T>(
    operation: Operation<T>,
    context: RunContext,
    signal: CancelSignal | undefined,
  ): Promise<T> {
    const turn = new Promise<T>((resolve) => {
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener("abort", leave);
          resolve(this.#start(operation, context));
        },
      };
      const leave = (): void => void this.#queue.delete(waiting);
      this.#queue.add(waiting);
      signal?.addEventListener("abort", leave, { once: true });
    });
    return signal === undefined ? turn : untilAborted(turn, signal);
  }

  #free(): void {
    this.#running -= 1;
    for (const waiting of this.#queue) {
      this.#queue.delete(waiting);
      waiting.begin();
      return;
    }
  }
}
