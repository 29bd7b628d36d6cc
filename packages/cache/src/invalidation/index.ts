// How replicas learn of each other's writes.
export type { InvalidationBus, InvalidationHandlers } from "./invalidation-bus.ts";
export { MemoryAir, MemoryBus } from "./memory-bus.ts";
export { RedisBus, type RedisBusOptions } from "./redis-bus.ts";
