// What tests outside this package may use: the embedded server, the memory network, the transport
// contract, and the fuzzing kit. Pure JavaScript; what needs Node is in ./node.
export {
  type ConnectionInfo,
  type EmbeddedCommandHook,
  EmbeddedServer,
  type EmbeddedServerOptions,
  type Endpoint,
} from "./embedded-server.ts";
export * from "./fuzz/index.ts";
export * from "./recording/index.ts";
export type { UserSettings } from "./server/core.ts";
export type { Fault } from "./server/executor.ts";
export type { FunctionLibrary, FunctionSettings } from "./server/functions.ts";
export type { InspectedValue } from "./server/inspect.ts";
export type { ScriptCall, ScriptHandler, ScriptResult, ScriptValue } from "./server/scripts.ts";
export {
  type CommandText,
  PeerGoneError,
  type Trickle,
  type PeerScript,
  scriptedNetwork,
  type ScriptedNetwork,
  type ScriptedLink,
  ScriptedPeer,
} from "./scripted-server.ts";
export { VirtualClock, type VirtualClockOptions } from "./virtual-clock.ts";
export {
  type ContractCase,
  transportCases,
  type TransportFixture,
  type TransportListener,
} from "./transport-suite.ts";
export {
  createMemoryNetwork,
  type MemoryAcceptor,
  type MemoryLink,
  type MemoryNetwork,
  type MemoryNetworkOptions,
} from "../transport/memory.ts";
