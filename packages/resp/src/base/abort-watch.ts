// Many waits on few signals. Adding and removing a listener per wait is dear (about 3 us on Node 20,
// where removing one also searches those before it), so each signal gets one listener, for good, and
// the waits are a list behind it. An idle listener holds an empty list and nothing else.
//
//   signal ──one listener──> [ first ⇄ … ⇄ last ]     links live in the waits: a Set of a thousand
//                                                      costs 900 ns for each that comes and goes

import type { CancelSignal } from "./cancel-signal.ts";

/** A wait that ends when its signal fires. The links belong to the watch. */
export interface Abortable {
  /** The list it hangs in; undefined while it hangs in none. */
  sameSignal: SignalWaits | undefined;
  /** The one before it in that list. */
  earlierWait: Abortable | undefined;
  /** The one behind it in that list. */
  laterWait: Abortable | undefined;
  /** The signal has fired; the wait hangs nowhere any more. */
  aborted(signal: CancelSignal): void;
}

/** The waits on one signal, in the order they came. */
export class SignalWaits {
  /** The one told first. */
  first: Abortable | undefined = undefined;
  /** The one told last. */
  last: Abortable | undefined = undefined;
}

/** The waits of one owner, by signal. */
export class AbortWatch {
  readonly #waits = new WeakMap<CancelSignal, SignalWaits>();

  /** Adds a wait on a signal that has not fired. */
  add(signal: CancelSignal, wait: Abortable): void {
    const waits = this.#waits.get(signal) ?? this.#listen(signal);
    const { last } = waits;
    wait.sameSignal = waits;
    wait.earlierWait = last;
    if (last === undefined) waits.first = wait;
    else last.laterWait = wait;
    waits.last = wait;
  }

  #listen(signal: CancelSignal): SignalWaits {
    const waits = new SignalWaits();
    this.#waits.set(signal, waits);
    listen(signal, waits);
    return waits;
  }
}

/** Takes a wait out; one that hangs nowhere is ignored. */
export function leaveSignal(wait: Abortable): void {
  const { sameSignal: waits, earlierWait: earlier, laterWait: later } = wait;
  if (waits === undefined) return;
  if (earlier === undefined) waits.first = later;
  else earlier.laterWait = later;
  if (later === undefined) waits.last = earlier;
  else later.earlierWait = earlier;
  wait.sameSignal = undefined;
  wait.earlierWait = undefined;
  wait.laterWait = undefined;
}

/** Outside the class, so that the signal keeps the list alive and not the owner. */
function listen(signal: CancelSignal, waits: SignalWaits): void {
  const fire = (): void => {
    for (let wait = waits.first; wait !== undefined; wait = waits.first) {
      leaveSignal(wait);
      wait.aborted(signal);
    }
  };
  signal.addEventListener("abort", fire, { once: true });
}
