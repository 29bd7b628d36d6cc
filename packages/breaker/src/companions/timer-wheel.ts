// One timer for many deadlines. Entries hang in slots of one tick; the timer runs only while
// something hangs, so a call costs two pointer changes and no timer of its own.
//
//   slot:   0    1    2   ...  255         tick 10 ms: a limit of 1 s lands 100 slots ahead;
//          [ ]->[a]->[ ]       [b,c]       one beyond 2.56 s waits in its slot for a later round

import {
  resolveClock,
  resolveTimers,
  type BreakerClock,
  type BreakerEnvironment,
  type BreakerTimers,
} from "../environment.ts";
import { OptionCheck } from "../option-check.ts";

const slotCount = 256;

/** Settings of a {@link TimerWheel}. */
export interface TimerWheelOptions {
  /** Length of a tick: a deadline is noticed at most two ticks late. Default 10 ms. */
  readonly tickMs?: number | undefined;
  /** Clock and timers; default the platform's. */
  readonly environment?: Partial<BreakerEnvironment> | undefined;
}

/** Something that hangs in a wheel; its links belong to the wheel. */
export abstract class WheelEntry {
  /** When it expires, by the wheel's clock. */
  deadlineMs = 0;
  /** The wheel's link; undefined at the end. */
  wheelNext: WheelEntry | undefined = undefined;
  /** The wheel's link; undefined at the head. */
  wheelPrevious: WheelEntry | undefined = undefined;
  /** The wheel's slot; -1 while it hangs nowhere. */
  wheelSlot = -1;
  /** Called once when the deadline has passed; must not throw. */
  abstract expire(): void;
}

/**
 * Deadlines of any number of `timeout` policies on one timer. Make one and share it, or leave it to
 * each policy to make its own. A process may stay alive one tick longer for it, and no longer.
 */
export class TimerWheel {
  readonly #tickMs: number;
  readonly #clock: BreakerClock;
  readonly #timers: BreakerTimers;
  readonly #slots: (WheelEntry | undefined)[] = Array.from({ length: slotCount });
  #size = 0;
  #tick = 0;
  #isArmed = false;

  /** @throws {TypeError | RangeError} for a wrong option, or where there are no timers. */
  constructor(options: TimerWheelOptions = {}) {
    const check = new OptionCheck("TimerWheel", options, ["tickMs", "environment"]);
    this.#tickMs = check.number("tickMs", 10, { min: 1, max: 60_000 });
    this.#clock = resolveClock(options.environment);
    this.#timers = resolveTimers(options.environment);
  }

  /** Deadlines that hang now. */
  get size(): number {
    return this.#size;
  }

  /** Hangs an entry that expires `delayMs` from now. */
  add(entry: WheelEntry, delayMs: number): void {
    const nowMs = this.#clock.monotonic();
    if (!this.#isArmed) {
      this.#tick = Math.floor(nowMs / this.#tickMs);
      this.#arm();
    }
    entry.deadlineMs = nowMs + delayMs;
    const due = Math.max(Math.ceil(entry.deadlineMs / this.#tickMs), this.#tick + 1);
    const slot = slotOf(due);
    const next = this.#slots[slot];
    entry.wheelSlot = slot;
    entry.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = entry;
    this.#slots[slot] = entry;
    this.#size += 1;
  }

  /** Takes an entry off; one that hangs nowhere is ignored. */
  remove(entry: WheelEntry): void {
    const { wheelSlot: slot, wheelNext: next, wheelPrevious: previous } = entry;
    if (slot === -1) return;
    if (previous === undefined) this.#slots[slot] = next;
    else previous.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = previous;
    entry.wheelSlot = -1;
    entry.wheelNext = undefined;
    entry.wheelPrevious = undefined;
    this.#size -= 1;
  }

  #arm(): void {
    this.#isArmed = true;
    this.#timers.setTimer(this.#turn, this.#tickMs);
  }

  readonly #turn = (): void => {
    const nowMs = this.#clock.monotonic();
    const nowTick = Math.floor(nowMs / this.#tickMs);
    // A process that stood still for longer than a round needs each slot only once.
    const first = Math.max(this.#tick + 1, nowTick - slotCount + 1);
    this.#tick = Math.max(nowTick, this.#tick);
    for (let tick = first; tick <= nowTick; tick += 1) this.#expireSlot(slotOf(tick), nowMs);
    this.#isArmed = false;
    if (this.#size > 0) this.#arm();
  };

  #expireSlot(slot: number, nowMs: number): void {
    const expired: WheelEntry[] = [];
    for (let entry = this.#slots[slot]; entry !== undefined; entry = entry.wheelNext) {
      if (entry.deadlineMs <= nowMs) expired.push(entry);
    }
    // After the walk: what an entry does may add and remove others, even in this slot.
    for (const entry of expired) this.remove(entry);
    for (const entry of expired) entry.expire();
  }
}

/** A clock may start below zero; the second remainder keeps the slot in range. */
function slotOf(tick: number): number {
  return ((tick % slotCount) + slotCount) % slotCount;
}
