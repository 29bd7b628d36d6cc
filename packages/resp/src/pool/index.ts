// The pool's only door.
export { createPool } from "./pool.ts";
export type { PoolFactory, PoolLike } from "./pool-like.ts";
export type { AcquireOptions, DrainOptions, Pool } from "./pool-types.ts";
export type { PoolLeak } from "./leak-watch.ts";
export type { PoolOptions } from "./pool-options.ts";
export { describePool, type PoolStats } from "./pool-stats.ts";
