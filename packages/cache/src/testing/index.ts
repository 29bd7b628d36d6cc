// What tests of this package's users need: the contract suite, a backend that fails on command, and
// this package's scripts for the embedded server of `@respite/resp/testing`.
export { type BackendCase, type BackendCasesOptions, backendCases } from "./backend-cases.ts";
export type { BackendSubject } from "./subject.ts";
export { type Fault, FaultyBackend, type FaultyOperation } from "./faulty-backend.ts";
export {
  type EmbeddedScriptCall,
  type EmbeddedScriptHost,
  registerCacheScripts,
} from "./embedded-scripts.ts";
export {
  type RemoteGuard,
  type ReplayCase,
  type ReplayCasesOptions,
  type ReplayFaults,
  type ReplaySubject,
  replayCases,
} from "./replay-cases.ts";
