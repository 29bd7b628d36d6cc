// What both entries, full and core, share.
export {
  type CancelSignal,
  type Environment,
  isRespError,
  RespError,
  type RespErrorCode,
} from "./base/index.ts";
export {
  type CommandArgument,
  type Limits,
  ProtocolError,
  type Reply,
  ReplyError,
} from "./codec/index.ts";
export * from "./commands/descriptors.ts";
export type * from "./client/client-types.ts";
export type { ConnectionFactory, PooledConnection } from "./client/index.ts";
export {
  type AcquireOptions,
  createPool,
  type DrainOptions,
  type Pool,
  type PoolFactory,
  type PoolLike,
  type PoolLeak,
  type PoolOptions,
  type PoolStats,
} from "./pool/index.ts";
export {
  type Link,
  type LinkHandlers,
  type Target,
  type TlsOptions,
  type Transport,
} from "./transport/transport.ts";
