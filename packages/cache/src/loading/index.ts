// Lives, staleness and loads of a namespace's values.
export { EntryLog } from "./entry-log.ts";
export { EntryReader, type Finding } from "./entry-reader.ts";
export { checkTags } from "./envelope.ts";
export { isRefreshDue } from "./early-refresh.ts";
export { FailedLoads } from "./failed-loads.ts";
export type { Load } from "./load.ts";
export { type LoadLocks, type LockAnswer, RedisLocks } from "./load-locks.ts";
export {
  type EarlyRefresh,
  type LoadLockOptions,
  type LoadPolicy,
  type LoadSettings,
  loadPolicyNames,
  resolveLoadPolicy,
} from "./load-policy.ts";
export { Loads } from "./loads.ts";
export { type Flight, SharedAnswers } from "./shared-answers.ts";
export { ValueSealer } from "./value-sealer.ts";
