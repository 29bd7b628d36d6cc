// Who is measured: pools of ten small objects. Each rival runs bare, with a deadline on each acquire
// where it has one, and ours also with a signal that never fires, since that is what it is for.

import genericPool from "generic-pool";
import { createPool as createLightningPool } from "lightning-pool";
import { createPool } from "@respite/resp";
import { Pool as TarnPool } from "tarn";

export type Library = "none" | "respite" | "generic-pool" | "tarn" | "lightning-pool";

/** What is lent. */
export interface Resource {
  readonly id: number;
}

/** One pool, ready to be borrowed from. */
export interface Subject {
  acquire(): PromiseLike<Resource>;
  release(resource: Resource): unknown;
}

/** One way to borrow. */
export interface Contender {
  readonly library: Library;
  /** What the row is called. */
  readonly name: string;
  make(): Subject;
}

/** Resources of every pool. */
export const resources = 10;

const acquireTimeoutMs = 4000;

/** Every row of the table, ours before the peers'. */
export const contenders: readonly Contender[] = [
  { library: "none", name: "array and queue, no features", make: bareQueue },
  { library: "respite", name: "deadline", make: () => respite(undefined) },
  {
    library: "respite",
    name: "deadline and signal",
    make: () => respite({ signal: new AbortController().signal }),
  },
  { library: "generic-pool", name: "bare", make: () => generic({}) },
  {
    library: "generic-pool",
    name: "deadline",
    make: () => generic({ acquireTimeoutMillis: acquireTimeoutMs }),
  },
  { library: "tarn", name: "deadline", make: tarn },
  { library: "lightning-pool", name: "deadline", make: lightning },
];

/** The floor: what any pool does at least. */
function bareQueue(): Subject {
  const idle: Resource[] = Array.from({ length: resources }, (_, id) => ({ id }));
  const waiting: ((resource: Resource) => void)[] = [];
  let head = 0;
  return {
    acquire(): Promise<Resource> {
      const resource = idle.pop();
      if (resource !== undefined) return Promise.resolve(resource);
      return new Promise((resolve) => void waiting.push(resolve));
    },
    release(resource): void {
      const next = waiting[head];
      if (next === undefined) {
        idle.push(resource);
        return;
      }
      head += 1;
      if (head === 1024) {
        waiting.splice(0, head);
        head = 0;
      }
      next(resource);
    },
  };
}

function respite(options: { readonly signal: AbortSignal } | undefined): Subject {
  const pool = createPool<Resource>(factory(), { max: resources, acquireTimeoutMs });
  return {
    acquire: () => pool.acquire(options),
    release: (resource) => pool.release(resource),
  };
}

function generic(options: { acquireTimeoutMillis?: number }): Subject {
  const pool = genericPool.createPool<Resource>(factory(), { max: resources, ...options });
  return { acquire: () => pool.acquire(), release: (resource) => pool.release(resource) };
}

function tarn(): Subject {
  const pool = new TarnPool<Resource>({
    ...factory(),
    min: 0,
    max: resources,
    acquireTimeoutMillis: acquireTimeoutMs,
  });
  return { acquire: () => pool.acquire().promise, release: (resource) => pool.release(resource) };
}

function lightning(): Subject {
  const pool = createLightningPool<Resource>(factory(), {
    max: resources,
    min: 0,
    acquireTimeoutMillis: acquireTimeoutMs,
  });
  return { acquire: () => pool.acquire(), release: (resource) => pool.release(resource) };
}

function factory(): { create(): Promise<Resource>; destroy(): Promise<void> } {
  let id = 0;
  return { create: () => Promise.resolve({ id: ++id }), destroy: () => Promise.resolve() };
}
