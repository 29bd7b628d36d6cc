// The only door of this folder.
export { Connection, type ConnectionHandlers, type ConnectionMode } from "./connection.ts";
export { isTerminal } from "./connect-error.ts";
export { DeadlineWheel, type Timed, type WheelLinks, WheelTimer } from "./deadline-wheel.ts";
export { authArguments } from "./handshake.ts";
export { openConnection } from "./open-connection.ts";
export type { Slot } from "./slot.ts";
export {
  describeTarget,
  type Target,
  type TlsOptions,
  type Transport,
} from "../transport/transport.ts";
