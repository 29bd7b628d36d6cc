// Many waits on few signals. Adding and removing a listener per wait is dear (about 3 us on Node 20,
// where removing one also searches those before it), so each signal gets one listener, for good, and
// the waits are a set behind it. An idle listener holds an empty set and nothing else.

import type { CancelSignal } from "./cancel-signal.ts";

/** A wait that ends when its signal fires. */
export interface Abortable {
  /** The signal has fired. */
  aborted(signal: CancelSignal): void;
}

/** The waits of one owner, by signal. */
export class AbortWatch<W extends Abortable> {
  readonly #waits = new WeakMap<CancelSignal, Set<W>>();

  /** Adds a wait on a signal that has not fired; deleting it from the result takes it out again. */
  add(signal: CancelSignal, wait: W): Set<W> {
    let waits = this.#waits.get(signal);
    if (waits === undefined) {
      waits = new Set();
      this.#waits.set(signal, waits);
      listen(signal, waits);
    }
    waits.add(wait);
    return waits;
  }
}

/** Outside the class, so that the signal keeps the set alive and not the owner. */
function listen(signal: CancelSignal, waits: Set<Abortable>): void {
  const fire = (): void => {
    for (const wait of waits) wait.aborted(signal);
  };
  signal.addEventListener("abort", fire, { once: true });
}
