// Every resource of a pool, each in exactly one state. `move` is the only transition.
//
//                    fails                     acquire
//   (new) -> creating ----> gone       +-------------------> borrowed --forget--> forgotten -> gone
//                |                     |                      |   |
//                +------> idle --------+--> validating -------+   | destroy, too old
//                         ^  |                  |                 v
//                         |  +------------------+-----------> destroying -> gone
//                         +------ release ----- (borrowed)
//
// Borrowed to forgotten: the resource has died in its borrower's hands. It no longer counts, and is
// kept only to be recognised when the borrower gives it back.

import { CancelSource } from "../base/index.ts";
import { LinkedList, type Linked } from "./linked-list.ts";

/** Where a resource is; numbers, because counting by name costs 15 ns at each step of a loan. */
export const entryState = {
  creating: 0,
  idle: 1,
  validating: 2,
  borrowed: 3,
  forgotten: 4,
  destroying: 5,
  gone: 6,
} as const;

/** One of {@link entryState}. */
export type EntryState = (typeof entryState)[keyof typeof entryState];

/** Entries by state. */
export type EntryCounts = Record<EntryState, number> & number[];

/** One resource and what the pool knows of it. */
export class PoolEntry<T> implements Linked<PoolEntry<T>> {
  previous: PoolEntry<T> | undefined;
  next: PoolEntry<T> | undefined;
  state: EntryState = entryState.creating;
  /** Undefined while it is being made. */
  resource: T | undefined;
  /** Fires when nobody will want the resource that is being made. */
  readonly cancel: CancelSource = new CancelSource();
  readonly beganAtMs: number;
  /** When it is too old to be lent again (monotonic). */
  expiresAtMs: number = Number.POSITIVE_INFINITY;
  /** Since when it is idle; only meaningful while it is. */
  idleSinceMs = 0;

  constructor(nowMs: number) {
    this.beganAtMs = nowMs;
  }
}

/** All entries of one pool. */
export class Inventory<T> {
  readonly #byResource = new Map<T, PoolEntry<T>>();
  readonly #creating = new Set<PoolEntry<T>>();
  readonly #onChange: () => void;
  /** Idle entries, the one idle longest first. */
  readonly idle: LinkedList<PoolEntry<T>> = new LinkedList();
  /** How many are in each state. */
  readonly counts: EntryCounts = [0, 0, 0, 0, 0, 0, 0];

  /** `onChange` is called after an entry has stopped counting. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What counts against `max`: everything from the start of its making to the start of its end. */
  get size(): number {
    const { creating, idle, validating, borrowed } = entryState;
    const { counts } = this;
    return counts[creating] + counts[idle] + counts[validating] + counts[borrowed];
  }

  /** Entries that are about to be lent to whoever waits. */
  get coming(): number {
    return this.counts[entryState.creating] + this.counts[entryState.validating];
  }

  /** True when nothing is left but what borrowers of dead resources hold. */
  get empty(): boolean {
    return this.size + this.counts[entryState.destroying] === 0;
  }

  /** A new entry, being made. */
  begin(nowMs: number): PoolEntry<T> {
    const entry = new PoolEntry<T>(nowMs);
    this.counts[entryState.creating] += 1;
    this.#creating.add(entry);
    return entry;
  }

  /** The entry's resource is there. False if another entry has the same. */
  attach(entry: PoolEntry<T>, resource: T): boolean {
    if (this.#byResource.has(resource)) return false;
    entry.resource = resource;
    this.#byResource.set(resource, entry);
    return true;
  }

  /** The entry of a resource, unless it has left the pool. */
  find(resource: T): PoolEntry<T> | undefined {
    return this.#byResource.get(resource);
  }

  /** The only transition. */
  move(entry: PoolEntry<T>, to: EntryState): void {
    const from = entry.state;
    this.counts[from] -= 1;
    this.counts[to] += 1;
    entry.state = to;
    if (from === entryState.idle) this.idle.remove(entry);
    else if (from === entryState.creating) this.#creating.delete(entry);
    if (to === entryState.idle) this.idle.push(entry);
    else if (to === entryState.destroying || to === entryState.gone) this.#detach(entry);
    if (to === entryState.gone || to === entryState.forgotten) this.#onChange();
  }

  creating(): PoolEntry<T>[] {
    return [...this.#creating];
  }

  borrowed(): PoolEntry<T>[] {
    return [...this.#byResource.values()].filter(({ state }) => state === entryState.borrowed);
  }

  #detach(entry: PoolEntry<T>): void {
    // An entry without a resource of its own must not take another's away.
    const resource = entry.resource;
    if (resource !== undefined && this.#byResource.get(resource) === entry) {
      this.#byResource.delete(resource);
    }
  }
}
