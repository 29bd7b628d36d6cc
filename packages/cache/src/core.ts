// "@respite/cache/core": the whole package without a platform. A cache that needs Redis is given a client,
// or the transport for one (`redis: { transport }`).

import { createClient } from "@respite/resp/core";
import type { Cache, CacheOptions } from "./cache-types.ts";
import { createCacheWith } from "./create-cache.ts";

export type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
  ClearOptions,
  DeleteOptions,
  DeleteOutcome,
  OperationOptions,
  SetManyEntry,
  SetOptions,
  StampedWrite,
  WriteOutcome,
} from "./backend.ts";
export { type CacheOverOptions, type Surroundings, cacheOver } from "./cache.ts";
export type {
  CacheEvent,
  CacheListener,
  CacheMode,
  EntryEvent,
  EntryListener,
  HealthStatus,
  LossReason,
  WriteAccounting,
} from "./cache-events.ts";
export type {
  BreakerShortOptions,
  Cache,
  CacheHealth,
  CacheOptions,
  CacheStats,
  ConsumeOptions,
  HealthCheckResult,
  HealthOptions,
  InvalidationOptions,
  L1Options,
  LoadContext,
  Loader,
  LoadOptions,
  Namespace,
  NamespacePolicy,
  NamespaceSetOptions,
  NamespaceStats,
  ReadOptions,
  RefusalReason,
  ReplayDecision,
  ReplayGuardLike,
  ReplayGuardOptions,
  ReplayStats,
  ReplayVerdict,
  TagOptions,
  ValueWithMeta,
  WriteOptions,
} from "./cache-types.ts";
export type { PrefixOperations, TouchOperation } from "./capabilities.ts";
export {
  CacheError,
  type CacheErrorCode,
  type CacheErrorOptions,
  NotSharedError,
  isCacheError,
} from "./errors.ts";
export * from "./compression/index.ts";
export * from "./config/index.ts";
export * from "./encryption/index.ts";
export { EventHub } from "./event-hub.ts";
export * from "./health/index.ts";
export * from "./hybrid/index.ts";
export * from "./invalidation/index.ts";
export type {
  EarlyRefresh,
  LoadLockOptions,
  LoadLocks,
  LoadPolicy,
  LockAnswer,
} from "./loading/index.ts";
export * from "./log/index.ts";
export * from "./memory/index.ts";
export type { OperationListener, OperationSource } from "./metrics/index.ts";
export {
  type AnyNamespacePolicy,
  type OidcNamespaceName,
  oidcNamespaces,
  oidcPolicyOf,
} from "./namespace-policy.ts";
export * from "./redis/index.ts";
export * from "./replay/index.ts";
export { type Serializer, bytesSerializer, jsonSerializer } from "./serializer.ts";
export type { CacheCompressionOptions, ValueOptions } from "./value-tier.ts";
export { type Stamp, StampClock, compareStamps } from "./stamp.ts";

/**
 * Makes a cache. Synchronous: nothing is connected before the first operation, or `connect()`.
 *
 * @throws {TypeError | RangeError} naming the option that is wrong and what it was; `redis.transport`
 * is required where a client is to be made.
 */
export function createCache(options?: CacheOptions): Cache {
  return createCacheWith(createClient, options);
}
