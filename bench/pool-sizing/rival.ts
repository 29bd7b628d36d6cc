// The pools that are compared. generic-pool runs bare, with nothing of ours around it, and with a
// deadline on each acquire, since ours always has one.

import genericPool from "generic-pool";
import { createPool, type PoolFactory, type PoolLike } from "@respite/resp";

/** A pool under its name. */
export interface Rival {
  readonly name: "respite" | "generic-pool" | "generic-pool without deadline";
  /** Makes a pool of at most `max` resources. */
  create<T>(factory: PoolFactory<T>, max: number): PoolLike<T>;
}

const acquireTimeoutMs = 4000;

/** Both, in the order of the tables. */
export const rivals: readonly Rival[] = [
  {
    name: "respite",
    create: (factory, max) => createPool(factory, { max, acquireTimeoutMs }),
  },
  {
    name: "generic-pool",
    create: (factory, max) => generic(factory, max, { acquireTimeoutMillis: acquireTimeoutMs }),
  },
];

/** generic-pool at its lightest; only measured alone. */
export const lightest: Rival = {
  name: "generic-pool without deadline",
  create: (factory, max) => generic(factory, max, {}),
};

function generic<T>(
  source: PoolFactory<T>,
  max: number,
  options: { acquireTimeoutMillis?: number },
): PoolLike<T> {
  const factory = {
    create: () => source.create(),
    destroy: async (resource: T) => source.destroy(resource),
  };
  return genericPool.createPool(factory, { max, fifo: false, ...options });
}
