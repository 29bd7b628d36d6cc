// The shared tier: Redis or Valkey.
export { RedisBackend } from "./redis-backend.ts";
export type { RedisBackendClient, RedisBackendOptions } from "./redis-options.ts";
export { type Verdict, classifyOutage, isOutage, replyKind, toCacheError } from "./outage.ts";
export {
  type RedisScript,
  setIfAbsentScript,
  setIfNewerScript,
  touchScript,
  unlockScript,
} from "./scripts.ts";
