// The whole of what a client needs of a pool, so that generic-pool, or any other, can stand in.

/** The least a pool of resources must do. */
export interface PoolLike<T> {
  /** Resolves with a resource that belongs to the caller until it is given back. */
  acquire(): Promise<T>;
  /** Gives a resource back for the next borrower. */
  release(resource: T): void | Promise<void>;
  /** Gives a resource back to be thrown away. */
  destroy(resource: T): void | Promise<void>;
}

/** How a pool makes, checks and ends its resources; fits generic-pool's `Factory`. */
export interface PoolFactory<T> {
  /** Makes a resource; `signal` fires when nobody will want it any more. */
  create(signal?: import("../base/index.ts").CancelSignal): Promise<T>;
  /** True if an idle resource may be lent again. */
  validate?(resource: T): Promise<boolean> | boolean;
  /** Ends a resource; must not reject. */
  destroy(resource: T): Promise<void> | void;
}
