// Everything but `createCache`: loads without any platform, for sandboxes and for backends of one's own.
export type {
  BackendHealth,
  BackendStats,
  CacheBackend,
  CacheEntry,
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
  InvalidationOptions,
  L1Options,
  LoadOptions,
  Namespace,
  NamespacePolicy,
  NamespaceSetOptions,
  NamespaceStats,
  ReadOptions,
  ReplayDecision,
  ReplayGuardLike,
  ReplayGuardOptions,
  ReplayStats,
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
export { EventHub } from "./event-hub.ts";
export * from "./health/index.ts";
export * from "./hybrid/index.ts";
export * from "./invalidation/index.ts";
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
export { type Stamp, StampClock, compareStamps } from "./stamp.ts";
